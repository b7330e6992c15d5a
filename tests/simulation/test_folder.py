import csv
import re

from tidtam.simulation.folder import SMALL, Sample, sample_of, write_folder

COLUMNS = {
    "units.csv": "code,kind,name_th,name_en,short_name_th,sector,province_code",
    "placements.csv": "unit_code,parent_code,valid_from,valid_to",
    "unit_facts.csv": "unit_code,on,measure,value",
    "successions.csv": "from_code,to_code,kind,on,share",
    "policies.csv": (
        "framework_code,fiscal_year,item_code,parent_item_code,title_th,title_en,"
        "text_th,order"
    ),
    "alignments.csv": ("framework_code,item_code,other_framework_code,other_item_code"),
    "indicators.csv": (
        "code,name_th,name_en,unit,direction,over_units,over_time,reported_by,"
        "entered_by,ratio_bound,factor,decimals,coverage_floor,amber_within,weight,"
        "scoring,level_1,level_2,level_3,level_4,level_5,policy_items"
    ),
    "targets.csv": "indicator_code,unit_code,on,value",
    "rounds.csv": ("code,fiscal_year,period,opens_at,due_at,closes_at,indicator_codes"),
    "values.csv": (
        "round_code,unit_code,indicator_code,part,state,value,numerator,denominator,"
        "submitted_at,note"
    ),
}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_small_folder_holds_all_files_in_the_agreed_columns(tmp_path, country):
    counts = write_folder(tmp_path, country=country, sample=SMALL)
    for name, columns in COLUMNS.items():
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text.splitlines()[0] == columns
        assert "\r" not in text
        assert len(read(tmp_path / name)) == counts[name] > 0


def test_every_reference_of_a_small_folder_is_in_it(tmp_path, country):
    write_folder(
        tmp_path, country=country, sample=SMALL, rounds_kept=["2564-Q1", "2565-Q1"]
    )
    units = {row["code"] for row in read(tmp_path / "units.csv")}
    for row in read(tmp_path / "placements.csv"):
        assert row["unit_code"] in units
        assert row["parent_code"] in units | {""}
    rounds = {row["code"] for row in read(tmp_path / "rounds.csv")}
    assert rounds == {"2564-Q1", "2565-Q1"}
    number = re.compile(r"(-?[0-9]{1,15}(\.[0-9]{1,6})?)?", re.ASCII)
    for row in read(tmp_path / "values.csv"):
        assert row["unit_code"] in units
        assert row["round_code"] in rounds
        for column in ("value", "numerator", "denominator"):
            assert number.fullmatch(row[column])
        assert re.fullmatch(
            r"20\d\d-\d\d-\d\dT\d\d:\d\d:00\+07:00", row["submitted_at"]
        )


def test_a_sample_keeps_what_was_asked_for(country):
    kept = sample_of(country, Sample(groups=("G07",), areas=2, schools=3))
    parents = kept.parents_by_unit
    areas = [code for code, parent in parents.items() if parent == "G07"]
    assert len([code for code in areas if not code.startswith("SO")]) == 2
    assert len(kept.schools) == 3 * 3


def test_a_folder_without_rounds_has_no_values(tmp_path, country):
    counts = write_folder(tmp_path, country=country, sample=SMALL, rounds_kept=[])
    assert counts["values.csv"] == counts["rounds.csv"] == 0
    assert counts["units.csv"] > 50
