"""The app of papers; it has no tables of its own."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Names the app."""

    name = "tidtam.documents"
