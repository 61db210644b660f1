"""Makes an edition through the gate, and takes its steps: checked, countersigned by another, published.

What an edition holds is frozen when it is drafted; a step adds a row and changes none.
"""

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.standing import Standing
from audit import record
from audit.actor import EDITIONS
from audit.verbs import Verb
from cases import gate
from cases.errors import NoReasonGiven, Refusal
from cases.models.edition import Edition, EditionStep
from cases.services.editions import NEXT, Issued, Step, editions, read
from cases.statistics import engine
from cases.statistics.disclosure.earlier import Earlier, Stand, as_data, from_data, to_text
from cases.statistics.disclosure.judging import Decided
from cases.statistics.disclosure.protect import protect
from cases.statistics.edition import HIDE, checksum, content, in_words
from cases.statistics.places import Places

REASON_LENGTH = 500
VERBS = {
    Step.CHECKED: Verb.EDITION_CHECKED,
    Step.COUNTERSIGNED: Verb.EDITION_COUNTERSIGNED,
    Step.PUBLISHED: Verb.EDITION_PUBLISHED,
    Step.WITHDRAWN: Verb.EDITION_WITHDRAWN,
}


class YearNotOver(Refusal):
    sentence = _("An edition is of a year that is over and has tables.")
    field = "year"


class DraftOpen(Refusal):
    sentence = _("There is an edition that is not published yet. Publish or withdraw it first.")


class NotSafe(Refusal):
    """`reasons` says each, in the language that was asked for."""

    sentence = _("The gate refuses this edition: somebody could work out protected figures.")

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__()
        self.reasons = tuple(reasons)


class NotNow(Refusal):
    sentence = _("This cannot be done with the edition as it stands.")


class NotTheSecond(Refusal):
    sentence = _("Somebody else than whoever made and checked the edition has to countersign it.")


def make_draft(
    *,
    standing: Standing,
    year: int,
    reason: str,
    left_out: Collection[str] = (),
    hides: Collection[str] = (),
    language: str = "nb",
) -> int:
    """Count, protect and audit the year's tables, and keep them as a draft; gives its number.

    `left_out` are tables that it does not have, `hides` those that hide small figures instead of rounding.
    Raises NoReasonGiven, YearNotOver, DraftOpen, or NotSafe when the gate refuses; SealError; NotSolved.
    """
    why = gate.passed(reason, field="reason", longest=REASON_LENGTH)
    if not why:
        raise NoReasonGiven
    if not engine.first_year() <= year < timezone.localdate().year:
        raise YearNotOver
    with transaction.atomic():
        known = read(lock=True)
        if any(NEXT[one.step] for one in known):
            raise DraftOpen
        number, now = len(known) + 1, timezone.now()
        published, decided = _protected(year, number, known, left_out, hides)
        if not decided.audit.passed:
            raise NotSafe([in_words(one, decided.names, language) for one in decided.audit.refusals])
        said = {
            "number": number,
            "reason": why,
            "since": now.isoformat(),
            "checksum": checksum(published),
            "published": published,
            "left_out": sorted(left_out),
            "hides": sorted(hides),
            "audit": audited(decided),
        }
        sealed = gate.around(json.dumps(said, ensure_ascii=False), why)
        row = Edition(number=number, account_id=standing.account_id, said=sealed)
        row.save(force_insert=True)
        _record(Verb.EDITION_DRAFTED, standing, row, number, known)
    return number


def take_step(*, standing: Standing, number: int, step: Step) -> None:
    """Check, countersign, publish or withdraw the edition. Raises NotNow or NotTheSecond; SealError."""
    with transaction.atomic():
        known = read(lock=True)
        found = next((one for one in known if one.number == number), None)
        if found is None or step not in NEXT[found.step]:
            raise NotNow
        if step is Step.COUNTERSIGNED and standing.account_id in {
            found.account_id,
            *(one.account_id for one in found.done),
        }:
            raise NotTheSecond
        said = {
            "number": sum(len(one.done) for one in known) + 1,
            "edition": number,
            "step": step.value,
            "at": timezone.now().isoformat(),
        }
        row = EditionStep(
            edition_id=found.id, account_id=standing.account_id, said=gate.ours(json.dumps(said))
        )
        row.save(force_insert=True)
        _record(VERBS[step], standing, row, number, known)


def recomputed(of: Issued) -> list[tuple[str, int, int]]:
    """Each figure under the edition's tables that is another today: its name, what it was, what it is."""
    before = [one for one in editions() if one.number < of.number]
    _published, decided = _protected(of.year, of.number, before, of.left_out, of.hides)
    then = _figures(of, decided.places).counts
    return [
        (decided.names.get(key, to_text(key)), count, decided.counts.get(key, 0))
        for key, count in then.items()
        if decided.counts.get(key, 0) != count
    ]


def audited(decided: Decided) -> dict[str, Any]:
    """How each figure stands and what it was, and the bounds that the gate found; never published."""
    stands: dict[Any, list[Stand]] = {}
    for found in decided.stands.values():
        for key, stand in found.items():
            stands.setdefault(key, []).append(stand)
    unique = {key: tuple(dict.fromkeys(found)) for key, found in stands.items()}
    widths = [high - low + 1 for low, high in decided.audit.bounds.values()]
    return {
        "figures": as_data(unique, decided.counts),
        "places": decided.places.in_order(),
        "protected": len(widths),
        "narrowest": min(widths, default=0),
    }


def _protected(
    year: int,
    number: int,
    known: Sequence[Issued],
    left_out: Collection[str],
    hides: Collection[str],
) -> tuple[dict[str, Any], Decided]:
    day = timezone.localdate()
    declared = engine.chosen_tables(year, (), day)
    # Also what is left out now is read: editions that are out have it, and the gate asks what it is today.
    read = engine.read(declared, year, day)
    tables = [one for one in declared if one.id not in left_out]
    out = [one for one in reversed(known) if one.is_out]
    earlier = [_figures(one, read.places) for one in out]
    decided = protect(tables, year, read, earlier=earlier, options=dict.fromkeys(hides, HIDE))
    return content(tables, year, number, read, decided) if decided.audit.passed else {}, decided


def _figures(of: Issued, places: Places) -> Earlier:
    """How the figures stood in it, by the numbers that places have now."""
    return from_data(of.audit["figures"], of.audit.get("places"), places)


def _record(
    verb: Verb, standing: Standing, row: Edition | EditionStep, number: int, known: Sequence[Issued]
) -> None:
    count = len(known) + sum(len(one.done) for one in known) + 1
    record.write(
        verb,
        actor=standing.actor,
        chain=EDITIONS,
        objects=[row.pk],
        fields=[f"edition-{number}"],
        revision=count,
    )
