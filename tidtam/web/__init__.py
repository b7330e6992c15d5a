"""Home, the tree of units, search, national pages and the shell around every page."""
