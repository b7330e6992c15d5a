"""Reads of the shell, of home, of the tree of units and of search."""
