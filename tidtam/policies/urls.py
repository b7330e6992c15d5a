"""Addresses of policy."""

from django.urls import path

from . import views

app_name = "policies"
urlpatterns = [
    path("policies/", views.framework_list, name="framework_list"),
    path("policies/<str:framework>/<str:code>/", views.item_detail, name="item_detail"),
]
