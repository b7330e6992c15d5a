"""What each address asks for, and to whom the role table opens it.

One `Asked` (see asked.py) for each URL name. To add a page, say here which permission
it needs, how its address is filled in for the object of a unit, with which permission
that object is visible, and which one writing takes; the requests are made from that.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tidtam.accounts.models import Grant
from tidtam.accounts.permissions import Permission

from .asked import DONE, GET_AND_POST, PAGE, Asked
from .fieldwork import FIELDWORK
from .followup import FOLLOWUP
from .knowledge import KNOWLEDGE
from .meetings import MEETINGS
from .planning import PLANNING
from .publications import PUBLICATIONS
from .reports import REPORTS
from .world import World

P = Permission
PUBLIC = Asked(None, by_few=True)
CLOSED = Asked(
    None,
    by_few=True,
    methods=GET_AND_POST,
    answers=frozenset({404}),
    answers_post=frozenset({404}),
)

# ---------- home, units, search, the site ----------


def unit_code(world: World, unit: str) -> Mapping[str, Any]:
    """Give the code of the unit."""
    return {"code": world.names(unit)}


WEB = {
    "web:home": Asked(P.HOME_VIEW),
    "web:home_panel": Asked(
        P.HOME_VIEW, lambda _world, _unit: {"name": "reporting_waiting"}, only="OBEC"
    ),
    "web:unit_list": Asked(P.UNIT_VIEW, queries=("", "?q=kx&kind=school")),
    "web:unit_detail": Asked(
        P.UNIT_VIEW,
        unit_code,
        seen_with=P.UNIT_VIEW,
        queries=("", "?on=25/12/2564", "?q=Qz&on=25/12/2564"),
    ),
    "web:unit_branch": Asked(P.UNIT_VIEW, unit_code, seen_with=P.UNIT_VIEW),
    "web:unit_children_csv": Asked(
        P.UNIT_VIEW,
        unit_code,
        seen_with=P.UNIT_VIEW,
        queries=("", "?on=25/12/2564"),
    ),
    "web:unit_panel": Asked(
        P.UNIT_VIEW,
        lambda world, unit: {**unit_code(world, unit), "name": "reporting"},
        seen_with=P.UNIT_VIEW,
    ),
    "web:search": Asked(P.UNIT_VIEW, queries=("?q=Qz", "?q=1")),
    "web:simulation_note": PUBLIC,
    "web:healthz": PUBLIC,
    "web:robots": PUBLIC,
    "set_language": Asked(
        None,
        by_few=True,
        methods=GET_AND_POST,
        form=lambda _world, _unit: {"language": "en"},
        answers=DONE,
    ),
}

# ---------- people and the trail ----------


def member(world: World, unit: str) -> Mapping[str, Any]:
    """Give the username of someone with a role over the unit."""
    return {"username": world.members[unit].username}


def grant_of_member(world: World, unit: str) -> Mapping[str, Any]:
    """Give the username and the grant."""
    user = world.members[unit]
    return {"username": user.username, "number": Grant.objects.get(user=user).pk}


def name_of_member(world: World, unit: str) -> Mapping[str, Any]:
    """Fill in the account as it is, but for the e-mail address."""
    user = world.members[unit]
    assert user.person
    return {
        "name_th": user.person.name_th,
        "name_en": "",
        "username": user.username,
        "email": "someone@example.org",
        "is_active": "on",
    }


PEOPLE = {
    "accounts:account_detail": Asked(P.ACCOUNT_EDIT),
    "accounts:user_list": Asked(
        P.USER_VIEW, queries=("", "?q=Qz", "?q=kx&role=school_director")
    ),
    "accounts:user_add": Asked(
        P.USER_EDIT, methods=GET_AND_POST, answers_post=frozenset({422})
    ),
    "accounts:user_detail": Asked(P.USER_VIEW, member, seen_with=P.USER_VIEW),
    "accounts:user_edit": Asked(
        P.USER_EDIT,
        member,
        seen_with=P.USER_VIEW,
        takes=P.USER_EDIT,
        writes=P.USER_EDIT,
        methods=GET_AND_POST,
        form=name_of_member,
    ),
    "accounts:password_renew": Asked(
        P.USER_EDIT,
        member,
        seen_with=P.USER_VIEW,
        writes=P.USER_EDIT,
        methods=("POST",),
        answers_post=PAGE,
    ),
    "accounts:second_factor_remove": Asked(
        P.USER_EDIT,
        member,
        seen_with=P.USER_VIEW,
        writes=P.USER_EDIT,
        methods=("POST",),
    ),
    "accounts:grant_add": Asked(
        P.USER_EDIT,
        member,
        seen_with=P.USER_VIEW,
        methods=GET_AND_POST,
        answers_post=frozenset({422}),
    ),
    "accounts:grant_end": Asked(
        P.USER_EDIT,
        grant_of_member,
        seen_with=P.USER_VIEW,
        writes=P.USER_EDIT,
        methods=GET_AND_POST,
        form=lambda _world, _unit: {"on": "31/1/2565"},
    ),
    "accounts:audit_list": Asked(
        P.AUDIT_VIEW, queries=("", "?person=Qz", "?action=submission", "?page=2")
    ),
}

# ---------- policy and results ----------


def indicator(_world: World, _unit: str) -> Mapping[str, Any]:
    """Give an indicator that schools report; the query names the unit."""
    return {"code": "QUA-05"}


def policy_item(_world: World, _unit: str) -> Mapping[str, Any]:
    """Give an item that indicators serve; the query names the unit."""
    return {"framework": "OBEC-2565", "code": "1"}


# The unit is named by ?unit=; results keep to the superiors that the round froze.
UNIT_QUERIES = ("?unit={code}", "?unit={code}&period=2564-Q4&basis=official")


def result(queries: tuple[str, ...] = UNIT_QUERIES) -> Asked:
    """Ask a page of results of one indicator for a unit."""
    return Asked(
        P.RESULT_VIEW,
        indicator,
        seen_with=P.RESULT_VIEW,
        in_round=True,
        queries=queries,
    )


def country(queries: tuple[str, ...] = ("",)) -> Asked:
    """Ask a page about the whole country."""
    return Asked(
        P.ANALYSIS_VIEW, seen_with=P.ANALYSIS_VIEW, only="OBEC", queries=queries
    )


RESULTS = {
    "analysis:indicator_list": Asked(
        P.RESULT_VIEW,
        lambda _world, _unit: {},
        seen_with=P.RESULT_VIEW,
        in_round=True,
        queries=UNIT_QUERIES,
    ),
    "analysis:indicator_list_csv": Asked(
        P.RESULT_VIEW,
        lambda _world, _unit: {},
        seen_with=P.RESULT_VIEW,
        in_round=True,
        queries=UNIT_QUERIES[:1],
    ),
    "analysis:indicator_detail": result(),
    "analysis:indicator_lineage": result(),
    "analysis:indicator_children_csv": result(),
    "analysis:indicator_trend_csv": result(UNIT_QUERIES[:1]),
    "web:national": country(("", "?map=provinces&show=score")),
    "web:national_matters": country(),
    "web:national_matrix_csv": country(),
    "web:national_matters_csv": country(),
    "indicators:definition": Asked(P.INDICATOR_VIEW, indicator, only="OBEC"),
    "policies:framework_list": Asked(P.POLICY_VIEW),
    "policies:item_detail": Asked(
        P.POLICY_VIEW, policy_item, queries=("?unit={code}",)
    ),
    "analysis:item_indicators_csv": replace(result(), address=policy_item),
    "analysis:item_units_csv": replace(result(), address=policy_item),
}

# ---------- signing in (django-allauth) ----------

# Where it leads depends on the session; what counts is that nothing leaks.
ANYWHERE = frozenset({200, 302, 403, 404, 429})
SIGN_IN_NOTE = Asked(None, by_few=True, answers=ANYWHERE)
SIGN_IN = replace(SIGN_IN_NOTE, methods=GET_AND_POST, answers_post=ANYWHERE)
OWN_NOTE = replace(SIGN_IN_NOTE, needs=P.ACCOUNT_EDIT)
OWN = replace(SIGN_IN, needs=P.ACCOUNT_EDIT)
OF_ALLAUTH = {
    "account_login": SIGN_IN,
    "account_logout": SIGN_IN,
    "account_inactive": SIGN_IN_NOTE,
    "account_reauthenticate": OWN,
    "account_signup": CLOSED,
    "account_email": CLOSED,
    "account_email_verification_sent": CLOSED,
    "account_change_password": OWN,
    "account_set_password": CLOSED,
    "account_reset_password": SIGN_IN,
    "account_reset_password_done": SIGN_IN_NOTE,
    "account_reset_password_from_key": replace(
        SIGN_IN,
        address=lambda _world, _unit: {"uidb36": "1", "key": "set-password"},
        only="OBEC",
    ),
    "account_reset_password_from_key_done": SIGN_IN_NOTE,
    "mfa_index": OWN_NOTE,
    "mfa_authenticate": SIGN_IN,
    "mfa_reauthenticate": OWN,
    "mfa_activate_totp": OWN,
    "mfa_deactivate_totp": OWN,
    "mfa_view_recovery_codes": OWN_NOTE,
    "mfa_generate_recovery_codes": OWN,
    "mfa_download_recovery_codes": OWN,
}

ROUTES: dict[str, Asked] = {
    **WEB,
    **PEOPLE,
    **REPORTS,
    **RESULTS,
    **FIELDWORK,
    **FOLLOWUP,
    **KNOWLEDGE,
    **MEETINGS,
    **PLANNING,
    **PUBLICATIONS,
    **OF_ALLAUTH,
}
