"""Directives: who was told to do what by when, and what became of it."""
