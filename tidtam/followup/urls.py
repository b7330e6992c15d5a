"""Addresses of directives; a part is what one owner answers for."""

from django.urls import path

from . import views

app_name = "followup"
part = "directives/parts/<int:number>/"
urlpatterns = [
    path("directives/", views.directive_list, name="directive_list"),
    path("directives/list.csv", views.directive_list_csv, name="directive_list_csv"),
    path("directives/list.xlsx", views.directive_list_xlsx, name="directive_list_xlsx"),
    path("directives/add/", views.directive_add, name="directive_add"),
    path("directives/<int:number>/", views.directive_detail, name="directive_detail"),
    path(
        f"{part}acknowledge/",
        views.assignment_acknowledge,
        name="assignment_acknowledge",
    ),
    path(f"{part}report/", views.assignment_report, name="assignment_report"),
    path(f"{part}finish/", views.assignment_finish, name="assignment_finish"),
    path(f"{part}verify/", views.assignment_verify, name="assignment_verify"),
    path(f"{part}return/", views.assignment_return, name="assignment_return"),
    path("directives/files/<int:number>/", views.progress_file, name="progress_file"),
]
