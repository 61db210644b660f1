"""How figures hang together: which add up to which, and which cannot be larger than another.

An attacker knows all of it, whether or not a table shows it; the same is what rounded figures must obey.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from cases.statistics.keys import SEVERAL, Key, universe

Name = TypeVar("Name", bound=Hashable)
Numbers = frozenset[int]
# Columns in which the entries of one case in several schemes differ.
OF_ENTRIES = ("scheme", "month", "asker", "channel", "acted", "station", "county")


@dataclass(frozen=True, slots=True)
class Sum(Generic[Name]):
    """The parts add up to the total."""

    total: Name
    parts: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class AtMost(Generic[Name]):
    """The smaller together are no more than the others together; a name may stand in it several times."""

    smaller: tuple[Name, ...]
    others: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Relations(Generic[Name]):
    sums: tuple[Sum[Name], ...]
    at_most: tuple[AtMost[Name], ...] = ()


def relations(keys: Iterable[Key], places: Mapping[str, int]) -> Relations[Key]:
    """Those that the conditions tell by themselves (`entailed` has all); `places` says how many places there
    are of each kind.
    """
    known = sorted(set(keys), key=lambda key: (key.unit, key.year, key.where))
    sums: dict[Sum[Key], None] = {}
    at_most: dict[AtMost[Key], None] = {}
    for column, family in _families(known):
        sets = {_numbers(key, column, places): key for key in family}
        for numbers, key in sets.items():
            inside = [one for one in sets if one < numbers]
            parts = _partition(numbers, inside)
            if parts and _adds_up(column, key):
                sums[Sum(key, tuple(sets[one] for one in parts))] = None
                continue
            if parts and column not in SEVERAL:
                # What stands in several of the parts counts once in all of them together.
                at_most[AtMost((key,), tuple(sets[one] for one in parts))] = None
            for one in inside:
                at_most[AtMost((sets[one],), (key,))] = None
    for key in known:
        # Every specific case concerns somebody.
        if key.unit == "cases" and key.said("kind") is not None:
            persons = Key("persons", key.year, key.where)
            if persons in set(known):
                at_most[AtMost((key,), (persons,))] = None
    return Relations(tuple(sums), tuple(at_most))


def noughts(known: Iterable[Name], related: Relations[Name]) -> set[Name]:
    """Figures that are nothing because these are: what is part of nothing, or no larger than it."""
    found = set(known)
    size = -1
    while size < len(found):
        size = len(found)
        for line in related.sums:
            if line.total in found:
                found.update(line.parts)
        for most in related.at_most:
            if found.issuperset(most.others):
                found.update(most.smaller)
    return found


def _families(keys: list[Key]) -> Iterator[tuple[str, list[Key]]]:
    """Figures that differ in what they ask of one column alone."""
    columns = sorted({column for key in keys for column, _numbers in key.where})
    for column in columns:
        found: dict[tuple[object, ...], list[Key]] = {}
        for key in keys:
            rest = tuple(pair for pair in key.where if pair[0] != column)
            found.setdefault((key.unit, key.year, rest), []).append(key)
        for family in found.values():
            if len(family) > 1:
                yield column, family


def _numbers(key: Key, column: str, places: Mapping[str, int]) -> Numbers:
    said = key.said(column)
    return universe(column, places) if said is None else frozenset(said)


def _adds_up(column: str, key: Key) -> bool:
    """Whether nobody stands in two parts: not in actions; and in schemes, or what a scheme has for itself,
    only where entries are counted. A case of two schemes came to each in a month of its own.
    """
    if column in SEVERAL:
        return False
    if column not in OF_ENTRIES or key.unit == "inquiries":
        return True
    return column != "scheme" and key.unit in ("cases", "persons") and len(key.said("scheme") or ()) == 1


def _partition(numbers: Numbers, inside: list[Numbers]) -> list[Numbers]:
    """The smallest of the sets inside, if they are apart from each other and make up all of it."""
    smallest = [one for one in inside if not any(other < one for other in inside)]
    whole = sum(len(one) for one in smallest) == len(numbers)
    return smallest if whole and frozenset().union(*smallest) == numbers else []
