"""Who may do what, and where: the only home of this rule.

A grant gives a role over a unit and everything that stands under it today, for the
grant's own days. Three uses, no others: `needs` on every view, `units_visible_to` for
every read, `check` in every service. Being staff or superuser opens nothing.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum, auto
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from tidtam.common import clock
from tidtam.common.audit import Operator
from tidtam.organisation.models import Closure, Unit
from tidtam.organisation.selectors import holds_on

from .models import Grant, Role, User

Visitor = AbstractBaseUser | AnonymousUser
Doer = Visitor | Operator


class Permission(StrEnum):
    """Everything that can be allowed; the value is stored nowhere."""

    # One's own: everyone who is signed in, with or without a role.
    HOME_VIEW = auto()
    ACCOUNT_EDIT = auto()

    # What the whole country shares: frameworks, definitions, rounds.
    POLICY_VIEW = auto()
    POLICY_EDIT = auto()
    INDICATOR_VIEW = auto()
    INDICATOR_EDIT = auto()
    TARGET_EDIT = auto()
    ROUND_VIEW = auto()
    ROUND_EDIT = auto()

    # What belongs to units.
    UNIT_VIEW = auto()
    UNIT_EDIT = auto()
    RESULT_VIEW = auto()
    ANALYSIS_VIEW = auto()

    # A unit's own report, made by its own people.
    REPORT_VIEW = auto()
    REPORT_EDIT = auto()
    REPORT_SUBMIT = auto()
    REPORT_WITHDRAW = auto()
    EVIDENCE_VIEW = auto()
    EVIDENCE_ADD = auto()

    # The steps of review, each over the unit whose report it is.
    REVIEW_VIEW = auto()
    REPORT_VERIFY = auto()
    REPORT_CERTIFY_SCHOOL = auto()
    REPORT_CERTIFY_AREA = auto()
    REPORT_VERIFY_GROUP = auto()
    REPORT_CERTIFY_GROUP = auto()
    REPORT_ACCEPT = auto()
    CENTRAL_ENTER = auto()
    CENTRAL_ACCEPT = auto()
    CONTROL_ROOM_VIEW = auto()

    # Action plans: a unit writes its own, its superior approves it.
    PLAN_VIEW = auto()
    PLAN_EDIT = auto()
    PLAN_APPROVE = auto()
    PLAN_APPROVE_COMMISSION = auto()

    # Directives: reading, issuing for a unit, answering for one.
    DIRECTIVE_VIEW = auto()
    DIRECTIVE_ISSUE = auto()
    DIRECTIVE_ANSWER = auto()

    # Meetings: reading, keeping a unit's own, adopting minutes and approving news.
    MEETING_VIEW = auto()
    MEETING_EDIT = auto()
    MEETING_APPROVE = auto()

    # Visits: reading, making them for a unit, answering for the unit visited.
    VISIT_VIEW = auto()
    VISIT_EDIT = auto()
    VISIT_ANSWER = auto()

    # Problems: reading, reporting, triage for a unit, dealing with them as its owner.
    PROBLEM_VIEW = auto()
    PROBLEM_REPORT = auto()
    PROBLEM_TRIAGE = auto()
    PROBLEM_SOLVE = auto()

    # What was learned and invented.
    KNOWLEDGE_VIEW = auto()
    KNOWLEDGE_EDIT = auto()
    KNOWLEDGE_PUBLISH = auto()

    # Yearly summaries: reading, drawing up, publishing.
    PUBLICATION_VIEW = auto()
    PUBLICATION_MAKE = auto()
    PUBLICATION_PUBLISH = auto()

    # People and the system.
    USER_VIEW = auto()
    USER_EDIT = auto()
    AUDIT_VIEW = auto()
    SYSTEM_VIEW = auto()


P = Permission

# Held by everyone who is signed in.
EVERYONE = frozenset({P.HOME_VIEW, P.ACCOUNT_EDIT})

# A unit reports and writes for itself: these count over the unit that the grant names,
# and not over those under it. A superior reviews a school's report and never writes it.
_REPORT = frozenset({P.REPORT_EDIT, P.REPORT_SUBMIT, P.REPORT_WITHDRAW, P.EVIDENCE_ADD})
OWN_UNIT_ONLY = _REPORT | {
    P.PLAN_EDIT,
    P.PLAN_APPROVE_COMMISSION,
    P.DIRECTIVE_ISSUE,
    P.DIRECTIVE_ANSWER,
    P.MEETING_EDIT,
    P.MEETING_APPROVE,
    P.VISIT_EDIT,
    P.VISIT_ANSWER,
    P.PROBLEM_TRIAGE,
    P.PROBLEM_SOLVE,
    P.KNOWLEDGE_EDIT,
}

_READ = frozenset(
    {
        P.POLICY_VIEW,
        P.INDICATOR_VIEW,
        P.ROUND_VIEW,
        P.UNIT_VIEW,
        P.RESULT_VIEW,
        P.REPORT_VIEW,
        P.EVIDENCE_VIEW,
        P.DIRECTIVE_VIEW,
        P.MEETING_VIEW,
        P.VISIT_VIEW,
        P.PROBLEM_VIEW,
        P.PROBLEM_REPORT,
        P.KNOWLEDGE_VIEW,
        P.PUBLICATION_VIEW,
    }
)
_WRITE = frozenset({P.KNOWLEDGE_EDIT})
_ANSWER = frozenset({P.DIRECTIVE_ANSWER, P.VISIT_ANSWER, P.PROBLEM_SOLVE})
_TRIAGE = frozenset({P.PROBLEM_TRIAGE})
_VISIT = frozenset({P.VISIT_EDIT})
_CONVENE = frozenset({P.MEETING_EDIT})
_PRESIDE = _CONVENE | {P.MEETING_APPROVE}
_COMMAND = _ANSWER | {P.DIRECTIVE_ISSUE}
_PUBLISH = _WRITE | {P.KNOWLEDGE_PUBLISH}
_PLAN = frozenset({P.PLAN_EDIT})
_OVERSEE = _READ | {P.ANALYSIS_VIEW, P.PLAN_VIEW}
_REVIEW = _OVERSEE | {P.REVIEW_VIEW}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.SCHOOL_CLERK: _READ | _REPORT | _WRITE,
    Role.SCHOOL_DIRECTOR: _READ | _REPORT | _WRITE | _ANSWER | {P.USER_VIEW},
    Role.AREA_OFFICER: _REVIEW
    | _REPORT
    | _WRITE
    | _PLAN
    | _ANSWER
    | _CONVENE
    | _VISIT
    | _TRIAGE
    | {P.REPORT_VERIFY},
    Role.AREA_SUPERVISOR: _OVERSEE | _WRITE | _VISIT,
    Role.AREA_DIRECTOR: _REVIEW
    | _PUBLISH
    | _PLAN
    | _COMMAND
    | _PRESIDE
    | _VISIT
    | _TRIAGE
    | {P.REPORT_CERTIFY_SCHOOL, P.REPORT_CERTIFY_AREA, P.USER_VIEW},
    Role.GROUP_OFFICER: _REVIEW
    | _REPORT
    | _WRITE
    | _PLAN
    | _COMMAND
    | _CONVENE
    | _VISIT
    | _TRIAGE
    | {P.REPORT_VERIFY_GROUP, P.PUBLICATION_MAKE},
    Role.GROUP_MEMBER: _OVERSEE | _WRITE | _VISIT,
    Role.GROUP_CHAIR: _REVIEW
    | _PUBLISH
    | _PLAN
    | _COMMAND
    | _PRESIDE
    | _VISIT
    | _TRIAGE
    | {
        P.REPORT_VERIFY_GROUP,
        P.REPORT_CERTIFY_GROUP,
        P.PLAN_APPROVE,
        P.PUBLICATION_MAKE,
        P.PUBLICATION_PUBLISH,
    },
    Role.ANALYST: _REVIEW
    | _PUBLISH
    | _PLAN
    | _COMMAND
    | _PRESIDE
    | _VISIT
    | _TRIAGE
    | {
        P.PLAN_APPROVE,
        P.PUBLICATION_MAKE,
        P.PUBLICATION_PUBLISH,
        P.POLICY_EDIT,
        P.INDICATOR_EDIT,
        P.TARGET_EDIT,
        P.ROUND_EDIT,
        P.REPORT_ACCEPT,
        P.CENTRAL_ENTER,
        P.CENTRAL_ACCEPT,
        P.CONTROL_ROOM_VIEW,
    },
    Role.EXECUTIVE: _OVERSEE
    | _COMMAND
    | _VISIT
    | {
        P.CONTROL_ROOM_VIEW,
        P.MEETING_APPROVE,
        P.PLAN_APPROVE,
        P.PLAN_APPROVE_COMMISSION,
        P.PUBLICATION_PUBLISH,
    },
    Role.ADMINISTRATOR: frozenset(
        {
            P.POLICY_VIEW,
            P.INDICATOR_VIEW,
            P.ROUND_VIEW,
            P.UNIT_VIEW,
            P.UNIT_EDIT,
            P.USER_VIEW,
            P.USER_EDIT,
            P.AUDIT_VIEW,
            P.SYSTEM_VIEW,
        }
    ),
}

# The kinds of unit over which each role is granted. A bureau that has schools of its
# own stands to them as an area office does.
ROLE_KINDS: dict[Role, frozenset[Unit.Kind]] = {
    Role.SCHOOL_CLERK: frozenset({Unit.Kind.SCHOOL}),
    Role.SCHOOL_DIRECTOR: frozenset({Unit.Kind.SCHOOL}),
    Role.AREA_OFFICER: frozenset({Unit.Kind.AREA, Unit.Kind.BUREAU}),
    Role.AREA_SUPERVISOR: frozenset({Unit.Kind.AREA, Unit.Kind.BUREAU}),
    Role.AREA_DIRECTOR: frozenset({Unit.Kind.AREA, Unit.Kind.BUREAU}),
    Role.GROUP_OFFICER: frozenset({Unit.Kind.GROUP}),
    Role.GROUP_MEMBER: frozenset({Unit.Kind.GROUP}),
    Role.GROUP_CHAIR: frozenset({Unit.Kind.GROUP}),
    Role.ANALYST: frozenset({Unit.Kind.COMMISSION}),
    Role.EXECUTIVE: frozenset({Unit.Kind.COMMISSION, Unit.Kind.BUREAU}),
    Role.ADMINISTRATOR: frozenset(Unit.Kind) - {Unit.Kind.SCHOOL},
}


def roles_with(permission: Permission) -> list[Role]:
    """Return the roles that grant this permission."""
    return [role for role, granted in ROLES.items() if permission in granted]


# ---------- reads ----------


def grants_today(user: Visitor, permission: Permission) -> QuerySet[Grant]:
    """Return the user's grants of today that give this permission."""
    if not (isinstance(user, User) and user.is_active):
        return Grant.objects.none()
    return Grant.objects.filter(
        _valid_today(), user=user, role__in=roles_with(permission)
    )


