"""Worked tables of spans, chains, ancestries and circles over time."""

import datetime
import random

import pytest

from tidtam.organisation.tree import (
    Ancestry,
    Edge,
    ancestries,
    chain_on,
    cycles,
    edge_on,
    meet,
    overlaps,
)


def day(year):
    """Return 1 January of the year; None stays None (open)."""
    return datetime.date(year, 1, 1) if year else None


def placed(spans):
    """Return placements from {unit: [(parent, from year, to year)]}."""
    return {
        unit: [Edge(parent, day(start), day(end)) for parent, start, end in rows]
        for unit, rows in spans.items()
    }


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [
        ((2010, 2020), (2015, 2025), (2015, 2020)),
        ((2010, 2020), (2010, 2020), (2010, 2020)),
        ((2010, None), (2015, None), (2015, None)),
        ((2010, None), (2005, 2015), (2010, 2015)),
        ((2010, 2020), (2012, 2015), (2012, 2015)),
        ((2010, 2015), (2015, 2020), None),  # half-open: they only touch
        ((2010, 2012), (2015, 2020), None),
        ((2010, 2012), (2012, None), None),
    ],
)
def test_meet(first, second, common):
    wanted = common and (day(common[0]), day(common[1]))
    first = (day(first[0]), day(first[1]))
    second = (day(second[0]), day(second[1]))
    assert meet(*first, *second) == wanted
    assert meet(*second, *first) == wanted


@pytest.mark.parametrize(
    ("spans", "count"),
    [
        ([(2010, 2015), (2015, None)], 0),
        ([(2015, None), (2010, 2015)], 0),
        ([(2010, 2016), (2015, None)], 1),
        ([(2010, None), (2015, None)], 1),
        ([(2010, 2020), (2012, 2013), (2014, 2015)], 2),
        ([(2010, 2020), (2010, 2020), (2010, 2020)], 3),
        ([], 0),
    ],
)
def test_overlaps(spans, count):
    assert len(overlaps([Edge("P", day(a), day(b)) for a, b in spans])) == count


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        ("2009-12-31", False),
        ("2010-01-01", True),
        ("2019-12-31", True),
        ("2020-01-01", False),
    ],
)
def test_a_placement_holds_from_its_first_day_to_before_its_last(on, holds):
    edge = Edge("P", day(2010), day(2020))
    assert edge.holds_on(datetime.date.fromisoformat(on)) is holds
    assert (
        edge_on({"U": [edge]}, "U", datetime.date.fromisoformat(on)) is edge
    ) is holds


# The area moves from G1 to G2 in 2015; G1 is closed from 2018 to 2019; the school is
# closed for a year and comes back under another area.
COUNTRY = placed(
    {
        "OBEC": [(None, 2000, None)],
        "G1": [("OBEC", 2000, 2018), ("OBEC", 2019, None)],
        "G2": [("OBEC", 2000, None)],
        "A1": [("G1", 2010, 2015), ("G2", 2015, None)],
        "A2": [("G1", 2010, None)],
        "S1": [("A1", 2012, 2016), ("A2", 2017, None)],
        "LOST": [("NOBODY", 2010, None)],
    }
)


@pytest.mark.parametrize(
    ("unit", "year", "chain"),
    [
        ("S1", 2011, []),  # not there yet
        ("S1", 2012, ["A1", "G1", "OBEC"]),
        ("S1", 2014, ["A1", "G1", "OBEC"]),
        ("S1", 2015, ["A1", "G2", "OBEC"]),
        ("S1", 2016, []),  # closed
        ("S1", 2017, ["A2", "G1", "OBEC"]),
        ("S1", 2018, ["A2"]),  # G1 is closed: the chain breaks below it
        ("S1", 2019, ["A2", "G1", "OBEC"]),
        ("OBEC", 2019, []),
        ("LOST", 2019, []),
        ("UNKNOWN", 2019, []),
    ],
)
def test_chains(unit, year, chain):
    assert chain_on(COUNTRY, unit, day(year)) == chain


def test_ancestries_hold_only_while_every_link_does():
    """One span for each set of links: A1 moves, which cuts the span of S1 under it."""
    found = ancestries(COUNTRY, "S1", {})
    spans = {
        (
            row.ancestor,
            row.depth,
            row.valid_from.year,
            row.valid_to and row.valid_to.year,
        )
        for row in found
    }
    assert spans == {
        ("S1", 0, 2012, 2016),
        ("S1", 0, 2017, None),
        ("A1", 1, 2012, 2015),
        ("A1", 1, 2015, 2016),
        ("A2", 1, 2017, None),
        ("G1", 2, 2012, 2015),
        ("G2", 2, 2015, 2016),
        ("G1", 2, 2017, 2018),
        ("G1", 2, 2019, None),
        ("OBEC", 3, 2012, 2015),
        ("OBEC", 3, 2015, 2016),
        ("OBEC", 3, 2017, 2018),
        ("OBEC", 3, 2019, None),
    }
    assert len(found) == len(spans)


