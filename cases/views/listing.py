"""The cases of my posts, newest first, and the drafts I have not sent."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advisory.broken_seals import record_broken
from advisory.http import AdviserRequest
from advisory.pages import case_workers, page
from advisory.rights import Act, roles_that
from advisory.sealing.errors import SealError
from advisory.standing import Standing
from cases import access, codebook
from cases.announcements import announced_to
from cases.forms.choices import UNKNOWN_COUNTRY
from cases.models import Case
from cases.news import news
from cases.services.case_names import put_names
from cases.views.drafts_shown import drafts_waiting
from cases.views.shared import lane_shown
from cases.views.start_countries import country_of
from cases.views.urgent_shown import on_list
from cases.waiting import waiting
from cases.wording import matter_of

TIME = "%Y%m%dT%H%M%S.%fZ"
# In the place of what is not for the reader.
DASH = "–"
# Codes of `hastegrad` that stand out in the list; the word says it, the colour only helps.
COLOURS = {"AKUTT": "danger", "HASTER": "warning"}


@dataclass(frozen=True, slots=True)
class Line:
    case: Case
    opens: bool = False
    matter: str = ""
    country: str = ""
    persons: int = 0
    urgency: str = ""
    colour: str = ""
    status: str = ""


@page(case_workers)
@require_safe
def case_list(request: AdviserRequest) -> HttpResponse:
    shown = access.page(request.standing, after=place_from(request.GET.get("after", "")))
    is_first = "after" not in request.GET
    context = {
        "lines": lines_of(request.standing, shown.cases),
        "next": place_text(shown.after) if shown.after else "",
        "is_first": is_first,
        "count": access.count_visible(request.standing),
        "drafts": drafts_waiting(request),
        "announced": announced_to(request.standing) if is_first else [],
        "may_break_glass": request.standing.holds_any(roles_that(Act.BREAK_GLASS)),
        "news": news(request.standing) if is_first else None,
        "urgent": on_list(request) if is_first else None,
        "waiting": waiting(request.standing) if is_first else None,
    }
    return render(request, "cases/case_list.html", context)


def place_text(place: tuple[datetime, uuid.UUID]) -> str:
    """Where the next page begins, for its address: a time and a random id, nothing of a case."""
    at, case_id = place
    return f"{at.astimezone(UTC).strftime(TIME)}_{case_id}"


def place_from(text: str) -> tuple[datetime, uuid.UUID] | None:
    """The place an address names; None, hence the first page, when it names none."""
    at, _mark, case_id = text.partition("_")
    try:
        return datetime.strptime(at, TIME).replace(tzinfo=UTC), uuid.UUID(case_id)
    except ValueError:
        return None


def lines_of(standing: Standing, cases: list[Case]) -> list[Line]:
    """Three queries more, however many cases."""
    prefetch_related_objects(cases, "inquiries", "persons")
    put_names(standing, cases)
    return [_line_or_none(standing, case) for case in cases]


def _line_or_none(standing: Standing, case: Case) -> Line:
    """A case that does not open is recorded and says so; the others are shown all the same."""
    try:
        return _line(standing, case)
    except SealError as error:
        record_broken(error, actor=standing.actor)
        return Line(case)


def _line(standing: Standing, case: Case) -> Line:
    lane = lane_shown(standing, case, list(case.inquiries.all()))
    sight, country = access.sight_of(case), country_of(case)
    urgency = case.facts.urgency if sight.shows("case.urgency") else ""
    return Line(
        case=case,
        opens=True,
        matter=matter_of(case.facts, access.sight_of(case)),
        country=codebook.label("land", country) if country != UNKNOWN_COUNTRY else "",
        persons=len(case.persons.all()),
        urgency=_first_words(codebook.label("hastegrad", urgency)) if urgency or sight.is_whole else DASH,
        colour=COLOURS.get(urgency, ""),
        status=codebook.label("status", lane.status) if lane else DASH,
    )


def _first_words(label: str) -> str:
    """Up to the colon, where a label goes on to explain itself."""
    return label.partition(":")[0]