def units_granted_to(user: Visitor, permission: Permission) -> QuerySet[Unit]:
    """Return the units that the user's grants of today name, without those under them.

    For first screens, and for a round whose frozen superiors are kept with it.
    """
    return Unit.objects.filter(pk__in=grants_today(user, permission).values("unit"))


def units_visible_to(user: Visitor, permission: Permission) -> QuerySet[Unit]:
    """Return every unit over which the user holds the permission today.

    Those are the units named by the user's grants and all that stand under them today;
    for what only a unit's own people do, the units named alone. Adds one subquery.
    """
    under = Closure.objects.filter(
        _valid_today(), ancestor__in=grants_today(user, permission).values("unit")
    )
    if permission in OWN_UNIT_ONLY:
        under = under.filter(depth=0)
    return Unit.objects.filter(pk__in=under.values("unit"))


def units_once_under(user: Visitor, permission: Permission) -> QuerySet[Unit]:
    """Return the units that stand nowhere today, and stood last under the user's units.

    For reading alone: what has closed keeps its pages, and nothing of it changes.
    """
    today = clock.today()
    later = Closure.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=OuterRef("valid_to")), unit=OuterRef("unit")
    )
    last = Closure.objects.filter(
        ~Exists(later),
        valid_to__lte=today,
        ancestor__in=grants_today(user, permission).values("unit"),
    )
    return Unit.objects.filter(pk__in=last.values("unit"))


