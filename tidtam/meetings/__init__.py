"""Meetings: agenda, attendance, resolutions, minutes, press release."""
