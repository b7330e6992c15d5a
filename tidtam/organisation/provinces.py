"""The 77 provinces of Thailand with the two-digit codes of the Department of
Provincial Administration (the same digits as ISO 3166-2:TH).
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Province:
    """A province; `region_no` is its inspection region, 0 for Bangkok."""

    code: str
    name_th: str
    name_en: str
    abbreviation_th: str
    region_no: int


@cache
def provinces() -> dict[str, Province]:
    """Return every province by its code, in the order of codes."""
    path = Path(__file__).with_name("provinces.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["province_code"]: Province(
                row["province_code"],
                row["name_th"],
                row["name_en"],
                row["abbr_th"],
                int(row["region_no"]),
            )
            for row in csv.DictReader(file)
        }
