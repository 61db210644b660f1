"""Which of the cases of late would go elsewhere by other rules: counted, with links to those she may see.

Of cases that she may not see only coarse numbers leave this module: whole fives, and nothing under five, so
that nobody learns of a case by trying rules on it. Each trial is in the trail, and they are limited.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.models import Post
from advisory.standing import Standing
from audit import record, review
from audit.verbs import Verb
from cases import access
from cases.errors import Refusal
from cases.models.case import Case
from cases.routing.facts import RoutedFacts
from cases.routing.rules import Part, Rule, Version
from cases.routing.suggest import Ready, suggestions
from cases.services import rule_sets
from cases.services.routing_places import places
from cases.statistics.recent import by_case

DAYS = 90
# Fewer cases than this that she may not see are not told of, and more in steps of it.
FLOOR = 5
MOST_A_DAY = 20
MOST_LINKS = 25


class TriedTooOften(Refusal):
    sentence = _(
        "You have tried rules on recent cases too often today. The rules can come into force all the same."
    )


@dataclass(frozen=True, slots=True)
class Destination:
    """Names of posts. `lead` is empty where whoever was asked goes on."""

    lead: str
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Cases that would go elsewhere: those she may see, and `others` in whole fives, at least as many."""

    before: Destination
    after: Destination
    cases: tuple[Case, ...]
    others: int

    @property
    def seen(self) -> int:
        return len(self.cases)

    @property
    def links(self) -> tuple[Case, ...]:
        return self.cases[:MOST_LINKS]


@dataclass(frozen=True, slots=True)
class Trial:
    """`moves`, the most first. `rest`: others she may not see that would go elsewhere, in whole fives."""

    since: date
    moves: tuple[Move, ...]
    rest: int

    @property
    def seen(self) -> int:
        return sum(one.seen for one in self.moves)


# Part and post of each suggestion, in order.
_Way = tuple[tuple[Part, uuid.UUID | None], ...]
_Pair = tuple[_Way, _Way]


def tried(*, standing: Standing, rules: Sequence[Rule], valid_from: date) -> Trial:
    """The cases of the last 90 days by the rules in force on that day and by these, on that day.

    Recorded before it is counted. Raises TriedTooOften, and SealError where something does not open.
    """
    record.alone(Verb.RULES_TRIED, actor=standing.actor)
    now = timezone.now()
    # Her own entry is among them, so of many tries at once no more than these get on.
    if review.how_often(standing.account_id, Verb.RULES_TRIED, since=now - timedelta(days=1)) > MOST_A_DAY:
        raise TriedTooOften
    posts = places()
    old = Ready(rule_sets.in_force(rule_sets.versions(), valid_from), posts)
    new = Ready(Version(0, valid_from, tuple(rules)), posts)

    def ways(facts: RoutedFacts) -> _Pair:
        return _way(facts, valid_from, old), _way(facts, valid_from, new)

    today = timezone.localdate(now)
    since = today - timedelta(days=DAYS)
    moved = {case: pair for case, pair in by_case(since, today, ways).items() if pair[0] != pair[1]}
    seen = _visible(standing, moved)
    return _told(since, moved, seen)


def _way(facts: RoutedFacts, on: date, rules: Ready) -> _Way:
    return tuple((one.part, one.post_id) for one in suggestions(facts, on, rules))


def _visible(standing: Standing, moved: dict[uuid.UUID, _Pair]) -> dict[uuid.UUID, Case]:
    """Those of these cases that genuine grants let her see, newest first; recorded as a list of cases."""
    found = list(access.visible_to(standing).filter(pk__in=moved).order_by("-opened_at", "pk"))
    prefetch_related_objects(found, "group_grants", "user_grants")
    genuine = [case for case in found if access.is_genuine(standing, case)]
    if genuine:
        record.alone(Verb.CASES_LISTED, actor=standing.actor, objects=[case.pk for case in genuine])
    return {case.pk: case for case in genuine}


def _told(since: date, moved: dict[uuid.UUID, _Pair], seen: dict[uuid.UUID, Case]) -> Trial:
    others = Counter(pair for case, pair in moved.items() if case not in seen)
    hers: dict[_Pair, list[Case]] = defaultdict(list)
    for case_id, case in seen.items():
        hers[moved[case_id]].append(case)
    names = {post.pk: post.name for post in Post.objects.all()}
    moves, rest = [], 0
    for pair in {*hers, *others}:
        told = _coarse(others[pair])
        if not told:
            rest += others[pair]
        if told or pair in hers:
            before, after = (_destination(way, names) for way in pair)
            moves.append(Move(before, after, tuple(hers[pair]), told))
    moves.sort(key=lambda one: (-(one.seen + one.others), one.before.lead, one.after.lead, one.after.advice))
    return Trial(since, tuple(moves), _coarse(rest))


def _coarse(number: int) -> int:
    return number - number % FLOOR


def _destination(way: _Way, names: dict[uuid.UUID, str]) -> Destination:
    lead = next((names[post] for part, post in way if part is Part.LEAD and post), "")
    advice = sorted(names[post] for part, post in way if part is Part.CONSULTED and post)
    return Destination(lead, tuple(advice))
