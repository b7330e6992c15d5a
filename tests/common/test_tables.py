"""Cells, rows and lines of the exchange files, and how they are written."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tidtam.common import tables
from tidtam.common.tables import BadCellError, Faults, Table, moment_text, write_table
from tidtam.common.tables.writer import line_of


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


GOOD = [
    (tables.code, "a", "a"),
    (tables.code, "A-Z_09", "A-Z_09"),
    (tables.code, "1" * 20, "1" * 20),
    (tables.codes, "", ()),
    (tables.codes, "b|a", ("b", "a")),
    (tables.number, "0", Decimal(0)),
    (tables.number, "-0", Decimal(0)),
    (tables.number, "007.10", Decimal("7.1")),
    (tables.number, "-123456789012345.123456", Decimal("-123456789012345.123456")),
    (tables.count, "0", 0),
    (tables.count, "000012", 12),
    (tables.fiscal_year, "2565", 2565),
    (tables.day, "2024-02-29", datetime.date(2024, 2, 29)),
    (tables.day, "2399-12-31", datetime.date(2399, 12, 31)),
    (tables.text(3), "", ""),
    (tables.text(3), "กขค", "กขค"),
    (tables.text(3, required=True), " ก ", " ก "),
    (tables.choice(["", "a"]), "", ""),
    (tables.optional(tables.number), "", None),
    (tables.optional(tables.number, Decimal(1)), "", Decimal(1)),
    (tables.optional(tables.number), "2", Decimal(2)),
    (
        tables.moment,
        "2022-01-31T16:30:00+07:00",
        datetime.datetime(2022, 1, 31, 9, 30, tzinfo=datetime.UTC),
    ),
    (
        tables.moment,
        "2022-01-31 16:30+0700",
        datetime.datetime(2022, 1, 31, 9, 30, tzinfo=datetime.UTC),
    ),
    (
        tables.moment,
        "2022-01-31T09:30:00.000001Z",
        datetime.datetime(2022, 1, 31, 9, 30, 0, 1, tzinfo=datetime.UTC),
    ),
]


@pytest.mark.parametrize(("cell", "raw", "value"), GOOD)
def test_good_cells(cell, raw, value):
    assert cell(raw) == value


BAD = [
    *(
        (tables.code, raw)
        for raw in ["", " a", "a ", "a\n", "ก", "a.b", "a/b", "1" * 21]
    ),
    *((tables.codes, raw) for raw in ["|", "a|", "a||b", "a|a", "a, b"]),
    *(
        (tables.number, raw)
        for raw in [
            "",
            "1e5",
            "1,000",
            "๑",
            "1234567890123456",
            "1.1234567",
            "+1",
            ".5",
            "5.",
            "nan",
            "inf",
            " 1",
            "1 ",
            "1\n",
            "-",
            "1_000",
            "0x1",
            "\u0661",
        ]
    ),
    *((tables.count, raw) for raw in ["", "-1", "1.0", "1e3", "1234567890", "๑"]),
    *((tables.fiscal_year, raw) for raw in ["", "65", "2022", "2300", "25650", "๒๕๖๕"]),
    *(
        (tables.day, raw)
        for raw in [
            "",
            "2022-02-29",
            "2022-1-31",
            "20220131",
            "31/01/2022",
            "2565-01-31",
            "2400-01-01",
            "0000-01-01",
            "2022-01-31T00:00:00+07:00",
            "๒๐๒๒-๐๑-๓๑",
        ]
    ),
    *(
        (tables.moment, raw)
        for raw in [
            "",
            "2022-01-31",
            "2022-01-31T16:30:00",
            "2022-01-31T24:30:00+07:00",
            "2022-01-31T16:60:00+07:00",
            "2022-01-31T16:30:00+7",
            "2022-01-31T16:30:00+25:00",
            "2565-01-31T16:30:00+07:00",
            "0001-01-01T00:00:00+07:00",
            "2022-01-31T16:30:00 ICT",
        ]
    ),
    (tables.text(3), "กขคง"),
    (tables.text(3), "\x00"),
    (tables.text(3, required=True), ""),
    (tables.text(3, required=True), " \t"),
    (tables.choice(["a", "b"]), ""),
    (tables.choice(["a", "b"]), "A"),
]


@pytest.mark.parametrize(("cell", "raw"), BAD)
def test_bad_cells_say_why_and_what_to_do(cell, raw):
    with pytest.raises(BadCellError) as bad:
        cell(raw)
    assert bad.value.reason
    assert bad.value.remedy


# ---------- reading ----------

PLACES = Table("places.csv", {"code": tables.code, "name": tables.text(50)}, ("code",))


def read(tmp_path, content, table=PLACES):
    """Return ([(line, values)], faults) of the content."""
    raw = content if isinstance(content, bytes) else content.encode()
    (tmp_path / table.file).write_bytes(raw)
    faults = Faults()
    rows = tables.read_table(tmp_path, table, faults)
    return [(row.line, row.values) for row in rows], faults


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("code,name\n", []),
        ("code,name\na,1\n", [(2, ("a", "1"))]),
        ("code,name\na,1", [(2, ("a", "1"))]),
        ("name,code\n1,a\n", [(2, ("a", "1"))]),
        ("\ufeffcode,name\na,1\n", [(2, ("a", "1"))]),
        ("code,name\r\na,1\r\nb,2\r\n", [(2, ("a", "1")), (3, ("b", "2"))]),
        ("code,name\ra,1\rb,2\r", [(2, ("a", "1")), (3, ("b", "2"))]),
        ("\n\ncode,name\n\na,1\n\n", [(5, ("a", "1"))]),
        ('"code","name"\n"a","1"\n', [(2, ("a", "1"))]),
        ('code,name\na,"1\n2"\nb,3\n', [(2, ("a", "1\n2")), (4, ("b", "3"))]),
        ('code,name\na,"1\r\n2"\nb,3\n', [(2, ("a", "1\r\n2")), (4, ("b", "3"))]),
        ('code,name\na,"""1"", 2"\n', [(2, ("a", '"1", 2'))]),
        (
            "code,name\na,1\u2028\x0b\nb,2\n",
            [(2, ("a", "1\u2028\x0b")), (3, ("b", "2"))],
        ),
    ],
    ids=ascii,
)
def test_rows_and_their_lines(tmp_path, content, rows):
    found, faults = read(tmp_path, content)
    assert found == rows
    assert not faults


