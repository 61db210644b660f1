"""A case in memory is checked, opened and sealed anew, row by row as it is stored. No database, no reader.

What comes out goes back into the database or is counted; no text and no fact is handed to anybody.
"""

import hmac
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from advisory.sealing import seals
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from advisory.sealing.keys import KEY_BYTES, chest
from advisory.sealing.prepared import Column, Random
from advisory.sealing.raw_rows import framed, sealed_as
from advisory.sealing.registry import registered
from cases import seal
from cases.raw_cases import ACCOUNT_GRANT, CASE, POST_GRANT, RawCase, Row, bound

WRAPPED = Column("cases.CaseKey", "wrapped")
CASE_FACTS, PERSON_FACTS, INQUIRY_FACTS, NARRATIVE = LABELS = (
    "cases.Case.facts",
    "cases.Person.facts",
    "cases.Inquiry.facts",
    "cases.Inquiry.narrative",
)
# All of a case that is sealed or a seal.
COLUMNS = frozenset(
    {
        *LABELS,
        "cases.CaseKey.wrapped",
        "cases.Case.seal",
        "cases.CaseGroupPermission.seal",
        "cases.CaseUserPermission.seal",
    }
)


@cache
def column(label: str) -> Column:
    table, _dot, name = label.rpartition(".")
    return Column(table, name, registered(label).schema)


@dataclass(slots=True)
class Opened:
    """The plain bytes of a case's rows, in their order; `key` is None for a case that was erased."""

    key: tuple[int, AESGCM] | None
    wrap: Row | None
    case: bytes
    persons: list[bytes]
    inquiries: list[bytes]
    texts: list[bytes]


# -- is it what was sealed ---------------------------------------------------------------------------


def case_place(case: RawCase, name: str = "seal") -> Place:
    id_ = UUID(bytes=case.row.id()) if case.row.parts else UUID(str(case.key))
    return Place("cases.Case", id_, name, id_)


def must_hold(case: RawCase, revision: int | None) -> None:
    """As `seal.must_hold`: the rows are those that were sealed, at this revision. Raises SealError."""
    if case.unreadable or not _holds(case):
        raise SealError("the rows of a case are not those that were sealed together", place=case_place(case))
    if revision is None or revision != case.row["revision"]:
        raise SealError("a case was put back to what it was before", place=case_place(case))


def grants_must_hold(case: RawCase) -> None:
    """Raises SealError."""
    for row in (*case.grants, *case.exceptions):
        grant_must_hold(case, row)


def grant_must_hold(case: RawCase, row: Row) -> None:
    """Raises SealError without a place: a grant has a number and no id."""
    if not _grant_holds(case, row):
        raise SealError("a grant is not genuine")


def _holds(case: RawCase) -> bool:
    stored = case.row.record("seal")
    if len(stored) != seals.SEAL_BYTES or stored[0] not in seal.VERSIONS:
        return False
    made = sealed_as(seal.KIND, stored[0], seals.epoch_of(stored), bound(case, stored[0]))
    return hmac.compare_digest(stored, made)


def _grant_holds(case: RawCase, row: Row) -> bool:
    stored = row.record("seal")
    if len(stored) != seals.SEAL_BYTES or stored[0] not in seal.GRANT_VERSIONS:
        return False
    return hmac.compare_digest(stored, _grant_seal(case, row, stored[0], seals.epoch_of(stored)))


def _grant_seal(case: RawCase, row: Row, version: int, epoch: int) -> bytes:
    by_name = _grant_binders(version)
    parts = [by_name[row.table.name](row.parts), by_name["Case"](case.row.parts)]
    return sealed_as(seal.GRANT, version, epoch, parts)


@cache
def _grant_binders(version: int) -> dict[str, Any]:
    columns = seal.GRANT_VERSIONS[version]
    tables = (CASE, POST_GRANT, ACCOUNT_GRANT)
    return {table.name: table.binder(columns[table.name]) for table in tables}


# -- opened ------------------------------------------------------------------------------------------


def opened(case: RawCase) -> Opened:
    """All of a case that holds together. Raises SealError for what does not open."""
    owner = case.row.id()
    wrap, key = case_key(case, owner)
    return Opened(
        key=key,
        wrap=wrap,
        case=facts(CASE_FACTS, case.row, owner),
        persons=[facts(PERSON_FACTS, row, owner) for row in case.persons],
        inquiries=[facts(INQUIRY_FACTS, row, owner) for row in case.inquiries],
        texts=[text(row, owner, key) for row in case.inquiries],
    )


