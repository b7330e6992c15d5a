"""Pages of plans, projects and milestones."""
