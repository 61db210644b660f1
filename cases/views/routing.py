"""The rules of routing: those in force and those before them, in words, and the draft that a coordinator
works on, a rule a page. Trying a draft and putting it into force is in routing_trial.py.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from advisory.services.trail_people import people
from cases.errors import Refusal
from cases.forms.routing import FrameForm, RuleForm
from cases.routing.problems import of_rule, targets
from cases.routing.rules import Rule
from cases.services import rule_drafts, rule_sets
from cases.services.rule_drafts import Draft
from cases.services.rule_sets import Decided
from cases.views.routing_words import shown_rules
from cases.views.shared import revision_in

BEGIN, DISCARD, UP, DOWN, REMOVE = "begin", "discard", "up", "down", "remove"


@page(may(Act.DRAFT_RULES))
@require_http_methods(["GET", "HEAD", "POST"])
def routing_rules(request: AdviserRequest) -> HttpResponse:
    """Every version, and the rules in force today; begins a draft, or throws it away."""
    do = request.POST.get("do", "")
    if do == BEGIN:
        rule_drafts.begin(standing=request.standing)
        return redirect("routing_draft")
    if do == DISCARD:
        rule_drafts.discard(standing=request.standing)
        messages.success(request, _("The draft is thrown away."))
        return redirect("routing_rules")
    decided, today = rule_sets.versions(), timezone.localdate()
    now = rule_sets.in_force(decided, today)
    context = {
        "decided": _with_names(request, decided),
        "now": now,
        "rules": shown_rules(now.rules),
        "draft": rule_drafts.draft_of(request.standing.account_id),
    }
    return render(request, "cases/routing_rules.html", context)


@page(may(Act.DRAFT_RULES))
@require_safe
def routing_version(request: AdviserRequest, number: int) -> HttpResponse:
    """One version, also an old one: the reason of a move names it."""
    found = [one for one in rule_sets.versions() if one.version.number == number]
    if not found:
        raise Http404
    context = {"one": _with_names(request, found)[0], "rules": shown_rules(found[0].version.rules)}
    return render(request, "cases/routing_version.html", context)


@page(may(Act.DRAFT_RULES))
@require_http_methods(["GET", "HEAD", "POST"])
def routing_draft(request: AdviserRequest) -> HttpResponse:
    """The rules of her draft, in order, with what is wrong with each; from which day, and why."""
    draft = rule_drafts.draft_of(request.standing.account_id)
    if draft is None:
        return redirect("routing_rules")
    frame = FrameForm(initial={"valid_from": draft.valid_from, "reason": draft.reason})
    if request.method == "POST":
        act, _blank, place = request.POST.get("do", "").partition(" ")
        if act not in (UP, DOWN, REMOVE):
            frame = FrameForm(request.POST)
        try:
            if _done(request, act, int(place) if place.isdecimal() else 0, frame):
                return redirect("routing_draft" if act else "routing_trial")
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return redirect("routing_draft")
    return render(request, "cases/routing_draft.html", {"form": frame, "draft": draft, **_of(draft)})


def _done(request: AdviserRequest, act: str, place: int, frame: FrameForm) -> bool:
    """Whether something was done: without a button's word the frame, if it is valid. Raises Refusal."""
    asked: dict[str, Any] = {"standing": request.standing, "revision": revision_in(request)}
    if act in (UP, DOWN):
        rule_drafts.move(**asked, place=place, by=-1 if act == UP else 1)
    elif act == REMOVE:
        rule_drafts.remove(**asked, place=place)
    elif frame.is_valid():
        rule_drafts.set_frame(**asked, **frame.cleaned_data)
    else:
        return False
    return True


@page(may(Act.DRAFT_RULES))
@require_http_methods(["GET", "HEAD", "POST"])
def routing_rule(request: AdviserRequest, place: int) -> HttpResponse:
    """One rule of her draft; a place after the last is a new one."""
    draft = rule_drafts.draft_of(request.standing.account_id)
    if draft is None:
        return redirect("routing_rules")
    if not 1 <= place <= len(draft.rules) + 1:
        raise Http404
    rule = draft.rules[place - 1] if place <= len(draft.rules) else None
    known = rule_sets.known()
    form = RuleForm(request.POST if request.method == "POST" else None, targets=targets(known), rule=rule)
    # The revision that the page was opened on, so that a change in another window is told of.
    revision = revision_in(request) if request.method == "POST" else draft.revision
    if request.method == "POST" and form.is_valid():
        made = form.rule()
        for problem in of_rule(made, known):
            form.refuse(problem)
        if any(one.key == made.key for one in (*draft.rules[: place - 1], *draft.rules[place:])):
            form.add_error("key", _("Another rule has this name already."))
        if not form.errors and _set(request, form, revision, place, made):
            return redirect("routing_draft")
    context = {"form": form, "rule": rule, "revision": revision}
    return render(request, "cases/routing_rule.html", context)


def _set(request: AdviserRequest, form: RuleForm, revision: int, place: int, rule: Rule) -> bool:
    try:
        rule_drafts.set_rule(standing=request.standing, revision=revision, place=place, rule=rule)
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, _("The rule is saved in the draft."))
    return True


def _of(draft: Draft) -> dict[str, Any]:
    """The rules of a draft in words, each with what is wrong with it, and what is said of all."""
    found = rule_sets.remarks(draft.rules, draft.valid_from or timezone.localdate())
    return {
        "rules": shown_rules(draft.rules, found),
        "remarks": [one for one in found if not one.rule],
        "next": len(draft.rules) + 1,
    }


def _with_names(request: AdviserRequest, decided: list[Decided]) -> list[tuple[Decided, str]]:
    """Each with who made it; by a file, that the system did."""
    accounts = {one.account_id for one in decided if one.account_id}
    known = people(accounts, asked_by=request.standing.actor)
    return [(one, known.name(one.account_id) if one.account_id else _("By a file")) for one in decided]
