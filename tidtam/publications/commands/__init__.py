"""Commands of the command line; each calls one service."""
