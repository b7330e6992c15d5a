"""Storing frameworks, their items in any order, and alignments."""

import pytest

from tidtam.common import audit
from tidtam.common.models import AuditEvent
from tidtam.policies.models import Alignment, Framework, PolicyItem
from tidtam.policies.services import ItemDraft, alignments_store, policy_items_store

pytestmark = pytest.mark.django_db
BY = audit.OPERATOR


def draft(code, parent=None, *, framework="POL65", year=2565, title="ข้อ", order=1):
    return ItemDraft(framework, year, code, parent, title, "", "", order)


def store(*drafts):
    return policy_items_store(drafts=drafts, by=BY)


def parents():
    return dict(PolicyItem.objects.values_list("code", "parent__code"))


def test_children_may_come_before_their_parents():
    assert store(draft("1-1-1", "1-1"), draft("1-1", "1"), draft("1")) == {
        "made": 3,
        "changed": 0,
    }
    assert parents() == {"1": None, "1-1": "1", "1-1-1": "1-1"}
    assert Framework.objects.get().fiscal_year == 2565


def test_items_are_updated_by_key_and_may_move():
    store(draft("1"), draft("2"), draft("2-1", "2"))
    moved = draft("2-1", "1", title="ย้ายแล้ว", order=7)
    assert store(moved) == {"made": 0, "changed": 1}
    item = PolicyItem.objects.get(code="2-1")
    assert (item.parent.code, item.title_th, item.order) == ("1", "ย้ายแล้ว", 7)


def test_two_items_may_exchange_places():
    store(draft("1"), draft("2", "1"))
    store(draft("1", "2"), draft("2"))
    assert parents() == {"1": "2", "2": None}


def test_the_same_code_in_two_frameworks_is_two_items():
    store(draft("1"), draft("1", framework="QW65"))
    assert PolicyItem.objects.filter(code="1").count() == 2


def test_a_framework_may_move_to_another_year_as_a_whole():
    store(draft("1"))
    store(draft("1", year=2566))
    assert Framework.objects.get().fiscal_year == 2566


def test_alignments_are_made_between_items():
    store(draft("1"), draft("1", framework="QW65"))
    pair = (("POL65", "1"), ("QW65", "1"))
    assert alignments_store(pairs=[pair], by=BY) == {"made": 1, "changed": 0}
    row = Alignment.objects.get()
    assert (row.item.framework.code, row.other.framework.code) == ("POL65", "QW65")


def test_each_write_leaves_one_event():
    store(draft("1"), draft("2"))
    alignments_store(pairs=[(("POL65", "1"), ("POL65", "2"))], by=BY)
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["policy_items.stored", "alignments.stored"]
