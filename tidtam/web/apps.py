"""What this app puts into the hooks: its pages in the menu, its sources of search."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.common import hooks
from tidtam.common.hooks import NavigationItem, SearchSource, Section, Seen


class WebConfig(AppConfig):
    """Registers home, units and what can be searched for."""

    name = "tidtam.web"

    def ready(self) -> None:
        """Register with the hooks."""
        from .selectors import search

        hooks.navigation.register(navigation)
        for source in (
            SearchSource(
                "units", gettext_lazy("Units"), "office", search.units_found, order=10
            ),
            SearchSource(
                "indicators",
                gettext_lazy("Indicators"),
                "chart",
                search.indicators_found,
                order=20,
            ),
            SearchSource(
                "policy_items",
                gettext_lazy("Policy items"),
                "policy",
                search.policy_items_found,
                order=30,
            ),
        ):
            hooks.search_sources.register(source)


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give home, the country and the tree of units."""
    yield NavigationItem(Section.HOME, _("Home"), reverse("web:home"), "home", tab=True)
    if "analysis_view" in seen.permissions and "commission" in seen.kinds:
        yield NavigationItem(
            Section.RESULTS,
            _("The country"),
            reverse("web:national"),
            "map",
            order=10,
            tab=True,
            short=_("Country"),
        )
    if "unit_view" in seen.permissions:
        yield NavigationItem(
            Section.RESULTS, _("Units"), reverse("web:unit_list"), "unit", order=90
        )
