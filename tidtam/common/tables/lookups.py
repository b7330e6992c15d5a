"""Names of rows of one file that another file gives."""

from typing import Any

from django.utils.translation import gettext as _

from .faults import Faults
from .reader import Row, Table


def unknown_key(
    faults: Faults,
    table: Table,
    row: Row,
    column: str,
    named: Table,
    key: tuple[Any, ...],
) -> None:
    """Note that a row names one of `named` that is not there.

    Nothing is noted where a faulty row may bring it.
    """
    words = tuple(str(part) for part in key)
    if faults.may_bring(named.file, *words):
        return
    faults.add(
        table.file,
        row.line,
        column,
        _("there is no %(key)s") % {"key": "/".join(words)},
        _("write a stored one or add it to %(file)s") % {"file": named.file},
    )
