"""Very many made-up cases for who counts them: their sealed facts, and the same as clear columns.

A case is here what counting meets of it: its row, one inquiry that was closed the next day, mostly one
person. Made by columns, for rows made one by one would take longer than all that is measured.
"""

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db import connection, models, transaction
from numpy.typing import NDArray

from advisory.sealing.keys import chest
from advisory.sealing.prepared import Column, Random
from cases import codebook, guards
from cases.models import Case, Inquiry, Person, StatusChange
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.models.slots import LAYOUT, RECORD_BYTES
from cases.status import Status

YEARS = range(2009, 2019)
BATCH = 20_000
# What is drawn of each fact: codes by their lists, so that all there are occur.
CASE = {"concern": "hovedbekymring", "focus_country": "land", "urgency": "hastegrad"}
INQUIRY = {"scheme": "ordning", "channel": "kanal", "asker": "henvender"}
PERSON = {"sex": "kjonn", "age_group": "aldersgruppe", "background": "land", "whereabouts": "oppholdssted"}
Columns = dict[str, NDArray[Any]]


class ClearCase(models.Model):
    """A case with its inquiry, as clear columns."""

    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    concern = models.CharField(max_length=10)
    focus_country = models.CharField(max_length=10)
    urgency = models.CharField(max_length=10)
    scheme = models.CharField(max_length=10)
    channel = models.CharField(max_length=10)
    asker = models.CharField(max_length=10)

    class Meta:
        app_label = "plain"


class ClearPerson(models.Model):
    """A person, with what the tables of persons ask of her case."""

    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    concern = models.CharField(max_length=10)
    scheme = models.CharField(max_length=10)
    sex = models.CharField(max_length=10)
    age_group = models.CharField(max_length=10)
    background = models.CharField(max_length=10)
    whereabouts = models.CharField(max_length=10)

    class Meta:
        app_label = "plain"


@dataclass(frozen=True, slots=True)
class Made:
    """Cases as numbers of codes, with year and month; `persons` with what they share, and whose each is."""

    cases: Columns
    persons: Columns
    owner: NDArray[Any]


def let_lanes_be_closed() -> None:
    """Lanes are stored as they ended, which the database's own guard does not let anybody do."""
    of_table = f" ON {guards.TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {guards.TABLE}_begin{of_table}")


def draw(number: int, *, seed: int, years: range = YEARS) -> Made:
    """That many cases, stored nowhere."""
    rolls = np.random.default_rng(seed)
    days = rolls.integers(0, 365, number)
    cases: Columns = {"year": rolls.integers(years.start, years.stop, number), "day": days}
    cases["kind"] = np.full(number, codebook.number_of("henvendelsesart", "SAK"))
    for name, code_list in (CASE | INQUIRY).items():
        cases[name] = rolls.choice(_numbers(code_list), number)
    owner = np.concatenate([np.arange(number), np.flatnonzero(rolls.random(number) < 0.05)])
    owner.sort()
    persons: Columns = {name: rolls.choice(_numbers(one), len(owner)) for name, one in PERSON.items()}
    month_of = np.array([(date(2009, 1, 1) + timedelta(day)).month for day in range(365)])
    cases["month"] = month_of[days]
    persons |= {name: cases[name][owner] for name in ("year", "kind", "concern", "scheme")}
    return Made(cases, persons, owner)


def fill(number: int, *, seed: int, post: uuid.UUID, years: range = YEARS) -> Made:
    """That many cases more, sealed and in clear."""
    made = draw(number, seed=seed, years=years)
    store_in_clear(made)
    with transaction.atomic():
        for first in range(0, number, BATCH):
            last = min(first + BATCH, number)
            _store(made, (first, last), post)
    return made


def store_in_clear(made: Made) -> None:
    for model, columns in ((ClearCase, made.cases), (ClearPerson, made.persons)):
        names = tuple(one.attname for one in model._meta.local_concrete_fields if one.attname != "id")
        length = len(columns["year"])
        for first in range(0, length, BATCH):
            said = [_codes(name, columns[name][first : first + BATCH]) for name in names]
            with transaction.atomic():
                _insert(model, names, list(zip(*said, strict=True)), {})


def _numbers(code_list: str) -> list[int]:
    return list(codebook.numbers(code_list).values())


def _records(facts: type[Any], columns: Columns, first: int, last: int) -> NDArray[np.uint8]:
    """The bytes of these rows' facts."""
    raw = np.zeros((last - first, RECORD_BYTES), dtype=np.uint8)
    raw[:, 0] = LAYOUT
    for name, slot in facts.SLOTS.items():
        if name in columns:
            said = columns[name][first:last]
            for place in range(slot.size):
                raw[:, slot.offset + place] = said >> 8 * (slot.size - 1 - place) & 255
    return raw


