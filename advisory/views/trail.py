"""The privacy officer's pages: a week of reading, one account's week, and who has seen one case."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.pages import page, trail_readers
from advisory.places import place_from, place_text
from advisory.review_limits import LIMITS
from advisory.services.trail_review import week_review
from advisory.services.trail_sheets import account_week, case_for_officer
from advisory.views.trail_charts import charts_of
from advisory.weeks import Week
from audit.verbs import Verb


@page(trail_readers)
@require_safe
def trail_week(request: AdviserRequest) -> HttpResponse:
    week = _week_in(request)
    found = week_review(request.standing, week)
    context = {
        "review": found,
        "charts": charts_of(found),
        "alarms": found.alarms,
        "upkeep": found.upkeep,
        "exceptions": found.exceptions,
        "limits": [limit.why for limit in LIMITS.values()],
        **_neighbours(week),
    }
    return render(request, "advisory/trail_week.html", context)


@page(trail_readers)
@require_safe
def trail_account(request: AdviserRequest, account_id: uuid.UUID) -> HttpResponse:
    week = _week_in(request)
    after = place_from(request.GET.get("after", ""))
    found = account_week(request.standing, account_id, week, after=after)
    context = {
        "account_id": account_id,
        "found": found,
        "next": place_text(found.entries.after),
        "is_first": after is None,
        **_neighbours(week),
    }
    return render(request, "advisory/trail_account.html", context)


@page(trail_readers)
@require_safe
def trail_case(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    after = place_from(request.GET.get("after", ""))
    found = case_for_officer(request.standing, case_id, after=after)
    context = {
        "case_id": case_id,
        "lines": found.lines,
        # That it was asked for here is always an entry.
        "nobody": after is None and all(line.verb == Verb.TRAIL_READ for line in found.lines),
        "next": place_text(found.after),
        "is_first": after is None,
    }
    return render(request, "advisory/trail_case.html", context)


def _week_in(request: AdviserRequest) -> Week:
    """The week an address names, else the one that is now."""
    return Week.named(request.GET.get("uke", "")) or Week.now()


def _neighbours(week: Week) -> dict[str, Week | None]:
    """The weeks beside this one; after the one that is now there is nothing to see."""
    following = week.other(1) if week.monday < Week.now().monday else None
    return {"week": week, "previous": week.other(-1), "following": following}
