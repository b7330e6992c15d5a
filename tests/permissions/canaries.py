"""Marks that tell whose row an answer holds.

Every row of the world carries a word that occurs nowhere else, and every reported
figure a number that occurs nowhere else. An answer that holds one shows that row.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pypdfium2
from django.http import HttpResponseBase

WORD = re.compile(r"qz(\d{4})kx", re.IGNORECASE)
NUMBER = re.compile(r"\d[\d,]{5,}\d")
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
FIRST_NUMBER, STEP = 3_100_007, 10_007


@dataclass
class Canaries:
    """The words and numbers given out, each with the key of its row."""

    row_by_word: dict[int, str] = field(default_factory=dict)
    row_by_number: dict[int, str] = field(default_factory=dict)
    words: Iterator[int] = field(default_factory=lambda: count(1))
    numbers: Iterator[int] = field(default_factory=lambda: count(FIRST_NUMBER, STEP))

    def word(self, row: str) -> str:
        """Return a new word for the row."""
        number = next(self.words)
        self.row_by_word[number] = row
        return f"Qz{number:04}kx"

    def number(self, row: str) -> int:
        """Return a new number of seven digits for the row."""
        number = next(self.numbers)
        self.row_by_number[number] = row
        return number

    def rows_in(self, text: str) -> set[str]:
        """Return the keys of the rows whose words or numbers stand in the text."""
        found = {self.row_by_word[int(number)] for number in WORD.findall(text)}
        for digits in NUMBER.findall(text.translate(THAI_DIGITS)):
            row = self.row_by_number.get(int(digits.replace(",", "")))
            if row is not None:
                found.add(row)
        return found


def text_of(response: HttpResponseBase) -> str:
    """Return everything that an answer says: headers, and content unpacked."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = response.cookies.output()
    return f"{headers}\n{cookies}\n{_unpacked(content_of(response))}"


def content_of(response: HttpResponseBase) -> bytes:
    """Return the content, of a stream or not."""
    if getattr(response, "streaming", False):
        content: bytes = response.getvalue()  # type: ignore[attr-defined]
    else:
        content = response.content  # type: ignore[attr-defined]
    return content


def _unpacked(content: bytes) -> str:
    """Return the content as text; of an archive, that of its parts, PDFs among them."""
    if content.startswith(b"%PDF-1.7") and b"/Catalog" in content:
        return _text_of_pdf(content)
    if not content.startswith(b"PK\x03\x04"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(
            f"{name}\n{_unpacked(archive.read(name))}" for name in archive.namelist()
        )


def _text_of_pdf(content: bytes) -> str:
    """Return what a reader of the PDF sees, and its title."""
    paper = pypdfium2.PdfDocument(content)
    texts = [str(paper.get_metadata_dict())]
    for page in paper:
        text = page.get_textpage()
        texts.append(text.get_text_range())
        text.close()
        page.close()
    paper.close()
    return "\n".join(texts)
