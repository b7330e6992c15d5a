"""Pages of visits, checklists and problems."""
