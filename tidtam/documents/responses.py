"""A document as an answer to a browser."""

from urllib.parse import quote

from django.http import Http404, HttpResponse

from .blocks import Document
from .pdf import pdf
from .word import word
from .workbook import workbook

# What an address may ask for: who makes the file, and how browsers call its type.
_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "pdf": (pdf, "application/pdf"),
    "docx": (word, f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": (workbook, f"{_OFFICE}.spreadsheetml.sheet"),
}


def document_response(document: Document, name: str, ending: str) -> HttpResponse:
    """Answer with the document as `name.ending`; a PDF opens in the browser.

    Raises Http404 for an ending that is not in FORMATS.
    """
    if ending not in FORMATS:
        raise Http404
    make, kind = FORMATS[ending]
    response = HttpResponse(make(document), content_type=kind)
    place = "inline" if ending == "pdf" else "attachment"
    called = f"filename=\"document.{ending}\"; filename*=UTF-8''{quote(name)}.{ending}"
    response["Content-Disposition"] = f"{place}; {called}"
    return response
