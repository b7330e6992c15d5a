"""Reads of checklists, visits and problems."""
