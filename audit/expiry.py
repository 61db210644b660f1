"""How long the trail is kept, and what of it is older: the beginning of each chain, never its last entry."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Max
from django.utils import timezone

from audit.actor import HOUSE
from audit.gathered import trimmable
from audit.models import ChainHead, Entry, StartMark
from audit.verbs import Verb

KEPT_YEARS = 5
# The shortest anybody may choose. The database refuses less as well (migration 0005).
SHORTEST_YEARS = 1
# The last of these tell how far the change log and the witness have come.
STAYS = (Verb.CHANGES_GATHERED, Verb.CHECKPOINT_MADE)


@dataclass(frozen=True, slots=True)
class Due:
    """A chain, the last entry of it that stays away already (0 for none), and the last that is to go."""

    chain: uuid.UUID
    start: int
    last: int
    changes: int | None = None


def years_before(today: date, years: int) -> date:
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        # The 29th of February.
        return today.replace(year=today.year - years, day=28)


def due(before: date) -> list[Due]:
    """What is to go of each chain: all that came before that day, but never its last entry."""
    moment = _midnight(before)
    old = Entry.objects.filter(at__lt=moment).values("chain").annotate(last=Max("number"))
    heads = dict(ChainHead.objects.values_list("chain", "number"))
    starts = dict(StartMark.objects.values_list("chain", "number"))
    found: list[Due] = []
    for chain, newest in old.order_by("chain").values_list("chain", "last"):
        start, last = starts.get(chain, 0), min(newest, heads.get(chain, 0) - 1)
        if last <= start:
            continue
        # A clock that was set back: the start of the chain goes, and no younger one with it.
        young = Entry.objects.filter(chain=chain, number__lte=last, at__gte=moment).order_by("number").first()
        one = Due(chain, start, young.number - 1 if young else last)
        if chain == HOUSE:
            one = _house(one)
        if one.last > start:
            found.append(one)
    return found


def _house(one: Due) -> Due:
    last = one.last
    for verb in STAYS:
        newest = Entry.objects.filter(chain=HOUSE, verb=verb).order_by("-number").first()
        last = min(last, newest.number - 1) if newest else last
    last, changes = trimmable(last)
    return Due(one.chain, one.start, last, changes)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())
