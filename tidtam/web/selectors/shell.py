"""What stands around every page: who is signed in, where, when, and what waits."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import Grant, Role, User
from tidtam.accounts.permissions import (
    Permission,
    grants_held_by,
    grants_in_request,
    permissions_in,
)
from tidtam.common import clock, hooks, periods
from tidtam.common.hooks import NavigationItem, Section
from tidtam.organisation.models import Unit
from tidtam.reporting.models import Round
from tidtam.web.links import link, unit_link
from tidtam.web.names import initials, span_words, unit_name

SECTION_LABELS = {
    Section.HOME: "",
    Section.WORK: gettext_lazy("My work"),
    Section.RESULTS: gettext_lazy("Results"),
    Section.LEARN: gettext_lazy("Learn and publish"),
    Section.SYSTEM: gettext_lazy("System"),
}
ACCOUNT_PAGES = (
    ("accounts:account_detail", "person", gettext_lazy("My account")),
    ("account_change_password", "key", gettext_lazy("Change password")),
    ("mfa_index", "shield", gettext_lazy("Two-step sign-in")),
)
SECTIONS = list(Section)
KINDS = list(Unit.Kind)
TABS = 3
SHORT_LIST = 20


@dataclass(frozen=True)
class Shell:
    """Everything that the base template asks of a signed-in user, looked up once.

    Nothing is read before it is asked for, and each thing once: a part of a page that
    HTMX fetches costs nothing here. At most two queries and those of the items.
    """

    user: User
    path: str
    held: Callable[[], list[Grant]] | None = None

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Return what the user may do anywhere today."""
        return permissions_in(self.roles) if self.user.is_active else frozenset()

    @cached_property
    def grants(self) -> list[Grant]:
        """Return the user's grants of today, those over the widest units first."""
        return sorted(
            self.held() if self.held else grants_held_by(self.user),
            key=lambda grant: (
                KINDS.index(Unit.Kind(grant.unit.kind)),
                grant.unit.sort_key,
            ),
        )

    @cached_property
    def units(self) -> list[Unit]:
        """Return the units that the grants name, each once."""
        return list({grant.unit_id: grant.unit for grant in self.grants}.values())

    @property
    def roles(self) -> list[Role]:
        """Return the roles that the user has, each once."""
        return list({Role(grant.role): None for grant in self.grants})

    @cached_property
    def round(self) -> Round | None:
        """Return the round that was opened last."""
        opened = Round.objects.filter(opened_at__isnull=False)
        return opened.filter(opens_at__lte=clock.now()).order_by("-opens_at").first()

    # ---------- what the base template is given ----------

    @cached_property
    def items(self) -> list[NavigationItem]:
        """Return every page of the menu that the user may open, in order."""
        seen = hooks.Seen(
            self.user,
            frozenset(str(p) for p in self.permissions),
            frozenset(str(unit.kind) for unit in self.units),
        )
        found = [item for source in hooks.navigation for item in source(seen)]
        return sorted(
            found, key=lambda item: (SECTIONS.index(item.section), item.order)
        )

    def navigation(self) -> list[dict[str, Any]]:
        """Return the sections of the menu with their items."""
        sections = [
            {
                "label": label,
                "items": [self._shown(i) for i in self.items if i.section is section],
            }
            for section, label in SECTION_LABELS.items()
        ]
        return [section for section in sections if section["items"]]

    def tabs(self) -> list[dict[str, Any]]:
        """Return the first items that ask for a place in the tab bar."""
        asking = [item for item in self.items if item.tab][:TABS]
        return [
            {**self._shown(item), "label": item.short or item.label} for item in asking
        ]

    def _shown(self, item: NavigationItem) -> dict[str, Any]:
        return {
            "label": item.label,
            "url": item.url,
            "icon": item.icon,
            "count": item.count,
            "hot": item.hot,
            "current": item.url == self._here,
        }

    @cached_property
    def _here(self) -> str:
        """Return the address of the item whose page this is, or the nearest above."""
        above = [
            item.url
            for item in self.items
            if self.path == item.url
            or (item.url != "/" and self.path.startswith(item.url))
        ]
        return max(above, key=len, default="")

    def scope(self) -> list[dict[str, Any]]:
        """Return the switches of the bar: unit, fiscal year and round."""
        return [*self._unit_switch(), *self._time_switches()]

    def _unit_switch(self) -> list[dict[str, Any]]:
        if not self.units:
            return []
        first = self.units[0]
        switch: dict[str, Any] = {
            "kind": "unit",
            "icon": "office",
            "before": "",
            "value": unit_name(first),
            "label": _("My unit"),
        }
        if len(self.units) == 1:
            return [{**switch, "url": unit_link(first)}]
        choices = [
            {"label": unit_name(unit), "url": unit_link(unit), "current": False}
            for unit in self.units[:SHORT_LIST]
        ]
        return [{**switch, "label": _("My units"), "choices": choices}]

    def _time_switches(self) -> list[dict[str, Any]]:
        year = periods.fiscal_year_of(clock.today())
        if self.round is not None:
            year = self.round.fiscal_year
        switches = [
            {
                "kind": "year",
                "before": _("FY"),
                "value": str(year),
                "label": _("Fiscal year"),
            }
        ]
        if self.round is not None:
            before, value = span_words(self.round.span)
            switches.append(
                {"kind": "round", "before": before, "value": value, "label": _("Round")}
            )
        return switches

    def person(self) -> dict[str, Any]:
        """Return who is signed in, and what the account menu holds."""
        # The grants bring the person along; without one it is asked for.
        name = str(self.grants[0].user if self.grants else self.user)
        return {
            "name": name,
            "role": ", ".join(str(role.label) for role in self.roles[:2]),
            "initials": initials(name),
            "items": _account_items(),
        }


def _account_items() -> list[dict[str, Any]]:
    pages = [(link(name), icon, label) for name, icon, label in ACCOUNT_PAGES]
    return [
        {"url": url, "icon": icon, "label": label} for url, icon, label in pages if url
    ]


def shell_of(request: HttpRequest) -> Shell | None:
    """Return the shell of the request, one for its whole life; None for visitors."""
    kept: Shell | None = getattr(request, "tidtam_shell", None)
    user = getattr(request, "user", None)
    if kept is None and isinstance(user, User):
        kept = Shell(user, request.path, partial(grants_in_request, request))
        request.tidtam_shell = kept  # type: ignore[attr-defined]  # kept for its life
    return kept
