"""Small but nasty countries from a seed, as folders of exchange files.

Units open, close, reopen and move; rounds of all periods ask for some of the
indicators; figures are missing, do not apply, are 0/0, huge or negative; targets and
limits are met exactly. Everything in a folder is valid: `tidtam import` takes it.
"""

import csv
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TypeVar

Day = datetime.date
Item = TypeVar("Item")
State = dict[str, str]  # open unit -> its parent
NOW = datetime.datetime.fromisoformat("2024-12-20T09:00:00+07:00")
LATER = datetime.datetime.fromisoformat("2026-06-01T09:00:00+07:00")
BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
COMMISSION = "OBEC"
YEARS = (2565, 2566, 2567)
LEVELS = ("school", "area", "group", "commission")
PAIRS = [
    (units, time)
    for units, times in {
        "sum": "sum last mean max min none",
        "ratio": "ratio last none",
        "mean": "last mean max min none",
        "max": "last mean max min none",
        "min": "last mean max min none",
        "share_true": "last max min none",
        "none": "last none",
    }.items()
    for time in times.split()
]
COMBINATIONS = [(*pair, level) for pair in PAIRS for level in LEVELS]
LAST_DAYS = {
    "Q1": (-1, 12, 31),
    "Q2": (0, 3, 31),
    "Q3": (0, 6, 30),
    "Q4": (0, 9, 30),
    "H1": (0, 3, 31),
    "H2": (0, 9, 30),
    "9M": (0, 6, 30),
    "Y": (0, 9, 30),
}
# Which periods of a year have a round for an indicator.
PATTERNS = (
    "Q1 Q2 Q3 Q4",
    "Q1 Q2 Q3 Q4",
    "Q1 Q2 Q3 Q4",
    "H1 H2",
    "H1 H2",
    "Q1 Q2 H2",
    "Q1 Q2 H1 H2",
    "Y",
    "Q1 Q2 Q3 Q4 Y",
    "Q1 Q2 Q3 9M",
    "Q2 Q4",
    "Q1 Q2",
    "9M H2",
    "",
)
TIMES = (
    "00:00:00+07:00",
    "09:00:00+07:00",
    "23:59:59+07:00",
    "16:59:59+00:00",
    "17:00:00Z",
    "23:30:00-05:00",
)
FLOORS = ("", "0", "0.5", "0.8", "0.75", "0.666666", "0.666667", "0.333333", "1")
NOTES = ("", "", "ok", 'a "b", c', "สองบรรทัด\nต่อกัน", " =1+1")
HEADERS = {
    "indicators": "code,name_th,name_en,unit,direction,over_units,over_time,"
    "reported_by,entered_by,ratio_bound,factor,decimals,coverage_floor,amber_within,weight,scoring,"
    "level_1,level_2,level_3,level_4,level_5,policy_items",
    "units": "code,kind,name_th,name_en,short_name_th,sector,province_code",
    "placements": "unit_code,parent_code,valid_from,valid_to",
    "unit_facts": "unit_code,on,measure,value",
    "successions": "from_code,to_code,kind,on,share",
    "policies": "framework_code,fiscal_year,item_code,parent_item_code,"
    "title_th,title_en,text_th,order",
    "targets": "indicator_code,unit_code,on,value",
    "rounds": "code,fiscal_year,period,opens_at,due_at,closes_at,indicator_codes",
    "values": "round_code,unit_code,indicator_code,part,state,value,numerator,"
    "denominator,submitted_at,note",
}


@dataclass
class Call:
    """A round: `day` is that of opens_at in Bangkok."""

    code: str
    fiscal_year: int
    span: str
    opens_at: str
    asked: list[str] = field(default_factory=list)

    @property
    def moment(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.opens_at)

    @property
    def day(self) -> Day:
        return self.moment.astimezone(BANGKOK).date()


