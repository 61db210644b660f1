"""The versions of the rules of routing: which holds on a day, and a new one, with its reason, in the trail.

Each is numbered under seal and the trail holds how many there are, so that none is altered, added or removed
by SQL.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.anchors import anchored
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from audit import record
from audit.actor import ROUTING, Actor
from audit.verbs import Verb
from cases import codebook, gate
from cases.errors import NoReasonGiven, Refusal
from cases.models.routing import RuleSet
from cases.routing.facts import FACTS
from cases.routing.file import as_data, from_data
from cases.routing.problems import Known, Problem, problems
from cases.routing.rules import Rule, Version, names_of
from cases.routing.suggest import Ready
from cases.services.routing_places import places

REASON_LENGTH = 500
# Where it is wrong when all rows open and they are not all there are.
ALL = Place("cases.RuleSet", ROUTING, "said", ROUTING)
# Until the reference data is loaded: every case is for the coordinator.
NO_RULES = Version(0, date.min, ())


class NotFromToday(Refusal):
    """What has happened was decided by the rules of then."""

    sentence = _("Choose today or a later day.")
    field = "valid_from"


class RulesWrong(Refusal):
    """`problems` says each."""

    sentence = _("The rules cannot come into force before what is wrong with them is put right.")

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = tuple(found)


class NotConfirmed(RulesWrong):
    sentence = _("Say that you have looked at the remarks on these rules.")
    field = "seen"


class NewerRules(Refusal):
    sentence = _("Somebody has put other rules into force since you began. Begin a new draft from those.")


@dataclass(frozen=True, slots=True)
class Decided:
    """A version as somebody decided it; `account_id` is None for one that came by a file."""

    version: Version
    reason: str
    since: datetime
    account_id: uuid.UUID | None


def versions() -> list[Decided]:
    """Every one there was, newest first. Raises SealError when one was altered, added or removed."""
    try:
        return _read()
    except SealError:
        # One may have been made between the two questions: once more, then, with whoever decides kept out.
        with transaction.atomic():
            return _read(lock=True)


def in_force(decided: Sequence[Decided], on: date) -> Version:
    """The newest of these whose day has come. The latest decision counts, whatever day an older one names."""
    return next((one.version for one in decided if one.version.valid_from <= on), NO_RULES)


def ready(on: date) -> Ready:
    """What `cases.routing.suggest.suggestions` asks for on that day. Raises SealError. Four queries."""
    return Ready(in_force(versions(), on), places())


def known() -> Known:
    """The codes that rules can name."""
    return {name: tuple(codebook.entries(name)) for name in (*(fact.list for fact in FACTS.values()), "etat")}


def remarks(rules: Sequence[Rule], since: date) -> list[Problem]:
    """What must be put right and what must be looked at before these come into force on that day."""
    return problems(rules, known(), since)


def put_into_force(
    *,
    actor: Actor,
    account_id: uuid.UUID | None,
    rules: Sequence[Rule],
    valid_from: date,
    reason: str,
    base: int,
    seen: bool,
) -> Version:
    """A new version; `base` is the number it was made from, `seen` that its remarks were looked at.

    Raises NoReasonGiven, NotFromToday, RulesWrong, NotConfirmed or NewerRules, and what the gate raises for
    the reason, and nothing has changed;
    SealError where the versions before it do not hold.
    """
    if valid_from < timezone.localdate():
        raise NotFromToday
    return _added(actor, account_id, rules, valid_from, reason, base=base, seen=seen)


def bring_first(*, actor: Actor, rules: Sequence[Rule], valid_from: date, reason: str) -> bool:
    """The version that comes with the product, unless there is one; whether there was none.

    Raises RulesWrong, and SealError where there were versions and are no more.
    """
    if anchored(ROUTING, place=ALL) or RuleSet.objects.exists():
        return False
    _added(actor, None, rules, valid_from, reason, base=0, seen=True)
    return True


def _added(
    actor: Actor,
    account_id: uuid.UUID | None,
    rules: Sequence[Rule],
    valid_from: date,
    reason: str,
    *,
    base: int,
    seen: bool,
) -> Version:
    why = gate.passed(reason, field="reason", longest=REASON_LENGTH)
    if not why:
        raise NoReasonGiven
    # What somebody called a rule stands beside every case that it moves.
    gate.passed(names_of(rules), field="reason")
    found = remarks(rules, valid_from)
    if any(one.blocks for one in found):
        raise RulesWrong(found)
    if found and not seen:
        raise NotConfirmed(found)
    with transaction.atomic():
        # Of two first ones at once the second finds no chain to wait for; the database then refuses it.
        number, now = len(_read(lock=True)) + 1, timezone.now()
        if base != number - 1:
            raise NewerRules
        said = {
            "number": number,
            "valid_from": valid_from.isoformat(),
            "since": now.isoformat(),
            "reason": why,
            "rules": as_data(rules),
        }
        sealed = gate.around(json.dumps(said, ensure_ascii=False), why)
        row = RuleSet(number=number, account_id=account_id, said=sealed)
        row.save(force_insert=True)
        record.write(
            Verb.RULES_CHANGED,
            actor=actor,
            chain=ROUTING,
            objects=[row.pk],
            fields=[f"version-{number}", f"rules-{len(rules)}"],
            revision=number,
        )
    return Version(number, valid_from, tuple(rules))


def _read(*, lock: bool = False) -> list[Decided]:
    count = anchored(ROUTING, place=ALL, lock=lock) or 0
    rows = list(RuleSet.objects.order_by("-number"))
    found = [_opened(row.said, row.account_id) for row in rows]
    numbers = [one.version.number for one in found]
    if numbers != [row.number for row in rows] or numbers != list(range(count, 0, -1)):
        raise SealError("these are not all the versions of the rules of routing", place=ALL)
    return found


@lru_cache(maxsize=64)
def _opened(said: str, account_id: uuid.UUID | None) -> Decided:
    """Read once a process: a version of sixty rules is some 10 kB, and every suggestion asks for it."""
    told = json.loads(said)
    version = Version(told["number"], date.fromisoformat(told["valid_from"]), from_data(told["rules"]))
    return Decided(version, told["reason"], datetime.fromisoformat(told["since"]), account_id)
