"""Cases as old as erasing needs them, and the clock put forward."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import time_machine
from django.core.management import call_command
from django.utils import timezone

from cases import access
from cases.models import Case
from cases.retention import WARNING
from cases.services.inquiries import close_inquiry, log_inquiry
from tests import factories
from tests.factories import Member


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """As if it were then; the clock goes on from there."""
    with time_machine.travel(moment, tick=True):
        yield


def closed_case(by: Member, *, outcome: str = "LOST", **changes: Any) -> Case:
    """Logged and closed today by the services."""
    case, _made = log_inquiry(
        standing=by.standing, held=by.held, told=factories.told(**changes), submission=uuid.uuid4()
    )
    case = access.open_case(by.standing, case.pk)
    lane = case.inquiries.get()
    close_inquiry(standing=by.standing, case=case, inquiry=lane, revision=case.revision, outcome=outcome)
    return access.open_case(by.standing, case.pk)


def after(months: int, days: int = 0) -> datetime:
    return timezone.now() + timedelta(days=months * 31 + days)


def run(*flags: str, **options: Any) -> None:
    call_command("erase_expired", *flags, **options)


def mark_and_erase(moment: datetime) -> None:
    """Marked then, and erased when the warning is over."""
    with at(moment):
        run("--mark", verbosity=0)
    with at(moment + WARNING + timedelta(hours=1)):
        run("--erase", verbosity=0)


LONG_AGO = date(2024, 6, 12)
