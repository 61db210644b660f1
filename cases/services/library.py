"""The team's library of advice as it is stored: every piece of it, opened, and whether these are all.

Each row says under seal how often it was changed, and the trail how often all were: one that was put back,
taken away or added by SQL shows when the library is next opened.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from advisory.anchors import anchored
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from audit.actor import LIBRARY
from cases.models.advice import Advice

# Where it is wrong when all rows open and they are not all there are.
ALL = Place("cases.Advice", LIBRARY, "said", LIBRARY)


class State(StrEnum):
    """How a piece stands. What is erased is an empty row."""

    DRAFT = "draft"
    SHOWN = "shown"
    RETIRED = "retired"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """A piece of advice. `concerns` are codes of `hovedbekymring`, `language` is one of the product's own,
    `post_id` the post that wrote it; `since` is when it was last changed, `account_id` who did.
    """

    id: uuid.UUID
    account_id: uuid.UUID
    revision: int
    state: State
    since: datetime
    title: str = ""
    text: str = ""
    concerns: tuple[str, ...] = ()
    language: str = ""
    post_id: uuid.UUID | None = None


def advice() -> list[Kept]:
    """All there is but what was erased, in no order. Raises SealError when one was altered, added or
    removed.
    """
    try:
        return there(read())
    except SealError:
        # One may have been written between the two questions: once more, then, with whoever writes kept out.
        with transaction.atomic():
            return there(read(lock=True))


def shown() -> list[Kept]:
    """What every case worker may read. Raises SealError."""
    return [one for one in advice() if one.state is State.SHOWN]


def there(found: Iterable[Kept]) -> list[Kept]:
    return [one for one in found if one.state is not State.ERASED]


def read(*, lock: bool = False) -> list[Kept]:
    """Every row. `lock` keeps whoever else writes out for this transaction. Raises SealError."""
    count = anchored(LIBRARY, place=ALL, lock=lock) or 0
    found = [opened(row) for row in Advice.objects.all()]
    if sum(one.revision for one in found) != count:
        raise SealError("this is not all the advice of the library, or not as it was last written", place=ALL)
    return found


def opened(row: Advice) -> Kept:
    said = json.loads(row.said)
    return Kept(
        id=row.pk,
        account_id=row.account_id,
        revision=said["revision"],
        state=State(said["state"]),
        since=datetime.fromisoformat(said["since"]),
        title=said.get("title", ""),
        text=said.get("text", ""),
        concerns=tuple(said.get("concerns", ())),
        language=said.get("language", ""),
        post_id=uuid.UUID(said["post"]) if said.get("post") else None,
    )
