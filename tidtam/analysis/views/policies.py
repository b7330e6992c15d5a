"""The results of a policy item as files; its page is that of policies."""

from django.http import Http404, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.analysis.selectors.policy import ItemResults, item_results_of
from tidtam.analysis.selectors.portrait import file_cells, file_header
from tidtam.common.downloads import csv_response
from tidtam.common.naming import named
from tidtam.policies.selectors import item_by_code

from .asking import asked_or_404


@needs(Permission.RESULT_VIEW)
@require_GET
def item_indicators_csv(
    request: SignedInRequest, framework: str, code: str
) -> StreamingHttpResponse:
    """Give the figures of the item's indicators as a file."""
    header = [_("Code"), _("Indicator"), _("Unit of measure"), *file_header()]
    found = _results(request, framework, code)
    rows = (
        [figure.code, figure.name, figure.version.unit, *file_cells(figure)]
        for figure in (each.figure for each in found.lines)
    )
    return csv_response(f"{framework}-{code}", header, rows)


@needs(Permission.RESULT_VIEW)
@require_GET
def item_units_csv(
    request: SignedInRequest, framework: str, code: str
) -> StreamingHttpResponse:
    """Give the item's light in each unit as a file, sorted as on the page."""
    header = [
        _("Unit code"), _("Unit"), _("Light"), _("On target"), _("Near target"),
        _("Off target"), _("Score"), _("Coverage"),
    ]  # fmt: skip
    rows = (
        [
            each.unit.code,
            named(each.unit),
            each.verdict.light or "",
            each.verdict.green,
            each.verdict.amber,
            each.verdict.red,
            each.verdict.score,
            each.verdict.coverage,
        ]
        for each in _results(request, framework, code).units
    )
    return csv_response(f"{framework}-{code}-units", header, rows)


def _results(request: SignedInRequest, framework: str, code: str) -> ItemResults:
    item = item_by_code(framework, code)
    if item is None:
        raise Http404
    question = asked_or_404(request, fiscal_year=item.framework.fiscal_year)
    return item_results_of(question, item, request.GET.get("sort", ""))
