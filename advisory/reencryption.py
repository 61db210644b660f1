"""What is sealed for no case is moved to the newest key epoch: accounts, places, sessions, other texts.

There are thousands of these rows at most, so each is done by its model's own rules: what does not hold
together is left as it is, and named. State is the rows themselves; it may be stopped at any moment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, cast

from django.apps import apps
from django.db import models, transaction

from advisory import account_seal
from advisory.models import Account, Agency, Coverage, Post, StoredSession
from advisory.sealing import cipher, row_seal, seals
from advisory.sealing.errors import SealError
from advisory.sealing.fields import SealedField
from advisory.sealing.keys import chest
from advisory.sealing.opener import Sealed, stored_bytes
from advisory.sealing.registry import SEALED, in_use
from advisory.sealing.uses import before_epoch
from advisory.services.epochs_left import let_go
from advisory.session_records import PURPOSE, place_of

BATCH = 50
PLACES = (Agency, Post, Coverage)
# What is bound by an account's seal, and of it what stands in rows of their own that name the account.
OF_ACCOUNTS = ("advisory.Membership.profile", "advisory.Factor.content")
ACCOUNTS = frozenset({"advisory.Account.profile", "advisory.Account.seal", *OF_ACCOUNTS})
SESSIONS = ("advisory.StoredSession.content", "advisory.StoredSession.last_use")


@dataclass(slots=True)
class Moved:
    """How many rows were moved; what was found broken and left; the epochs that something is still on."""

    rows: int = 0
    broken: list[SealError] = field(default_factory=list)
    stuck: set[int] = field(default_factory=set)


def loose() -> frozenset[str]:
    """Columns under the house's key that no seal binds to anything else."""
    house = {label for label in in_use() if SEALED[label].lock == "house"}
    return frozenset(house - ACCOUNTS - {f"{model._meta.label}.profile" for model in PLACES})


def columns() -> frozenset[str]:
    """All that is moved here."""
    places = {f"{model._meta.label}.{name}" for model in PLACES for name in ("profile", "seal")}
    return ACCOUNTS | places | loose() | set(SESSIONS)


def move_house(target: int) -> Moved:
    """Everything of `columns()` that is sealed under an epoch before `target`."""
    moved = Moved()
    _each(_accounts(target), _move_account, target, moved)
    for model in PLACES:
        older = [before_epoch(f"{model._meta.label}.{name}", target) for name in ("profile", "seal")]
        _each(_ids(*older), _place_mover(model), target, moved)
    for label in sorted(loose()):
        _each(_ids(before_epoch(label, target)), _text_mover(label), target, moved)
    older = [before_epoch(label, target) for label in SESSIONS]
    _each(_ids(*older), _move_session, target, moved)
    return moved


def resealed(record: object, *, purpose: str, place: cipher.Place, target: int) -> tuple[bytes, int]:
    """(the value under `target`, the epoch it was under). Raises SealError."""
    stored = stored_bytes(record)
    before = cipher.key_id_of(stored, place=place)
    plain = cipher.open_record(stored, key=chest.cipher(before, purpose), key_id=before, place=place)
    return cipher.seal(plain, key=chest.cipher(target, purpose), key_id=target, place=place), before


# A row by its primary key: gives the epochs that it was on; none when it is not there any more.
Mover = Callable[[Any, int], set[int]]


def _each(ids: Iterator[Any], move: Mover, target: int, moved: Moved) -> None:
    while chunk := list(islice(ids, BATCH)):
        with transaction.atomic():
            for key in chunk:
                _one(key, move, target, moved)


def _one(key: Any, move: Mover, target: int, moved: Moved) -> None:
    try:
        with transaction.atomic():
            epochs = move(key, target)
            let_go(epochs)
    except SealError as error:
        moved.broken.append(error)
        # Which it is on cannot be told of what does not hold.
        moved.stuck |= set(range(1, target))
    else:
        moved.rows += bool(epochs)


def _ids(*older: models.QuerySet[Any]) -> Iterator[Any]:
    found = chain.from_iterable(rows.values_list("pk", flat=True) for rows in older)
    return iter(sorted(set(found)))


def _accounts(target: int) -> Iterator[Any]:
    own = [before_epoch(f"advisory.Account.{name}", target) for name in ("profile", "seal")]
    found = chain(
        *(rows.values_list("pk", flat=True) for rows in own),
        *(before_epoch(label, target).values_list("account_id", flat=True) for label in OF_ACCOUNTS),
    )
    return iter(sorted(set(found)))


def _locked(model: type[models.Model], key: Any) -> Any:
    """The row, held for this transaction; None when it is gone."""
    rows: models.QuerySet[Any] = models.QuerySet(model=model)
    return rows.select_for_update().filter(pk=key).first()


def _write(row: models.Model, **values: Any) -> None:
    """By `update`, for `save` would write into the register that somebody changed the row."""
    rows: models.QuerySet[Any] = models.QuerySet(model=type(row))
    rows.filter(pk=row.pk).update(**values)


def _new_value(row: models.Model, name: str, target: int) -> tuple[Sealed, int]:
    """The sealed column's value under `target`, also on the row in memory; and the epoch it was under."""
    column = cast(SealedField, row._meta.get_field(name))
    stored = row.__dict__[name]
    record = stored.record if isinstance(stored, Sealed) else None
    made, before = resealed(record, purpose=column.lock, place=column.place(row), target=target)
    row.__dict__[name] = Sealed(made)
    return row.__dict__[name], before


def _move_account(key: Any, target: int) -> set[int]:
    account = _locked(Account, key)
    if account is None:
        return set()
    whole = account_seal.whole_of(key)
    account_seal.must_hold(account, whole.rows())
    epochs = {seals.epoch_of(account.seal)}
    for row, name in [(one, "profile") for one in whole.memberships] + [
        (one, "content") for one in whole.factors
    ]:
        value, before = _new_value(row, name, target)
        epochs.add(before)
        _write(row, **{name: value})
    profile, before = _new_value(account, "profile", target)
    account_seal.seal(account, whole.rows())
    _write(account, profile=profile, seal=account.seal)
    return epochs | {before}


def _place_mover(model: type[Agency] | type[Post] | type[Coverage]) -> Mover:
    def move(key: Any, target: int) -> set[int]:
        row = _locked(model, key)
        if row is None:
            return set()
        row.must_be_as_sealed()
        epochs = {seals.epoch_of(row.seal)}
        profile, before = _new_value(row, "profile", target)
        row.seal = seals.made(row_seal.KIND, row_seal.VERSION, [row], row_seal.VERSIONS[row_seal.VERSION])
        _write(row, profile=profile, seal=row.seal)
        return epochs | {before}

    return move


def _text_mover(label: str) -> Mover:
    table, _dot, name = label.rpartition(".")

    def move(key: Any, target: int) -> set[int]:
        row = _locked(apps.get_model(table), key)
        if row is None:
            return set()
        value, before = _new_value(row, name, target)
        _write(row, **{name: value})
        return {before}

    return move


def _move_session(key: Any, target: int) -> set[int]:
    row = _locked(StoredSession, key)
    if row is None:
        return set()
    values, epochs = {}, set()
    for name in (label.rpartition(".")[2] for label in SESSIONS):
        place = place_of(row.digest, name)
        values[name], before = resealed(getattr(row, name), purpose=PURPOSE, place=place, target=target)
        epochs.add(before)
    _write(row, **values)
    return epochs
