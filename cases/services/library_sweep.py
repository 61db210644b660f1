"""Takes the words of advice that nobody reads any more, by age alone, for the job that erases."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from advisory.broken_seals import record_broken
from advisory.sealing.errors import SealError
from audit.actor import job
from cases.services.library import Kept, read
from cases.services.library_steps import UNREAD, emptied, put

UNREAD_KEPT = timedelta(days=365)
ACTOR = job("erase_expired")


def erase_over(now: datetime) -> int:
    """Erase what nobody reads and was last changed UNREAD_KEPT ago; how many. None of a library that does not
    hold, which is recorded.
    """
    try:
        with transaction.atomic():
            known = read(lock=True)
            found = _over(known, now)
            for number, one in enumerate(found):
                put(ACTOR, known, emptied(one, now), before=number)
    except SealError as error:
        record_broken(error, actor=ACTOR)
        return 0
    return len(found)


def count_over(now: datetime) -> int:
    """How many `erase_over` would erase now."""
    try:
        return len(_over(read(), now))
    except SealError:
        return 0


def _over(known: Collection[Kept], now: datetime) -> list[Kept]:
    return [one for one in known if one.state in UNREAD and one.since <= now - UNREAD_KEPT]
