"""Visits with what was found, and problems from where they hurt to what was changed."""
