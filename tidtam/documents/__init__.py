"""Papers: one neutral structure, set as PDF, Word and Excel; knows no subject."""
