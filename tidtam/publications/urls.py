"""Addresses of publications; those under public/ are for everybody."""

from django.urls import path

from . import views

app_name = "publications"
urlpatterns = [
    path("publications/", views.edition_list, name="edition_list"),
    path("publications/make/", views.edition_make, name="edition_make"),
    path("publications/<int:number>/", views.edition_detail, name="edition_detail"),
    path(
        "publications/<int:number>/publish/",
        views.edition_publish,
        name="edition_publish",
    ),
    path(
        "publications/<int:number>.<str:ending>",
        views.edition_file,
        name="edition_file",
    ),
    path("public/", views.public_list, name="public_list"),
    path("public/<int:number>.<str:ending>", views.public_file, name="public_file"),
]
