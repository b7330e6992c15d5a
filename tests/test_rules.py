"""Rules over the whole of Tidtam, each kept by a test."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, get_resolver

from tests import factories
from tidtam.accounts.models import Role
from tidtam.accounts.permissions import EVERYONE, ROLES, Permission
from tidtam.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tidtam"
SOURCES = sorted(PACKAGE.rglob("*.py"))


def all_patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield pytest.param(entry, id=f"{route} {entry.name}")
        else:
            yield from all_patterns(entry, route)


@pytest.mark.parametrize("pattern", list(all_patterns()))
def test_every_page_states_its_permission(pattern):
    view = pattern.callback
    assert isinstance(getattr(view, "permission", None), Permission) or getattr(
        view, "is_public", False
    ), "put @needs(Permission...) on the view, or mark it public"


WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
VIEWS = [
    path
    for path in SOURCES
    if path.name.startswith("views") or path.parent.name == "views"
]


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_views_do_not_write(path):
    calls = [
        node.func
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    found = [
        f"line {call.lineno}"
        for call in calls
        if isinstance(call, ast.Attribute) and call.attr in WRITES
    ]
    assert not found


def test_there_are_views():
    assert VIEWS


OUR_MODELS = [
    model for model in apps.get_models() if model.__module__.startswith("tidtam.")
]


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model.__name__)
def test_every_model_has_a_factory(model):
    factory = getattr(factories, f"{model.__name__}Factory", None)
    assert factory is not None, "add it to tests/factories.py"
    assert factory._meta.model is model


@pytest.mark.django_db
@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model.__name__)
def test_every_factory_makes_a_row(model):
    row = getattr(factories, f"{model.__name__}Factory")()
    assert model.objects.filter(pk=row.pk).exists()
    assert str(row)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_setting_is_in_the_docs():
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    read = set()
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        read |= set(re.findall(r'"((?:TIDTAM|DATABASE)_[A-Z_]+)"', source))
        read |= set(re.findall(r'environ\.get\("([A-Z_]+)"', source))
    read -= {"DJANGO_SETTINGS_MODULE"}
    assert "TIDTAM_CLOCK" in read
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", documented, re.MULTILINE))
    assert read == named


def test_every_permission_and_role_is_in_the_docs():
    text = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in text.splitlines()
        if line.startswith("| `")
    ]
    header = next(line for line in text.splitlines() if line.startswith("| permission"))
    roles = [cell.strip(" `") for cell in header.strip("| ").split("|")][1:]
    assert roles == [role.value for role in Role]
    documented = {
        row[0].strip("`"): {
            role for role, mark in zip(roles, row[1:], strict=True) if mark
        }
        for row in rows
    }
    assert documented == {
        permission.value: {
            role.value
            for role in Role
            if permission in ROLES[role] or permission in EVERYONE
        }
        for permission in Permission
    }


def test_every_command_is_in_the_docs():
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([a-z-]+)", text, re.MULTILINE))
    assert named == set(COMMANDS)


def test_every_app_is_in_the_architecture():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE))
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert named == folders
