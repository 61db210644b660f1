"""A draft of rules is tried on cases of late and put into force: both ask for the second factor afresh."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases.errors import Refusal
from cases.forms.routing import DecideForm
from cases.services import rule_drafts, rule_sets
from cases.services.rule_drafts import Draft
from cases.services.rule_trial import DAYS, FLOOR, TriedTooOften, tried
from cases.views.shared import revision_in


@page(may(Act.DECIDE_RULES), fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def routing_trial(request: AdviserRequest) -> HttpResponse:
    """What is wrong, what is to be looked at, and what would go elsewhere; then the button that decides."""
    draft = rule_drafts.draft_of(request.standing.account_id)
    if draft is None:
        return redirect("routing_rules")
    if draft.valid_from is None or not draft.reason:
        messages.info(request, _("Say first from which day the rules are to hold, and why."))
        return redirect("routing_draft")
    found = rule_sets.remarks(draft.rules, draft.valid_from)
    form = DecideForm(request.POST if request.method == "POST" else None, remarks=bool(found))
    if request.method == "POST" and form.is_valid() and _decided(request, form):
        return redirect("routing_rules")
    context = {
        "form": form,
        "draft": draft,
        "wrong": [one for one in found if one.blocks],
        "remarks": [one for one in found if not one.blocks],
        "days": DAYS,
        "floor": FLOOR,
        **_tried(request, draft),
    }
    return render(request, "cases/routing_trial.html", context)


def _decided(request: AdviserRequest, form: DecideForm) -> bool:
    try:
        version = rule_drafts.decide(
            standing=request.standing, revision=revision_in(request), seen=bool(form.cleaned_data.get("seen"))
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    said = {"number": version.number}
    messages.success(request, _("The rules are in force from their day, as version %(number)d.") % said)
    return True


def _tried(request: AdviserRequest, draft: Draft) -> dict[str, Any]:
    """The trial, or why there is none. Rules that cannot apply as they stand are tried all the same."""
    assert draft.valid_from is not None  # noqa: S101  (for mypy)
    try:
        trial = tried(standing=request.standing, rules=draft.rules, valid_from=draft.valid_from)
    except TriedTooOften as refusal:
        return {"trial": None, "untried": str(refusal.sentence)}
    return {"trial": trial}
