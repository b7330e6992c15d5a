"""What goes in comes out again, in one canonical form, and changes nothing."""

import csv
import io
import json

import pytest

from tests.exchange.folders import (
    COUNTRY,
    HEADERS,
    TABLES,
    command,
    country,
    put,
    stored,
    text,
)
from tidtam.analysis.files import COLUMNS
from tidtam.common.models import AuditEvent
from tidtam.reporting import files as reporting_files

pytestmark = pytest.mark.django_db


def exported(tmp_path):
    """Export into a new folder and return the text of each file."""
    folder = tmp_path / "out"
    assert command("export", folder) == 0
    return {path.name: path.read_bytes().decode() for path in folder.iterdir()}


def values_written(tmp_path):
    """Write the files of rounds and values alone; return the text of values.csv."""
    reporting_files.write(tmp_path)
    return (tmp_path / "values.csv").read_bytes().decode()


def test_what_is_imported_is_exported_again_byte_for_byte(small, tmp_path):
    found = exported(tmp_path)
    assert {name: found[name] for name in TABLES} == country()
    assert set(found) == {*TABLES, "results.csv"}


def test_importing_an_export_changes_nothing(small, tmp_path, capsys):
    exported(tmp_path)
    capsys.readouterr()
    before = stored()
    assert command("import", tmp_path / "out") == 0
    assert capsys.readouterr().out == "nothing to change\n"
    assert stored() == before


def test_exporting_twice_gives_the_same_bytes(small, tmp_path):
    first = exported(tmp_path)
    assert exported(tmp_path) == first


@pytest.mark.parametrize("file", TABLES)
def test_each_file_may_come_alone(small, tmp_path, capsys, file):
    before = stored()
    assert command("import", put(tmp_path / "one", {file: country()[file]})) == 0
    assert capsys.readouterr().out == "nothing to change\n"
    assert stored() == before


def test_an_empty_table_changes_nothing(small, tmp_path, capsys):
    before = stored()
    folder = put(tmp_path / "headers", {name: text(name, ()) for name in TABLES})
    assert command("import", folder) == 0
    assert stored() == before


def test_a_folder_imported_file_by_file_gives_the_same(db, standing, tmp_path):
    for number, (file, content) in enumerate(country().items()):
        assert command("import", put(tmp_path / str(number), {file: content})) == 0
    found = exported(tmp_path)
    assert {name: found[name] for name in TABLES} == country()


def test_any_spelling_of_a_folder_gives_the_canonical_one(db, standing, tmp_path):
    def shuffled(name, lines):
        """Reverse the rows and columns, break lines as Windows does, add a mark."""
        found = list(csv.reader([HEADERS[name], *lines]))
        rows = [found[0], *found[:0:-1]]
        quoted = [
            ",".join('"' + cell.replace('"', '""') + '"' for cell in row[::-1])
            for row in rows
        ]
        return ("\ufeff" + "\r\n\r\n".join(quoted) + "\r\n").encode()

    folder = put(
        tmp_path / "odd",
        {
            name: shuffled(name, [line for line in lines if "\n" not in line])
            for name, lines in COUNTRY.items()
        },
    )
    whole = country()
    broken = ("meetings.csv", "values.csv")  # with lines broken inside a cell
    rest = put(tmp_path / "rest", {name: whole[name] for name in broken})
    assert command("import", folder) == 0
    assert command("import", rest) == 0
    found = exported(tmp_path)
    assert {name: found[name] for name in TABLES} == whole


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("1.50", "1.5"),
        ("007", "7"),
        ("-0", "0"),
        ("-0.000000", "0"),
        ("0.000001", "0.000001"),
        ("999999999999999.999999", "999999999999999.999999"),
        ("-999999999999999.999999", "-999999999999999.999999"),
        ("100", "100"),
    ],
)
def test_numbers_are_written_plainly_and_to_the_last_digit(
    small, tmp_path, given, canonical
):
    row = f"R1,S3,SUM,,reported,{given},,,,"
    folder = put(tmp_path / "new", {"values.csv": text("values.csv", [row])})
    assert command("import", folder) == 0
    assert f"R1,S3,SUM,,reported,{canonical},,,,\n" in values_written(tmp_path)


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("2022-01-10T02:00:00Z", "2022-01-10T09:00:00+07:00"),
        ("2022-01-10T02:00Z", "2022-01-10T09:00:00+07:00"),
        ("2022-01-09 21:00:00-05:00", "2022-01-10T09:00:00+07:00"),
        ("2022-01-10T09:00:00.5+0700", "2022-01-10T09:00:00.500000+07:00"),
    ],
)
def test_times_are_written_in_bangkok(small, tmp_path, given, canonical):
    row = f"R1,S3,SUM,,reported,1,,,{given},"
    folder = put(tmp_path / "new", {"values.csv": text("values.csv", [row])})
    assert command("import", folder) == 0
    assert f"R1,S3,SUM,,reported,1,,,{canonical},\n" in values_written(tmp_path)


NOTES = [
    "a\rb",
    "a\r\nb",
    "a\nb",
    '"',
    ",",
    "\t",
    " x ",
    "'=1",
    "\u2028",
    "ก\u0e4d\u0e32",
]


