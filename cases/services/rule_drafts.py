"""What a coordinator is working on: rules that decide nothing yet. Hers alone, one at a time.

It begins as the newest version, and ends when its rules come into force, when she throws it away, or after
KEPT.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.standing import Standing
from cases.errors import Refusal
from cases.models.routing import RuleDraft
from cases.routing.file import as_data, from_data
from cases.routing.rules import MOST_RULES, Rule, Version
from cases.services import rule_sets

KEPT = timedelta(days=14)


class NoDraft(Refusal):
    sentence = _("There is no draft any more.")


class ChangedElsewhere(Refusal):
    sentence = _(
        "The draft was changed in another window since this page was opened. Look at it again first."
    )


class TooManyRules(Refusal):
    sentence = _("There are too many rules. Remove one first.")


@dataclass(frozen=True, slots=True)
class Draft:
    """`base` is the number of the version it began from; `revision` counts its changes."""

    base: int
    revision: int
    valid_from: date | None
    reason: str
    rules: tuple[Rule, ...]


def draft_of(account_id: uuid.UUID) -> Draft | None:
    row = RuleDraft.objects.filter(account_id=account_id, changed_at__gt=timezone.now() - KEPT).first()
    return None if row is None else _opened(row)


def begin(*, standing: Standing) -> None:
    """A draft of the newest version's rules; nothing where she has one. Raises SealError."""
    decided = rule_sets.versions()
    newest = decided[0].version if decided else rule_sets.NO_RULES
    with transaction.atomic():
        over(timezone.now()).delete()
        if not RuleDraft.objects.filter(account_id=standing.account_id).exists():
            draft = Draft(newest.number, 1, None, "", newest.rules)
            row = RuleDraft(
                account_id=standing.account_id, content=_content(draft), changed_at=timezone.now()
            )
            row.save(force_insert=True)


def discard(*, standing: Standing) -> None:
    RuleDraft.objects.filter(account_id=standing.account_id).delete()


def move(*, standing: Standing, revision: int, place: int, by: int) -> None:
    """The rule at this place, from 1, goes up or down by one; one at the end stays. Raises as `_changed`."""

    def moved(draft: Draft) -> Draft:
        rules, other = list(draft.rules), place + by
        if 1 <= place <= len(rules) and 1 <= other <= len(rules):
            rules[place - 1], rules[other - 1] = rules[other - 1], rules[place - 1]
        return replace(draft, rules=tuple(rules))

    _changed(standing, revision, moved)


def remove(*, standing: Standing, revision: int, place: int) -> None:
    """Raises as `_changed`."""
    _changed(
        standing,
        revision,
        lambda draft: replace(draft, rules=draft.rules[: place - 1] + draft.rules[place:]),
    )


def set_rule(*, standing: Standing, revision: int, place: int, rule: Rule) -> None:
    """The rule at this place, from 1; after the last it is added. Raises as `_changed`, or TooManyRules."""

    def changed(draft: Draft) -> Draft:
        rules = [*draft.rules[: place - 1], rule, *draft.rules[place:]]
        if len(rules) > MOST_RULES:
            raise TooManyRules
        return replace(draft, rules=tuple(rules))

    _changed(standing, revision, changed)


def set_frame(*, standing: Standing, revision: int, valid_from: date, reason: str) -> None:
    """From which day, and why. Raises as `_changed`."""
    _changed(standing, revision, lambda draft: replace(draft, valid_from=valid_from, reason=reason))


def decide(*, standing: Standing, revision: int, seen: bool) -> Version:
    """Put the draft's rules into force and let go of it. Raises as `_held` and as `put_into_force`."""
    with transaction.atomic():
        row, draft = _held(standing, revision)
        if draft.valid_from is None:
            raise rule_sets.NotFromToday
        version = rule_sets.put_into_force(
            actor=standing.actor,
            account_id=standing.account_id,
            rules=draft.rules,
            valid_from=draft.valid_from,
            reason=draft.reason,
            base=draft.base,
            seen=seen,
        )
        row.delete()
    return version


def over(now: datetime) -> QuerySet[RuleDraft]:
    """Everybody's drafts that are older than KEPT, for whoever sweeps them."""
    return RuleDraft.objects.filter(changed_at__lte=now - KEPT)


def _changed(standing: Standing, revision: int, change: Callable[[Draft], Draft]) -> None:
    """Raises NoDraft, and ChangedElsewhere for a draft that is another than the page showed."""
    with transaction.atomic():
        row, draft = _held(standing, revision)
        row.content = _content(replace(change(draft), revision=draft.revision + 1))
        row.changed_at = timezone.now()
        row.save(update_fields=["content", "changed_at"])


def _held(standing: Standing, revision: int) -> tuple[RuleDraft, Draft]:
    """Her draft, held for this transaction. Raises NoDraft or ChangedElsewhere."""
    rows = RuleDraft.objects.select_for_update()
    row = rows.filter(account_id=standing.account_id, changed_at__gt=timezone.now() - KEPT).first()
    if row is None:
        raise NoDraft
    draft = _opened(row)
    if draft.revision != revision:
        raise ChangedElsewhere
    return row, draft


def _content(draft: Draft) -> str:
    said = {
        "base": draft.base,
        "revision": draft.revision,
        "valid_from": draft.valid_from.isoformat() if draft.valid_from else None,
        "reason": draft.reason,
        "rules": as_data(draft.rules),
    }
    return json.dumps(said, ensure_ascii=False)


def _opened(row: RuleDraft) -> Draft:
    said = json.loads(row.content)
    valid_from = date.fromisoformat(said["valid_from"]) if said["valid_from"] else None
    return Draft(said["base"], said["revision"], valid_from, said["reason"], from_data(said["rules"]))
