"""What a link between two cases says: which side asked, how it was answered, since when.

A row says nothing that is not also sealed in it, and the trail holds how often it was changed; so one that
was altered, added, copied or put back is found. No case is opened for it.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q

from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from audit.anchors import revisions
from cases.models.matter import MatterLink


class State(StrEnum):
    """Words of the code, sealed with the link."""

    ASKED = "asked"
    LINKED = "linked"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"
    UNLINKED = "unlinked"


OVER = frozenset({State.DECLINED, State.TAKEN_BACK, State.UNLINKED})


@dataclass(frozen=True, slots=True)
class Side:
    """A case, the post and the account that spoke for it last, and the post's scheme (code of `ordning`)."""

    case: uuid.UUID
    post: uuid.UUID
    account: uuid.UUID
    scheme: str


@dataclass(frozen=True, slots=True)
class Link:
    """`asking` was told the code of `asked`. `ended_by` is the case whose side ended it."""

    id: uuid.UUID
    revision: int
    state: State
    asking: Side
    asked: Side
    asked_at: datetime
    changed_at: datetime
    linked_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: uuid.UUID | None = None

    def own(self, case_id: uuid.UUID) -> Side:
        return self.asking if self.asking.case == case_id else self.asked

    def other(self, case_id: uuid.UUID) -> Side:
        return self.asked if self.asking.case == case_id else self.asking


def links_of(case_id: uuid.UUID) -> tuple[list[Link], list[SealError]]:
    """Every link of a case, newest first, and what is wrong with those that do not hold. Two queries."""
    return read(MatterLink.objects.filter(Q(asking_case=case_id) | Q(asked_case=case_id)))


def linked() -> tuple[list[Link], list[SealError]]:
    """All links that both sides have agreed to and none has ended, newest first; and what does not hold."""
    found, bad = read(MatterLink.objects.filter(MatterLink.IS_OPEN))
    return [one for one in found if one.state is State.LINKED], bad


def read(rows: Iterable[MatterLink]) -> tuple[list[Link], list[SealError]]:
    """Those that hold, newest first. One that does not may just have been changed: once more, then, held."""
    found: list[Link] = []
    bad: list[SealError] = []
    rows = list(rows)
    known = revisions([row.pk for row in rows])
    for row in rows:
        try:
            found.append(opened(row, known.get(row.pk)))
        except SealError:
            try:
                again = held(row.pk)
            except SealError as error:
                bad.append(error)
            else:
                found += [again] if again else []
    return sorted(found, key=lambda one: (one.changed_at, one.id), reverse=True), bad


def held(link_id: uuid.UUID) -> Link | None:
    """The link, kept as it is for the caller's transaction; None when it is gone. Raises SealError."""
    with transaction.atomic():
        row = MatterLink.objects.select_for_update().filter(pk=link_id).first()
        return opened(row, revisions([link_id]).get(link_id)) if row else None


def opened(row: MatterLink, revision: int | None) -> Link:
    """`revision` is what the trail holds of it. Raises SealError unless the row is what was sealed last."""
    link = from_text(row.pk, row.said)
    clear = (row.account_id, row.asking_case, row.asked_case, row.revision, row.changed_at, row.ended_at)
    if clear != of_columns(link):
        raise SealError("a link between two cases was altered", place=place(row.pk))
    if revision != row.revision:
        raise SealError("a link between two cases was put back to what it was before", place=place(row.pk))
    return link


def of_columns(link: Link) -> tuple[Any, ...]:
    """What the clear columns say of it: account, asking case, asked case, revision, changed, ended."""
    asking, asked = link.asking, link.asked
    return asking.account, asking.case, asked.case, link.revision, link.changed_at, link.ended_at


def place(link_id: uuid.UUID) -> Place:
    return Place("cases.MatterLink", link_id, "said", link_id)


def to_text(link: Link) -> str:
    """JSON of ids, codes and moments."""
    said = asdict(link)
    del said["id"]
    return json.dumps(said, default=_as_text)


def from_text(link_id: uuid.UUID, text: str) -> Link:
    said = json.loads(text)
    by = said["ended_by"]
    return Link(
        id=link_id,
        revision=said["revision"],
        state=State(said["state"]),
        asking=_side(said["asking"]),
        asked=_side(said["asked"]),
        asked_at=datetime.fromisoformat(said["asked_at"]),
        changed_at=datetime.fromisoformat(said["changed_at"]),
        linked_at=_moment(said["linked_at"]),
        ended_at=_moment(said["ended_at"]),
        ended_by=uuid.UUID(by) if by else None,
    )


def groups(links: Sequence[Link]) -> list[frozenset[Side]]:
    """The cases that hang together by these links, each group a matter: by their sides, one a case."""
    of_case: dict[uuid.UUID, set[Side]] = {}
    for link in links:
        both = of_case.get(link.asking.case, set()) | of_case.get(link.asked.case, set())
        there = {side.case for side in both}
        both |= {side for side in (link.asking, link.asked) if side.case not in there}
        of_case |= dict.fromkeys((side.case for side in both), both)
    return list({frozenset(sides): None for sides in of_case.values()})


def _side(said: dict[str, str]) -> Side:
    ids = {name: uuid.UUID(said[name]) for name in ("case", "post", "account")}
    return Side(scheme=said["scheme"], **ids)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
