"""Which revisions count, at any moment and on either basis."""

from random import Random
from typing import NamedTuple

import pyarrow as pa
import pytest

from tidtam.analysis import engine, expressions, facts

MOMENTS = range(8)
KEYS = 60


class Revision(NamedTuple):
    """What was said of a key, and its four moments; None has not come."""

    key: int
    recorded_at: int
    superseded_at: int | None
    official_at: int | None
    unofficial_at: int | None

    def is_official(self, at: int) -> bool:
        return is_within(self.official_at, self.unofficial_at, at)

    def is_live(self, at: int) -> bool:
        return is_within(self.recorded_at, self.superseded_at, at)


def is_within(start: int | None, end: int | None, at: int) -> bool:
    return start is not None and start <= at and (end is None or at < end)


def history(random: Random, key: int) -> list[Revision]:
    """Return revisions of one key: submitted, returned, accepted and replaced.

    At any moment at most one is live, and at most one official.
    """
    found: list[Revision] = []
    for moment in MOMENTS:
        live = [one for one in found if one.superseded_at is None]
        official = [one for one in found if one.is_official(moment)]
        act = random.choice(["submit", "return", "accept", "withdraw", "wait"])
        if act == "submit":
            found = [
                one._replace(superseded_at=moment) if one in live else one
                for one in found
            ]
            found.append(Revision(key, moment, None, None, None))
        elif act == "return" and live and live[0] not in official:
            found[found.index(live[0])] = live[0]._replace(superseded_at=moment)
        elif act == "accept" and live and live[0].official_at is None:
            found = [
                one._replace(unofficial_at=moment) if one in official else one
                for one in found
            ]
            found[found.index(live[0])] = live[0]._replace(official_at=moment)
        elif act == "withdraw" and official:
            found[found.index(official[0])] = official[0]._replace(
                unofficial_at=moment, superseded_at=official[0].superseded_at or moment
            )
    return found


def wanted(revisions: list[Revision], basis: str, at: int) -> dict[int, int]:
    """Return the index of the revision that counts, by key."""
    found: dict[int, int] = {}
    for key in range(KEYS):
        mine = [(place, one) for place, one in enumerate(revisions) if one.key == key]
        official = [place for place, one in mine if one.is_official(at)]
        live = [place for place, one in mine if one.is_live(at)]
        counting = official if basis == "official" else live or official
        if counting:
            (found[key],) = counting
    return found


def as_facts(revisions: list[Revision]) -> pa.Table:
    """Return the revisions as facts; the numerator says which one it is."""
    rows = [
        dict(
            zip(
                facts.SCHEMA.names,
                (1, 1, one.key, True, None, place, None),
                strict=False,
            )
        )
        | dict(zip(facts.MOMENTS, one[1:], strict=True))
        for place, one in enumerate(revisions)
    ]
    return pa.Table.from_pylist(rows, schema=facts.SCHEMA)


@pytest.mark.parametrize("basis", ["official", "preliminary"])
def test_one_revision_a_key_counts_at_a_moment(basis):
    random = Random(2565)  # noqa: S311 - not for secrets
    revisions = [one for key in range(KEYS) for one in history(random, key)]
    table = engine.rows(as_facts(revisions))
    for at in (0, 3, 7):
        chosen = expressions.chosen(table, basis=basis, as_of=at)
        rows = engine.run(chosen).to_pylist()
        found = {row["indicator"]: int(row["numerator"]) for row in rows}
        assert len(rows) == len(found)
        assert found == wanted(revisions, basis, at)
