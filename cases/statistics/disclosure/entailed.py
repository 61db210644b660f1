"""What follows from how cases are counted, beyond sums: which figures together are no more than which others.

An attacker reads it in the tables' rules. Only figures that are there are named.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from cases.statistics.disclosure.relations import AtMost, Numbers, Relations, relations
from cases.statistics.keys import Key, universe


def all_relations(keys: Iterable[Key], places: Mapping[str, int]) -> Relations[Key]:
    """Every relation between these figures; `places` says how many places of each kind there are."""
    known = sorted(set(keys), key=lambda key: (key.unit, key.year, key.where))
    plain = relations(known, places)
    found = [*_of_half_years(set(known)), *_of_actions(known), *_of_schemes(known)]
    return Relations(plain.sums, tuple(dict.fromkeys([*plain.at_most, *found])))


def _of_half_years(known: set[Key]) -> Iterator[AtMost[Key]]:
    """What is new or has ended in a half-year was worked on in it."""
    for key in known:
        active = Key("active", key.year, key.where)
        if key.unit in ("cases", "closed") and active in known:
            yield AtMost((key,), (active,))


def _of_actions(known: Sequence[Key]) -> Iterator[AtMost[Key]]:
    """A case has an action or none: none is in both, and all are in one."""
    there = set(known)
    for none in known:
        if none.said("acted") != (0,):
            continue
        whole = _with(none, "acted")
        with_one = [one for one in known if one.said("actions") and _with(one, "actions") == whole]
        if whole in there:
            for one in with_one:
                yield AtMost((none, one), (whole,))
            if {number for one in with_one for number in one.said("actions") or ()} >= universe(
                "actions", {}
            ) - {0}:
                yield AtMost((whole,), (none, *with_one))


def _of_schemes(known: Sequence[Key]) -> Iterator[AtMost[Key]]:
    """A case stands in a group of schemes once: in two groups together it stands no more often than in both,
    and as often more as it stands in several.
    """
    families: dict[tuple[object, ...], dict[Numbers, Key]] = {}
    for key in known:
        if key.unit != "inquiries":
            schemes = frozenset(key.said("scheme") or universe("scheme", {}))
            families.setdefault((key.unit, key.year, _with(key, "scheme").where), {})[schemes] = key
    for groups in families.values():
        overlaps = _overlaps(next(iter(groups.values())), known)
        for size in (2, 3):
            for parts in combinations(groups, size):
                whole = groups.get(frozenset().union(*parts))
                if whole is None or sum(map(len, parts)) != len(frozenset().union(*parts)):
                    continue
                keys = tuple(groups[part] for part in parts)
                yield AtMost((whole,), keys)
                if overlaps:
                    more = [one for one, mask in overlaps for _ in range(_touched(mask, parts) - 1)]
                    yield AtMost(keys, (whole, *more))
                    yield from _over(overlaps, parts, keys)


def _over(
    overlaps: Sequence[tuple[Key, int]], parts: Sequence[Numbers], keys: Sequence[Key]
) -> Iterator[AtMost[Key]]:
    """A case that stands in several counts there in a year in which one of them was asked."""
    for one, mask in overlaps:
        if mask == sum(1 << number for part in parts for number in part):
            yield AtMost((one,), tuple(keys))


def _overlaps(of: Key, known: Sequence[Key]) -> list[tuple[Key, int]]:
    """The figures of cases in several schemes, with those as bits; none where one of them is missing."""
    if of.unit != "cases":
        return []
    base = tuple(pair for pair in of.where if pair[0] != "scheme")
    found = [
        (key, said[0])
        for key in known
        if (said := key.said("overlap")) is not None
        and len(said) == 1
        and (key.unit, key.year, _with(key, "overlap").where) == (of.unit, of.year, base)
    ]
    several = {mask for mask in universe("overlap", {}) if mask.bit_count() > 1}
    return found if {mask for _key, mask in found} >= several else []


def _touched(mask: int, parts: Sequence[Numbers]) -> int:
    """In how many of these groups a case with these schemes may stand."""
    return max(1, sum(any(mask >> number & 1 for number in part) for part in parts))


def _with(key: Key, column: str) -> Key:
    """The same without what it asks of a column."""
    return Key(key.unit, key.year, tuple(pair for pair in key.where if pair[0] != column))
