"""Permissions tested by generation: the world, the table, and what each route asks."""
