"""A small country with a round, and people for every step of every route."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.factories import (
    BEGINNING,
    GrantFactory,
    IndicatorFactory,
    IndicatorVersionFactory,
    RatioVersionFactory,
    RoundFactory,
    RoundIndicatorFactory,
    UnitFactory,
    UserFactory,
)
from tidtam.accounts.models import Role, User
from tidtam.common import audit
from tidtam.indicators.models import Indicator, IndicatorVersion
from tidtam.organisation import tree
from tidtam.organisation.models import Unit
from tidtam.organisation.services import placements_replace
from tidtam.reporting import services
from tidtam.reporting.models import Round, Submission, ValueRevision
from tidtam.reporting.typed import TypedFigure

BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
EnteredBy = IndicatorVersion.EnteredBy
ReportedBy = IndicatorVersion.ReportedBy
Kind = Unit.Kind

# Unit -> (kind, parent). P1 is a special school: no area stands above it.
TREE = {
    "OBEC": (Kind.COMMISSION, None),
    "B1": (Kind.BUREAU, "OBEC"),
    "G1": (Kind.GROUP, "OBEC"),
    "G2": (Kind.GROUP, "OBEC"),
    "A1": (Kind.AREA, "G1"),
    "A2": (Kind.AREA, "G2"),
    "S1": (Kind.SCHOOL, "A1"),
    "S2": (Kind.SCHOOL, "A1"),
    "S3": (Kind.SCHOOL, "A1"),
    "S4": (Kind.SCHOOL, "A2"),
    "P1": (Kind.SCHOOL, "B1"),
}
# Indicator -> (reported by, entered by, is a ratio).
INDICATORS = {
    "QUA-05": (ReportedBy.SCHOOL, EnteredBy.UNIT, True),
    "SAF-01": (ReportedBy.SCHOOL, EnteredBy.UNIT, False),
    "EFF-01": (ReportedBy.AREA, EnteredBy.UNIT, True),
    "EFF-05": (ReportedBy.AREA, EnteredBy.CENTRAL, False),
    "EFF-06": (ReportedBy.AREA, EnteredBy.CENTRAL, False),
    "GRP-01": (ReportedBy.GROUP, EnteredBy.UNIT, False),
}
# Person -> (role, unit).
CAST = {
    "clerk1": (Role.SCHOOL_CLERK, "S1"),
    "head1": (Role.SCHOOL_DIRECTOR, "S1"),
    "clerk2": (Role.SCHOOL_CLERK, "S2"),
    "clerk3": (Role.SCHOOL_CLERK, "S3"),
    "clerk4": (Role.SCHOOL_CLERK, "S4"),
    "clerk_p": (Role.SCHOOL_CLERK, "P1"),
    "officer": (Role.AREA_OFFICER, "A1"),
    "officer2": (Role.AREA_OFFICER, "A2"),
    "director": (Role.AREA_DIRECTOR, "A1"),
    "director2": (Role.AREA_DIRECTOR, "A2"),
    "officer_b": (Role.AREA_OFFICER, "B1"),
    "director_b": (Role.AREA_DIRECTOR, "B1"),
    "secretary": (Role.GROUP_OFFICER, "G1"),
    "secretary2": (Role.GROUP_OFFICER, "G2"),
    "chair": (Role.GROUP_CHAIR, "G1"),
    "analyst": (Role.ANALYST, "OBEC"),
    "analyst2": (Role.ANALYST, "OBEC"),
}
OPENS = datetime.datetime(2021, 12, 20, 8, 30, tzinfo=BANGKOK)
DUE = datetime.datetime(2022, 1, 21, 16, 30, tzinfo=BANGKOK)
CLOSES = datetime.datetime(2022, 1, 31, 16, 30, tzinfo=BANGKOK)


@dataclass
class Clock:
    """The clock of a test: it stands still until it is set or moved on."""

    moment: datetime.datetime = OPENS + datetime.timedelta(days=10)

    def now(self) -> datetime.datetime:
        return self.moment

    def on(self, hours: float = 1) -> datetime.datetime:
        self.moment += datetime.timedelta(hours=hours)
        return self.moment


@dataclass
class World:
    """Units, indicators and people by name, and the open round."""

    clock: Clock
    unit: dict[str, Unit] = field(default_factory=dict)
    indicator: dict[str, Indicator] = field(default_factory=dict)
    user: dict[str, User] = field(default_factory=dict)
    round: Round = field(default_factory=Round)
    keys: int = 0

    # ---------- typing and submitting ----------

    def type(
        self, who: str, unit: str, indicator: str, *, version: int = 0, **typed: str
    ) -> services.DraftOutcome:
        return services.draft_save(
            round_=self.round,
            unit=self.unit[unit],
            indicator=self.indicator[indicator],
            typed=TypedFigure(**typed),
            version=version,
            by=self.user[who],
            central=indicator in {"EFF-05", "EFF-06"},
        )

    def fill(self, who: str, unit: str) -> None:
        """Fill in everything that the unit is asked."""
        kind = self.unit[unit].kind
        for code, (reported_by, entered_by, is_ratio) in INDICATORS.items():
            if reported_by == kind and entered_by == EnteredBy.UNIT:
                typed = (
                    {"numerator": "40", "denominator": "50"}
                    if is_ratio
                    else {"value": "7"}
                )
                self.type(who, unit, code, **typed)

    def submit(self, who: str, unit: str, key: str = "", **more: Any) -> Submission:
        self.keys += 1
        return services.submission_submit(
            round_=self.round,
            unit=self.unit[unit],
            client_key=key or f"key-{self.keys}",
            by=self.user[who],
            **more,
        )

    def supplement(self, who: str, unit: str, key: str = "") -> Submission:
        self.keys += 1
        return services.supplementary_submit(
            round_=self.round,
            unit=self.unit[unit],
            client_key=key or f"key-{self.keys}",
            by=self.user[who],
        )

    def submitted(self, who: str, unit: str, **more: Any) -> Submission:
        self.fill(who, unit)
        return self.submit(who, unit, **more)

    def certified(
        self, who: str, unit: str, officer: str = "officer", director: str = "director"
    ) -> Submission:
        """Take a school's report through both of its steps, an hour each."""
        sent = self.submitted(who, unit)
        self.clock.on()
        services.submission_verify(submission=sent, by=self.user[officer])
        self.clock.on()
        return services.submission_certify(submission=sent, by=self.user[director])

    def missing(self, *schools: str) -> dict[int, str]:
        return {self.unit[code].pk: "ติดตามแล้ว ยังไม่ส่ง" for code in schools}

    def accepted_area(self) -> Submission:
        """Take area A1 with S1 to the end of its route; S2 and S3 are missing."""
        self.certified("clerk1", "S1")
        self.clock.on()
        sent = self.submitted("officer", "A1", missing=self.missing("S2", "S3"))
        return self.to_the_end(sent)

    def to_the_end(self, sent: Submission) -> Submission:
        """Certify, verify for the group and accept A1's submission, an hour each."""
        self.clock.on()
        services.submission_certify(submission=sent, by=self.user["director"])
        self.clock.on()
        services.submission_verify_group(submission=sent, by=self.user["secretary"])
        self.clock.on()
        return services.submission_accept(submission=sent, by=self.user["analyst"])

    # ---------- looking ----------

    def revisions(self, unit: str, indicator: str) -> list[ValueRevision]:
        return list(
            ValueRevision.objects.filter(
                round=self.round,
                unit=self.unit[unit],
                indicator=self.indicator[indicator],
            ).order_by("pk")
        )

    def only(self, unit: str, indicator: str) -> ValueRevision:
        (revision,) = self.revisions(unit, indicator)
        return revision

    def back(self, code: str, **more: Any) -> services.ValueReturn:
        return services.ValueReturn(self.indicator[code].pk, **more)


