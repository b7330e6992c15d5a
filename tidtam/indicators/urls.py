"""Addresses of definitions."""

from django.urls import path

from . import views

app_name = "indicators"
urlpatterns = [
    path("indicators/<str:code>/definition/", views.definition, name="definition"),
]