class RandomCountry:
    """A country that grows from its seed; `size` 1 has some 30 units."""

    def __init__(
        self,
        seed: int,
        *,
        size: int = 1,
        indicators: int = 40,
        years: Sequence[int] = YEARS,
        patterns: Sequence[str] = PATTERNS,
    ) -> None:
        self.random = Random(seed)  # noqa: S311 - not for secrets
        self.years, self.patterns = years, patterns
        self.size = size
        self.kinds: dict[str, str] = {}
        self.days: list[Day] = []
        self.states: list[State] = []
        self.indicators: dict[str, dict[str, str]] = {}
        self.styles: dict[str, str] = {}
        self.curves: dict[tuple[str, str], dict[Day, str]] = {}
        self.calls: dict[tuple[int, str, int], Call] = {}
        # (round, unit, indicator or "" for all) that a round does not ask.
        self.excluded: set[tuple[str, str, str]] = set()
        self._make_units()
        self._make_history()
        step = max(1, len(COMBINATIONS) // indicators)
        for place, combination in enumerate(COMBINATIONS[seed % step :: step]):
            self._make_indicator(place, combination)
        for code in self.indicators:
            self._make_curves(code)
            self._make_calls(code)

    # What may be asked of it

    @property
    def areas(self) -> list[str]:
        """Return the areas, open or not."""
        return self._of("area")

    def write(self, folder: Path, now: datetime.datetime = NOW) -> Path:
        """Write the whole country as it stands at the moment."""
        self._write_units(folder)
        self._write_history(folder, self.kinds)
        self._write_rules(folder, self.indicators)
        self._write_targets(folder, self.curves)
        self._write_calls(folder)
        self.write_values(folder, now)
        return folder

    def write_values(
        self,
        folder: Path,
        now: datetime.datetime = NOW,
        *,
        under: str = "",
        chance: float = 1.0,
    ) -> Path:
        """Write figures of the opened rounds, for all or for those under one unit."""
        folder.mkdir(parents=True, exist_ok=True)
        rows = []
        for call in self.calls.values():
            if call.moment > now:
                continue
            state = self._state(call.day)
            for code in call.asked:
                mood = self.random.choice((0.4, 0.7, 0.8, 0.9, 1.0, 1.0))
                for unit in state:
                    if self.kinds[unit] != self.indicators[code]["reported_by"]:
                        continue
                    if self.excluded & {
                        (call.code, unit, ""),
                        (call.code, unit, code),
                    }:
                        continue
                    if under and under not in (unit, *self._above(state, unit)):
                        continue
                    if self.random.random() < chance:
                        rows += self._figure(call.code, unit, code, mood)
        self.random.shuffle(rows)
        _write(folder, "values", rows)
        return folder

    def write_changes(self, folder: Path, now: datetime.datetime) -> Path:
        """Change history, rules and targets, and report anew, at a later moment."""
        folder.mkdir(parents=True, exist_ok=True)
        opened = [call.day for call in self.calls.values() if call.moment <= now]
        moved = self._rewrite_history()
        self._write_history(folder, moved)
        changed = [code for code in self.indicators if self.random.random() < 0.5]
        for code in changed:
            self._change_rule(code)
        self._write_rules(folder, changed)
        for code in self._some(list(self.indicators), 0.3):
            for key in [key for key in self.curves if key[0] == code]:
                self.curves[key] = self._curve(code)
        self._write_targets(folder, self._some(list(self.curves), 0.5))
        assert opened
        return self.write_late_values(folder, now)

    def exclude_some(self) -> set[tuple[str, str, str]]:
        """Narrow the rounds that are not open yet; return what was left out."""
        for call in self.calls.values():
            if call.moment > NOW:
                for unit in self._some(self._of("school", "area"), 0.2):
                    code = self.random.choice([*call.asked, ""])
                    self.excluded.add((call.code, unit, code))
        return self.excluded

    def write_late_values(self, folder: Path, now: datetime.datetime) -> Path:
        """Write figures of the rounds that opened after NOW, whose lists are new."""
        early = {key: call for key, call in self.calls.items() if call.moment <= NOW}
        late = {key: call for key, call in self.calls.items() if call.moment > NOW}
        self.calls = late
        self.write_values(folder, now)
        self.calls = {**early, **late}
        return folder

    def days_of_interest(self) -> list[Day]:
        """Return days at which to ask who stands where."""
        around = [
            day + datetime.timedelta(days=gap) for day in self.days for gap in (-1, 0)
        ]
        return [*around, Day(2018, 1, 1), Day(2030, 1, 1)]

    # Units and their history

    def _make_units(self) -> None:
        self.kinds[COMMISSION] = "commission"
        groups = self.random.randint(2, 3 + self.size)
        counts = {
            "bureau": self.random.randint(1, 2),
            "group": groups,
            "area": self.random.randint(groups, groups * 2 + self.size),
            "school": self.random.randint(8, 14) * self.size,
        }
        for kind, count in counts.items():
            for number in range(count):
                shape = self.random.choice(("{}{}", "{}-{}", "{}_{}", "{}{:03d}"))
                letter = self.random.choice((kind[0], kind[0].upper(), "0", "z"))
                code = shape.format(letter, number) + self.random.choice("abXYZ019")
                self.kinds.setdefault(code, kind)

    def _of(self, *kinds: str) -> list[str]:
        return [unit for unit, kind in self.kinds.items() if kind in kinds]

    def _make_history(self) -> None:
        state: State = {COMMISSION: ""}
        state.update(dict.fromkeys(self._of("bureau", "group"), COMMISSION))
        groups, areas = self._of("group"), self._of("area")
        state.update({area: self.random.choice(groups) for area in areas})
        parents = areas * 4 + self._of("bureau")
        for school in self._of("school"):
            if self.random.random() < 0.9:
                state[school] = self.random.choice(parents)
        broken = {
            unit: parent
            for unit, parent in state.items()
            if self.kinds[unit] == "school" or self.random.random() < 0.8
        }
        self.days = [Day(2019, 1, 1), Day(2019, 7, 1)]
        self.states = [{**broken, COMMISSION: ""}, state]
        for _ in range(5 + 2 * self.size):
            state = dict(state)
            for _ in range(self.random.randint(1, 3)):
                self._mutate(state)
            self.states.append(state)
        changes = {
            Day(2021, 10, 1) + _days(self.random.randint(0, 1150)) for _ in range(60)
        }
        last = sorted(changes)[:: 60 // len(self.states)]
        self.days = [*self.days, *last][: len(self.states)]
        self.states = self.states[: len(self.days)]

    def _mutate(self, state: State) -> None:
        self.random.choice(
            (
                self._move_area,
                self._move_area,
                self._move_school,
                self._move_school,
                self._close_school,
                self._open_school,
                self._close_superior,
                self._open_superior,
            )
        )(state)

    def _open_ones(self, state: State, *kinds: str) -> list[str]:
        return [unit for unit in state if self.kinds[unit] in kinds]

    def _move_area(self, state: State) -> None:
        areas = self._open_ones(state, "area")
        state[self.random.choice(areas)] = self.random.choice(
            self._open_ones(state, "group")
        )

    def _move_school(self, state: State) -> None:
        if schools := self._open_ones(state, "school"):
            state[self.random.choice(schools)] = self.random.choice(
                self._open_ones(state, "area", "bureau")
            )

    def _close_school(self, state: State) -> None:
        if schools := self._open_ones(state, "school"):
            del state[self.random.choice(schools)]

    def _open_school(self, state: State) -> None:
        closed = [unit for unit in self._of("school") if unit not in state]
        if closed:
            state[self.random.choice(closed)] = self.random.choice(
                self._open_ones(state, "area", "bureau")
            )

    def _close_superior(self, state: State) -> None:
        unit = self.random.choice(self._open_ones(state, "area", "group", "bureau"))
        kind = self.kinds[unit]
        heirs = [one for one in self._open_ones(state, kind) if one != unit]
        if not heirs:
            return
        del state[unit]
        for below in [one for one, parent in state.items() if parent == unit]:
            if self.kinds[below] == "school" and self.random.random() < 0.4:
                del state[below]
            else:
                state[below] = self.random.choice(heirs)

    def _open_superior(self, state: State) -> None:
        closed = [
            unit for unit in self._of("area", "group", "bureau") if unit not in state
        ]
        if not closed:
            return
        unit = self.random.choice(closed)
        if self.kinds[unit] == "area":
            state[unit] = self.random.choice(self._open_ones(state, "group"))
            self._move_school(state)
        else:
            state[unit] = COMMISSION

    def _rewrite_history(self) -> list[str]:
        """Put some schools elsewhere for all their days; return which."""
        moved = self._some(self._of("school"), 0.3)
        for school in moved:
            for place, state in enumerate(self.states):
                if school in state and place > 0:
                    state[school] = self.random.choice(
                        self._open_ones(state, "area", "bureau")
                    )
        return moved

    def _state(self, day: Day) -> State:
        found: State = {}
        for since, state in zip(self.days, self.states, strict=True):
            if since <= day:
                found = state
        return found

    def _above(self, state: State, unit: str) -> list[str]:
        chain = []
        while parent := state.get(unit):
            chain.append(parent)
            unit = parent
        return chain

    # Indicators, targets and rounds

    def _make_indicator(self, place: int, combination: tuple[str, str, str]) -> None:
        units, time, level = combination
        letter = self.random.choice("kKi")
        code = f"{letter}{place}-{units[:3]}_{time[:4]}_{level[0]}"
        self.styles[code] = self.random.choice(
            ("small", "small", "tenths", "tenths", "big", "fine")
        )
        bound = self.random.choice(("share", "rate")) if units == "ratio" else ""
        self.indicators[code] = {
            "code": code,
            "name_th": f"ตัวชี้วัด {place}",
            "over_units": units,
            "over_time": time,
            "reported_by": level,
            "entered_by": self.random.choice(("unit", "central")),
            "ratio_bound": bound,
            "decimals": self.random.choice(("", "0", "2")),
            "weight": self.random.choice(("", "0", "1", "2.5")),
        }
        self._make_rule(code)

    def _make_rule(self, code: str) -> None:
        """Draw how the indicator is scored and lit."""
        rule, choice = self.indicators[code], self.random.choice
        scorings = ["levels", "levels", "three_targets", "none"]
        if rule["over_units"] == "ratio" or self.styles[code] == "small":
            scorings.append("milestone")
        scoring = choice(scorings)
        has_factor = rule["over_units"] in {"ratio", "share_true"}
        rule["factor"] = choice(("1", "100", "0.5", "33.333333")) if has_factor else ""
        rule["direction"] = choice(("up", "down", "range"))
        rule["coverage_floor"] = choice(FLOORS)
        rule["amber_within"] = choice(("", "0.1", "0.5", "1", "10", "0.000001"))
        rule["scoring"] = scoring
        self._draw_levels(code)

    def _draw_levels(self, code: str) -> None:
        rule = self.indicators[code]
        count = {"levels": 5, "three_targets": 3}.get(rule["scoring"], 0)
        drawn: set[Decimal] = set()
        while len(drawn) < count:
            level = self._height(code)
            drawn.add(abs(level) if rule["direction"] == "range" else level)
        levels = sorted(drawn, reverse=rule["direction"] != "up")
        for place in range(1, 6):
            rule[f"level_{place}"] = ""
        for place, level in enumerate(levels, start=1):
            rule[f"level_{place}"] = _text(level)
        if not count and rule["direction"] == "range" and self.random.random() < 0.5:
            rule["level_5"] = _text(abs(self._height(code)))

    def _change_rule(self, code: str) -> None:
        """Draw the scoring of an indicator anew; figures keep fitting it."""
        scoring = self.indicators[code]["scoring"]
        self._make_rule(code)
        units, times = self.indicators[code]["over_units"], self._some(PAIRS, 0.2)
        for time in [time for pair, time in times if pair == units]:
            self.indicators[code]["over_time"] = time
        if "milestone" in {scoring, self.indicators[code]["scoring"]}:
            self.indicators[code]["scoring"] = scoring
            self._draw_levels(code)

    def _height(self, code: str) -> Decimal:
        """Draw a number from where the indicator's values lie."""
        rule = self.indicators[code]
        if rule["over_units"] in {"ratio", "share_true"}:
            factor = Decimal(rule["factor"] or 1)
            share = Decimal(self.random.randint(0, 12)) / 10
            return (share * factor).quantize(Decimal("0.000001"))
        number = self._number(self.styles[code])
        if rule["over_units"] == "sum" and self.styles[code] != "big":
            return number * self.random.choice((1, 1, 3))
        return number

    def _number(self, style: str) -> Decimal:
        if style == "small":
            return Decimal(self.random.randint(0, 5))
        if style == "tenths":
            return Decimal(self.random.randint(-20, 50)) / 10
        if style == "fine":
            return Decimal(self.random.randint(-(10**7), 10**7)) / 10**6
        digits = self.random.choice((10**20, 10**20, 10**21, 10**14))
        return Decimal(self.random.randint(-digits + 1, digits - 1)) / 10**6

    def _make_curves(self, code: str) -> None:
        for unit, kind in self.kinds.items():
            chance = {"commission": 0.5, "school": 0.1, "bureau": 0.4}.get(kind, 0.3)
            if self.random.random() < chance:
                self.curves[code, unit] = self._curve(code)

    def _curve(self, code: str) -> dict[Day, str]:
        day = Day(2021, 1, 1) + _days(self.random.randint(0, 900))
        if self.random.random() < 0.3:
            day = self._last_day(self.random.choice(self.years), "Q1")
        points = {}
        for _ in range(self.random.choice((1, 1, 2, 3, 5))):
            points[day] = _text(self._height(code))
            gap = self.random.choice((1, 1, 30, 91, 365, self.random.randint(2, 700)))
            day += _days(gap)
        return points

    def _last_day(self, year: int, span: str) -> Day:
        years, month, day = LAST_DAYS[span]
        return Day(year - 543 + years, month, day)

    def _make_calls(self, code: str) -> None:
        for year in self.years:
            for span in self.random.choice(self.patterns).split():
                self._call(year, span).asked.append(code)
        if self.random.random() < 0.3:
            self._call(2568, "Q1").asked.append(code)

    def _call(self, year: int, span: str) -> Call:
        """Return one of the two rounds of the period; they open on different days."""
        key = (year, span, self.random.randint(0, 1))
        if key not in self.calls:
            day = self._last_day(year, span) + _days(self.random.randint(-40, 60))
            day = min(day, Day(2024, 11, 30))
            if self.random.random() < 0.4:
                day = self.random.choice(self.days[2:]) - _days(
                    self.random.randint(0, 1)
                )
            if year == 2568 or self.random.random() < 0.08:
                day = Day(2025, 1, 15) + _days(self.random.randint(0, 300))
            letter = self.random.choice("rRzA")
            self.calls[key] = Call(
                f"{letter}{year}{span}-{key[2]}",
                year,
                span,
                f"{day.isoformat()}T{self.random.choice(TIMES)}",
            )
        return self.calls[key]

    # Figures

    def _figure(
        self, call: str, unit: str, code: str, mood: float
    ) -> list[dict[str, str]]:
        """Give the row of a figure, or none where it is missing."""
        row = {
            "round_code": call,
            "unit_code": unit,
            "indicator_code": code,
            "submitted_at": self.random.choice(("", "2022-02-03T10:00:00.5+07:00")),
            "note": self.random.choice(NOTES),
        }
        chance = self.random.random()
        if chance > mood:
            if chance > (1 + mood) / 2:
                return []
            return [{**row, "state": "not_applicable", "note": "ไม่มีนักเรียน"}]
        row["state"] = "reported"
        if self.indicators[code]["over_units"] == "ratio":
            upper, below = self._ratio(code)
            row["numerator"], row["denominator"] = self._text(upper), self._text(below)
        else:
            row["value"] = self._text(self._value(code))
        return [row]

    def _value(self, code: str) -> Decimal:
        is_share = self.indicators[code]["over_units"] == "share_true"
        if is_share and self.styles[code] != "small":
            return Decimal(self.random.choice(("0", "0", "1", "1", "-2", "0.000001")))
        return self._number(self.styles[code])

    def _ratio(self, code: str) -> tuple[Decimal, Decimal]:
        style = self.styles[code]
        below = abs(self._number(style))
        if self.random.random() < 0.15:
            below = Decimal(0)
        if self.indicators[code]["ratio_bound"] == "rate":
            return self._number(style), below
        share = Decimal(self.random.choice((0, 1, 5, 8, 9, 10, 10))) / 10
        return min(below, (below * share).quantize(Decimal("0.000001"))), below

    def _text(self, number: Decimal) -> str:
        """Return one of the ways to write the number."""
        text = _text(number)
        if number == 0 and self.random.random() < 0.2:
            return "-0"
        if "." not in text and len(text) < 14 and self.random.random() < 0.2:
            return text + ".0"
        if number >= 0 and len(text) < 14 and self.random.random() < 0.1:
            return "00" + text
        return text

    def _some(self, items: list[Item], chance: float) -> list[Item]:
        return [item for item in items if self.random.random() < chance]

    # Files

    def _write_units(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        sectors = ("", "primary", "secondary", "special")
        rows = [
            {
                "code": code,
                "kind": kind,
                "name_th": f"หน่วย {code}",
                "sector": self.random.choice(sectors),
                "province_code": self.random.choice(("", "10", "50")),
            }
            for code, kind in self.kinds.items()
        ]
        _write(folder, "units", rows)
        schools = self._of("school")
        fact = {"unit_code": schools[0], "on": "2021-06-10", "measure": "pupils"}
        _write(folder, "unit_facts", [{**fact, "value": "0120.50"}])
        pair = {"from_code": schools[0], "to_code": schools[1], "kind": "merge"}
        _write(folder, "successions", [{**pair, "on": "2022-05-01", "share": "0.4"}])
        item = {"framework_code": "F1", "fiscal_year": "2565", "item_code": "P1"}
        _write(folder, "policies", [{**item, "title_th": "นโยบาย", "order": "1"}])

    def _write_history(self, folder: Path, units: Iterable[str]) -> None:
        rows = []
        for unit in units:
            rows += self._placements(unit)
        _write(folder, "placements", rows)

    def _placements(self, unit: str) -> list[dict[str, str]]:
        """Give the unit's placements; what did not change may stand as two rows."""
        rows: list[dict[str, str]] = []
        for since, state in zip(self.days, self.states, strict=True):
            start = since.isoformat()
            before = rows[-1] if rows and not rows[-1]["valid_to"] else None
            parent = state.get(unit)
            if before and (
                parent != before["parent_code"] or self.random.random() < 0.05
            ):
                before["valid_to"] = start
                before = None
            if parent is not None and before is None:
                row = {"unit_code": unit, "parent_code": parent}
                rows.append({**row, "valid_from": start, "valid_to": ""})
        return rows

    def _write_rules(self, folder: Path, codes: Iterable[str]) -> None:
        rows = [
            {"policy_items": "F1/P1" if place % 2 else "", **self.indicators[code]}
            for place, code in enumerate(codes)
        ]
        _write(folder, "indicators", rows)

    def _write_targets(self, folder: Path, keys: Iterable[tuple[str, str]]) -> None:
        rows = [
            {
                "indicator_code": code,
                "unit_code": unit,
                "on": day.isoformat(),
                "value": text,
            }
            for code, unit in keys
            for day, text in self.curves[code, unit].items()
        ]
        _write(folder, "targets", rows)

    def _write_calls(self, folder: Path) -> None:
        rows = [
            {
                "code": call.code,
                "fiscal_year": str(call.fiscal_year),
                "period": f"{call.fiscal_year}-{call.span}",
                "opens_at": call.opens_at,
                "due_at": "2027-01-01T00:00:00+07:00",
                "closes_at": "2027-01-01T00:00:00+07:00",
                "indicator_codes": "|".join(call.asked),
            }
            for call in self.calls.values()
        ]
        _write(folder, "rounds", rows)


def _days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def _text(number: Decimal) -> str:
    return format(number, "f")


def _write(folder: Path, name: str, rows: Sequence[dict[str, str]]) -> None:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADERS[name].split(","), restval="")
        writer.writeheader()
        writer.writerows(rows)
