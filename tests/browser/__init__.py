"""Journeys in a real browser on a server with the small simulated country."""