def test_a_unit_without_placements_has_no_ancestry():
    assert ancestries(COUNTRY, "UNKNOWN", {}) == []
    assert ancestries(COUNTRY, "OBEC", {}) == [Ancestry("OBEC", 0, day(2000), None)]


def test_ancestries_say_the_same_as_chains_on_every_day():
    memo = {}
    for unit in COUNTRY:
        for year in range(1999, 2022):
            above = [
                row.ancestor
                for row in sorted(
                    ancestries(COUNTRY, unit, memo), key=lambda row: row.depth
                )
                if row.depth
                and Edge(None, row.valid_from, row.valid_to).holds_on(day(year))
            ]
            assert above == chain_on(COUNTRY, unit, day(year)), (unit, year)


# ---------- circles ----------

LOOPS = {
    "a tree": ({"A": [(None, 2000, None)], "B": [("A", 2000, None)]}, []),
    "itself": ({"A": [("A", 2000, None)]}, ["A"]),
    "two": ({"A": [("B", 2000, None)], "B": [("A", 2000, None)]}, ["AB"]),
    "three with a tail": (
        {
            "T": [("A", 2000, None)],
            "A": [("B", 2000, None)],
            "B": [("C", 2000, None)],
            "C": [("A", 2000, None)],
            "X": [("T", 2000, None)],
        },
        ["ABC"],
    ),
    "never on one day": (
        {"A": [("B", 2000, 2010)], "B": [("A", 2010, None)]},
        [],
    ),
    "on one day only": (
        {"A": [("B", 2000, 2010)], "B": [("A", 2009, None)]},
        ["AB"],
    ),
    "the first and the last never meet": (
        {"A": [("B", 2000, 2010)], "B": [("C", 2000, None)], "C": [("A", 2010, None)]},
        [],
    ),
    "two apart": (
        {
            "A": [("B", 2000, None)],
            "B": [("A", 2000, None)],
            "C": [("D", 2000, None)],
            "D": [("C", 2000, None)],
        },
        ["AB", "CD"],
    ),
    "the same two at two times, by other links": (
        {
            "A": [("B", 2000, 2005), ("B", 2010, None)],
            "B": [("A", 2000, 2005), ("A", 2010, None)],
        },
        ["AB", "AB"],
    ),
    "one after the other": (
        {
            "A": [("B", 2000, 2005), ("C", 2005, None)],
            "B": [("A", 2000, None)],
            "C": [("A", 2000, None)],
        },
        ["AB", "AC"],
    ),
    "parents that nobody places": ({"A": [("B", 2000, None)]}, []),
    "overlapping placements": (
        {
            "A": [("B", 2000, None), ("C", 2001, None)],
            "B": [("A", 2000, None)],
            "C": [("A", 2000, None)],
        },
        ["AB", "AC"],
    ),
    "nothing": ({}, []),
}


@pytest.mark.parametrize("name", LOOPS)
def test_cycles(name):
    spans, loops = LOOPS[name]
    placements = placed(spans)
    found = cycles(placements)
    assert sorted("".join(sorted(unit for unit, _ in loop)) for loop in found) == loops
    for loop in found:
        for (_unit, edge), (above, _edge) in zip(
            loop, [*loop[1:], loop[0]], strict=True
        ):
            assert edge.parent == above


def links_on_cycles(placements):
    """Find the links on cycles by walking every way up (slow, and plain)."""
    found = set()

    def walk(start, unit, since, until, links):
        for edge in placements.get(unit, ()):
            span = meet(since, until, edge.valid_from, edge.valid_to)
            if span is None or any(edge is link for link in links):
                continue
            if edge.parent == start:
                found.update(id(link) for link in [*links, edge])
            elif len(links) < len(placements):
                walk(start, edge.parent, *span, [*links, edge])

    for unit in placements:
        walk(unit, unit, datetime.date.min, None, [])
    return found


@pytest.mark.parametrize("seed", range(40))
def test_every_link_of_any_cycle_is_named(seed):
    dice = random.Random(seed)  # noqa: S311
    units = "ABCDEF"
    placements = {}
    for unit in units:
        years = sorted(dice.sample(range(2000, 2010), 4))
        pairs = [years[:2], years[2:]] if dice.random() < 0.5 else [[years[0], None]]
        placements[unit] = [
            Edge(dice.choice(units), day(start), day(end)) for start, end in pairs
        ]
    found = {id(edge) for loop in cycles(placements) for _unit, edge in loop}
    assert found == links_on_cycles(placements)


def test_a_long_circle_is_found_quickly():
    units = range(3000)
    placements = {unit: [Edge((unit + 1) % 3000, day(2000), None)] for unit in units}
    (loop,) = cycles(placements)
    assert len(loop) == 3000


def test_a_long_chain_is_no_circle():
    placements = {unit: [Edge(unit + 1, day(2000), None)] for unit in range(1500)}
    assert cycles(placements) == []
