"""The first page: what each role must act on first, of what other pages tell in full. Two roles see both.

Nothing is counted anew here: each number is the one of the page that it leads to.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.pages import page, signed_in
from advisory.rights import Act, roles_that
from cases.views.start_house import accounts_part, trail_part
from cases.views.start_numbers import load_part, year_part
from cases.views.start_work import work_part

Part = Callable[[AdviserRequest], Any]
# By its name in the template: for whom a part of the page is, and what makes it.
PARTS: dict[str, tuple[Act, Part]] = {
    "work": (Act.SEE_CASES, work_part),
    "load": (Act.WORKLOAD, load_part),
    "year": (Act.EDITIONS, year_part),
    "trail": (Act.TRAIL, trail_part),
    "accounts": (Act.ACCOUNTS, accounts_part),
}
# So long after her account was made she is told of the page for a first visit, however she signs in.
NEW_FOR = timedelta(days=14)


@page(signed_in)
@require_safe
def start(request: AdviserRequest) -> HttpResponse:
    """The parts that are hers; who holds no post is told so."""
    made = {
        name: make(request)
        for name, (act, make) in PARTS.items()
        if request.standing.holds_any(roles_that(act))
    }
    is_new = timezone.now() - request.user.created_at < NEW_FOR
    return render(request, "cases/start.html" if made else "no_post.html", made | {"is_new": is_new})
