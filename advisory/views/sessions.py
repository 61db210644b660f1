"""Where one is signed in: the list, ending one or all others, and how long this one lasts."""

import uuid

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advisory.errors import Refused
from advisory.http import AdviserRequest, emptied
from advisory.pages import page, signed_in
from advisory.services.own_sessions import own_sessions
from advisory.session_acts import background
from advisory.sessions import digest_in, end_session, end_sessions, row_of


@page(signed_in)
@require_safe
def session_list(request: AdviserRequest) -> HttpResponse:
    own = own_sessions(account_id=request.user.pk, this=digest_in(request), actor=request.standing.actor)
    return render(request, "advisory/session_list.html", {"own": own})


@page(signed_in)
@require_POST
def session_end(request: AdviserRequest, session_id: uuid.UUID) -> HttpResponse:
    """Ends one of her own; anybody else's is answered like one that does not exist. Raises Refused."""
    this = digest_in(request)
    if this is not None and session_id == row_of(this):
        logout(request)
        return emptied(redirect("account_login"))
    if not end_session(request.user.pk, session_id, actor=request.standing.actor):
        raise Refused(session_id)
    messages.success(request, _("You are signed out there."))
    return redirect("session_list")


@page(signed_in)
@require_POST
def session_end_others(request: AdviserRequest) -> HttpResponse:
    ended = end_sessions(request.user.pk, but=digest_in(request), actor=request.standing.actor)
    if ended:
        messages.success(request, _("You are signed out everywhere else."))
    else:
        messages.info(request, _("You were signed in nowhere else."))
    return redirect("session_list")


@page(signed_in)
@background
@require_http_methods(["GET", "HEAD", "POST"])
def session_time(request: AdviserRequest) -> HttpResponse:
    """How many seconds are left, and whether doing something gives more. A POST says that somebody did."""
    if request.method == "POST":
        request.session.acted()
    ends, more = request.session.ends()
    left = max(0, int((ends - timezone.now()).total_seconds()))
    return JsonResponse({"left": left, "more": more})
