"""Addresses of home, units, search and the site itself."""

from django.urls import path

from .views import home, national, search, site, units

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("panels/<str:name>/", home.home_panel, name="home_panel"),
    path("national/", national.national, name="national"),
    path("national/matters/", national.national_matters, name="national_matters"),
    path(
        "national/matrix.csv", national.national_matrix_csv, name="national_matrix_csv"
    ),
    path(
        "national/matters.csv",
        national.national_matters_csv,
        name="national_matters_csv",
    ),
    path("units/", units.unit_list, name="unit_list"),
    path("units/<str:code>/", units.unit_detail, name="unit_detail"),
    path("units/<str:code>/branch/", units.unit_branch, name="unit_branch"),
    path(
        "units/<str:code>/units.csv", units.unit_children_csv, name="unit_children_csv"
    ),
    path("units/<str:code>/panels/<str:name>/", units.unit_panel, name="unit_panel"),
    path("search/", search.search_page, name="search"),
    path("about-simulation/", site.simulation_note, name="simulation_note"),
    path("healthz", site.healthz, name="healthz"),
    path("robots.txt", site.robots, name="robots"),
]
