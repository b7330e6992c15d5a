from collections import Counter

from tidtam.simulation.frameworks import alignments, policies
from tidtam.simulation.indicators import indicators


def items():
    return {(row.framework_code, row.item_code): row for row in policies()}


def test_both_years_have_12_policies_7_quick_wins_and_4_aspects():
    top = Counter(row.framework_code for row in policies() if not row.parent_item_code)
    assert top == {
        "MOE-2564": 12,
        "QW-2564": 7,
        "OBEC-2564": 4,
        "MOE-2565": 12,
        "QW-2565": 7,
        "OBEC-2565": 4,
    }


def test_items_are_unique_and_stand_under_items_of_their_framework():
    rows = policies()
    known = items()
    assert len(known) == len(rows)
    for row in rows:
        if row.parent_item_code:
            assert (row.framework_code, row.parent_item_code) in known


def test_the_order_of_the_aspects_is_data():
    def order(code):
        rows = [r for r in policies() if r.framework_code == code]
        top = sorted((r.order, r.item_code) for r in rows if not r.parent_item_code)
        return [item for _, item in top]

    assert order("OBEC-2565") == ["SAF", "OPP", "QUA", "EFF"]
    assert order("OBEC-2564") == ["SAF", "QUA", "OPP", "EFF"]


def test_what_is_not_confirmed_says_so():
    known = items()
    assert "ยังไม่ยืนยัน" in known["OBEC-2565", "2-1"].text_th
    assert "ยังไม่ยืนยัน" in known["MOE-2565", "2"].text_th
    assert "ยังไม่ยืนยัน" not in known["MOE-2565", "1"].text_th
    assert all(
        "ยังไม่ยืนยัน" in row.text_th for row in policies() if row.fiscal_year == 2564
    )


def test_alignments_join_known_items_of_different_frameworks_once():
    known = items()
    seen = set()
    for row in alignments():
        one = row.framework_code, row.item_code
        other = row.other_framework_code, row.other_item_code
        assert one in known
        assert other in known
        assert one[0] != other[0]
        assert frozenset((one, other)) not in seen
        seen.add(frozenset((one, other)))
    assert frozenset((("MOE-2564", "11"), ("MOE-2565", "11"))) in seen
    assert frozenset((("MOE-2565", "11"), ("QW-2565", "7"))) in seen
    assert frozenset((("QW-2565", "1"), ("OBEC-2565", "SAF"))) in seen


def test_indicators_serve_known_items_of_both_years():
    known = items()
    for row in indicators():
        served = [tuple(item.split("/")) for item in row.policy_items.split("|")]
        assert all(item in known for item in served)
        assert {item[0][-4:] for item in served} == {"2564", "2565"}
        assert any(item[0] == "OBEC-2565" for item in served)
