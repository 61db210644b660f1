"""What an adviser has typed and not sent: kept on the server under seal, for her alone.

A draft is of an inquiry or of a message in a case. It ends when that is saved, when she throws it away or
her account is deactivated, or after KEPT. Nobody else can find it: another person's draft is answered like
one that does not exist. An old page on another machine takes no newer one's place: it has a draft of its own.
"""

import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.models import Account
from advisory.sealing.errors import SealError
from cases.errors import NotYours, Refusal
from cases.models.draft import Draft
from cases.services.events import said_already
from cases.services.inquiries import sent_already

KEPT = timedelta(days=14)
# A note of 4000 characters, all choices and twelve persons take less than a tenth of it.
MOST_BYTES = 64 * 1024
MOST_OF_ONE = 50
# Beside what was typed into a message: the case that it is for.
CASE = "case"
# By which of her sessions it was kept last.
WRITER = "writer"
# What a page of an inquiry is sent with when nothing on it was answered: the day, and that it is about one.
GIVEN = frozenset({"received_on", "persons"})


class DraftTooLarge(Refusal):
    sentence = _("This is too much text to keep as a draft.")


class TooManyDrafts(Refusal):
    sentence = _("You have too many drafts. Finish or delete some of them first.")


def says_something(typed: Mapping[str, list[str]]) -> bool:
    """Whether anything was answered but what the page came with; of a message, whether anything was written.

    A page that was sent empty is kept too, for by that the browser goes back to it; nobody is told of it.
    """
    names = {"text"} if CASE in typed else typed.keys() - GIVEN - {WRITER}
    return any(value.strip() for name in names for value in typed.get(name, []))


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """What a draft holds, by which session it was kept last, and when: what tells one state from another."""

    typed: dict[str, list[str]]
    writer: str
    revision: str


def keep_draft(
    *, account_id: uuid.UUID, draft_id: uuid.UUID, typed: Mapping[str, list[str]], writer: str = ""
) -> bool:
    """Store what is typed so far, in place of what was kept under this id; whether it is.

    `writer`: the session that it comes from; `is_newer_elsewhere` tells whether it may.
    Nothing is kept of a form that has been sent already. Raises DraftTooLarge, TooManyDrafts, and
    NotYours for an id that is somebody else's, or of a draft of something else than what this is of.
    """
    said = {**typed, WRITER: [writer]} if writer else typed
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    if len(content.encode()) > MOST_BYTES:
        raise DraftTooLarge
    if _sent([draft_id]):
        return False
    expire_drafts()
    earlier = Draft.objects.filter(pk=draft_id, account_id=account_id).first()
    if earlier is not None and json.loads(earlier.content).get(CASE) != typed.get(CASE):
        raise NotYours(draft_id)
    others = Draft.objects.filter(account_id=account_id).exclude(pk=draft_id)
    if others.count() >= MOST_OF_ONE and not _let_go_of_empty(others):
        raise TooManyDrafts
    try:
        Draft.objects.update_or_create(
            pk=draft_id,
            account_id=account_id,
            defaults={"content": content, "changed_at": timezone.now()},
        )
    except IntegrityError:
        raise NotYours(draft_id) from None
    return True


def drafts_of(account_id: uuid.UUID) -> list[Draft]:
    """Her drafts, newest first.

    One whose form was sent is left out: the machine stopped before it was thrown away; its days are counted.
    """
    hers = Draft.objects.filter(account_id=account_id, changed_at__gt=timezone.now() - KEPT)
    drafts = list(hers.order_by("-changed_at", "pk"))
    sent = _sent([draft.pk for draft in drafts]) if drafts else set()
    return [draft for draft in drafts if draft.pk not in sent]


def typed_in(
    *, account_id: uuid.UUID, draft_id: uuid.UUID, case_id: uuid.UUID | None = None
) -> dict[str, list[str]]:
    """What was typed into an inquiry, or into a message in this case. Raises NotYours for any other draft."""
    return kept_in(account_id=account_id, draft_id=draft_id, case_id=case_id).typed


def kept_in(*, account_id: uuid.UUID, draft_id: uuid.UUID, case_id: uuid.UUID | None = None) -> Kept:
    """As `typed_in`, with what tells this state of the draft from another. Raises NotYours as well."""
    draft = _hers(account_id, draft_id)
    if draft is None:
        raise NotYours(draft_id)
    typed: dict[str, list[str]] = json.loads(draft.content)
    writer = typed.pop(WRITER, [""])[0]
    if typed.pop(CASE, None) != (None if case_id is None else [str(case_id)]):
        raise NotYours(draft_id)
    return Kept(typed, writer, draft.changed_at.isoformat())


def is_newer_elsewhere(*, account_id: uuid.UUID, draft_id: uuid.UUID, writer: str, seen: str) -> bool:
    """Whether another of her sessions has kept a newer one under this id, whose place what `writer` sends is
    not to take. `seen`: the `Kept.revision` that it opened last. So too of one that does not open.
    """
    draft = _hers(account_id, draft_id)
    if draft is None or draft.changed_at.isoformat() == seen:
        return False
    try:
        return json.loads(draft.content).get(WRITER, [""])[0] not in ("", writer)
    except SealError:
        return True


def _hers(account_id: uuid.UUID, draft_id: uuid.UUID) -> Draft | None:
    since = timezone.now() - KEPT
    return Draft.objects.filter(pk=draft_id, account_id=account_id, changed_at__gt=since).first()


def _sent(drafts: list[uuid.UUID]) -> set[uuid.UUID]:
    """Those that have become an inquiry, or a message in a case."""
    return sent_already(drafts) | said_already(drafts)


def discard_draft(*, account_id: uuid.UUID, draft_id: uuid.UUID) -> bool:
    """Throw a draft away; whether there was one of hers."""
    deleted, _by_model = Draft.objects.filter(pk=draft_id, account_id=account_id).delete()
    return bool(deleted)


def _let_go_of_empty(drafts: QuerySet[Draft]) -> int:
    """Throw away those of these that say nothing: no list shows them. How many there were."""
    empty = []
    for draft in drafts.iterator():
        with suppress(SealError):
            if not says_something(json.loads(draft.content)):
                empty.append(draft.pk)
    deleted, _by_model = drafts.filter(pk__in=empty).delete()
    return deleted


def discard_of_case(case_id: uuid.UUID) -> None:
    """Throw away everybody's messages to a case whose texts are erased. All drafts are opened, for which case
    one is for stands under its seal; what does not open says nothing to anybody.
    """
    for draft in Draft.objects.iterator():
        with suppress(SealError):
            if json.loads(draft.content).get(CASE) == [str(case_id)]:
                draft.delete()


def expire_drafts() -> int:
    """Throw away everybody's drafts that are older than KEPT; how many there were."""
    deleted, _by_model = over(timezone.now()).delete()
    return deleted


def over(now: datetime) -> QuerySet[Draft]:
    """Everybody's drafts that are older than KEPT, and those of accounts that are deactivated, for whoever
    sweeps them. The latter go when that happens; this is for what SQL or a backup has left.
    """
    return Draft.objects.filter(Q(changed_at__lte=now - KEPT) | Q(account__is_active=False))


def watch() -> None:
    """The drafts of an account go when it is deactivated, in the same transaction."""
    post_save.connect(_leave_with, sender=Account, dispatch_uid="cases.drafts")


def _leave_with(instance: Account, **kwargs: Any) -> None:
    if not instance.is_active:
        Draft.objects.filter(account=instance.pk).delete()
