"""Opens and checks every case for verify_seals: seal, revision, grants, keys, facts and texts.

The one reader beside the door. It shows nobody anything: values are opened, decoded and dropped.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from advisory.seal_check import Bad, Check, Found
from advisory.sealing import padding
from advisory.sealing.codecs import codec_of
from advisory.sealing.errors import SealError
from audit import anchors
from cases import raw_cases, raw_opening
from cases.raw_cases import RawCase
from cases.services import case_name_rows, editions, library, matter_rows, rule_sets
from cases.services.periods import ALL, decisions
from cases.statistics.packed import comparing, index

BATCH = 250


def checks() -> list[Check]:
    return [
        Check(raw_opening.COLUMNS, partial(check_cases, BATCH)),
        # Each row's text is opened among the house's; this is whether they are all there are.
        Check(frozenset(), _decisions),
        Check(frozenset(), _rules),
        Check(frozenset(), _editions),
        Check(frozenset(), _library),
        Check(frozenset(), matter_rows.check),
        Check(frozenset(), case_name_rows.check),
        Check(frozenset({"cases.Segment.content"}), _segments),
    ]


def check_cases(size: int) -> Iterator[Found]:
    for batch in raw_cases.batches(size):
        yield check_batch(batch)


def check_batch(batch: Sequence[RawCase]) -> Found:
    """A case that does not hold is read once more under its lock: it may have been changed meanwhile."""
    found = Found()
    known = anchors.revisions(_uuid(case) for case in batch)
    for case in batch:
        one = _checked(case, known.get(_uuid(case)))
        if one.bad:
            with transaction.atomic():
                again = raw_cases.locked_anew(case)
                now = anchors.revisions([_uuid(case)]).get(_uuid(case))
                one = Found() if again is None else _checked(again, now)
        found.held.update(one.held)
        found.bad += one.bad
    return found


def _decisions() -> Iterator[Found]:
    found = Found()
    found.tried("decisions on keeping", decisions, ALL.table, ALL.row, ALL.field)
    yield found


def _rules() -> Iterator[Found]:
    found, where = Found(), rule_sets.ALL
    found.tried("versions of the rules of routing", rule_sets.versions, where.table, where.row, where.field)
    yield found


def _editions() -> Iterator[Found]:
    found, where = Found(), editions.ALL
    found.tried("editions of the statistics", editions.editions, where.table, where.row, where.field)
    yield found


def _library() -> Iterator[Found]:
    found, where = Found(), library.ALL
    found.tried("advice of the library", library.advice, where.table, where.row, where.field)
    yield found


def _segments() -> Iterator[Found]:
    """Whether packed columns open, are those of the newest index, and say what the rows say."""
    found, where = Found(), index.PLACE
    found.tried("indices of packed columns", index.current, where.table, where.row, where.field)
    yield found
    if found.bad:
        return
    said = index.current()
    years = said.years if said else {}
    for year in sorted(years):
        found = Found()
        opens = partial(comparing.all_open, years[year])
        found.tried("packed years that open", opens, where.table, where.row, where.field)
        if not found.bad:
            same = partial(comparing.as_in_rows, years, year)
            found.tried("packed years", same, where.table, where.row, where.field)
        yield found


def _checked(case: RawCase, revision: int | None) -> Found:
    found = Found()
    label, id_ = "cases.Case", _uuid(case)
    found.tried("cases", partial(raw_opening.must_hold, case, revision), label, id_, "seal")
    if not all(row.parts for row in case.rows()):
        # Some column cannot be read, so nothing of the case can be told.
        return found
    for row in (*case.grants, *case.exceptions):
        holds = partial(raw_opening.grant_must_hold, case, row)
        found.tried("grants", holds, row.table.model._meta.label, row["id"], "seal")
    owner = case.row.id()
    key = None
    try:
        wrap, key = raw_opening.case_key(case, owner)
    except SealError as error:
        found.bad.append(Bad.of(error, "cases.CaseKey", id_, "wrapped"))
        return found
    found.held["keys of cases"] += wrap is not None
    for label, rows in (
        (raw_opening.CASE_FACTS, [case.row]),
        (raw_opening.PERSON_FACTS, case.persons),
        (raw_opening.INQUIRY_FACTS, case.inquiries),
        (raw_opening.EVENT_FACTS, case.events),
    ):
        for row in rows:
            decode = partial(_decoded, codec_of(label).load, partial(raw_opening.facts, label, row, owner))
            found.tried("facts", decode, label.rpartition(".")[0], UUID(bytes=row.id()), "facts")
    texts = [(raw_opening.NARRATIVE, row) for row in case.inquiries]
    texts += [(raw_opening.EVENT_TEXT, row) for row in case.events]
    texts += [(label, row) for row in case.rulings for label in (raw_opening.REASON, raw_opening.END_REASON)]
    for label, row in texts:
        table, _dot, name = label.rpartition(".")
        if key is None and not row.record(name):
            found.held["texts that were erased"] += 1
            continue
        text = partial(_decoded, padding.unpad, partial(raw_opening.text, label, row, owner, key))
        found.tried("texts", text, table, UUID(bytes=row.id()), name)
    return found


def _decoded(load: Callable[[bytes], object], opened: Callable[[], bytes]) -> None:
    load(opened())


def _uuid(case: RawCase) -> UUID:
    return case.key if isinstance(case.key, UUID) else UUID(case.key)