@pytest.mark.parametrize(
    ("content", "places"),
    [
        (b"", ["1: code", "1: name"]),
        (b"\xff", ["1: -"]),
        (b"code,name\na,\xe0\xb8\n", ["2: -"]),
        (b"code\na\n", ["1: name"]),
        (b"code,name,name\n", ["1: name"]),
        (b"code,name\na\n", ["2: -"]),
        (b"code,name\na,1,2\n", ["2: -"]),
        (b'code,name\na,"1\n', ["2: -"]),
        (b"code,name\na b,1\n", ["2: code"]),
        (b"code,name\na,1\na,2\na,3\n", ["3: code", "4: code"]),
    ],
)
def test_faults_and_their_lines(tmp_path, content, places):
    _rows, faults = read(tmp_path, content)
    assert [f"{fault.line}: {fault.column}" for fault in faults.found] == places


def test_a_sound_row_beside_a_faulty_one_is_read(tmp_path):
    found, faults = read(tmp_path, "code,name\na b,1\nc,2\n")
    assert found == [(3, ("c", "2"))]
    assert len(faults) == 1


def test_a_missing_file_is_no_fault(tmp_path):
    faults = Faults()
    assert tables.read_table(tmp_path, PLACES, faults) is None
    assert not faults


def test_cells_are_found_by_column(tmp_path):
    (tmp_path / "places.csv").write_text("name,code\n1,a\n")
    (row,) = tables.read_rows(tmp_path, PLACES, Faults())
    assert (row["code"], row["name"]) == ("a", "1")


def test_a_cell_that_swallows_the_rest_of_a_large_file_is_a_fault(tmp_path):
    _rows, faults = read(tmp_path, 'code,name\na,"' + "x,y\n" * 300_000)
    assert [fault.line for fault in faults.found] == [2]


# ---------- what faults leave in doubt ----------

PAIRS = Table("pairs.csv", {"a": tables.code, "b": tables.code}, ("a", "b"))


@pytest.mark.parametrize(
    ("content", "key", "doubtful"),
    [
        ("a,b\nx,y z\n", ("x", "y z"), True),
        ("a,b\nx,y z\n", ("x",), True),
        ("a,b\nx,y z\n", ("x", "y"), False),
        ("a,b\nx,y z\n", ("y z",), False),
        ("a,b\nx\n", ("x",), True),
        ("a,b\nx,y,z\n", ("x", "y"), True),
        ("b,a\ny z,x\n", ("x",), True),
        ("a\nx\n", ("anything",), True),
        ('a,b\n"x', ("anything",), True),
        ("a,b\nx,y\n", ("x",), False),
    ],
)
def test_faulty_rows_may_bring_what_they_name(tmp_path, content, key, doubtful):
    _rows, faults = read(tmp_path, content, PAIRS)
    assert faults.may_bring("pairs.csv", *key) is doubtful
    assert not faults.may_bring("other.csv", *key)


def test_the_same_fault_counts_once():
    faults = Faults()
    for _time in range(2):
        faults.add("a.csv", 1, "b", "why", "what to do")
    assert len(faults) == 1
    assert str(next(iter(faults.found))) == "a.csv:1: b: why; what to do"


# ---------- writing ----------


def test_a_table_is_written_with_bare_line_feeds(tmp_path):
    path = tmp_path / "places.csv"
    rows = [("a", "ก, ข"), ("b", 'x"y'), ("c", " d ")]
    assert write_table(path, ["code", "name"], rows) == 3
    assert path.read_bytes().decode() == 'code,name\na,"ก, ข"\nb,"x""y"\nc, d \n'


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\x00")),
        min_size=2,
        max_size=5,
    )
)
def test_whatever_is_written_is_read_back(cells):
    found = list(csv.reader(io.StringIO(line_of(cells), newline=""), strict=True))
    assert found == [cells]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (None, ""),
        (
            datetime.datetime(2022, 1, 21, 9, 30, tzinfo=datetime.UTC),
            "2022-01-21T16:30:00+07:00",
        ),
        (
            datetime.datetime(2021, 12, 31, 17, 0, 0, 5, tzinfo=datetime.UTC),
            "2022-01-01T00:00:00.000005+07:00",
        ),
    ],
)
def test_moments_are_written_in_bangkok(moment, text):
    assert moment_text(moment) == text
