"""Every string that a person sees stands in both languages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = "tidtam/locale/th/LC_MESSAGES/django.po"
THAI = re.compile("[\u0e00-\u0e7f]")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Return the catalogue as the sources now make it, entries as text."""
    if shutil.which("xgettext") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("gettext is missing")
        pytest.skip("gettext is missing")
    copy = tmp_path_factory.mktemp("sources")
    shutil.copytree(ROOT / "tidtam", copy / "tidtam")
    subprocess.run(
        [
            *(sys.executable, "-m", "django", "makemessages"),
            *("--locale", "th", "--no-obsolete", "--no-location", "--no-wrap"),
        ],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        check=True,
        capture_output=True,
    )
    return entries(copy / CATALOGUE)


def entries(path: Path) -> list[str]:
    """Return the entries of a catalogue but for its header."""
    found = re.split(r"\n\n+", path.read_text(encoding="utf-8").strip())
    return [entry for entry in found[1:] if "msgid" in entry]


def test_the_catalogue_holds_every_string(fresh):
    stored = {message_of(entry) for entry in entries(ROOT / CATALOGUE)}
    assert {message_of(entry) for entry in fresh} == stored, "run bin/fix"


def test_no_string_is_untranslated_or_fuzzy(fresh):
    faulty = [
        entry
        for entry in fresh
        if re.search(r"^#,.*fuzzy", entry, re.MULTILINE)
        or re.search(r'^msgstr(?:\[\d\])? ""\n(?!")', entry + "\n", re.MULTILINE)
    ]
    assert not faulty, "\n\n".join(faulty[:10])


def test_the_source_is_english(fresh):
    assert not [entry for entry in fresh if THAI.search(message_of(entry))]


def test_placeholders_are_kept(fresh):
    names = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
    for entry in fresh:
        said = set(names.findall(message_of(entry)))
        translated = entry.partition("msgstr")[2]
        assert set(names.findall(translated)) == said, entry


def test_scripts_take_their_words_from_the_page():
    for script in (ROOT / "static" / "js").glob("*.js"):
        source = script.read_text(encoding="utf-8")
        assert not re.search(r"gettext\(", source), "makemessages reads no scripts"
        assert not THAI.search(source), script.name


def message_of(entry: str) -> str:
    """Return the source text of an entry, with its context."""
    return "\n".join(
        line
        for line in entry.partition("\nmsgstr")[0].splitlines()
        if not line.startswith("#")
    )
