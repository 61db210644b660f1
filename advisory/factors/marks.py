"""What a session says of the second factor: which one was given, and when. It is sealed with the session."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from advisory.models import Account
from advisory.standing import Standing

KEY = "factor"
# So long after a factor was given a page that asks for it again opens without.
FRESH = timedelta(minutes=5)
# So long after her sign-in somebody without any factor can set up her first: an app may have to be found.
FIRST = timedelta(minutes=30)


def set_mark(request: HttpRequest, *, factor_id: UUID | None) -> None:
    """Remember that this factor was given now; None for a password alone."""
    given = str(factor_id) if factor_id else None
    request.session[KEY] = {"factor": given, "at": timezone.now().timestamp()}


def proves(request: HttpRequest, standing: Standing) -> bool:
    """Whether one of the account's factors was given in this session.

    The made-up people of the demonstration have none, and are nobody anywhere else.
    """
    given = str(_mark(request).get("factor"))
    return _is_made_up(request) or given in {str(one) for one in standing.factors}


def is_fresh(request: HttpRequest, standing: Standing) -> bool:
    """Whether it was given so shortly ago. A time that lies ahead is no recent one."""
    within = FRESH if standing.factors else FIRST
    age = timezone.now().timestamp() - float(_mark(request).get("at", 0))
    return _is_made_up(request) or 0 <= age <= within.total_seconds()


def _is_made_up(request: HttpRequest) -> bool:
    user = request.user
    return settings.DEMO and isinstance(user, Account) and user.is_demo


def _mark(request: HttpRequest) -> dict[str, Any]:
    found = request.session.get(KEY)
    return found if isinstance(found, dict) else {}
