"""The page for somebody who has to wait before the next try: how long, and what to do if it was not her.

It says the same whether or not there is such an account. What was typed as e-mail address stays; no password.
"""

from datetime import timedelta

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from advisory.forms.sign_in import SignInForm
from advisory.hashing import Busy
from advisory.own_addresses import is_own
from advisory.sign_in_trail import told_to_wait
from advisory.throttling import Wait

# Longer waits are told in minutes.
IN_SECONDS = 90


def not_now(request: HttpRequest, error: Wait | Busy) -> HttpResponse:
    """429 for too many tries, once a turn in the trail; 503 where the machine has its hands full."""
    if isinstance(error, Wait) and error.told:
        told_to_wait(request)
    status, busy = (503, True) if isinstance(error, Busy) else (429, False)
    return wait_page(request, error.seconds, status=status, busy=busy)


def wait_page(request: HttpRequest, seconds: int, *, status: int = 429, busy: bool = False) -> HttpResponse:
    """`busy`: it is not about her tries at all."""
    said = {
        "busy": busy,
        "seconds": seconds if seconds <= IN_SECONDS else 0,
        "minutes": round(seconds / 60),
        "at": timezone.localtime(timezone.now() + timedelta(seconds=seconds)),
        # The page it was asked on; never with a query, which may hold anything.
        "again": request.path,
    }
    if request.path == reverse("account_login"):
        wanted = request.POST.get("next") or request.GET.get("next") or ""
        typed = request.POST.get("login", "")
        said |= {
            "form": SignInForm(request=request, initial={"login": typed}),
            "next": wanted if is_own(wanted) else "",
        }
    answer = render(request, "advisory/wait.html", said, status=status)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def left_of_lock_out(tag: str | None, address: str) -> int:
    """Whole seconds after which axes lets this account be tried from this address again; at least 1."""
    cool_off = get_cool_off() or timedelta()
    tries = AccessAttempt.objects.filter(username=tag, ip_address=address)
    last = tries.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    left = (last + cool_off - timezone.now()) if last else cool_off
    # It is still closed at the very moment.
    return max(0, left // timedelta(seconds=1)) + 1
