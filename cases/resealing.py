"""A case in memory is sealed anew, row by row as it is stored: a new key, another epoch. No database."""

from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from advisory.sealing.keys import KEY_BYTES, chest
from advisory.sealing.prepared import Random
from advisory.sealing.raw_rows import framed, sealed_as
from cases import seal, seal_versions
from cases.raw_cases import RawCase, Row, bound
from cases.raw_opening import (
    CASE_FACTS,
    END_REASON,
    EVENT_FACTS,
    EVENT_TEXT,
    INQUIRY_FACTS,
    NARRATIVE,
    PERSON_FACTS,
    REASON,
    WRAPPED,
    Opened,
    column,
    grant_seal,
)


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
    rulings: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)


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
            into.inquiries.append((sealed, self._seal_text(NARRATIVE, row, owner, text, key), row["id"]))
        for row, (reason, end_reason) in zip(case.rulings, plain.reasons, strict=True):
            why = self._seal_text(REASON, row, owner, reason, key)
            into.rulings.append((why, self._seal_text(END_REASON, row, owner, end_reason, key), row["id"]))
        for row, (one, text) in zip(case.events, plain.events, strict=True):
            sealed = self._seal_facts(EVENT_FACTS, row, owner, one)
            into.events.append((sealed, self._seal_text(EVENT_TEXT, row, owner, text, key), row["id"]))
        for rows, written in ((case.grants, into.grants), (case.exceptions, into.exceptions)):
            written += [(grant_seal(case, row, seal_versions.VERSION, self.epoch), row["id"]) for row in rows]
        made = sealed_as(seal.KIND, seal_versions.VERSION, self.epoch, bound(case, seal_versions.VERSION))
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

    def _seal_text(
        self, label: str, row: Row, owner: bytes, plain: bytes, key: tuple[int, AESGCM] | None
    ) -> bytes:
        name = label.rpartition(".")[2]
        if key is None:
            return row.record(name)
        nonce = self.random.take(12)
        sealed = column(label).seal(plain, row.id(), owner, key=key[1], key_id=key[0], nonce=nonce)
        row.bind(name, framed(b"S" + sealed))
        return sealed
