"""Search among the cases that one may see.

What is looked for comes by POST and goes nowhere but back into the form: an address would keep it.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from advisory.http import AdviserRequest
from advisory.pages import case_workers, page
from advisory.standing import Standing
from cases import access
from cases.forms.search import CaseSearchForm
from cases.models import Case
from cases.search import Wanted, fits
from cases.views.listing import lines_of
from cases.views.shared import lane_shown


@page(case_workers)
@require_http_methods(["GET", "HEAD", "POST"])
def case_search(request: AdviserRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = CaseSearchForm(sent, day=timezone.localdate())
    shown: dict[str, object] = {"form": form}
    if form.is_valid():
        wanted = form.wanted()
        found = _look_for(request.standing, wanted, page_in(request.POST.get("page", "")))
        shown |= {
            "found": found,
            "lines": lines_of(request.standing, found.cases),
            "most": access.MOST_LOOKED_AT,
            "is_filtered": not wanted.is_anything,
        }
    return render(request, "cases/case_search.html", shown)


def _look_for(standing: Standing, wanted: Wanted, page: int) -> access.Found:
    def is_wanted(case: Case) -> bool:
        lane = lane_shown(standing, case, list(case.inquiries.all()))
        return fits(case, wanted, sight=access.sight_of(case), lane=lane)

    return access.look_for(standing, is_wanted, looked_at=["inquiries"], page=page)


def page_in(text: str) -> int:
    """The number of a page; the first for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
