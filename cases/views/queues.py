"""What waits for whom; taking a case that lies at one's post, and letting it go."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advisory.http import AdviserRequest
from advisory.pages import case_workers, may, page
from advisory.rights import Act
from advisory.services.holders import holding
from cases import access
from cases.answers_told import answers_to
from cases.errors import Refusal
from cases.local_time import clock_of
from cases.models import Case
from cases.queue_follow_ups import follow_up_queue
from cases.queue_rows import After
from cases.queues import NAMES, queues
from cases.services.case_names import put_names
from cases.services.claims import claim, let_go
from cases.views.listing import place_from, place_text
from cases.views.shared import lane_to_change, revision_in


@page(case_workers)
@require_safe
def queue_list(request: AdviserRequest) -> HttpResponse:
    only = request.GET.get("queue", "")
    only = only if only in NAMES else ""
    after = place_from(request.GET.get("after", "")) if only else None
    return render(request, "cases/queues.html", _waiting(request, only, after))


def _waiting(request: AdviserRequest, only: str = "", after: After | None = None) -> dict[str, Any]:
    """All that waits; or the one queue `only`, behind the place `after`."""
    claimers = claimers_of(request)
    found, overdue = queues(request.standing, claimers=claimers, only=only, after=after)
    if not only:
        later, late = follow_up_queue(request.standing)
        found, overdue = [*found, later], overdue + late
    lanes = [line.lane for queue in found for line in queue.lines]
    prefetch_related_objects(lanes, "post", "next_post", "asked_by")
    put_names(request.standing, [line.case for queue in found for line in queue.lines])
    more = [(queue, place_text(queue.after) if queue.after else "") for queue in found]
    clock = clock_of(request.standing.case_posts())
    answers = [] if only else answers_to(request.standing)
    return {"answers": answers, "queues": more, "overdue": overdue, "only": only, "clock": clock}


def _waiting_now(request: AdviserRequest, case: Case) -> HttpResponse:
    """What waits after `case` was taken or let go: without a new page where no more is asked for."""
    if request.htmx:
        now = {**_waiting(request), "part": True, "go_to": case.pk}
        return render(request, "cases/_queues.html", now)
    return redirect("queue_list")


def claimers_of(request: AdviserRequest) -> dict[uuid.UUID, str]:
    """Who can have claimed what lies at her posts, by name. One query."""
    own = {held.post_id for held in request.standing.case_posts()}
    return {one.account_id: one.account.name for one in holding(timezone.now(), posts=own)}


@page(may(Act.CHANGE))
@require_POST
def case_claim(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    try:
        claim(standing=request.standing, case=case, lane=lane, revision=revision_in(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("You have taken the case."))
    # From the page of the case she goes on there.
    if request.POST.get("from") == "case":
        return redirect("case", case.pk)
    return _waiting_now(request, case)


@page(may(Act.CHANGE))
@require_POST
def case_let_go(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.case_to_change(request.standing, case_id)
    lane = lane_to_change(request.standing, case)
    try:
        let_go(standing=request.standing, case=case, lane=lane, revision=revision_in(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("The case is free again at your post."))
    return _waiting_now(request, case)
