"""Ids as addresses write them."""

import pytest

from tidtam.common.keys import row_id


@pytest.mark.parametrize(
    ("text", "found"),
    [("1", 1), ("9" * 18, 10**18 - 1), ("", None), ("9" * 19, None), ("-1", None),
     ("1.0", None), ("²", None), ("๑", None), (" 1", None)],
)  # fmt: skip
def test_only_plain_digits_name_a_row(text, found):
    assert row_id(text) == found
