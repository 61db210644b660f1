"""What each role may do, for everybody who is signed in: one's own first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.pages import page, signed_in
from cases.rights_table import agency_sheets, sheets


@page(signed_in)
@require_safe
def rights(request: AdviserRequest) -> HttpResponse:
    found = sheets(request.standing.roles)
    context = {
        "own": [one for one in found if one.own],
        "others": [one for one in found if not one.own],
        "agencies": agency_sheets(frozenset(held.agency for held in request.standing.case_posts())),
    }
    return render(request, "cases/rights.html", context)
