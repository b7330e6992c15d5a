"""What a reader finds in a PDF, a Word file or a workbook."""

import io
import re
from collections.abc import Iterator

import docx
import pypdfium2
import python_calamine
from docx.table import Table
from docx.text.paragraph import Paragraph


def pdf_pages(made: bytes) -> list[str]:
    """Give the text of every page."""
    pages = []
    paper = pypdfium2.PdfDocument(made)
    for page in paper:
        text = page.get_textpage()
        pages.append(text.get_text_range())
        text.close()
        page.close()
    paper.close()
    return pages


def pdf_text(made: bytes) -> str:
    """Give all text of a PDF in its order."""
    return "\n".join(pdf_pages(made))


def _parts(paper) -> Iterator[str]:
    for part in paper.iter_inner_content():
        if isinstance(part, Paragraph):
            yield part.text
        elif isinstance(part, Table):
            for row in part.rows:
                yield from (cell.text for cell in row.cells)


def word_text(made: bytes) -> str:
    """Give all text of a Word file in its order, its header and footer last."""
    paper = docx.Document(io.BytesIO(made))
    edges = [*paper.sections[0].header.paragraphs, *paper.sections[0].footer.paragraphs]
    return "\n".join([*_parts(paper), *(line.text for line in edges)])


def sheets(made: bytes) -> dict[str, list[list[object]]]:
    """Give the rows of every sheet of a workbook by its name."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def squeezed(text: str) -> str:
    """Give the text without the spaces and line ends that setting puts into it."""
    return re.sub(r"\s+", "", text)
