"""Wrong files are refused whole: every fault with its line, column and remedy."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from tests.exchange.conftest import Clock
from tests.exchange.folders import HEADERS, command, country, put, stored, text
from tidtam.common import audit, clock
from tidtam.exchange.services import folder_import

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the small country once: no case writes anything."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr(clock, "now", Clock().now)
        folder_import(
            folder=put(tmp_path_factory.mktemp("small"), country()), by=audit.OPERATOR
        )
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Case:
    """Files on top of the small country, and every fault they must give, in order.

    A fault is (place, part of the reason); the place is `file:line: column`.
    """

    name: str
    files: dict[str, str | bytes]
    faults: tuple[tuple[str, str], ...]


CASES: list[Case] = []


def case(name, files, *faults):
    CASES.append(Case(name, files, faults))


def rows(file, *lines):
    return {file: text(file, lines)}


def one(name, file, line, column, reason, *, at=2):
    """Add a case of one row with one fault."""
    case(name, rows(file, line), (f"{file}:{at}: {column}", reason))


U, P, F, S = "units.csv", "placements.csv", "unit_facts.csv", "successions.csv"
POL, AL, IND, T = "policies.csv", "alignments.csv", "indicators.csv", "targets.csv"
R, V = "rounds.csv", "values.csv"
PL, PR, MI = "plans.csv", "projects.csv", "milestones.csv"
BU, DB = "budgets.csv", "disbursements.csv"
ME = "meetings.csv"
DI, AS = "directives.csv", "assignments.csv"

# ---------- the file as such ----------

case(
    "not UTF-8",
    {U: HEADERS[U].encode() + b"\nS9,school,\xcb\xb9\xd1,,,,\n"},
    (f"{U}:2: -", "not UTF-8"),
)
case("UTF-16", {U: (HEADERS[U] + "\n").encode("utf-16")}, (f"{U}:1: -", "not UTF-8"))
case(
    "column missing",
    {U: "code,kind,name_th,name_en,short_name_th,sector\n"},
    (f"{U}:1: province_code", "missing"),
)
case(
    "column unknown",
    {S: HEADERS[S] + ",remark\n"},
    (f"{S}:1: remark", "unknown"),
)
case(
    "column misspelt",
    {S: HEADERS[S].replace("share", "Share") + "\n"},
    (f"{S}:1: Share", "unknown"),
    (f"{S}:1: share", "missing"),
)
case("column twice", {S: HEADERS[S] + ",on\n"}, (f"{S}:1: on", "twice"))
case("column without a name", {S: HEADERS[S] + ",\n"}, (f"{S}:1: -", "unknown"))
case(
    "empty file",
    {AL: ""},
    (f"{AL}:1: framework_code", "missing"),
    (f"{AL}:1: item_code", "missing"),
    (f"{AL}:1: other_framework_code", "missing"),
    (f"{AL}:1: other_item_code", "missing"),
)
one("too few cells", F, "S1,2021-06-10,pupils", "-", "3 cells instead of 4")
one("too many cells", F, "S1,2021-06-10,pupils,1,200", "-", "5 cells instead of 4")
one("row of spaces", F, "  ", "-", "1 cells instead of 4")
one("unclosed quote", U, 'S9,school,"โรงเรียน,,,,', "-", "not well-formed CSV")
one("text after quote", U, 'S9,school,"ก"ข,,,,', "-", "not well-formed CSV")
one("null character", U, "S9,school,ก\x00ข,,,,", "name_th", "null character")

# ---------- units ----------

one("code with a space", U, "S 9,school,ก,,,,", "code", "not a code")
one("code too long", U, f"{'9' * 21},school,ก,,,,", "code", "not a code")
one("code in Thai digits", U, "๙,school,ก,,,,", "code", "not a code")
one("code empty", U, ",school,ก,,,,", "code", "not a code")
one("name empty", U, "S9,school,,,,,", "name_th", "empty")
one("name of spaces", U, "S9,school,  ,,,,", "name_th", "empty")
one("name too long", U, f"S9,school,{'ก' * 251},,,,", "name_th", "251 characters")
one("kind unknown", U, "S9,college,ก,,,,", "kind", "not one of the choices")
one("kind in capitals", U, "S9,School,ก,,,,", "kind", "not one of the choices")
one("sector unknown", U, "S9,school,ก,,,vocational,", "sector", "not one of")
one("province unknown", U, "S9,school,ก,,,,99", "province_code", "not one of")
one("province without its zero", U, "S9,school,ก,,,,1", "province_code", "not one of")
one("kind changed", U, "S1,area,ก,,,,", "kind", "never changes")
one(
    "second commission", U, "TWO,commission,ก,,,,", "kind", "already a commission, OBEC"
)
case(
    "unit twice",
    rows(U, "S8,school,ก,,,,", "S9,school,ก,,,,", "S8,school,ข,,,,"),
    (f"{U}:4: code", "S8 stands already on line 2"),
)
case(
    "every fault of a row",
    rows(U, "S 9,college,,,,x,99"),
    (f"{U}:2: code", "not a code"),
    (f"{U}:2: kind", "choices"),
    (f"{U}:2: name_th", "empty"),
    (f"{U}:2: province_code", "choices"),
    (f"{U}:2: sector", "choices"),
)

# ---------- lines ----------

case(
    "quoted line breaks before",
    rows(U, 'S8,school,"หนึ่ง\nสอง\nสาม",,,,', "S9,college,ก,,,,"),
    (f"{U}:5: kind", "choices"),
)
case(
    "quoted line breaks inside",
    rows(U, 'S8,college,"หนึ่ง\nสอง",,,,', "S9,college,ก,,,,"),
    (f"{U}:2: kind", "choices"),
    (f"{U}:4: kind", "choices"),
)
case(
    "CRLF",
    {U: f"{HEADERS[U]}\r\nS8,school,ก,,,,\r\nS9,college,ก,,,,\r\n"},
    (f"{U}:3: kind", "choices"),
)
case(
    "CRLF inside quotes",
    {U: f'{HEADERS[U]}\r\nS8,school,"ก\r\nข",,,,\r\nS9,college,ก,,,,\r\n'},
    (f"{U}:4: kind", "choices"),
)
case(
    "byte order mark",
    {U: ("\ufeff" + text(U, ["S9,college,ก,,,,"])).encode()},
    (f"{U}:2: kind", "choices"),
)
case(
    "blank lines before",
    {U: f"\n\n{HEADERS[U]}\n\nS8,school,ก,,,,\n\n\nS9,college,ก,,,,\n\n"},
    (f"{U}:8: kind", "choices"),
)
case(
    "last line without a break",
    {U: f"{HEADERS[U]}\nS9,college,ก,,,,"},
    (f"{U}:2: kind", "choices"),
)
case(
    "columns in another order",
    {F: "value,measure,on,unit_code\nx,pupils,2021-06-10,S1\n"},
    (f"{F}:2: value", "not a plain decimal"),
)
case(
    "unclosed quote runs to the end",
    rows(U, "S8,school,ก,,,,", 'S9,school,"ข,,,,', "S7,college,ค,,,,"),
    (f"{U}:3: -", "not well-formed CSV"),
)

# ---------- placements ----------

one("placement of nobody", P, "S9,A1,2020-01-01,", "unit_code", "no unit S9")
one("parent unknown", P, "S1,A9,2020-01-01,", "parent_code", "no unit A9")
one("parent of a wrong kind", P, "S1,G1,2020-01-01,", "parent_code", "under group")
one("area under a bureau", P, "A1,B1,2020-01-01,", "parent_code", "under bureau")
one("parent empty", P, "S1,,2020-01-01,", "parent_code", "under (empty)")
case(
    "parent of the commission",
    rows(P, "OBEC,G1,2020-01-01,"),
    (f"{P}:2: parent_code", "circle"),
    (f"{P}:2: parent_code", "kind commission may not stand under group"),
)
one("ends on its first day", P, "S1,A1,2020-01-01,2020-01-01", "valid_to", "not after")
one("ends before it begins", P, "S1,A1,2020-01-01,2019-01-01", "valid_to", "not after")
one("Buddhist year", P, "S1,A1,2563-01-01,", "valid_from", "not before 2400")
one("31 February", P, "S1,A1,2020-02-31,", "valid_from", "not a date")
one("day first", P, "S1,A1,31/01/2020,", "valid_from", "not a date")
one("day without zeros", P, "S1,A1,2020-1-1,", "valid_from", "not a date")
one("week date", P, "S1,A1,2020-W01-1,", "valid_from", "not a date")
one("time for a day", P, "S1,A1,2020-01-01T00:00,", "valid_from", "not a date")
case(
    "overlap",
    rows(P, "S1,A1,2010-01-01,2020-01-02", "S2,A1,2010-01-01,", "S1,A2,2020-01-01,"),
    (f"{P}:2: valid_from", "overlaps that on line 4"),
    (f"{P}:4: valid_from", "overlaps that on line 2"),
)
case(
    "two open placements",
    rows(P, "S1,A1,2010-01-01,", "S1,A2,2020-01-01,"),
    (f"{P}:2: valid_from", "overlaps that on line 3"),
    (f"{P}:3: valid_from", "overlaps that on line 2"),
)
case(
    "two placements from one day",
    rows(P, "S1,A1,2010-01-01,2011-01-01", "S1,A1,2010-01-01,"),
    (f"{P}:2: valid_from", "overlaps that on line 3"),
    (f"{P}:3: valid_from", "overlaps that on line 2"),
)
case(
    "three overlap",
    rows(P, "S1,A1,2010-01-01,", "S1,A2,2011-01-01,2013-01-01", "S1,A2,2012-01-01,"),
    (f"{P}:2: valid_from", "line 3"),
    (f"{P}:2: valid_from", "line 4"),
    (f"{P}:3: valid_from", "line 2"),
    (f"{P}:3: valid_from", "line 4"),
    (f"{P}:4: valid_from", "line 2"),
    (f"{P}:4: valid_from", "line 3"),
)
case(
    "a cycle of two",
    {
        **rows(U, "A8,area,ก,,,,", "A9,area,ข,,,,"),
        **rows(P, "A8,A9,2020-01-01,", "S1,A1,2020-01-01,", "A9,A8,2021-01-01,"),
    },
    (f"{P}:2: parent_code", "circle: A8 > A9"),
    (f"{P}:2: parent_code", "may not stand under area"),
    (f"{P}:4: parent_code", "circle: A8 > A9"),
    (f"{P}:4: parent_code", "may not stand under area"),
)
case(
    "a cycle of three over a stored link",
    # G1 stands under OBEC already; OBEC under A1, which stands under G1.
    rows(P, "OBEC,A1,2020-01-01,", "A1,G1,2020-10-01,"),
    (f"{P}:2: parent_code", "circle"),
    (f"{P}:2: parent_code", "may not stand under area"),
    (f"{P}:3: parent_code", "circle"),
)
case(
    "under itself",
    rows(P, "S1,S1,2020-01-01,"),
    (f"{P}:2: parent_code", "circle: S1"),
    (f"{P}:2: parent_code", "may not stand under school"),
)

# ---------- facts, successions ----------

one("fact of nobody", F, "S9,2021-06-10,pupils,1", "unit_code", "no unit S9")
one("fact without value", F, "S1,2021-06-10,pupils,", "value", "not a plain decimal")
one("measure with a space", F, "S1,2021-06-10,all pupils,1", "measure", "not a code")
case(
    "fact twice",
    rows(F, "S1,2021-06-10,pupils,1", "S1,2021-06-10,pupils,1"),
    (f"{F}:3: measure", "S1 2021-06-10 pupils stands already on line 2"),
)
NUMBERS = {
    "exponent": "1e5",
    "thousands": '"1,000"',
    "Thai digits": "๑๒",
    "16 digits": "1234567890123456",
    "7 decimals": "0.1234567",
    "plus": "+1",
    "no digit before the point": ".5",
    "no digit after the point": "1.",
    "NaN": "NaN",
    "infinity": "inf",
    "space before": " 1",
    "space after": "1 ",
    "percent": "50%",
    "hexadecimal": "0x10",
    "underscore": "1_000",
    "two minus": "--1",
    "minus sign of typography": "\u22121",
}
for number_name, raw in NUMBERS.items():
    one(f"number: {number_name}", F, f"S1,2021-06-10,pupils,{raw}", "value", "decimal")
one("succession from nobody", S, "S9,S1,merge,2021-10-01,", "from_code", "no unit S9")
one("succession to nobody", S, "S1,S9,merge,2021-10-01,", "to_code", "no unit S9")
one("succession to itself", S, "S1,S1,merge,2021-10-01,", "to_code", "follow itself")
one("share above 1", S, "S0,S1,merge,2021-10-01,1.1", "share", "between 0 and 1")
one("share below 0", S, "S0,S1,merge,2021-10-01,-0.1", "share", "between 0 and 1")
one("kind of succession", S, "S0,S1,closed,2021-10-01,", "kind", "choices")

# ---------- policies ----------

one("item under nothing", POL, "POL65,2565,9,8,ก,,,1", "parent_item_code", "POL65/8")
one("title empty", POL, "POL65,2565,9,,,,,1", "title_th", "empty")
one("fiscal year Gregorian", POL, "POL65,2022,9,,ก,,,1", "fiscal_year", "Buddhist era")
one("order below 0", POL, "POL65,2565,9,,ก,,,-1", "order", "not a whole number")
one("order empty", POL, "POL65,2565,9,,ก,,,", "order", "not a whole number")
one("two fiscal years", POL, "POL65,2566,9,,ก,,,1", "fiscal_year", "say 2565")
case(
    "two fiscal years in the file",
    rows(POL, "NEW,2565,1,,ก,,,1", "NEW,2566,2,,ข,,,2"),
    (f"{POL}:3: fiscal_year", "say 2565"),
)
one("item under itself", POL, "POL65,2565,9,9,ก,,,1", "parent_item_code", "circle")
case(
    "items in a circle over a stored one",
    rows(POL, "POL65,2565,1,1-1,ก,,,1", "POL65,2565,1-1,1,ข,,,1"),
    (f"{POL}:2: parent_item_code", "circle"),
    (f"{POL}:3: parent_item_code", "circle"),
)
case(
    "item twice",
    rows(POL, "POL65,2565,9,,ก,,,1", "POL65,2565,9,,ข,,,1"),
    (f"{POL}:3: item_code", "POL65 9 stands already on line 2"),
)
one("alignment of nothing", AL, "POL65,7,QW65,1", "item_code", "POL65/7")
one("alignment with nothing", AL, "POL65,1,QW65,7", "other_item_code", "QW65/7")
one("alignment with itself", AL, "POL65,1,POL65,1", "other_item_code", "itself")
case(
    "alignment twice",
    rows(AL, "POL65,1,QW65,1", "POL65,1,QW65,1"),
    (f"{AL}:3: other_item_code", "stands already on line 2"),
)

# ---------- indicators ----------

INDICATOR = {
    "code": "NEW",
    "name_th": "ตัวชี้วัด",
    "name_en": "",
    "unit": "",
    "direction": "up",
    "over_units": "sum",
    "over_time": "sum",
    "reported_by": "school",
    "entered_by": "unit",
    "ratio_bound": "",
    "factor": "1",
    "decimals": "2",
    "coverage_floor": "0.8",
    "amber_within": "0",
    "weight": "1",
    "scoring": "none",
    "level_1": "",
    "level_2": "",
    "level_3": "",
    "level_4": "",
    "level_5": "",
    "policy_items": "",
}


def levels(*values):
    return {f"level_{place}": value for place, value in enumerate(values, start=1)}


def indicator(name, column, reason, **cells):
    one(name, IND, ",".join((INDICATOR | cells).values()), column, reason)


ALLOWED = {
    "sum": "sum last mean max min none",
    "ratio": "ratio last none",
    "mean": "last mean max min none",
    "max": "last mean max min none",
    "min": "last mean max min none",
    "share_true": "last max min none",
    "none": "last none",
}
for over_units, allowed in ALLOWED.items():
    for over_time in ("sum", "ratio", "last", "mean", "max", "min", "none"):
        if over_time not in allowed.split():
            indicator(
                f"{over_units} over units, {over_time} over time",
                "over_time",
                f"over_units {over_units} does not go with over_time {over_time}",
                over_units=over_units,
                over_time=over_time,
                ratio_bound="share" if over_units == "ratio" else "",
            )
indicator(
    "ratio without bound",
    "ratio_bound",
    "needs its bound",
    over_units="ratio",
    over_time="last",
)
indicator("bound without ratio", "ratio_bound", "only a ratio", ratio_bound="rate")
indicator("bound unknown", "ratio_bound", "choices", ratio_bound="percent")
indicator("factor of a sum", "factor", "only ratio and share_true", factor="100")
indicator(
    "factor of 0",
    "factor",
    "not above 0",
    factor="0",
    over_units="share_true",
    over_time="last",
)
indicator("direction unknown", "direction", "choices", direction="higher")
indicator("level unknown", "reported_by", "choices", reported_by="bureau")
indicator("entered by nobody", "entered_by", "choices", entered_by="")
indicator("decimals", "decimals", "more than 6", decimals="7")
indicator("decimals a decimal", "decimals", "whole number", decimals="1.5")
indicator("floor as percent", "coverage_floor", "0 and 1", coverage_floor="80")
indicator("amber below 0", "amber_within", "below 0", amber_within="-1")
indicator("weight below 0", "weight", "below 0", weight="-1")
indicator("scoring unknown", "scoring", "choices", scoring="five")
indicator(
    "level missing",
    "level_3",
    "needs this level",
    scoring="levels",
    **levels("1", "2", "", "4", "5"),
)
indicator(
    "levels fall, direction up",
    "level_3",
    "do not rise",
    scoring="levels",
    **levels("1", "5", "4", "6", "7"),
)
indicator(
    "levels equal",
    "level_5",
    "do not rise",
    scoring="levels",
    **levels("1", "2", "3", "4", "4.0"),
)
indicator(
    "levels rise, direction down",
    "level_5",
    "do not fall",
    direction="down",
    scoring="levels",
    **levels("5", "4", "3", "2", "2.5"),
)
indicator(
    "levels rise, direction range",
    "level_2",
    "do not fall",
    direction="range",
    scoring="levels",
    **levels("5", "6", "3", "2", "1"),
)
indicator(
    "distance below 0",
    "level_5",
    "never below 0",
    direction="range",
    scoring="levels",
    **levels("5", "4", "3", "2", "-1"),
)
indicator("level not used", "level_1", "does not use", level_1="1")
indicator(
    "fourth of three targets",
    "level_4",
    "does not use",
    scoring="three_targets",
    **levels("1", "2", "3", "4", ""),
)
indicator(
    "level of a milestone", "level_5", "does not use", scoring="milestone", level_5="5"
)
indicator("policy item unknown", "policy_items", "POL65/7", policy_items="POL65/7")
indicator("policy item without slash", "policy_items", "not name", policy_items="POL65")
indicator("policy item twice", "policy_items", "twice", policy_items="POL65/1|POL65/1")
indicator(
    "policy items by comma", "policy_items", "not a code", policy_items="POL65/1;2"
)
case(
    "indicator twice",
    rows(IND, *[",".join(INDICATOR.values())] * 2),
    (f"{IND}:3: code", "NEW stands already on line 2"),
)

# ---------- targets ----------

one("target of no indicator", T, "NO,OBEC,2022-09-30,1", "indicator_code", "NO")
one("target of nobody", T, "RAT,S9,2022-09-30,1", "unit_code", "no unit S9")
one("target without value", T, "RAT,OBEC,2022-09-30,", "value", "decimal")
case(
    "target twice a day",
    rows(T, "RAT,OBEC,2022-09-30,1", "RAT,OBEC,2022-09-30,2"),
    (f"{T}:3: on", "RAT OBEC 2022-09-30 stands already on line 2"),
)

# ---------- rounds ----------

ROUND = {
    "code": "R9",
    "fiscal_year": "2565",
    "period": "2565-Q3",
    "opens_at": "2022-06-20T08:30:00+07:00",
    "due_at": "2022-07-21T16:30:00+07:00",
    "closes_at": "2022-07-31T16:30:00+07:00",
    "indicator_codes": "SUM",
}


def round_(name, column, reason, **cells):
    one(name, R, ",".join((ROUND | cells).values()), column, reason)


round_("period outside its year", "period", "fiscal year 2565", period="2566-Q3")
round_("period unknown", "period", "not a period", period="2565-Q5")
round_("period Gregorian", "period", "not a period", period="Q3/2022")
round_("due before open", "due_at", "not after", due_at="2022-06-01T08:30:00+07:00")
round_("due when opened", "due_at", "not after", due_at=ROUND["opens_at"])
round_("closes before due", "closes_at", "before", closes_at="2022-07-01T00:00+07:00")
round_("time without offset", "opens_at", "offset", opens_at="2022-06-20T08:30:00")
round_("day for a time", "opens_at", "offset", opens_at="2022-06-20")
round_("Buddhist time", "opens_at", "before 2400", opens_at="2565-06-20T08:30:00+07:00")
round_("hour 25", "opens_at", "offset", opens_at="2022-06-20T25:30:00+07:00")
round_("round of nothing", "indicator_codes", "no indicator", indicator_codes="")
round_(
    "round asks for nothing known", "indicator_codes", "NO", indicator_codes="SUM|NO"
)
round_("round asks twice", "indicator_codes", "twice", indicator_codes="SUM|SUM")
round_("fiscal year short", "fiscal_year", "Buddhist era", fiscal_year="65")
round_(
    "indicator in two rounds of a period",
    "indicator_codes",
    "SUM has more than one round in 2565-Q2: R2, R9",
    period="2565-Q2",
)
case(
    "indicator in two new rounds of a period",
    rows(
        R,
        ",".join(ROUND.values()),
        ",".join((ROUND | {"code": "R8"}).values()),
    ),
    (f"{R}:2: indicator_codes", "more than one round"),
    (f"{R}:3: indicator_codes", "more than one round"),
)
OPEN = {
    "code": "R1",
    "period": "2565-Q1",
    "opens_at": "2021-12-20T08:30:00+07:00",
    "due_at": "2022-01-21T16:30:00+07:00",
    "closes_at": "2022-01-31T16:30:00+07:00",
    "indicator_codes": "MS|RANGE|RAT|RATE|SUM",
}
round_(
    "opened round with fewer indicators",
    "code",
    "no longer changes",
    **OPEN | {"indicator_codes": "RAT"},
)
round_(
    "opened round in another period",
    "code",
    "no longer changes",
    **OPEN | {"period": "2565-Q4"},
)
round_(
    "opened round opening later",
    "code",
    "no longer changes",
    **OPEN | {"opens_at": "2021-12-21T08:30:00+07:00"},
)
case(
    "broken chain on the opening day",
    {
        **rows(P, "G2,OBEC,2021-12-01,"),
        **rows(
            R,
            ",".join((ROUND | OPEN).values())
            .replace("R1,", "R9,")
            .replace("2021-12-20", "2021-11-20")
            .replace("2565-Q1", "2565-Y"),
        ),
    },
    (f"{R}:2: opens_at", "A2 does not stand under the commission on 2021-11-20: G2"),
    (f"{R}:2: opens_at", "S3 does not stand under the commission on 2021-11-20: G2"),
)

# ---------- values ----------


def value(name, line, column, reason):
    one(f"value: {name}", V, line, column, reason)


value("no such round", "R7,S1,SUM,,reported,1,,,,", "round_code", "no round R7")
value("round not open", "R2,S1,SUM,,reported,1,,,,", "round_code", "not open yet")
value("unit unknown", "R1,S9,SUM,,reported,1,,,,", "unit_code", "no unit S9")
value("indicator unknown", "R1,S1,NO,,reported,1,,,,", "indicator_code", "NO")
value("closed unit", "R1,S0,SUM,,reported,1,,,,", "unit_code", "not on the list")
value("wrong level", "R1,A1,SUM,,reported,1,,,,", "unit_code", "of kind school")
value("level not asked", "R1,G1,RATE,,reported,,1,2,,", "unit_code", "of kind area")
value("state missing", "R1,S1,SUM,,missing,,,,,", "state", "not one of the choices")
value("state empty", "R1,S1,SUM,,,1,,,,", "state", "not one of the choices")
value("n above d", "R1,S1,RAT,,reported,,51,50,,", "numerator", "above the denominator")
value("n below 0", "R1,S1,RAT,,reported,,-1,50,,", "numerator", "below 0")
value("d below 0 of a rate", "R1,A1,RATE,,reported,,1,-2,,", "denominator", "below 0")
value("value of a ratio", "R1,S1,RAT,,reported,80,40,50,,", "value", "reckoned")
value("no numerator", "R1,S1,RAT,,reported,,,50,,", "numerator", "missing")
value("no denominator", "R1,S1,RAT,,reported,,40,,,", "denominator", "missing")
value("no value", "R1,S1,SUM,,reported,,,,,", "value", "missing")
value("numerator of a sum", "R1,S1,SUM,,reported,1,1,,,", "numerator", "only a ratio")
value("not applicable, no note", "R1,S1,SUM,,not_applicable,,,,,", "note", "reason")
value("not applicable, blank", "R1,S1,SUM,,not_applicable,,,,, ", "note", "reason")
value(
    "not applicable with a number",
    "R1,S1,SUM,,not_applicable,0,,,,ก",
    "value",
    "no number",
)
value("part", "R1,S1,SUM,boys,reported,1,,,,", "part", "no parts")
value("milestone 6", "R1,G1,MS,,reported,6,,,,", "value", "0 to 5")
value("milestone 2.5", "R1,G1,MS,,reported,2.5,,,,", "value", "0 to 5")
value("milestone -1", "R1,G1,MS,,reported,-1,,,,", "value", "0 to 5")
value(
    "time without offset",
    "R1,S1,SUM,,reported,1,,,2022-01-10T09:00:00,",
    "submitted_at",
    "offset",
)
value("note too long", f"R1,S1,SUM,,reported,1,,,,{'ก' * 20_001}", "note", "20001")
case(
    "value: twice",
    rows(V, "R1,S1,SUM,,reported,1,,,,", "R1,S1,SUM,,reported,1,,,,"),
    (f"{V}:3: part", "R1 S1 SUM stands already on line 2"),
)
case(
    "value: not asked by the round",
    {
        **rows(IND, ",".join(INDICATOR.values())),
        **rows(V, "R1,S1,NEW,,reported,1,,,,"),
    },
    (f"{V}:2: indicator_code", "does not ask for NEW"),
)
case(
    "value: ratio with nothing right",
    rows(V, "R1,S1,RAT,,reported,1,,,,"),
    (f"{V}:2: denominator", "missing"),
    (f"{V}:2: numerator", "missing"),
    (f"{V}:2: value", "reckoned"),
)

# ---------- many at once, and one slip is one fault ----------

case(
    "every file at once, in the order of files and lines",
    {
        **rows(V, "R1,S1,SUM,,reported,x,,,,", "R1,S9,SUM,,reported,1,,,,"),
        **rows(R, ",".join((ROUND | {"period": "2565-Q9"}).values())),
        **rows(T, "RAT,OBEC,2022-09-31,1"),
        **rows(IND, ",".join((INDICATOR | {"factor": "2"}).values())),
        **rows(AL, "POL65,1,POL65,1"),
        **rows(POL, "POL65,2565,9,8,ก,,,1"),
        **rows(S, "S1,S1,merge,2021-10-01,"),
        **rows(F, "S1,2021-06-10,pupils,1e5"),
        **rows(P, "S1,A1,2563-01-01,", "S2,G1,2010-01-01,"),
        **rows(U, "S8,school,,,,,", "S 9,school,ก,,,,"),
    },
    (f"{U}:2: name_th", "empty"),
    (f"{U}:3: code", "not a code"),
    (f"{P}:2: valid_from", "2400"),
    (f"{P}:3: parent_code", "under group"),
    (f"{F}:2: value", "decimal"),
    (f"{S}:2: to_code", "itself"),
    (f"{POL}:2: parent_item_code", "POL65/8"),
    (f"{AL}:2: other_item_code", "itself"),
    (f"{IND}:2: factor", "only ratio"),
    (f"{T}:2: on", "not a date"),
    (f"{R}:2: period", "not a period"),
    (f"{V}:2: value", "decimal"),
    (f"{V}:3: unit_code", "no unit S9"),
)
case(
    "a faulty unit is not unknown as well",
    {
        **rows(U, "S9,school,ก,,,,99"),
        **rows(P, "S9,A1,2010-01-01,"),
        **rows(F, "S9,2021-06-10,pupils,1"),
        **rows(S, "S9,S1,merge,2021-10-01,"),
        **rows(T, "RAT,S9,2022-09-30,1"),
        **rows(V, "R1,S9,SUM,,reported,1,,,,"),
    },
    (f"{U}:2: province_code", "choices"),
)
case(
    "nothing is unknown while its file cannot be read",
    {
        U: HEADERS[U].replace("kind", "sort") + "\nS9,school,ก,,,,\n",
        IND: b"\xff\xfe",
        **rows(P, "S9,A1,2010-01-01,"),
        **rows(R, ",".join((ROUND | {"indicator_codes": "NEW"}).values())),
        **rows(V, "R1,S9,NEW,,reported,1,,,,"),
    },
    (f"{U}:1: kind", "missing"),
    (f"{U}:1: sort", "unknown"),
    (f"{IND}:1: -", "UTF-8"),
)
case(
    "a faulty round is not unknown as well",
    {
        **rows(R, ",".join((ROUND | {"due_at": "soon"}).values())),
        **rows(V, "R9,S1,SUM,,reported,1,,,,"),
    },
    (f"{R}:2: due_at", "offset"),
)
case(
    "faulty policies and indicators are not unknown as well",
    {
        **rows(POL, "NEW,2565,1,,,,,1", "NEW,2565,2,1,ก,,,1"),
        **rows(AL, "NEW,1,NEW,2"),
        **rows(
            IND,
            ",".join(
                (INDICATOR | {"policy_items": "NEW/1|NEW/2", "weight": "x"}).values()
            ),
        ),
        **rows(T, "NEW,OBEC,2022-09-30,1"),
    },
    (f"{POL}:2: title_th", "empty"),
    (f"{IND}:2: weight", "decimal"),
)
case(
    "a faulty placement breaks no chain and no list",
    {
        **rows(U, "S9,school,ก,,,,", "A9,area,ข,,,,"),
        **rows(P, "A9,G1,2010-01-32,", "S9,A9,2010-01-01,"),
        **rows(
            R,
            "R9,2565,2565-H1,2021-12-20T08:30:00+07:00,2022-01-21T16:30:00+07:00,"
            "2022-01-31T16:30:00+07:00,SUM|RATE",
        ),
        **rows(V, "R9,S9,SUM,,reported,1,,,,", "R9,A9,RATE,,reported,,1,2,,"),
    },
    (f"{P}:2: valid_from", "not a date"),
)


# ---------- meetings ----------


def meeting(
    *, unit="A2", name="ประชุม", by="fiscal", year=2565, number="1", state="planned",
    starts="2022-02-02T09:30+07:00", ends="", place="ห้อง", link="",
    recorded="",
):  # fmt: skip
    head = f"{unit},{name},{by},{year},{number},{state},{starts},{ends}"
    return f"{head},{place},,{link},,,,,,{recorded},"


HELD = "2022-01-18T09:30+07:00"
one("meeting of no unit", ME, meeting(unit="A9"), "unit_code", "no unit A9")
one("meeting of no series", ME, meeting(name=" "), "series", "empty")
one("meeting numbered oddly", ME, meeting(by="school"), "numbering", "choices")
one("Gregorian year", ME, meeting(year=2022), "year", "not a year of the Buddhist era")
one("fiscal year before", ME, meeting(year=2564), "year", "numbered within 2565")
one(
    "calendar year after",
    ME,
    meeting(by="calendar", year=2565, starts="2021-12-31T23:30+07:00"),
    "year",
    "numbered within 2564",
)
one("meeting of number 0", ME, meeting(number="0"), "number", "not the number")
one("meeting of no state", ME, meeting(state="done"), "state", "choices")
one("meeting nowhere", ME, meeting(place=""), "place", "empty")
one("link of no scheme", ME, meeting(link="meet.example"), "online_link", "not an add")
one("link of a script", ME, meeting(link="javascript:a()"), "online_link", "not an add")
one(
    "meeting ends at its beginning",
    ME,
    meeting(ends="2022-02-02T09:30+07:00"),
    "ends_at",
    "ends before it begins",
)
one("recording of a week", ME, meeting(recorded="9999"), "recorded_minutes", "length")
one("held tomorrow", ME, meeting(state="held"), "starts_at", "still to come")
one(
    "adopted without an end",
    ME,
    meeting(state="adopted", starts=HELD),
    "ends_at",
    "once the end is known",
)
OBEC_SERIES = {"unit": "OBEC", "name": "การประชุมขับเคลื่อนนโยบาย"}
one(
    "numbering of a stored series changed",
    ME,
    meeting(**OBEC_SERIES, by="calendar", number="9"),
    "numbering",
    "numbered by fiscal year",
)
case(
    "two numberings of one series",
    rows(
        ME,
        meeting(),
        meeting(by="calendar", number="2"),
    ),
    (f"{ME}:3: numbering", "numbered by fiscal year"),
)
one(
    "a held meeting planned again",
    ME,
    meeting(**OBEC_SERIES, number="2"),
    "state",
    "held already",
)
one(
    "an adopted meeting changed",
    ME,
    meeting(
        unit="G1",
        name="การประชุมคณะกรรมการกลุ่ม",
        by="calendar",
        year=2564,
        number="12",
        state="adopted",
        starts="2021-12-14T13:00+07:00",
        ends="2021-12-14T16:30+07:00",
        place="ที่อื่น",
    ),
    "state",
    "minutes of this meeting are adopted",
)
case(
    "one meeting twice",
    rows(ME, meeting(), meeting(place="ห้องสอง")),
    (f"{ME}:3: number", "stands already on line 2"),
)
case(
    "a faulty unit brings no further fault of its meeting",
    {**rows(U, "A9,college,ก,,,,"), **rows(ME, meeting(unit="A9"))},
    (f"{U}:2: kind", "choices"),
)

# ---------- plans, projects, milestones ----------

PROJECT = "A1,2565,2,P9,ใหม่,,,{},{},ends,{},{},,{},{},3"
WHOLE = ("2021-10-01", "2022-09-30")


def project(*, days=WHOLE, planned="10", disbursed="0", items="", indicators=""):
    return PROJECT.format(*days, planned, disbursed, items, indicators)


one("plan of no unit", PL, "A9,2565,1,draft,,,,,,", "unit_code", "no unit A9")
one("plan of a school", PL, "S1,2565,1,draft,,,,,,", "unit_code", "a school")
one("plan of version 0", PL, "A2,2565,0,draft,,,,,,", "number", "not the number")
one("plan of no state", PL, "A2,2565,1,done,,,,,,", "state", "not one of the choices")
one("second plan in force", PL, "A1,2565,4,in_force,,,,,,", "state", "version 2")
one("second in preparation", PL, "A1,2565,4,approved,,,,,,", "state", "version 3")
case(
    "project of no plan",
    rows(PR, project().replace("2565,2", "2565,9", 1)),
    (f"{PR}:2: number", "no A1/2565/9"),
)
one(
    "project outside the year",
    PR,
    project(days=("2021-09-30", "2022-09-30")),
    "starts_on",
    "outside fiscal year 2565",
)
one(
    "project ends before it starts",
    PR,
    project(days=("2022-02-01", "2022-01-31")),
    "ends_on",
    "before it starts",
)
one("half a satang", PR, project(planned="1.005"), "budget_planned", "not an amount")
one("money below 0", PR, project(planned="-1"), "budget_planned", "not an amount")
case(
    "sums other than those of the lines",
    {
        **rows(PR, project(planned="10", disbursed="1")),
        **rows(BU, "A1,2565,2,P9,1,operating,,9.99"),
        **rows(DB, "A1,2565,2,P9,1,1,2021-12-01,1.01,ฎ"),
    },
    (f"{PR}:2: budget_disbursed", "disbursements.csv sum to 1.01"),
    (f"{PR}:2: budget_planned", "budgets.csv sum to 9.99"),
)
one(
    "sum other than that of the stored lines",
    PR,
    "A1,2565,2,P1,ก,,,2021-10-01,2022-09-30,ends,1000.6,250.25,,,,1",
    "budget_planned",
    "sum to 1000.5",
)
one(
    "money of no project",
    BU,
    "A1,2565,2,P8,1,operating,,1",
    "project_code",
    "no A1/2565/2/P8",
)
one("money of no kind", BU, "A1,2565,2,P2,1,gift,,1", "kind", "not one of the choices")
one("line 0", BU, "A1,2565,2,P2,0,other,,1", "line", "not a number within")
one(
    "payment of no line",
    DB,
    "A1,2565,2,P1,7,1,2021-12-01,1,ฎ",
    "line",
    "no A1/2565/2/P1/7",
)
one("payment of 0", DB, "A1,2565,2,P1,1,9,2021-12-01,0,ฎ", "amount", "nothing is paid")
one(
    "payment tomorrow",
    DB,
    "A1,2565,2,P1,1,9,2022-01-20,1,ฎ",
    "paid_on",
    "still to come",
)
one("project for no item", PR, project(items="POL65/9"), "policy_items", "POL65/9")
one("project for no indicator", PR, project(indicators="NO"), "indicators", "NO")
one(
    "project leaves its milestone outside",
    PR,
    "A1,2565,2,P1,ก,,,2021-10-01,2022-07-31,ends,1000.5,250.25,,,,1",
    "ends_on",
    "M2 is due on 2022-08-31",
)
STEP = "A1,2565,2,P2,M9,ก,{},{},{},"
one(
    "milestone of no project",
    MI,
    "A1,2565,2,P9,M1,ก,1,2022-01-31,,",
    "project_code",
    "no A1/2565/2/P9",
)
one("weight 0", MI, STEP.format("0", "2022-01-31", ""), "weight", "not a weight")
one(
    "milestone outside its project",
    MI,
    STEP.format("1", "2022-04-01", ""),
    "due_on",
    "outside the days",
)
one(
    "milestone done tomorrow",
    MI,
    STEP.format("1", "2022-01-31", "2022-01-20"),
    "done_on",
    "still to come",
)
case(
    "a faulty plan and project bring no further faults",
    {
        **rows(PL, "A2,2565,1,done,,,,,,"),
        **rows(PR, "A2,2565,1,P1,ก,,,2021-10-01,2022-09-30,ends,x,0,,,,1"),
        **rows(MI, "A2,2565,1,P1,M1,ก,1,2021-10-31,,"),
    },
    (f"{PL}:2: state", "not one of the choices"),
    (f"{PR}:2: budget_planned", "not a plain decimal"),
)

# ---------- directives, assignments ----------

NEW = "OBEC,2565,{},ใหม่,ให้ทำ,{},{},other,,{},{},{},{}"


def directive(
    *,
    number="2",
    issued="2021-12-08",
    due="2022-01-31",
    item="",
    indicator="",
    project="",
    partners="",
):
    return NEW.format(number, issued, due, item, indicator, project, partners)


one(
    "directive of no unit",
    DI,
    directive().replace("OBEC", "A9"),
    "issuer_code",
    "no unit A9",
)
one(
    "directive of a school",
    DI,
    directive().replace("OBEC", "S1"),
    "issuer_code",
    "a school",
)
one("directive 0", DI, directive(number="0"), "number", "not the number")
one("directive without words", DI, directive().replace("ให้ทำ", ""), "text", "empty")
one(
    "directive from nowhere",
    DI,
    directive().replace("other", "rumour"),
    "origin",
    "not one of the choices",
)
one(
    "directive of another year",
    DI,
    directive(issued="2021-09-30"),
    "issued_on",
    "outside fiscal year 2565",
)
one(
    "directive of tomorrow",
    DI,
    directive(issued="2022-01-20"),
    "issued_on",
    "still to come",
)
one("directive due before", DI, directive(due="2021-12-07"), "due_on", "before it is")
one("directive for no item", DI, directive(item="POL65/9"), "policy_item", "POL65/9")
one("two items", DI, directive(item="POL65/1|QW65/1"), "policy_item", "2 policy items")
one("for no indicator", DI, directive(indicator="NO"), "indicator_code", "NO")
one("for no project", DI, directive(project="A1/2565/2/P9"), "project", "A1/2565/2/P9")
one("half a project", DI, directive(project="A1/P1"), "project", "does not name")
one("with no such unit", DI, directive(partners="B1|B9"), "partners", "no unit B9")
case(
    "what was told changes after an answer",
    rows(
        DI,
        "OBEC,2565,1,อื่น,อื่น,2021-12-09,2022-09-29,meeting,ครั้งที่ 2/2565,POL65/1,RAT,,",
    ),
    *(
        (f"{DI}:2: {column}", "answered directive 1/2565 already")
        for column in ("due_on", "issued_on", "text", "title")
    ),
)
one("part of no directive", AS, "OBEC,2565,9,G1,issued,,,,", "number", "OBEC/2565/9")
one("part of no unit", AS, "OBEC,2565,10,G9,issued,,,,", "unit_code", "no unit G9")
one("part of no state", AS, "OBEC,2565,10,G2,late,,,,", "state", "not one of")
one(
    "owner not under the issuer",
    AS,
    "A1,2565,1,S3,issued,,,,",
    "unit_code",
    "S3 does not stand under A1 on 2021-12-01",
)
one(
    "owner closed before the issue",
    AS,
    "A1,2565,1,S0,issued,,,,",
    "unit_code",
    "S0 does not stand under A1 on 2021-12-01",
)
T1, T2 = "2022-01-10T09:00:00+07:00", "2022-01-11T09:00:00+07:00"
one("done without its time", AS, "OBEC,2565,10,A1,done,,,,", "done_at", "needs this")
case(
    "verified without any time",
    rows(AS, "OBEC,2565,10,A1,verified,,,,"),
    (f"{AS}:2: done_at", "needs this time"),
    (f"{AS}:2: verified_at", "needs this time"),
)
one(
    "acknowledged without its time",
    AS,
    "OBEC,2565,10,A1,acknowledged,,,,",
    "acknowledged_at",
    "needs this",
)
one(
    "issued with a time",
    AS,
    f"OBEC,2565,10,A1,issued,{T1},,,",
    "acknowledged_at",
    "has no such time",
)
one(
    "in progress with a time of its end",
    AS,
    f"OBEC,2565,10,A1,in_progress,,{T1},,",
    "done_at",
    "has no such time",
)
one(
    "verified before it was done",
    AS,
    f"OBEC,2565,10,A1,verified,,{T2},{T1},",
    "verified_at",
    "before the step",
)
one(
    "done in time to come",
    AS,
    "OBEC,2565,10,A1,done,,2022-01-19T09:00:01+07:00,,",
    "done_at",
    "still to come",
)
one(
    "a reason of what was not returned",
    AS,
    f"OBEC,2565,10,A1,done,,{T1},,ขอเพิ่ม",
    "reason",
    "only what is in progress",
)
one(
    "a part goes back",
    AS,
    "OBEC,2565,10,G1,issued,,,,",
    "state",
    "G1 is further: acknowledged",
)
one(
    "a time is moved",
    AS,
    f"OBEC,2565,10,G1,done,{T1},{T2},,",
    "acknowledged_at",
    "2021-12-16T09:00:00+07:00",
)
one(
    "a reason is rewritten",
    AS,
    "OBEC,2565,1,G2,in_progress,2021-12-09T09:00:00+07:00,,,อื่น",
    "reason",
    "another reason",
)
case(
    "a faulty directive brings no further faults",
    {
        **rows(
            DI, directive(partners="B 1"), directive(number="3", project="A1/2565/2/P8")
        ),
        **rows(PR, project().replace("P9", "P8").replace(",10,", ",x,")),
        **rows(AS, "OBEC,2565,2,G1,issued,,,,"),
    },
    (f"{PR}:2: budget_planned", "not a plain decimal"),
    (f"{DI}:2: partners", "not a code"),
)


@pytest.mark.parametrize("wrong", CASES, ids=lambda wrong: wrong.name)
def test_wrong_files_are_refused_whole(wrong, tmp_path, capsys):
    before = stored()
    folder = put(tmp_path / "wrong", wrong.files)

    assert command("import", folder) == 1

    said = capsys.readouterr()
    found = said.err.splitlines()
    assert said.out == ""
    assert [line.split(": ")[0:2] for line in found] == [
        place.split(": ") for place, _reason in wrong.faults
    ]
    for line, (_place, reason) in zip(found, wrong.faults, strict=True):
        why, remedy = line.split(": ", 2)[2].rsplit("; ", 1)
        assert reason in why
        assert remedy
    assert stored() == before


def test_there_are_many_kinds_of_faults():
    assert len({wrong.name for wrong in CASES}) == len(CASES) > 150
