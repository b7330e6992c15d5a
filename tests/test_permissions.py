"""Every address, asked by every role about every relation, answers as the table says.

The addresses are read from the URL resolver; tests/permissions/registry.py says how
each is filled in. No answer may hold a canary of a row that its reader may not see.
"""

import datetime
import io
import json
import zipfile
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse

from tests.permissions.asked import Asked
from tests.permissions.canaries import text_of
from tests.permissions.cast import ACTORS, FEW, HOLDERS, Actor, relations
from tests.permissions.registry import ROUTES
from tests.permissions.reports import STEPS, may_step
from tests.permissions.table import covers
from tests.permissions.world import Clock, World, build
from tidtam.accounts.permissions import Permission
from tidtam.common import clock as rules_clock
from tidtam.common.hooks import Subject, panels
from tidtam.documents.blocks import Document, Paragraph
from tidtam.documents.pdf import pdf
from tidtam.reporting.models import Submission

LEAST_TRIPLES = 3_000
# Every address is asked on SQLite. Who may what does not hang on the engine, so that on
# PostgreSQL, where asking takes longest, every third address is asked.
STEP = 3 if "postgresql" in settings.DATABASES["default"]["ENGINE"] else 1
# Where an answer shows something, the other addresses of the page are asked as well.
SHOWN_WHOLE = {"own unit", "child", "moved", "no object", "the only one"}
HOW_TO_ADD = (
    "add {name!r} to tests/permissions/registry.py: which permission it needs, how its "
    "address is filled in for the object of a unit, and who may see and write it"
)


# ---------- what is asked ----------


