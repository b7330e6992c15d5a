"""A document as PDF, set by Typst in Sarabun."""

import json
from functools import cache
from pathlib import Path

import fontpkg_sarabun
import typst

from .blocks import Document, plain

PAPER = Path(__file__).parent / "paper.typ"
FACES = Path(fontpkg_sarabun.__file__).parent / "files"


@cache
def _fonts() -> typst.Fonts:
    """Read the letters once; the system's own are left out, so that files are equal."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FACES)])


def pdf(document: Document) -> bytes:
    """Set the document as a tagged PDF whose text can be searched and copied.

    The words travel as data beside the template, never as a part of it.
    """
    compiler = typst.Compiler(
        input=str(PAPER),
        root=str(PAPER.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(plain(document), ensure_ascii=False)},
    )
    made = compiler.compile(format="pdf", timestamp=int(document.made_at.timestamp()))
    if not isinstance(made, bytes):
        message = "Typst gave no file"
        raise TypeError(message)
    return made
