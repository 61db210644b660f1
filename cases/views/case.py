"""The page of one case: what was told, whom it concerns, how it stands at each post.

It asks for what the door handed out with the case, and draws nothing in place of what it did not.
"""

import uuid
from dataclasses import dataclass

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
from cases.course import conversation
from cases.field_views import FIELDS, OTHERS, Sight
from cases.forms.case_name import CaseNameForm
from cases.forms.status import StatusForm
from cases.local_time import clock_of
from cases.matters_shown import matters_of
from cases.models import Case, Inquiry
from cases.models.facts import PersonFacts
from cases.models.inquiry import Answer, Part
from cases.services.case_names import has_texts, own_name
from cases.services.holds import may_hold
from cases.services.inquiries import coded_in, complete
from cases.services.steps import may_say
from cases.services.suggested import Suggested, suggested
from cases.settled import owed, settled
from cases.status import Status, may_follow
from cases.views.asking_shown import asking_of
from cases.views.awaited_shown import ending, questions_to
from cases.views.case_name import called, id_of
from cases.views.declined_shown import declined_in
from cases.views.likeness_shown import likeness_of
from cases.views.planned_shown import planned_on
from cases.views.rulings_shown import rulings_of
from cases.views.shared import lane_shown, lanes_of, own_lane, own_lanes
from cases.views.urgent_shown import on_case
from cases.views.working import working
from cases.wording import Row, case_rows, person_texts, rows

ABOUT = ("case.kind", "case.concern", "case.circumstances", "case.focus_country", "case.urgency")
ASKED = ("inquiry.asker", "inquiry.channel", "received_on", "inquiry.actions", "inquiry.outcome")


@dataclass(frozen=True, slots=True)
class Persons:
    """What may be told of each: the columns there are, and a line a person, each text with its column."""

    columns: list[str]
    lines: list[list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One post's inquiry in words; `has_note` says whether its note is for the reader, were there one."""

    lane: Inquiry
    rows: list[Row]
    has_note: bool
    note: str

    @property
    def anchor(self) -> str:
        return f"lane-{self.lane.pk}"


@page(case_workers)
@require_safe
def case_page(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.open_case(request.standing, case_id)
    sight = access.sight_of(case)
    lanes = lanes_of(case)
    own = own_lane(request.standing, lanes)
    may_change = own is not None and access.may_change(request.standing, case)
    first = lane_shown(request.standing, case, lanes)
    posts, named = _posts(lanes), _named_posts(request.standing, lanes, sight)
    own_word = own_name(request.standing, case)
    to_answer, clock = _to_answer(request.standing, lanes), clock_of(request.standing.case_posts())
    shown = {
        "case": case,
        "called": called(own_word),
        "name_form": CaseNameForm(called=called(own_word)) if has_texts(case) else None,
        "name_seen": id_of(own_word),
        "lanes": working(request.standing, case, lanes, posts, named=named),
        "in_part": not sight.is_whole,
        "may_change": may_change,
        "to_complete": may_change and own is not None and not complete(own),
        "may_hold": access.may_change(request.standing, case) and may_hold(case),
        "kept": kept(request.standing, case),
        "urgent": on_case(request, case, sight),
        "settled": settled(case, sight),
        "owed": owed(case, sight),
        "matters": matters_of(request.standing, case),
        "may_link": may_change and sight.is_whole,
        "rulings": rulings_of(request.standing, case),
        "deputies": standing_in_at(named),
        "clock": clock,
        "to_answer": to_answer,
        "to_answer_by": clock.words(to_answer.next_due_at if to_answer else None),
        "asking": asking_of(case, own),
        "questions": questions_to(request.standing, case, lanes) if may_change else [],
        "declined": declined_in(request.standing, case, lanes),
        "ending": ending(request.standing, case, lanes) if may_change else [],
        "may_send": may_change and own is not None and own.status != Status.CLOSED,
        "has_asked": may_change and _has_asked(request.standing, lanes),
        "suggested": _not_asked_yet(request.standing, case, own, lanes)
        if may_change and own is not None
        else [],
        "talk": conversation(case, posts),
        "plans": planned_on(request.standing, case, lanes, own if may_change else None, posts),
        "may_keep": request.standing.holds_any(roles_that(Act.WRITE_ADVICE)),
        "concern": case.facts.concern if sight.shows("case.concern") else "",
        "status_form": _status_form(own) if may_change else None,
        "revision": case.revision,
        "may_close": may_change and own is not None and may_follow(own.status, Status.CLOSED),
        "may_reopen": may_change and own is not None and may_follow(own.status, Status.REOPENED),
        "about": case_rows(case.facts, [name for name in ABOUT if sight.shows(name)]),
        "persons": _persons(case, sight),
        "likeness": likeness_of(request.standing, case, sight),
        "asked": None if first is None else _asked(case, first, sight),
        "elsewhere": [_asked(case, lane, sight) for lane in lanes if lane != first],
    }
    return render(request, "cases/case.html", shown)


def _posts(lanes: list[Inquiry]) -> dict[object, Post]:
    """By id those that have a part in the case or asked one that has."""
    return {one.pk: one for lane in lanes for one in (lane.post, lane.asked_by) if one is not None}


def _status_form(own: Inquiry | None) -> StatusForm | None:
    """To say how the case stands at her post; none where nothing else can be said of it."""
    offered = may_say(own) if own is not None else []
    return StatusForm(offered=offered) if offered else None


def _not_asked_yet(
    standing: Standing, case: Case, own: Inquiry | None, lanes: list[Inquiry]
) -> list[Suggested]:
    """To the post that leads: whom the rules suggest, but for who was asked before, whatever came of it."""
    if own is None or own.part != Part.LEAD:
        return []
    asked = {one.post_id for one in lanes}
    return [one for one in suggested(case, own, actor=standing.actor) if one.post.pk not in asked]


def _to_answer(standing: Standing, lanes: list[Inquiry]) -> Inquiry | None:
    return next((one for one in own_lanes(standing, lanes) if one.answer == Answer.UNANSWERED), None)


def _has_asked(standing: Standing, lanes: list[Inquiry]) -> bool:
    """Whether a post that one of hers has asked works on the case, or has not answered."""
    own = {held.post_id for held in standing.case_posts()}
    return any(one.asked_by_id in own and one.status != Status.CLOSED for one in lanes)


def _named_posts(standing: Standing, lanes: list[Inquiry], sight: Sight) -> set[uuid.UUID]:
    """The posts whose people may be named: all of them, or a consulted agency's own."""
    own = {held.post_id for held in standing.case_posts()}
    return {lane.post_id for lane in lanes if sight.is_whole or lane.post_id in own}


def _persons(case: Case, sight: Sight) -> Persons:
    names = [name for name in PersonFacts.SLOTS if sight.shows(f"person.{name}")]
    columns = [str(FIELDS[f"person.{name}"]) for name in names]
    lines = [person_texts(person.facts, names) for person in case.persons.all()]
    return Persons(columns, [list(zip(columns, texts, strict=True)) for texts in lines])


def _asked(case: Case, lane: Inquiry, sight: Sight) -> Asked:
    """The outcome only once there is one."""

    def shows(name: str) -> bool:
        return sight.shows(name, lane.post_id)

    names = [name for name in ASKED if name == "received_on" or shows(name.replace("inquiry", OTHERS))]
    told = coded_in(case, lane)
    if "inquiry.outcome" in names and not told.inquiry.outcome:
        names.remove("inquiry.outcome")
    has_note = shows(f"{OTHERS}.narrative")
    return Asked(lane, rows(told, names), has_note, lane.narrative if has_note else "")
