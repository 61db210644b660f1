"""The page of one case: what it asks of its reader, what was told, whom it concerns, how each post stands.

It asks for what the door handed out with the case, and draws nothing in place of what it did not.
"""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.models import Post
from advisory.pages import case_workers, page
from advisory.rights import Act, roles_that
from advisory.services.deputyships import standing_in_at
from advisory.standing import Standing
from cases import access
from cases.announcements import kept
from cases.answers_told import answers_in
from cases.course import conversation, newest_of
from cases.field_views import Sight
from cases.local_time import clock_of
from cases.matters_shown import matters_of
from cases.models import Inquiry
from cases.services.case_names import has_texts, own_name
from cases.services.holds import may_hold
from cases.settled import settled
from cases.views.awaited_shown import ending
from cases.views.case_name import called
from cases.views.declined_shown import declined_in
from cases.views.facts_shown import about_of, asked_in, persons_of
from cases.views.likeness_shown import likeness_of
from cases.views.next_shown import awaits, next_of
from cases.views.planned_shown import planned_on
from cases.views.rulings_shown import rulings_of
from cases.views.shared import lane_shown, lanes_of, own_lane
from cases.views.urgent_shown import on_case
from cases.views.working import working

# Of what happened, on the page itself; the rest is on a page of its own.
NEWEST = 5


@page(case_workers)
@require_safe
def case_page(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    standing = request.standing
    case = access.open_case(standing, case_id)
    sight = access.sight_of(case)
    lanes = lanes_of(case)
    own, first = own_lane(standing, lanes), lane_shown(standing, case, lanes)
    posts, named = _posts(lanes), _named_posts(standing, lanes, sight)
    clock = clock_of(standing.case_posts())
    waits = awaits(standing, case, sight, lanes, own)
    may_change, to_answer = waits.may_change, waits.to_answer
    matters, urgent = matters_of(standing, case), on_case(request, case, sight)
    plans = planned_on(standing, case, lanes, own if may_change else None, posts)
    work = working(standing, case, lanes, posts, named=named)
    shown = {
        "case": case,
        "revision": case.revision,
        "in_part": not sight.is_whole,
        "clock": clock,
        "called": called(own_name(standing, case)),
        "may_name": has_texts(case),
        "urgent": urgent,
        "next": next_of(standing, case, lanes, work, waits, matters=matters, urgent=urgent, plans=plans),
        "waits": waits,
        "may_change": may_change,
        "may_work": waits.may_work,
        "to_answer_by": clock.words(to_answer.next_due_at if to_answer else None),
        "answers": answers_in(standing, case, posts),
        "declined": declined_in(standing, case, lanes),
        "ending": ending(standing, case, lanes) if may_change else [],
        "matters": matters,
        "rulings": rulings_of(standing, case),
        "kept": kept(standing, case),
        "may_hold": access.may_change(standing, case) and may_hold(case),
        "about": about_of(case, sight),
        "persons": persons_of(case, sight),
        "likeness": likeness_of(standing, case, sight),
        "asked": None if first is None else asked_in(case, first, sight),
        "elsewhere": [asked_in(case, lane, sight) for lane in lanes if lane != first],
        "settled": settled(case, sight),
        "plans": plans,
        "talk": conversation(case, posts),
        "may_keep": standing.holds_any(roles_that(Act.WRITE_ADVICE)),
        "concern": case.facts.concern if sight.shows("case.concern") else "",
        "lanes": work,
        "deputies": standing_in_at(named),
        "may_link": may_change and sight.is_whole,
        "newest": newest_of(case, posts, most=NEWEST),
    }
    return render(request, "cases/case.html", shown)


def _posts(lanes: list[Inquiry]) -> dict[object, Post]:
    """By id those that have a part in the case or asked one that has."""
    return {one.pk: one for lane in lanes for one in (lane.post, lane.asked_by) if one is not None}


def _named_posts(standing: Standing, lanes: list[Inquiry], sight: Sight) -> set[uuid.UUID]:
    """The posts whose people may be named: all of them, or a consulted agency's own."""
    own = {held.post_id for held in standing.case_posts()}
    return {lane.post_id for lane in lanes if sight.is_whole or lane.post_id in own}
