"""Frameworks of policy and what became of each item."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidtam.accounts.permissions import Permission, SignedInRequest, needs

from . import selectors
from .frameworks import name_of


@needs(Permission.POLICY_VIEW)
@require_GET
def framework_list(request: SignedInRequest) -> HttpResponse:
    """List the frameworks with their items, the newest year first."""
    trees = selectors.framework_trees()
    years = sorted({tree.framework.fiscal_year for tree in trees}, reverse=True)
    wanted = request.GET.get("year", "")
    year = next(
        (each for each in years if str(each) == wanted), years[0] if years else 0
    )
    context = {
        "trees": [tree for tree in trees if tree.framework.fiscal_year == year],
        "years": years,
        "year": year,
    }
    return render(request, "policies/framework_list.html", context)


@needs(Permission.POLICY_VIEW)
@require_GET
def item_detail(request: SignedInRequest, framework: str, code: str) -> HttpResponse:
    """Show a policy item: its text, what it is aligned with, and what came of it."""
    item = selectors.item_by_code(framework, code)
    if item is None:
        raise Http404
    context = {
        "item": item,
        "framework_name": name_of(item.framework),
        "children": selectors.children_of(item),
        "siblings": selectors.siblings_of(item),
        "aligned": selectors.aligned_with(item),
    }
    return render(request, "policies/item_detail.html", context)
