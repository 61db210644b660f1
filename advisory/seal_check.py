"""Opens and checks whatever is sealed for no case, for verify_seals: nothing is shown, only that it opens.

Each check says which registered columns it looks at; the command refuses to run while one is left over.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

from advisory import account_seal, session_records
from advisory.errors import EpochLost
from advisory.models import Account, Epoch, StoredSession
from advisory.origin import open_origin
from advisory.reencryption import ACCOUNTS, PLACES, SESSIONS, loose
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest, keyring
from advisory.sealing.registry import HAND_SEALED, SEALS, in_use
from advisory.services.epochs_told import living
from advisory.session_records import place_of
from audit.models import Entry, Summary
from audit.reading import UNREADABLE
from audit.summaries import opened

BATCH = 500


class Bad(NamedTuple):
    """Where something does not hold, and how. Never what stands there."""

    table: str
    row: str
    column: str
    reason: str

    @classmethod
    def of(cls, error: SealError, table: str, row: object, column: str) -> "Bad":
        place = error.place
        if place is None:
            return cls(table, str(row), column, str(error))
        return cls(place.table, str(place.row), place.field, str(error))


@dataclass(slots=True)
class Found:
    """What a check has come to: how many of a kind held, and what did not."""

    held: Counter[str] = field(default_factory=Counter)
    bad: list[Bad] = field(default_factory=list)

    def tried(self, kind: str, what: Callable[[], object], table: str, row: object, column: str) -> None:
        try:
            what()
        except SealError as error:
            self.bad.append(Bad.of(error, table, row, column))
        except UNREADABLE:
            self.bad.append(Bad(table, str(row), column, "cannot be read"))
        else:
            self.held[kind] += 1


@dataclass(frozen=True, slots=True)
class Check:
    """`run` gives what it found, a batch at a time."""

    columns: frozenset[str]
    run: Callable[[], Iterator[Found]]


def registered_columns() -> frozenset[str]:
    """Everything that somebody must look at."""
    return in_use() | HAND_SEALED.keys() | SEALS.keys()


def checks() -> list[Check]:
    places = frozenset(f"{model._meta.label}.{name}" for model in PLACES for name in ("profile", "seal"))
    return [
        Check(frozenset({"advisory.Epoch.wrapped"}), _epochs),
        Check(ACCOUNTS, _accounts),
        Check(places, _places),
        Check(loose(), _texts),
        Check(frozenset(SESSIONS), _sessions),
        Check(frozenset({"audit.Entry.origin"}), _origins),
        Check(frozenset({"audit.Summary.sealed"}), _summaries),
    ]


def _epochs() -> Iterator[Found]:
    found = Found()
    try:
        alive = living(Epoch.objects.order_by("number"), keyring())
    except EpochLost as error:
        # The chest goes by the rows, so what they keep it from opening is found below.
        found.bad.append(Bad(Epoch._meta.label, "", "kek", str(error)))
        alive = []
    for epoch in alive:
        opens = partial(chest.cipher, epoch.number, "facts")
        found.tried("key epochs", opens, Epoch._meta.label, epoch.pk, "wrapped")
    yield found


def _rows(model: type[models.Model]) -> Iterator[Any]:
    rows: models.QuerySet[Any] = models.QuerySet(model=model)
    return rows.order_by("pk").iterator(chunk_size=BATCH)


def _accounts() -> Iterator[Found]:
    for account in _rows(Account):
        found, label = Found(), Account._meta.label
        found.tried("accounts", partial(_account, account), label, account.pk, "seal")
        yield found


def _account(account: Account) -> None:
    whole = account_seal.verified(account)
    _ = [
        account.profile,
        *(row.profile for row in whole.memberships),
        *(row.content for row in whole.factors),
    ]


def _places() -> Iterator[Found]:
    for model in PLACES:
        for row in _rows(model):
            found = Found()
            found.tried("places", row.must_be_as_sealed, model._meta.label, row.pk, "seal")
            found.tried("profiles", partial(getattr, row, "profile"), model._meta.label, row.pk, "profile")
            yield found


def _texts() -> Iterator[Found]:
    for label in sorted(loose()):
        table, _dot, name = label.rpartition(".")
        model = apps.get_model(table)
        kind = str(model._meta.verbose_name_plural)
        for row in _rows(model):
            found = Found()
            found.tried(kind, partial(getattr, row, name), table, row.pk, name)
            yield found


def _sessions() -> Iterator[Found]:
    """Ended ones too, until they are cleared."""
    for row in _rows(StoredSession):
        found = Found()
        name = place_of(row.digest).row
        found.tried(
            "sessions", partial(session_records.opened, row), StoredSession._meta.label, name, "content"
        )
        yield found


def _origins() -> Iterator[Found]:
    rows = Entry.objects.filter(origin__isnull=False).order_by("chain", "number")
    columns = rows.values_list("chain", "number", "request", "actor", "origin")
    found = Found()
    try:
        for chain, number, request, actor, origin in columns.iterator(chunk_size=BATCH):
            found.tried(
                "origins of requests",
                partial(open_origin, origin, request=request, actor=actor),
                "audit.Entry",
                f"{chain}/{number}",
                "origin",
            )
            if sum(found.held.values()) + len(found.bad) >= BATCH:
                yield found
                found = Found()
    except UNREADABLE:
        found.bad.append(Bad("audit.Entry", "", "origin", "the trail cannot be read; run verify_trail"))
    yield found


def _summaries() -> Iterator[Found]:
    for row in _rows(Summary):
        found = Found()
        found.tried("summaries", partial(opened, row), Summary._meta.label, row.pk, "sealed")
        yield found
