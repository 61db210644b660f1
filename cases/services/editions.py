"""Editions of the year's tables: drafted through the gate, checked, countersigned by another, published.

Editions and steps are numbered under seal and the trail holds how many there are, so that none is altered,
added or removed by SQL.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from advisory.anchors import anchored
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from audit.actor import EDITIONS
from cases.models.edition import Edition, EditionStep
from cases.statistics.edition import checksum

# Where it is wrong when all rows open and they are not all there are.
ALL = Place("cases.Edition", EDITIONS, "said", EDITIONS)


class Step(StrEnum):
    CHECKED = "checked"
    COUNTERSIGNED = "countersigned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


# What may follow what; nothing follows the last two.
NEXT: dict[Step | None, tuple[Step, ...]] = {
    None: (Step.CHECKED, Step.WITHDRAWN),
    Step.CHECKED: (Step.COUNTERSIGNED, Step.WITHDRAWN),
    Step.COUNTERSIGNED: (Step.PUBLISHED, Step.WITHDRAWN),
    Step.PUBLISHED: (),
    Step.WITHDRAWN: (),
}


@dataclass(frozen=True, slots=True)
class Done:
    step: Step
    at: datetime
    account_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Issued:
    """An edition with its steps. `published` is what leaves; `audit` stays in the house."""

    number: int
    year: int
    reason: str
    since: datetime
    account_id: uuid.UUID
    checksum: str
    published: Mapping[str, Any]
    audit: Mapping[str, Any]
    left_out: tuple[str, ...]
    hides: tuple[str, ...]
    done: tuple[Done, ...]
    id: uuid.UUID

    @property
    def step(self) -> Step | None:
        return self.done[-1].step if self.done else None

    @property
    def is_out(self) -> bool:
        return self.step is Step.PUBLISHED


def editions() -> list[Issued]:
    """All there were, newest first. Raises SealError when one or a step was altered, added or removed."""
    try:
        return read()
    except SealError:
        with transaction.atomic():
            return read(lock=True)


def predecessor(of: Issued, known: Sequence[Issued]) -> Issued | None:
    """The last edition of the same year that was published before this one."""
    return next((one for one in known if one.is_out and one.year == of.year and one.number < of.number), None)


def read(*, lock: bool = False) -> list[Issued]:
    count = anchored(EDITIONS, place=ALL, lock=lock) or 0
    steps: dict[int, list[tuple[int, Done]]] = {}
    for step in EditionStep.objects.all():
        told = json.loads(step.said)
        done = Done(Step(told["step"]), datetime.fromisoformat(told["at"]), step.account_id)
        steps.setdefault(told["edition"], []).append((told["number"], done))
    found = [
        _opened(row, sorted(steps.get(row.number, []), key=lambda one: one[0]))
        for row in Edition.objects.order_by("-number")
    ]
    numbers = sorted(number for listed in steps.values() for number, _done in listed)
    whole = len(found) + len(numbers) == count and numbers == list(range(1, len(numbers) + 1))
    if not whole or [one.number for one in found] != list(range(len(found), 0, -1)):
        raise SealError("these are not all the editions and their steps", place=ALL)
    return found


def _opened(row: Edition, steps: Sequence[tuple[int, Done]]) -> Issued:
    """Raises SealError when what is published is not what its checksum says."""
    told = json.loads(row.said)
    published = told["published"]
    if told["number"] != row.number or checksum(published) != told["checksum"]:
        raise SealError("an edition is not what its checksum says", place=ALL)
    return Issued(
        number=row.number,
        year=published["year"],
        reason=told["reason"],
        since=datetime.fromisoformat(told["since"]),
        account_id=row.account_id,
        checksum=told["checksum"],
        published=published,
        audit=told["audit"],
        left_out=tuple(told["left_out"]),
        hides=tuple(told["hides"]),
        done=tuple(done for _number, done in steps),
        id=row.pk,
    )
