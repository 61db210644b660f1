"""What a session says of the second factor: which one was given, and when. It is sealed with the session."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

KEY = "factor"
# So long after a factor was given a page that asks for it again opens without.
FRESH = timedelta(minutes=5)


def set_mark(request: HttpRequest, *, factor_id: UUID | None) -> None:
    """Remember that this factor was given now; None for a password alone."""
    given = str(factor_id) if factor_id else None
    request.session[KEY] = {"factor": given, "at": timezone.now().timestamp()}


def is_fresh(request: HttpRequest, within: timedelta = FRESH) -> bool:
    """Whether it was given so shortly ago. A time that lies ahead is no recent one."""
    age = timezone.now().timestamp() - float(_mark(request).get("at", 0))
    return 0 <= age <= within.total_seconds()


def _mark(request: HttpRequest) -> dict[str, Any]:
    found = request.session.get(KEY)
    return found if isinstance(found, dict) else {}