def _store(made: Made, rows: tuple[int, int], post: uuid.UUID) -> None:
    cases, persons, owner = made.cases, made.persons, made.owner
    first, last = rows
    whose = (int(np.searchsorted(owner, first)), int(np.searchsorted(owner, last)))
    asked_on = zip(cases["year"][first:last].tolist(), cases["day"][first:last].tolist(), strict=True)
    # A day of a year that is no leap year, so that each has its month.
    days = [date(2009, 1, 1) + timedelta(day) for day in range(365)]
    received = [days[day].replace(year=year) for year, day in asked_on]
    sealer = _Sealer()
    ids = [os.urandom(16) for _one in range(first, last)]
    moments = [datetime.combine(day, time(12), UTC) for day in received]
    facts = [_records(kind, cases, first, last) for kind in (CaseFacts, InquiryFacts)]
    case_rows, lanes, changes = [], [], []
    for at, (case, moment) in enumerate(zip(ids, moments, strict=True)):
        lane = os.urandom(16)
        ended = moment + timedelta(days=1)
        case_rows.append((case, moment, ended, ended, sealer.seal("cases.Case", facts[0][at], case, case)))
        sealed = sealer.seal("cases.Inquiry", facts[1][at], lane, case)
        lanes.append((lane, case, post.bytes, received[at], moment, os.urandom(16), sealed))
        changes.append((os.urandom(16), lane, ended))
    of_persons = _records(PersonFacts, persons, *whose)
    people = []
    for at, number in enumerate(owner[slice(*whose)].tolist()):
        row, case = os.urandom(16), ids[number - first]
        people.append((row, case, sealer.seal("cases.Person", of_persons[at], row, case)))
    _insert(Case, ("id", "opened_at", "changed_at", "closed_at", "facts"), case_rows, _CASE_SAYS)
    names = ("id", "case_id", "post_id", "received_on", "created_at", "submission", "facts")
    _insert(Inquiry, names, lanes, _LANE_SAYS)
    _insert(StatusChange, ("id", "inquiry_id", "at"), changes, {"status": str(Status.CLOSED)})
    _insert(Person, ("id", "case_id", "facts"), people, {"position": 1})


_CASE_SAYS = {
    "revision": 1,
    "grants_version": 1,
    "kept_out": 0,
    "hold_reason": "",
    "seal": b"",
    "uncounted_from": 9999,
}
_LANE_SAYS = {
    "status": str(Status.CLOSED),
    "part": "LEDER",
    "answer": "",
    "chased": 0,
    "narrative": b"",
}


class _Sealer:
    def __init__(self) -> None:
        self._epoch = chest.current()
        self._key = chest.cipher(self._epoch, "facts")
        tables = ("cases.Case", "cases.Inquiry", "cases.Person")
        self._columns = {name: Column(name, "facts") for name in tables}
        self._random = Random()

    def seal(self, table: str, plain: NDArray[np.uint8], row: bytes, owner: bytes) -> bytes:
        nonce = self._random.take(12)
        return self._columns[table].seal(
            plain.tobytes(), row, owner, key=self._key, key_id=self._epoch, nonce=nonce
        )


def _codes(name: str, numbers: NDArray[Any]) -> list[Any]:
    lists = CASE | INQUIRY | PERSON | {"kind": "henvendelsesart"}
    if name not in lists:
        return list(numbers.tolist())
    codes = {number: code for code, number in codebook.numbers(lists[name]).items()}
    return [codes[number] for number in numbers.tolist()]


def _insert(model: type[models.Model], names: tuple[str, ...], rows: list[Any], says: dict[str, Any]) -> None:
    """By COPY on PostgreSQL, by `executemany` on SQLite. Ids of 16 bytes become ids."""
    fields = {one.attname: one for one in model._meta.local_concrete_fields}
    columns = [str(fields[name].column) for name in (*names, *says)]
    ids = {at for at, name in enumerate(names) if _is_id(fields[name])}
    table = model._meta.db_table
    native = connection.vendor == "postgresql"
    made = (_row(row, ids, tuple(says.values()), native=native) for row in rows)
    said = ", ".join(columns)
    if native:
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({said}) FROM STDIN") as copy:
            for row in made:
                copy.write_row(row)
        return
    marks = ", ".join(["?"] * len(columns))
    connection.ensure_connection()
    connection.connection.executemany(f"INSERT INTO {table} ({said}) VALUES ({marks})", made)


def _is_id(field: Any) -> bool:
    while field.is_relation:
        field = field.target_field
    return isinstance(field, models.UUIDField)


def _row(row: Any, ids: set[int], says: tuple[Any, ...], *, native: bool) -> tuple[Any, ...]:
    return (*_values(row, ids, native), *says)


def _values(row: Any, ids: set[int], native: bool) -> Iterator[Any]:
    for at, value in enumerate(row):
        if at in ids:
            yield uuid.UUID(bytes=value) if native else value.hex()
        elif native:
            yield value
        elif isinstance(value, datetime):
            yield connection.ops.adapt_datetimefield_value(value)
        elif isinstance(value, date):
            yield connection.ops.adapt_datefield_value(value)
        else:
            yield value
