"""A case in memory is checked and opened, row by row as it is stored. No database, no reader.

What comes out is sealed anew or counted and dropped; no text and no fact is handed to anybody.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from advisory.sealing import seals
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from advisory.sealing.prepared import Column
from advisory.sealing.raw_rows import UNREADABLE, sealed_as
from advisory.sealing.registry import registered
from cases import seal, seal_versions
from cases.models.grant import stored_moment
from cases.older_seals import are_as_moved
from cases.raw_cases import ACCOUNT_GRANT, CASE, POST_GRANT, RawCase, Row, bound

WRAPPED = Column("cases.CaseKey", "wrapped")
CASE_FACTS, PERSON_FACTS, INQUIRY_FACTS, NARRATIVE, EVENT_FACTS, EVENT_TEXT, REASON, END_REASON = LABELS = (
    "cases.Case.facts",
    "cases.Person.facts",
    "cases.Inquiry.facts",
    "cases.Inquiry.narrative",
    "cases.Event.facts",
    "cases.Event.text",
    "cases.Ruling.reason",
    "cases.Ruling.end_reason",
)
# All of a case that needs an epoch's key, and which column names the case.
UNDER_EPOCHS = {
    CASE_FACTS: "id",
    PERSON_FACTS: "case_id",
    INQUIRY_FACTS: "case_id",
    EVENT_FACTS: "case_id",
    "cases.CaseKey.wrapped": "case_id",
    "cases.Case.seal": "id",
    "cases.CaseGroupPermission.seal": "content_object_id",
    "cases.CaseUserPermission.seal": "content_object_id",
}
COLUMNS = frozenset(LABELS) | UNDER_EPOCHS.keys()


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
    # Of each ruling why it was made and why it was ended.
    reasons: list[tuple[bytes, bytes]]
    # Of each event its facts and its text.
    events: list[tuple[bytes, bytes]]


# -- is it what was sealed ---------------------------------------------------------------------------


def case_place(case: RawCase, name: str = "seal") -> Place:
    id_ = case.key if isinstance(case.key, UUID) else UUID(case.key)
    return Place("cases.Case", id_, name, id_)


def must_hold(case: RawCase, revision: int | None) -> None:
    """As `seal.must_hold`: the rows are those that were sealed, at this revision. Raises SealError."""
    try:
        for row in case.rows():
            row.encode()
        holds = _holds(case)
    except UNREADABLE:
        holds = False
    if not holds:
        raise SealError("the rows of a case are not those that were sealed together", place=case_place(case))
    if revision is None or revision != case.row["revision"]:
        raise SealError("a case was put back to what it was before", place=case_place(case))


def grants_must_hold(case: RawCase) -> None:
    """Raises SealError; that of a grant has no place, for a grant has a number and no id."""
    for row in (*case.grants, *case.exceptions):
        grant_must_hold(case, row)


def grant_must_hold(case: RawCase, row: Row) -> None:
    if not _grant_holds(case, row):
        raise SealError("a grant is not genuine")


def _holds(case: RawCase) -> bool:
    stored = case.row.record("seal")
    if len(stored) != seals.SEAL_BYTES or stored[0] not in seal_versions.VERSIONS:
        return False
    if stored[0] < 2 and (case.row["kept_out"] or case.rulings or _ending(case.exceptions)):
        return False
    if stored[0] < 3 and (case.events or _ending(case.grants) or not are_as_moved(case.inquiries, _said)):
        return False
    made = sealed_as(seal.KIND, stored[0], seals.epoch_of(stored), bound(case, stored[0]))
    return hmac.compare_digest(stored, made)


def _grant_holds(case: RawCase, row: Row) -> bool:
    stored = row.record("seal")
    if len(stored) != seals.SEAL_BYTES or stored[0] not in seal_versions.GRANT_VERSIONS:
        return False
    if stored[0] < 2 and (case.row["kept_out"] or _ending([row])):
        return False
    if stored[0] < 3 and row.table is POST_GRANT and _ending([row]):
        return False
    return hmac.compare_digest(stored, grant_seal(case, row, stored[0], seals.epoch_of(stored)))


def _ending(grants: Iterable[Row]) -> bool:
    return any(row["ends_at"] is not None for row in grants)


def _said(row: Row, name: str) -> Any:
    """A column of a lane as its model has it, as far as order and equality go."""
    return stored_moment(row[name]) if name.endswith("_at") else row[name]


def grant_seal(case: RawCase, row: Row, version: int, epoch: int) -> bytes:
    by_name = _grant_binders(version)
    parts = [by_name[row.table.name](row.parts), by_name["Case"](case.row.parts)]
    return sealed_as(seal.GRANT, version, epoch, parts)


@cache
def _grant_binders(version: int) -> dict[str, Any]:
    columns = seal_versions.GRANT_VERSIONS[version]
    tables = (CASE, POST_GRANT, ACCOUNT_GRANT)
    return {table.name: table.binder(columns[table.name]) for table in tables}


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
        texts=[text(NARRATIVE, row, owner, key) for row in case.inquiries],
        reasons=[(text(REASON, row, owner, key), text(END_REASON, row, owner, key)) for row in case.rulings],
        events=[(facts(EVENT_FACTS, row, owner), text(EVENT_TEXT, row, owner, key)) for row in case.events],
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


def text(label: str, row: Row, owner: bytes, key: tuple[int, AESGCM] | None) -> bytes:
    record = row.record(label.rpartition(".")[2])
    if key is None:
        if record:
            raise SealError("an erased case has a text", place=column(label).place(row.id(), owner))
        return b""
    return column(label).open(record, row.id(), owner, key=key[1], key_id=key[0])
