"""The whole paper: its chapters in order, its cover and its marks."""

from django.conf import settings

from tidtam.common.thai import datetime_short, in_bangkok
from tidtam.documents.blocks import (
    Document,
    Heading,
)
from tidtam.organisation.models import Unit
from tidtam.publications import wording

from .asked import Asked
from .figures import figure_chapters
from .work import work_chapters


def summary_of(asked: Asked) -> Document:
    """Return the whole paper."""
    figures = figure_chapters(asked)
    first = 1 + sum(isinstance(b, Heading) and b.level == 1 for b in figures)
    blocks = [*figures, *work_chapters(first, asked)]
    day = in_bangkok(asked.as_of)
    unit = asked.unit
    is_nation = unit.kind == Unit.Kind.COMMISSION
    name = wording.NATION if is_nation else unit.name_th
    lines = (wording.TITLE.format(name), wording.YEAR.format(asked.fiscal_year))
    return Document(
        title=" ".join(lines),
        blocks=tuple(blocks),
        made_at=asked.as_of,
        lines=lines,
        cover=True,
        contents=wording.CONTENTS,
        mark=wording.SIMULATED if settings.SIMULATED else "",
        source=wording.SOURCE.format(datetime_short(day), asked.number),
        author=wording.AUTHOR,
    )