@pytest.mark.parametrize("note", NOTES, ids=ascii)
def test_notes_come_back_to_the_last_character(small, tmp_path, capsys, note):
    quoted = note.replace('"', '""')
    row = f'R1,S3,SUM,,reported,1,,,,"{quoted}"'
    folder = put(tmp_path / "new", {"values.csv": text("values.csv", [row])})
    assert command("import", folder) == 0
    found = csv.reader(io.StringIO(values_written(tmp_path), newline=""))
    assert [line[9] for line in found if line[1] == "S3"] == [note]
    before = stored()
    assert command("import", tmp_path) == 0
    assert stored() == before


def test_rows_are_sorted_as_text(db, standing, tmp_path):
    codes = ["Z", "a", "10", "9", "B-1", "B_1", "B1", "B"]
    units = [f"{code},school,ก,,,," for code in codes]
    folder = put(tmp_path / "new", {"units.csv": text("units.csv", units)})
    assert command("import", folder) == 0
    lines = exported(tmp_path)["units.csv"].splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == sorted(codes)
    assert sorted(codes) == ["10", "9", "B", "B-1", "B1", "B_1", "Z", "a"]


def test_an_empty_database_exports_headers_alone(db, standing, tmp_path):
    headers = {name: header + "\n" for name, header in HEADERS.items()}
    assert exported(tmp_path) == headers | {"results.csv": ",".join(COLUMNS) + "\n"}


def test_results_have_a_row_for_each_basis_and_unit(small, tmp_path):
    lines = exported(tmp_path)["results.csv"].splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert lines[1:] == sorted(lines[1:])
    rows = [dict(zip(COLUMNS, line.split(","), strict=True)) for line in lines[1:]]
    assert {(row["period"], row["basis"]) for row in rows} == {
        ("2565-Q1", "official"),
        ("2565-Q1", "preliminary"),
    }
    literacy = {row["unit_code"] for row in rows if row["indicator_code"] == "RAT"}
    assert literacy == {"A1", "A2", "B1", "G1", "G2", "OBEC", "P1", "S1", "S2", "S3"}


# ---------- the commands themselves ----------


def test_import_prints_counts(db, standing, tmp_path, capsys):
    assert command("import", put(tmp_path / "small", country())) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{name}: +{len(lines)} ~0" for name, lines in COUNTRY.items()
    ]


def test_import_prints_counts_as_json(db, standing, tmp_path, capsys):
    assert command("import", put(tmp_path / "small", country()), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        name: {"made": len(lines), "changed": 0} for name, lines in COUNTRY.items()
    }
    assert command("import", tmp_path / "small", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {}


def test_an_import_leaves_its_trace_as_the_operator(small):
    events = AuditEvent.objects.order_by("pk")
    assert [event.action for event in events] == [
        "units.stored",
        "placements.replaced",
        "unit_facts.stored",
        "successions.stored",
        "policy_items.stored",
        "alignments.stored",
        "indicators.stored",
        "targets.replaced",
        "plans.stored",
        "projects.stored",
        "milestones.stored",
        "budgets.stored",
        "disbursements.stored",
        "meetings.stored",
        "directives.stored",
        "assignments.stored",
        "rounds.stored",
        "round.opened",
        "values.imported",
    ]
    assert {event.actor_label for event in events} == {"operator"}


def test_export_names_its_files(small, tmp_path, capsys):
    assert command("export", tmp_path / "out", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [*TABLES, "results.csv"]


def test_export_leaves_other_files_alone(small, tmp_path):
    folder = put(tmp_path / "out", {"readme.txt": "อ่านก่อน", "units.csv": "old"})
    assert command("export", folder) == 0
    assert {path.name for path in folder.iterdir()} == {
        *TABLES,
        "results.csv",
        "readme.txt",
    }
    assert (folder / "units.csv").read_text(encoding="utf-8") == country()["units.csv"]


def test_export_makes_the_folder_and_those_above(small, tmp_path):
    assert command("export", tmp_path / "a" / "b") == 0
    assert (tmp_path / "a" / "b" / "units.csv").exists()


def test_export_into_a_file_is_refused(small, tmp_path, capsys):
    (tmp_path / "taken").write_text("x")
    assert command("export", tmp_path / "taken") == 1
    assert "taken" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere", "no such folder"),
        ("file", "no such folder"),
        ("empty", "no exchange"),
    ],
)
def test_what_is_no_folder_of_files_is_refused(small, tmp_path, capsys, name, reason):
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    before = stored()
    assert command("import", tmp_path / name) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"{name}:1: -: ")
    assert reason in said.err
    assert stored() == before


def test_a_folder_in_the_place_of_a_file_is_a_fault(small, tmp_path, capsys):
    folder = put(tmp_path / "new", {})
    (folder / "values.csv").mkdir()
    assert command("import", folder) == 1
    assert capsys.readouterr().err.startswith(
        "values.csv:1: -: the file cannot be read"
    )


@pytest.mark.parametrize(
    "words", [["import"], ["export"], ["import", "a", "b"], ["imp"]]
)
def test_wrong_usage_is_2(words, capsys):
    with pytest.raises(SystemExit) as stop:
        command(*words)
    assert stop.value.code == 2
