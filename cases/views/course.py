"""Everything that happened in a case, on one page; printed, it tells neither names nor what was written."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.models import Post
from advisory.pages import case_workers, page
from cases import access
from cases.course import course
from cases.models import Case
from cases.views.rulings_shown import rulings_of


@page(case_workers)
@require_safe
def case_course(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.open_case(request.standing, case_id)
    posts: dict[object, Post] = {**Post.objects.in_bulk(_known(case))}
    context = {"case": case, "lines": course(case, posts), "rulings": rulings_of(request.standing, case)}
    return render(request, "cases/case_course.html", context)


def _known(case: Case) -> set[uuid.UUID]:
    """The posts of its events that the reader may know of: an agency, its own and the one that asked it."""
    sight = access.sight_of(case)
    asking = {lane.asked_by_id for lane in case.inquiries.all()}
    wrote = {event.post_id for event in case.events.all()}
    return {one for one in wrote if one in asking or sight.shows("others.lanes", one)}
