"""The coordinator's page: work that nobody would do, and who is shut out of a case by name.

She need not see the cases: posts by name and number of cases, cases by number.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.broken_seals import record_broken
from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.models import Post
from advisory.pages import may, page
from advisory.rights import Act
from advisory.roles import CASE_ROLES
from advisory.services.holders import holding
from advisory.services.trail_people import people
from cases import codebook
from cases.errors import Refusal
from cases.forms.rulings import KeepOutByNumberForm, LetBackForm, PassOnCaseForm, PassOnForm
from cases.matters import linked
from cases.matters_shown import numbers
from cases.models.ruling import Ruling, kept_out_now
from cases.services.keeping_out import keep_out_by_id, let_back
from cases.services.passing_on import pass_on_case, pass_on_post
from cases.services.unheld import stranded_cases, unheld_posts
from cases.statistics.kept_words import kept_since
from cases.statistics.matters import matters_by_schemes
from cases.wording import DAY

# How far back words that were kept with a reason are counted.
COUNTED = timedelta(days=30)
POST, CASE, OUT, BACK = "post", "case", "out", "back"


@page(may(Act.COORDINATE), fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def coordination(request: AdviserRequest) -> HttpResponse:
    shown = _shown(request)
    sent = shown["forms"].get(request.POST.get("do", "")) if request.method == "POST" else None
    if sent is not None and sent.is_valid():
        try:
            messages.success(request, DONE[request.POST["do"]](request, sent.cleaned_data))
        except Refusal as refusal:
            refuse(sent, refusal)
        else:
            return redirect("coordination")
    return render(request, "cases/coordination.html", {"form": sent, **shown})


def _pass_on_post(request: AdviserRequest, said: dict[str, Any]) -> str:
    done = pass_on_post(
        standing=request.standing,
        from_post=_post(said["post"]),
        to_post=_post(said["to"]),
        reason=said["reason"],
    )
    if done.broken:
        text = _(
            "Cases that have passed on: %(cases)d. Cases that do not open and were left: %(broken)d. "
            "Tell your system administrator."
        )
        return text % {"cases": done.cases, "broken": done.broken}
    return _("Cases that have passed on: %(cases)d.") % {"cases": done.cases}


def _pass_on_case(request: AdviserRequest, said: dict[str, Any]) -> str:
    pass_on_case(
        standing=request.standing,
        case_id=uuid.UUID(said["post"]),
        to_post=_post(said["to"]),
        reason=said["reason"],
    )
    return _("Cases that have passed on: %(cases)d.") % {"cases": 1}


def _keep_out(request: AdviserRequest, said: dict[str, Any]) -> str:
    keep_out_by_id(
        standing=request.standing,
        case_id=said["case"],
        account_id=said["person"].pk,
        reason=said["reason"],
    )
    return _("She is shut out of the case.")


def _let_back(request: AdviserRequest, said: dict[str, Any]) -> str:
    case_id, _blank, account_id = said["person"].partition(" ")
    let_back(
        standing=request.standing,
        case_id=uuid.UUID(case_id),
        account_id=uuid.UUID(account_id),
        reason=said["reason"],
    )
    return _("She is not shut out of the case any more.")


DONE: dict[str, Callable[[AdviserRequest, dict[str, Any]], str]] = {
    POST: _pass_on_post,
    CASE: _pass_on_case,
    OUT: _keep_out,
    BACK: _let_back,
}


def _shown(request: AdviserRequest) -> dict[str, Any]:
    """What there is, and a form for each thing that can be done about it, filled in with what was sent."""
    now = timezone.now()
    unheld, stranded = unheld_posts(now), stranded_cases(now)
    # Of what she is shut out of herself she is told nothing.
    out = kept_out_now()
    mine = {row.case_id for row in out if row.account_id == request.user.pk}
    stranded = [case for case in stranded if case.pk not in mine]
    out = [row for row in out if row.case_id not in mine]
    do = request.POST.get("do", "")

    def data(name: str) -> Any:
        return request.POST if do == name else None

    made: dict[str, forms.Form] = {}
    takers = _takers(now) if unheld or stranded else []
    if unheld:
        posts = [(str(one.post.pk), one.post.name) for one in unheld]
        made[POST] = PassOnForm(data(POST), prefix=POST, choices={"post": posts, "to": takers})
    if stranded:
        cases = [(str(one.pk), str(one.pk)) for one in stranded]
        made[CASE] = PassOnCaseForm(data(CASE), prefix=CASE, choices={"post": cases, "to": takers})
    made[OUT] = KeepOutByNumberForm(data(OUT), prefix=OUT)
    if out:
        made[BACK] = LetBackForm(data(BACK), prefix=BACK, choices={"person": _named(request, out)})
    kept = kept_since(now - COUNTED)
    lines = sorted((post.name, kept[post.pk]) for post in Post.objects.filter(pk__in=kept))
    return {
        "forms": made,
        "unheld": unheld,
        "stranded": stranded,
        "kept_words": lines,
        **_matters(request, mine),
    }


def _matters(request: AdviserRequest, mine: set[uuid.UUID]) -> dict[str, Any]:
    """How many matters are known at more than one post, by schemes; and which cases by their numbers, but
    for those of `mine`, which she is shut out of.
    """
    links, bad = linked()
    for error in bad:
        record_broken(error, actor=request.standing.actor)
    counted = [
        (", ".join(codebook.label("ordning", one) for one in schemes), number)
        for schemes, number in sorted(matters_by_schemes(links).items())
    ]
    return {"matters": counted, "linked": numbers(links, but=mine), "links_broken": len(bad)}


def _named(request: AdviserRequest, rows: list[Ruling]) -> list[tuple[str, str]]:
    named = [(row, row.account_id) for row in rows if row.account_id]
    known = people({account_id for _row, account_id in named}, asked_by=request.standing.actor)
    return [
        (
            f"{row.case_id} {account_id}",
            _("%(name)s, since %(day)s: case %(case)s")
            % {
                "name": known.name(account_id),
                "day": date_format(timezone.localdate(row.since), DAY),
                "case": row.case_id,
            },
        )
        for row, account_id in named
    ]


def _takers(now: Any) -> list[tuple[str, str]]:
    """Posts that somebody holds herself, by name."""
    held = {one.post_id: one.post for one in holding(now, roles=CASE_ROLES) if one.deputy_for is None}
    return sorted(((str(post.pk), post.name) for post in held.values()), key=lambda one: one[1])


def _post(text: str) -> Post:
    return Post.objects.get(pk=text)