def build(clock: Clock) -> World:
    """Build the country, its people, the indicators and the open round."""
    world = World(clock)
    for code, (kind, _) in TREE.items():
        world.unit[code] = UnitFactory(code=code, kind=kind)
    placements_replace(
        placements={
            code: [tree.Edge(parent, BEGINNING.date(), None)]
            for code, (_, parent) in TREE.items()
        },
        by=audit.OPERATOR,
    )
    for name, (role, unit) in CAST.items():
        world.user[name] = UserFactory(username=name)
        GrantFactory(user=world.user[name], unit=world.unit[unit], role=role)
    for code, (reported_by, entered_by, is_ratio) in INDICATORS.items():
        world.indicator[code] = IndicatorFactory(code=code)
        make = RatioVersionFactory if is_ratio else IndicatorVersionFactory
        make(
            indicator=world.indicator[code],
            reported_by=reported_by,
            entered_by=entered_by,
        )
    world.round = make_round(world, 2565, "Q1", OPENS)
    return world


def make_round(
    world: World,
    fiscal_year: int,
    span: str,
    opens_at: datetime.datetime,
    *,
    is_opened: bool = True,
) -> Round:
    """Make a round that asks everything, and open it."""
    made: Round = RoundFactory(
        fiscal_year=fiscal_year,
        span=span,
        opens_at=opens_at,
        due_at=opens_at + (DUE - OPENS),
        closes_at=opens_at + (CLOSES - OPENS),
    )
    for indicator in world.indicator.values():
        RoundIndicatorFactory(round=made, indicator=indicator)
    if is_opened:
        made = services.round_open(round_=made, by=audit.OPERATOR, moment=opens_at)
    return made


def number(revision: ValueRevision) -> tuple[Decimal | None, ...]:
    """Return value, numerator and denominator."""
    return revision.value, revision.numerator, revision.denominator


Chooser = Callable[[World], Any]
