"""Addresses of indicators with their figures."""

from django.urls import path

from .views import indicators, policies

app_name = "analysis"
urlpatterns = [
    path("indicators/", indicators.indicator_list, name="indicator_list"),
    path(
        "indicators/figures.csv",
        indicators.indicator_list_csv,
        name="indicator_list_csv",
    ),
    path(
        "indicators/<str:code>/", indicators.indicator_detail, name="indicator_detail"
    ),
    path(
        "indicators/<str:code>/lineage/",
        indicators.indicator_lineage,
        name="indicator_lineage",
    ),
    path(
        "indicators/<str:code>/units.csv",
        indicators.indicator_children_csv,
        name="indicator_children_csv",
    ),
    path(
        "indicators/<str:code>/trend.csv",
        indicators.indicator_trend_csv,
        name="indicator_trend_csv",
    ),
    path(
        "policies/<str:framework>/<str:code>/indicators.csv",
        policies.item_indicators_csv,
        name="item_indicators_csv",
    ),
    path(
        "policies/<str:framework>/<str:code>/units.csv",
        policies.item_units_csv,
        name="item_units_csv",
    ),
]
