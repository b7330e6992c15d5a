"""Addresses of lessons and innovations; `kind` is lessons or innovations."""

from django.urls import path

from . import views

app_name = "knowledge"
entry = "knowledge/<str:kind>/<int:number>/"
urlpatterns = [
    path("knowledge/", views.library, name="library"),
    path("knowledge/<str:kind>/", views.entry_list, name="entry_list"),
    path("knowledge/<str:kind>/list.csv", views.entry_list_csv, name="entry_list_csv"),
    path("knowledge/<str:kind>/add/", views.entry_add, name="entry_add"),
    path("knowledge/files/<int:number>/", views.file_read, name="file_read"),
    path("knowledge/files/<int:number>/remove/", views.file_remove, name="file_remove"),
    path(entry, views.entry_detail, name="entry_detail"),
    path(f"{entry}edit/", views.entry_edit, name="entry_edit"),
    path(f"{entry}offer/", views.entry_offer, name="entry_offer"),
    path(f"{entry}publish/", views.entry_publish, name="entry_publish"),
    path(f"{entry}send-back/", views.entry_send_back, name="entry_send_back"),
    path(f"{entry}files/add/", views.file_add, name="file_add"),
    path("knowledge/<int:number>/adopt/", views.adoption_add, name="adoption_add"),
]
