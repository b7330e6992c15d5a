"""Words as people type them."""

import pytest

from tidtam.common.search import LONGEST, MOST_WORDS, words_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  เชียงใหม่   เขต ๑ ", ["เชียงใหม่", "เขต", "1"]),
        ("เเม่ฮ่องสอน", ["แม่ฮ่องสอน"]),
        ("นํ้า", ["น้ำ"]),
        ("น้ํา", ["น้ำ"]),
        ("ลํา", ["ลำ"]),
        ("QUA-05", ["qua-05"]),
        ("ก\u200bข", ["กข"]),
        ("", []),
    ],
)
def test_words_are_made_normal(typed, words):
    assert words_of(typed) == words


def test_a_long_text_is_cut():
    assert len(words_of("ก " * 500)) == MOST_WORDS
    assert len(words_of("ก" * 500)[0]) == LONGEST