def permissions_of(user: Visitor) -> frozenset[Permission]:
    """Return what the user may do at all, anywhere, today; for menus.

    One query, or none where the grants were read.
    """
    if not (isinstance(user, User) and user.is_active):
        return frozenset()
    kept: list[Grant] | None = getattr(user, "tidtam_grants", None)
    if kept is not None:
        return permissions_in(grant.role for grant in kept)
    roles = Grant.objects.filter(_valid_today(), user=user).values_list(
        "role", flat=True
    )
    return permissions_in(roles)


def permissions_in(roles: Iterable[str]) -> frozenset[Permission]:
    """Return what a person with these roles may do at all."""
    return EVERYONE.union(*(ROLES[Role(role)] for role in set(roles)))


def holds(user: Visitor, permission: Permission) -> bool:
    """Say whether the user has the permission over at least one unit today."""
    if permission in EVERYONE:
        return isinstance(user, User) and user.is_active
    return grants_today(user, permission).exists()


def can(user: Visitor, permission: Permission, unit: Unit) -> bool:
    """Say whether the user holds the permission over this unit today.

    Says the same as `units_visible_to`, and asks only for the unit's superiors.
    """
    above = Closure.objects.filter(_valid_today(), unit=unit)
    if permission in OWN_UNIT_ONLY:
        above = above.filter(depth=0)
    granted = grants_today(user, permission)
    return granted.filter(unit__in=above.values("ancestor")).exists()


