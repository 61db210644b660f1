"""Opens every stored text for scan_texts, of cases, own names and the library, and asks the guard.

For what was written before there was a guard, or before it knew what it knows now. Nothing is shown,
changed or quoted.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from advisory.sealing import padding
from advisory.sealing.codecs import codec_of
from advisory.sealing.errors import SealError
from advisory.sealing.raw_rows import UNREADABLE
from cases import gate, raw_cases, raw_opening
from cases.models.advice import Advice
from cases.models.case_name import CaseName
from cases.models.event import EventKind
from cases.raw_cases import RawCase
from cases.services import case_name_rows, library

BATCH = 250
Of = Literal["case", "name of case", "advice"]
# Texts that the program itself has put together, from codes.
OURS = frozenset({EventKind.ROUTED.value, EventKind.WORDS_KEPT.value})


@dataclass(slots=True)
class Scanned:
    """One case, own name of a case, or advice: how many texts were read, and how often each kind was found in
    them, certain or likely.
    """

    number: UUID
    of: Of = "case"
    texts: int = 0
    certain: Counter[str] = field(default_factory=Counter)
    likely: Counter[str] = field(default_factory=Counter)
    # A text that does not open is for verify_seals to name.
    unopened: int = 0


def scan(size: int = BATCH) -> Iterator[list[Scanned]]:
    """Every case, so many at a time, then what stands beside cases. Raises GuardDown."""
    schools = gate.schools()
    for batch in raw_cases.batches(size):
        yield [_scanned(case, schools) for case in batch]
    yield [_in_name(row, schools) for row in CaseName.objects.order_by("pk")]
    yield [_in_advice(row, schools) for row in Advice.objects.order_by("pk")]


def _in_name(row: CaseName, schools: list[str]) -> Scanned:
    """By the number of the case: whose name it is, nobody needs to know."""
    found = Scanned(row.of_case, of="name of case")
    try:
        _ask(found, case_name_rows.read(row).called, schools)
    except SealError:
        found.unopened += 1
    return found


def _in_advice(row: Advice, schools: list[str]) -> Scanned:
    found = Scanned(row.pk, of="advice")
    try:
        kept = library.opened(row)
    except SealError:
        found.unopened += 1
        return found
    for text in (kept.title, kept.text):
        _ask(found, text, schools)
    return found


def _ask(found: Scanned, text: str, schools: list[str]) -> None:
    found.texts += bool(text)
    for one in gate.examined(text, own=schools).findings if text else ():
        (found.certain if one.certain else found.likely)[one.kind] += 1


def _scanned(case: RawCase, schools: list[str]) -> Scanned:
    found = Scanned(_uuid(case))
    owner = found.number.bytes
    try:
        for row in case.rows():
            row.encode()
        _wrap, key = raw_opening.case_key(case, owner)
    except (SealError, *UNREADABLE):
        found.unopened += 1
        return found
    if key is None:
        return found
    for label, row in _texts(case, owner):
        try:
            text = padding.unpad(raw_opening.text(label, row, owner, key))
        except SealError:
            found.unopened += 1
            continue
        _ask(found, text, schools)
    return found


def _uuid(case: RawCase) -> UUID:
    return case.key if isinstance(case.key, UUID) else UUID(case.key)


def _texts(case: RawCase, owner: bytes) -> Iterator[tuple[str, raw_cases.Row]]:
    for row in case.inquiries:
        yield raw_opening.NARRATIVE, row
    for row in case.rulings:
        yield raw_opening.REASON, row
        yield raw_opening.END_REASON, row
    load = codec_of(raw_opening.EVENT_FACTS).load
    for row in case.events:
        try:
            kind = load(raw_opening.facts(raw_opening.EVENT_FACTS, row, owner)).kind
        except SealError:
            kind = ""
        if kind not in OURS:
            yield raw_opening.EVENT_TEXT, row
