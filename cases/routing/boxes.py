"""Which cases a rule is for, as a box: for every fact the codes, and the days. What no box holds is a gap.

A set of codes is an integer with a bit a code. Of facts that a case can have several of one value is looked
at, which is right for cases of one person; whatever covers those covers cases with more as well.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.routing.engine import days_between
from cases.routing.facts import FACTS
from cases.routing.rules import Rule

# One set a fact, in the order of FACTS, and the set of stretches of days.
Box = tuple[int, ...]
# Facts that a form can leave out; of every other a case has a code.
OPTIONAL = frozenset({"concern", "circumstances", "focus_country", "whereabouts", "age_groups"})
# Rules that are so entangled that this does not settle it are told of as unsettled.
STEPS = 50_000


class Space:
    """All cases there can be from a day on, and the boxes of the rules in it."""

    def __init__(self, rules: Sequence[Rule], known: Mapping[str, Collection[str]], since: date) -> None:
        self._codes = {
            name: [*known[fact.list], *([""] if name in OPTIONAL else [])] for name, fact in FACTS.items()
        }
        self._bits = {
            name: {code: 1 << place for place, code in enumerate(codes)}
            for name, codes in self._codes.items()
        }
        self._days = sorted({since, *(day for day in days_between(rules) if day > since)})
        self.all = [self.of(rule) for rule in rules]

    def everything(self) -> Box:
        return (*(_full(len(codes)) for codes in self._codes.values()), _full(len(self._days)))

    def of(self, rule: Rule) -> Box:
        """Empty in its days for a rule that is over before they begin."""
        when = dict(rule.when)
        facts = (
            sum(bits[code] for code in when[name]) if name in when else _full(len(bits))
            for name, bits in self._bits.items()
        )
        days = sum(1 << place for place, day in enumerate(self._days) if rule.holds_on(day))
        return (*facts, days)

    def limits(self, box: Box) -> Iterator[tuple[str, list[str]]]:
        """The facts of which the box does not hold every code, with those that it holds."""
        for (name, codes), held in zip(self._codes.items(), box, strict=False):
            if held != _full(len(codes)):
                yield name, [code for place, code in enumerate(codes) if held >> place & 1]

    def days_of(self, box: Box) -> str:
        """From when and until when, in words; empty for all the time there is."""
        if box[-1] == _full(len(self._days)):
            return ""
        held = [place for place in range(len(self._days)) if box[-1] >> place & 1]
        first = date_format(self._days[held[0]], "d.m.Y")
        if held[-1] + 1 == len(self._days):
            return _("from %(first)s") % {"first": first}
        last = date_format(self._days[held[-1] + 1] - timedelta(days=1), "d.m.Y")
        return _("from %(first)s to %(last)s") % {"first": first, "last": last}


def meet(one: Box, other: Box) -> bool:
    return all(a & b for a, b in zip(one, other, strict=True))


def uncovered(box: Box, others: Sequence[Box], *, most: int) -> tuple[list[Box], bool]:
    """Up to `most` parts of the box that none of the others hold; whether that was settled."""
    found: list[Box] = []
    waiting = [(box, 0)]
    for _step in range(STEPS):
        if not waiting or len(found) == most:
            return found, True
        part, place = waiting.pop()
        while place < len(others) and not meet(part, others[place]):
            place += 1
        if place == len(others):
            found.append(part)
        else:
            waiting += [(rest, place + 1) for rest in _without(part, others[place])]
    return found, False


def _without(box: Box, other: Box) -> Iterator[Box]:
    """The box without the other, in parts that share nothing."""
    left = list(box)
    for place, held in enumerate(other):
        outside = left[place] & ~held
        if outside:
            yield (*left[:place], outside, *left[place + 1 :])
            left[place] &= held


def _full(number: int) -> int:
    return (1 << number) - 1