def unit_visible_to(user: Visitor, permission: Permission, code: str) -> Unit:
    """Return the unit of this code, for its page.

    Raises Http404 where there is none or the user does not hold the permission over it.
    """
    unit = Unit.objects.filter(code=code).first()
    if unit is None or not can(user, permission, unit):
        raise Http404
    return unit


def holds_over(
    user: Visitor,
    permission: Permission,
    unit_ids: Iterable[int],
    *,
    superiors: bool = True,
) -> bool:
    """Say whether a grant of today stands on one of the units or above one of them.

    For a round whose frozen superiors read and review it though they may have ended or
    moved since: pass the unit and its frozen superiors. Without `superiors` only grants
    on the very units count, so that a later superior does not review an older round.
    """
    ids = list(unit_ids)
    place = Q(unit__in=ids)
    if superiors and permission not in OWN_UNIT_ONLY:
        above = Closure.objects.filter(_valid_today(), unit__in=ids)
        place |= Q(unit__in=above.values("ancestor"))
    return grants_today(user, permission).filter(place).exists()


def _valid_today() -> Q:
    return holds_on(clock.today())


# ---------- refusals ----------


def check(by: Doer, permission: Permission, unit: Unit) -> None:
    """Raise PermissionDenied unless `can` allows it.

    The operator at the server's own command line has no account and may do all.
    """
    if not isinstance(by, Operator) and not can(by, permission, unit):
        raise PermissionDenied


def check_over(
    by: Doer,
    permission: Permission,
    unit_ids: Iterable[int],
    *,
    superiors: bool = True,
) -> None:
    """Raise PermissionDenied unless `holds_over` allows it."""
    if isinstance(by, Operator):
        return
    if not holds_over(by, permission, unit_ids, superiors=superiors):
        raise PermissionDenied


class SignedInRequest(HttpRequest):
    """What a view behind `needs` is given: there is an account."""

    user: User
    htmx: HtmxDetails


def grants_held_by(user: Visitor) -> list[Grant]:
    """Return all the user's grants of today, with their units and the person."""
    held = Grant.objects.filter(_valid_today(), user=user.pk)
    return list(held.select_related("unit", "user__person"))


def grants_in_request(request: HttpRequest) -> list[Grant]:
    """Return the grants of today of who asks, with their units; read once a request."""
    kept: list[Grant] | None = getattr(request, "tidtam_grants", None)
    if kept is None:
        kept = grants_held_by(request.user)
        request.tidtam_grants = kept  # type: ignore[attr-defined]  # for its life
        for user in (request.user, *(grant.user for grant in kept)):
            user.tidtam_grants = kept  # type: ignore[union-attr]  # for `holds_known`
    return kept


def holds_known(user: Visitor, permission: Permission) -> bool:
    """Say the same as `holds`, without a query where the grants were read."""
    kept: list[Grant] | None = getattr(user, "tidtam_grants", None)
    if kept is None:
        return holds(user, permission)
    return any(permission in ROLES[Role(grant.role)] for grant in kept)


def holds_in_request(request: HttpRequest, permission: Permission) -> bool:
    """Say the same as `holds` of who asks, from the grants that the request keeps."""
    if permission in EVERYONE or not request.user.is_active:
        return holds(request.user, permission)
    return any(permission in ROLES[Role(g.role)] for g in grants_in_request(request))


View = Callable[..., HttpResponseBase]


def needs(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the permission it needs, and refuse people without it.

    Visitors are led to the sign-in page; people who hold it nowhere get 403.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def wrapper(
            request: HttpRequest, *args: object, **kwargs: object
        ) -> HttpResponseBase:
            if not holds_in_request(request, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        wrapper.permission = permission  # type: ignore[attr-defined]
        return wrapper

    return decorate


def public(view: View) -> View:
    """Mark a view that anyone may open, such as the sign-in page."""

    @wraps(view)
    def wrapper(
        request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    wrapper.is_public = True  # type: ignore[attr-defined]
    return wrapper
