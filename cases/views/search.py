"""Search among the cases that one may see.

What is looked for comes by POST and goes nowhere but back into the form: an address would keep it.
"""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.broken_seals import record_broken
from advisory.http import AdviserRequest
from advisory.pages import case_workers, page
from advisory.sealing.errors import SealError
from advisory.standing import Standing
from advisory.throttling import Wait
from cases import access
from cases.forms.search import CaseSearchForm
from cases.matter_errors import NoSuchCode
from cases.models import Case
from cases.search import Wanted, fits, is_called
from cases.services.case_names import own_names
from cases.services.matter_codes import Code, found_among
from cases.views import code_tries
from cases.views.listing import lines_of
from cases.views.shared import lane_shown


@page(case_workers)
@require_http_methods(["GET", "HEAD", "POST"])
def case_search(request: AdviserRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = CaseSearchForm(sent, day=timezone.localdate())
    if not form.is_valid():
        return _page(request, form)
    wanted = form.wanted()
    try:
        found = _found(request, wanted, page_in(request.POST.get("page", "")))
    except Wait as wait:
        form.add_error("code", code_tries.in_words(wait.seconds))
        return code_tries.later(_page(request, form, status=429), wait)
    except NoSuchCode:
        form.add_error("code", _("None of your cases has this code now."))
        return _page(request, form)
    return _page(request, form, found, is_filtered=not wanted.is_anything)


def _page(
    request: AdviserRequest,
    form: CaseSearchForm,
    found: access.Found | None = None,
    *,
    is_filtered: bool = False,
    status: int = 200,
) -> HttpResponse:
    shown: dict[str, object] = {"form": form}
    if found is not None:
        lines = lines_of(request.standing, found.cases)
        shown |= {"found": found, "lines": lines, "most": access.MOST_LOOKED_AT, "is_filtered": is_filtered}
    return render(request, "cases/case_search.html", shown, status=status)


def _found(request: AdviserRequest, wanted: Wanted, page: int) -> access.Found:
    """Names are opened and compared here, so no word reaches the database; of a code its keyed digest does.

    Raises Wait, and NoSuchCode for a code of no case that she sees whole, which is a guess like any other.
    """
    standing, whole = request.standing, set[uuid.UUID]()
    called = among = _called(standing, wanted.called)

    def is_wanted(case: Case) -> bool:
        sight = access.sight_of(case)
        if sight.is_whole:
            whole.add(case.pk)
        elif wanted.code:
            # Whoever sees a part of it alone has no page that shows its code either.
            return False
        lane = lane_shown(standing, case, list(case.inquiries.all()))
        return (called is None or case.pk in called) and fits(case, wanted, sight=sight, lane=lane)

    if wanted.code:
        code_tries.count(request)
        told = _of_code(request, wanted.code)
        among = {told.case} if told is not None else set()
    found = access.look_for(standing, is_wanted, looked_at=["inquiries"], among=among, page=page)
    if wanted.code and not whole:
        code_tries.was_wrong(request)
        raise NoSuchCode
    if wanted.code:
        code_tries.was_no_guess(request)
    return found


def _called(standing: Standing, wanted: str) -> set[uuid.UUID] | None:
    """The cases that she calls so, also those that are hers no more; None where any name will do."""
    if not wanted:
        return None
    return {one.case for one in own_names(standing) if is_called(one.called, wanted)}


def _of_code(request: AdviserRequest, code: str) -> Code | None:
    """One that was altered is none, which is recorded."""
    try:
        return found_among(code, access.visible_to(request.standing))
    except SealError as error:
        record_broken(error, actor=request.standing.actor)
        return None


def page_in(text: str) -> int:
    """The number of a page; the first for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