def case_key(case: RawCase, owner: bytes) -> tuple[Row | None, tuple[int, AESGCM] | None]:
    """The newest wrap and the key in it; none for a case that was erased."""
    if not case.keys and case.row["erased_at"] is not None:
        return None, None
    place = case_place(case, "key")
    if any(row["holder"] is not None for row in case.keys):
        raise SealError("a key of the case is wrapped for somebody whose lock is not here", place=place)
    if not case.keys:
        raise SealError("the case has no key", place=place)
    wrap = max(case.keys, key=lambda row: int(row["generation"]))
    record = wrap.record("wrapped")
    epoch = int.from_bytes(record[2:6], "big")
    if epoch != wrap["epoch"]:
        raise SealError("a wrapped key names another epoch than its row", place=place)
    key = WRAPPED.open(record, wrap.id(), owner, key=chest.cipher(epoch, "wraps"), key_id=epoch)
    return wrap, (wrap["generation"], AESGCM(key))


def facts(label: str, row: Row, owner: bytes) -> bytes:
    record = row.record("facts")
    epoch = int.from_bytes(record[2:6], "big")
    return column(label).open(record, row.id(), owner, key=chest.cipher(epoch, "facts"), key_id=epoch)


def text(row: Row, owner: bytes, key: tuple[int, AESGCM] | None) -> bytes:
    record = row.record("narrative")
    if key is None:
        if record:
            raise SealError("an erased case has a text", place=column(NARRATIVE).place(row.id(), owner))
        return b""
    return column(NARRATIVE).open(record, row.id(), owner, key=key[1], key_id=key[0])


# -- sealed anew -------------------------------------------------------------------------------------


@dataclass(slots=True)
class Anew:
    """What is to be written: new values, then the row's primary key."""

    cases: list[tuple[Any, ...]] = field(default_factory=list)
    keys: list[tuple[Any, ...]] = field(default_factory=list)
    old_keys: list[Any] = field(default_factory=list)
    persons: list[tuple[Any, ...]] = field(default_factory=list)
    inquiries: list[tuple[Any, ...]] = field(default_factory=list)
    grants: list[tuple[Any, ...]] = field(default_factory=list)
    exceptions: list[tuple[Any, ...]] = field(default_factory=list)


class Resealer:
    """Seals cases under one epoch, each with a key of its own that is new."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch
        self.facts, self.wraps = chest.cipher(epoch, "facts"), chest.cipher(epoch, "wraps")
        self.random = Random()

    def seal(self, case: RawCase, plain: Opened, into: Anew) -> None:
        """The revision stays; grants and the case get new MACs over what is sealed here."""
        owner = case.row.id()
        key = self._new_key(case, plain, owner, into)
        facts = self._seal_facts(CASE_FACTS, case.row, owner, plain.case)
        for row, one in zip(case.persons, plain.persons, strict=True):
            into.persons.append((self._seal_facts(PERSON_FACTS, row, owner, one), row["id"]))
        for row, one, text in zip(case.inquiries, plain.inquiries, plain.texts, strict=True):
            sealed = self._seal_facts(INQUIRY_FACTS, row, owner, one)
            into.inquiries.append((sealed, self._seal_text(row, owner, text, key), row["id"]))
        for rows, written in ((case.grants, into.grants), (case.exceptions, into.exceptions)):
            written += [(_grant_seal(case, row, seal.VERSION, self.epoch), row["id"]) for row in rows]
        made = sealed_as(seal.KIND, seal.VERSION, self.epoch, bound(case, seal.VERSION))
        into.cases.append((facts, made, case.row["id"]))

    def _new_key(self, case: RawCase, plain: Opened, owner: bytes, into: Anew) -> tuple[int, AESGCM] | None:
        if plain.key is None or plain.wrap is None:
            return None
        wrap, generation, key = plain.wrap, plain.key[0] + 1, self.random.take(KEY_BYTES)
        nonce = self.random.take(12)
        wrapped = WRAPPED.seal(key, wrap.id(), owner, key=self.wraps, key_id=self.epoch, nonce=nonce)
        wrap.bind("generation", framed(b"I%d" % generation))
        wrap.bind("epoch", framed(b"I%d" % self.epoch))
        wrap.bind("wrapped", framed(b"B" + wrapped))
        into.keys.append((generation, self.epoch, wrapped, wrap["id"]))
        into.old_keys += [row["id"] for row in case.keys if row is not wrap]
        case.keys = [wrap]
        return generation, AESGCM(key)

    def _seal_facts(self, label: str, row: Row, owner: bytes, plain: bytes) -> bytes:
        nonce = self.random.take(12)
        sealed = column(label).seal(plain, row.id(), owner, key=self.facts, key_id=self.epoch, nonce=nonce)
        row.bind("facts", framed(b"S" + sealed))
        return sealed

    def _seal_text(self, row: Row, owner: bytes, plain: bytes, key: tuple[int, AESGCM] | None) -> bytes:
        if key is None:
            return row.record("narrative")
        nonce = self.random.take(12)
        sealed = column(NARRATIVE).seal(plain, row.id(), owner, key=key[1], key_id=key[0], nonce=nonce)
        row.bind("narrative", framed(b"S" + sealed))
        return sealed
