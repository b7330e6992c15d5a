"""CSV files: Thai letters in Excel, no formulas, the mark of simulated data."""

import csv
import io

import pytest

from tidtam.common.downloads import csv_response


def rows_of(response):
    text = response.getvalue().decode("utf-8")
    assert text.startswith("\ufeff"), "Excel reads Thai only with the mark in front"
    return list(csv.reader(io.StringIO(text[1:])))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+66", "'+66"),
        ("@cmd", "'@cmd"),
        ("-", "'-"),
        (-5, "-5"),
        (None, ""),
        ('โรงเรียน "ก"', 'โรงเรียน "ก"'),
    ],
)
def test_cells_are_text_and_never_formulas(cell, written, settings):
    settings.SIMULATED = False
    response = csv_response("ชื่อ", ["หัว"], [[cell]])
    assert rows_of(response) == [["หัว"], [written]]


def test_simulated_data_say_so_in_every_row(settings):
    settings.SIMULATED = True
    rows = rows_of(csv_response("x", ["a"], [["1"], ["2"]]))
    assert rows == [["a", "Note"], ["1", "Simulated data"], ["2", "Simulated data"]]


def test_the_name_of_the_file_may_be_thai():
    disposition = csv_response("กลุ่ม 15", [], [])["Content-Disposition"]
    assert "filename*=UTF-8''%E0%B8%81" in disposition
    assert disposition.isascii()