def named_patterns(
    resolver=None, namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Give every address with its full name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_patterns(entry, inner)


PATTERNS = dict(named_patterns())
ASKED = [name for name in PATTERNS if name in ROUTES][::STEP]


class Triple(NamedTuple):
    """One thing asked: by whom, which address, about which relation."""

    name: str
    actor: Actor
    relation: str
    unit: str | None


def triples_of(name: str, actor: Actor) -> list[Triple]:
    """Return what one person asks of one address."""
    route = ROUTES[name]
    if route.only is not None:
        return [Triple(name, actor, "the only one", route.only)]
    if route.address is None:
        return [Triple(name, actor, "no object", None)]
    return [
        Triple(name, actor, relation, unit)
        for relation, unit in relations(actor).items()
    ]


def askers_of(name: str) -> tuple[Actor, ...]:
    """Return who asks the address."""
    return FEW if ROUTES[name].by_few else ACTORS


# ---------- the world ----------


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Build the world once; what is written is rolled back at the end."""
    standing = Clock()
    scratch = tmp_path_factory.mktemp("world")
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(
            MEDIA_ROOT=scratch / "evidence",
            FACTS_CACHE=scratch / "facts",
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ),
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        transaction.atomic(),
    ):
        patch.setattr(rules_clock, "now", standing.now)
        built = build(standing)
        if connection.vendor == "postgresql":
            # Nobody else sees these rows, so nobody counts them for the planner. Only
            # own tables: those that databases share would keep other workers waiting.
            with connection.cursor() as cursor:
                names = connection.introspection.table_names(cursor)
                tables = ", ".join(map(connection.ops.quote_name, names))
                cursor.execute(f"ANALYZE {tables}")
        yield built
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world: World) -> dict[str, Client]:
    """Return a browser for each person, signed in."""
    browsers = {}
    for actor in ACTORS:
        browsers[actor.name] = Client(raise_request_exception=True)
        if actor.is_signed_in:
            browsers[actor.name].force_login(
                world.users[actor.name], backend=settings.AUTHENTICATION_BACKENDS[-1]
            )
    return browsers


class Answer(NamedTuple):
    """What came back: status, where to, all its text, and the rows it may name."""

    status: int
    location: str
    text: str


def ask(
    client: Client,
    method: str,
    url: str,
    form: dict[str, object],
    headers: dict[str, str] | None = None,
) -> Answer:
    """Send one request; whatever it writes is undone, and its cookies are forgotten."""
    cookies = client.cookies.output(header="")
    with transaction.atomic():
        if method == "GET":
            response: HttpResponseBase = client.get(url, headers=headers)
        else:
            response = client.post(url, form)
        text = text_of(response)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    return Answer(response.status_code, response.headers.get("Location", ""), text)


# ---------- the tests ----------


@pytest.mark.parametrize("name", PATTERNS)
def test_every_address_is_in_the_registry(name):
    assert name in ROUTES, HOW_TO_ADD.format(name=name)


@pytest.mark.parametrize("name", PATTERNS)
def test_every_address_declares_the_permission_of_the_registry(name):
    view = PATTERNS[name].callback
    permission = getattr(view, "permission", None)
    is_public = getattr(view, "is_public", False)
    assert isinstance(permission, Permission) != is_public, (
        f"{name}: put @needs(Permission...) on the view, or mark it public"
    )
    assert ROUTES[name].needs == permission


@pytest.mark.parametrize("name", ROUTES)
def test_the_registry_names_only_addresses_that_exist(name):
    assert name in PATTERNS, f"take {name!r} out of tests/permissions/registry.py"


@pytest.mark.django_db
def test_there_are_enough_triples(world):
    """Count what is really asked: units without such an object are left out."""
    asked = [
        triple
        for name in ROUTES
        for actor in askers_of(name)
        for triple in triples_of(name, actor)
        if address_of(ROUTES[name], triple, world) is not None
    ]
    assert len(set(asked)) == len(asked) >= LEAST_TRIPLES


@pytest.mark.django_db
@pytest.mark.parametrize("name", ASKED)
def test_answers_as_the_role_table_says(name, world, clients):
    route = ROUTES[name]
    faults = [
        f"{actor}: {fault}"
        for actor in askers_of(name)
        for triple in triples_of(name, actor)
        for method in route.methods
        for fault in faults_of(route, triple, method, world, clients[actor.name])
    ]
    assert not faults, "\n" + "\n".join(faults)


def faults_of(
    route: Asked, triple: Triple, method: str, world: World, client: Client
) -> Iterator[str]:
    """Ask one thing by one method; give what is wrong with the answers."""
    unit = triple.unit
    address = address_of(route, triple, world)
    if address is None:
        return
    expected = route.expected(triple.actor, unit, method)
    path = reverse(triple.name, kwargs=address)
    form = dict(route.form(world, unit or ""))
    code = world.names(unit) if unit else ""
    is_shown = expected == route.fine(method) and triple.relation in SHOWN_WHOLE
    for pattern in route.queries if is_shown else route.queries[:1]:
        query = pattern.format(code=code)
        answer = ask(client, method, path + query, form)
        asked = f"{method} {path}{query} ({triple.relation}: {unit})"
        if answer.status not in expected:
            yield f"{asked}: {answer.status}, not {sorted(expected)}"
        is_led_away = route.needs and not triple.actor.is_signed_in
        if is_led_away and not answer.location.startswith(reverse(settings.LOGIN_URL)):
            yield f"{asked}: leads to {answer.location!r}, not to the sign-in page"
        own = world.canaries.rows_in(f"{path}{query} {form}")
        for row in sorted(world.foreign_rows_in(answer.text, triple.actor) - own):
            yield f"{asked}: shows {row}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ASKED)
def test_other_methods_are_refused(name, world, clients):
    """Whoever may ask is told that the method is wrong."""
    route = ROUTES[name]
    for method in {"GET", "POST"} - set(route.methods):
        triple = next(
            triple
            for actor in askers_of(name)
            for triple in triples_of(name, actor)
            if is_allowed(route, triple, world)
        )
        url = reverse(name, kwargs=address_of(route, triple, world))
        answer = ask(clients[triple.actor.name], method, url, {})
        assert answer.status == 405, f"{method} {url} by {triple.actor}"


def is_allowed(route: Asked, triple: Triple, world: World) -> bool:
    """Say whether the table allows what is asked, and there is such an object."""
    method = route.methods[0]
    if address_of(route, triple, world) is None:
        return False
    return route.expected(triple.actor, triple.unit, method) == route.fine(method)


def address_of(route: Asked, triple: Triple, world: World) -> dict[str, object] | None:
    """Return what fills in the address, None where the unit has no such object."""
    if route.address is None or triple.unit is None:
        return {}
    found = route.address(world, triple.unit)
    return None if found is None else dict(found)


# ---------- what one address alone does not show ----------


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [a for a in HOLDERS if a.is_first], ids=str)
def test_parts_that_htmx_fetches_show_no_more_than_the_page(actor, world, clients):
    client, faults = clients[actor.name], []
    for name, route in ROUTES.items():
        if name not in PATTERNS or "GET" not in route.methods:
            continue
        for triple in triples_of(name, actor):
            is_asked = triple.relation in SHOWN_WHOLE - {"child", "moved"}
            if route.by_few or not is_asked or not is_allowed(route, triple, world):
                continue
            path = reverse(name, kwargs=address_of(route, triple, world))
            code = world.names(triple.unit) if triple.unit else ""
            url = path + route.queries[0].format(code=code)
            answer = ask(client, "GET", url, {}, headers={"HX-Request": "true"})
            own = world.canaries.rows_in(url)
            foreign = world.foreign_rows_in(answer.text, actor) - own
            faults += [f"{url} shows {row}" for row in sorted(foreign)]
    assert not faults, "\n".join(faults)


@pytest.mark.django_db
@pytest.mark.parametrize("actor", HOLDERS, ids=str)
@pytest.mark.parametrize("name", [p.name for p in panels if p.subject is Subject.UNIT])
def test_panels_of_a_unit_show_what_their_reader_may_see(name, actor, world, clients):
    for unit in relations(actor).values():
        if not covers(actor, Permission.UNIT_VIEW, unit):
            continue
        url = reverse("web:unit_panel", args=[world.names(unit), name])
        answer = ask(clients[actor.name], "GET", url, {})
        assert answer.status == 200
        own = world.canaries.rows_in(url)
        assert not world.foreign_rows_in(answer.text, actor) - own, url


@pytest.mark.django_db
@pytest.mark.parametrize("actor", HOLDERS, ids=str)
@pytest.mark.parametrize("name", [p.name for p in panels if p.subject is Subject.HOME])
def test_panels_of_home_show_what_their_reader_may_see(name, actor, world, clients):
    answer = ask(clients[actor.name], "GET", reverse("web:home_panel", args=[name]), {})
    assert answer.status == 200
    assert not world.foreign_rows_in(answer.text, actor)


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ACTORS, ids=str)
def test_removed_evidence_is_shown_to_nobody(actor, world, clients):
    removed = world.evidence["removed"]
    url = reverse("reporting:evidence_file", args=[removed.pk])
    answer = ask(clients[actor.name], "GET", url, {})
    route = ROUTES["reporting:evidence_file"]
    allowed = route.expected(actor, "S111", "GET") == route.answers
    assert answer.status == 404 if allowed else answer.status in {302, 403, 404}
    assert "content of removed:S111" not in world.canaries.rows_in(answer.text)


@pytest.mark.django_db
@pytest.mark.parametrize("actor", HOLDERS, ids=str)
def test_passing_many_at_once_passes_none_that_is_not_ones_own(actor, world, clients):
    """Whoever sends ids that were never offered gets nothing done with them."""
    ids = {sent.pk: unit for unit, sent in world.submissions.items()}
    before = dict(Submission.objects.values_list("pk", "state"))
    seen = {
        str(sent.pk): sent.submitted_at.isoformat()
        for sent in Submission.objects.filter(pk__in=ids)
    }
    with transaction.atomic():
        clients[actor.name].post(
            reverse("reporting:review_bulk"), {"chosen": json.dumps(seen)}
        )
        after = dict(Submission.objects.values_list("pk", "state"))
        transaction.set_rollback(True)
    moved = {ids[pk] for pk, state in after.items() if before[pk] != state}
    due = {unit for unit in STEPS if may_step(actor, unit) and unit in world.waiting}
    carried = {"S221"} if "A22" in moved else set()
    assert moved - carried == due


@pytest.mark.django_db
def test_canaries_are_found_in_every_form_of_answer(world):
    row = "unit:S211"
    word = world.units["S211"].name_th
    assert world.canaries.rows_in(f"<td>{word.upper()}</td>") == {row}
    number = next(iter(world.canaries.row_by_number))
    assert world.canaries.rows_in(f"ได้ {number:,} คน")
    thai = f"{number:,}".translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert world.canaries.rows_in(thai)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        paper = Document(
            "ก",
            (Paragraph(f"ชื่อ {word}"),),
            made_at=datetime.datetime(2022, 1, 19, tzinfo=datetime.UTC),
        )
        archive.writestr("minutes.pdf", pdf(paper))
    packed = text_of(HttpResponse(kept.getvalue(), content_type="application/zip"))
    assert world.canaries.rows_in(packed) == {row}
