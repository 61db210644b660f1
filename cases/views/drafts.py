"""Drafts: what the page sends by itself while one types, and throwing one away."""

import uuid
from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from advisory.session_acts import background
from advisory.views.leaving import leaves, left
from cases import access
from cases.errors import NotYours, Refusal
from cases.forms.fields import id_from
from cases.forms.messages import kept as kept_message
from cases.forms.sheet import kept
from cases.services.drafts import CASE, discard_draft, keep_draft
from cases.views.draft_ids import submission_in, writer


@page(may(Act.LOG))
@background
@require_POST
def draft_save(request: AdviserRequest) -> HttpResponse:
    """204 when kept, 400 without an id, 404 for somebody else's or of a case that she does not see, 409 for
    what was sent already, 413 when it is too much.
    """
    if not leaves(request):
        return _kept(request)
    # In one breath with what was typed last: the quick way out, whatever becomes of the draft.
    with suppress(NotYours):
        _kept(request)
    return left(request)


def _kept(request: AdviserRequest) -> HttpResponse:
    draft_id = submission_in(request)
    if draft_id is None:
        return HttpResponse(status=400)
    case_id = id_from(request.POST.get(CASE))
    if case_id is not None and not access.visible_to(request.standing).filter(pk=case_id).exists():
        raise NotYours(case_id)
    typed = kept(request.POST) if case_id is None else {**kept_message(request.POST), CASE: [str(case_id)]}
    try:
        is_kept = keep_draft(
            account_id=request.user.pk, draft_id=draft_id, typed=typed, writer=writer(request)
        )
    except Refusal as refusal:
        return HttpResponse(str(refusal.sentence), content_type="text/plain; charset=utf-8", status=413)
    return HttpResponse(status=204 if is_kept else 409)


@page(may(Act.LOG))
@require_POST
def draft_discard(request: AdviserRequest, draft_id: uuid.UUID) -> HttpResponse:
    if not discard_draft(account_id=request.user.pk, draft_id=draft_id):
        raise NotYours(draft_id)
    messages.success(request, _("The draft is deleted."))
    return redirect("case_list")
