"""Protects all tables of an edition at once, and lets the gate judge what would then be out.

What leaves is decided here: for each figure of each table and year, exact, rounded or hidden. The tables
are then made from these decisions by the same engine that counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cases.statistics.declarations import Protection, Table
from cases.statistics.disclosure.earlier import Earlier, Stand
from cases.statistics.disclosure.entailed import all_relations
from cases.statistics.disclosure.gate import reach
from cases.statistics.disclosure.hiding import NotHidden, hidden
from cases.statistics.disclosure.judging import ORDINARY, Decided, judged, published
from cases.statistics.disclosure.questions import Group, Questions, questions
from cases.statistics.disclosure.recounting import Recount
from cases.statistics.disclosure.relations import Relations
from cases.statistics.disclosure.rounding import POSSIBLE, Beside, NotRounded, Wanted, rounded
from cases.statistics.disclosure.solver import NoSolution
from cases.statistics.disclosure.statements import SMALL, AtLeast, Exact, Published, Refusal, Statement, Why
from cases.statistics.figures import Known
from cases.statistics.keys import Key
from cases.statistics.past_known import printed_elsewhere

# So often another rounding is tried when the gate refuses one.
TURNS = 6


def protect(
    tables: Sequence[Table],
    year: int,
    known: Known,
    *,
    earlier: Sequence[Earlier] = (),
    options: Mapping[str, Protection] | None = None,
) -> Decided:
    """Decide all figures of these tables of the year, and audit them. The audit may have refused.

    `options` are other protections for some tables than they declare. Raises NotSolved.
    """
    chosen = [replace(table, protection=(options or {}).get(table.id, table.protection)) for table in tables]
    asked = questions(chosen, year, known)
    recount = Recount(known, asked.counts, earlier, printed_elsewhere())
    decided = Decided(counts=asked.counts, names=asked.names, places=known.places)
    places = {column: len(found) for column, found in known.places.columns.items()}
    related = all_relations(asked.counts, places)
    exact = _exact(asked, known)
    try:
        within = _within(asked, exact, recount, related)
        decided.follows = {key for key, found in within.items() if _follows(*found)}
        beside = Beside(related, {key: asked.counts[key] for key in exact | decided.follows}, within)
        for turn in range(TURNS):
            _decide(decided, asked, exact, recount, replace(beside, turn=turn))
            decided.audit = judged(published(decided, recount, places), recount)
            decided.audit.refusals += _given_away(decided, asked, exact)
            again = _refused_roundings(decided)
            if not again:
                break
            beside = replace(beside, avoid=beside.avoid | again)
    except NoSolution:
        decided.audit.refusals.append(Refusal(None, Why.CONTRADICTION))
    except NotRounded:
        decided.audit.refusals.append(Refusal(None, Why.NOT_ROUNDED))
    except NotHidden as error:
        decided.audit.refusals.append(Refusal(error.name, Why.HIDDEN))  # type: ignore[arg-type]
    return decided


def _follows(low: int, high: int) -> bool:
    return low == high and (low == 0 or low >= SMALL)


def _refused_roundings(decided: Decided) -> frozenset[tuple[Key, int, int]]:
    """How the figures are rounded of which the gate says that they tell too much."""
    refused = {one.name for one in decided.audit.refusals if one.why in (Why.NARROW, Why.KNOWER)}
    return frozenset(
        (key, stand.base, stand.value)
        for stands in decided.stands.values()
        for key, stand in stands.items()
        if key in refused and stand.value is not None and stand.base > 1
    )


def _given_away(decided: Decided, asked: Questions, exact: set[Key]) -> list[Refusal[Key]]:
    """A headline that is rounded tells that one of its figures is small: too much where only one can be."""
    found = []
    for group in asked.groups.values():
        if group.table.protection.style != "headline" or _way(group, exact).style == "headline":
            continue
        bounds = {key: decided.audit.bounds[key] for key in group.shown if key in decided.audit.bounds}
        able = [key for key, (low, high) in bounds.items() if low < SMALL and high > 0]
        if len(able) == 1:
            low, high = max(bounds[able[0]][0], 1), min(bounds[able[0]][1], SMALL - 1)
            if high - low + 1 < POSSIBLE:
                found.append(Refusal(able[0], Why.NARROW, low, high))
    return [one for one in found if one not in decided.audit.refusals]


def _exact(asked: Questions, known: Known) -> set[Key]:
    """Figures that some table shows as they are: those of headlines without a small one, and the printed."""
    found = {key for key, count in asked.counts.items() if known.printed.get(key) == count}
    for group in asked.groups.values():
        if group.table.protection.style == "headline" and _is_plain(group, found):
            found.update(group.shown)
    return found


def _is_plain(group: Group, printed: set[Key]) -> bool:
    return all(count == 0 or count >= SMALL or key in printed for key, count in group.shown.items())


def _decide(
    decided: Decided, asked: Questions, exact: set[Key], recount: Recount, beside: Beside[Key]
) -> None:
    ways = {name: _way(group, exact) for name, group in asked.groups.items()}
    wanted: dict[int, dict[Key, int]] = {}
    may_hide: dict[Key, int] = {}
    for name, group in asked.groups.items():
        way = ways[name]
        for key, count in (group.shown | group.support).items():
            if key in group.shown and way.style == "hidden":
                may_hide[key] = count
            elif not _as_it_is(key, group, way, exact):
                wanted.setdefault(_base(way, key, group), {})[key] = count
    known = beside.relations
    numbers = rounded([_wanted(base, counts, recount, known) for base, counts in wanted.items()], beside)
    inside = {key: count for key, count in decided.counts.items() if key in may_hide or key in exact}
    sums = [one for one in known.sums if {one.total, *one.parts} <= inside.keys()]
    away = hidden(inside, sums, [key for key in may_hide if key not in exact])
    for name, group in asked.groups.items():
        stands = decided.stands.setdefault(name, {})
        for key, count in (group.shown | group.support).items():
            base, least = _base(ways[name], key, group), asked.at_least.get(key, 0)
            if key in may_hide and key in group.shown and ways[name].style == "hidden":
                shown = Stand(None, 0, away[key]) if key in away else Stand(count, 1)
            elif _as_it_is(key, group, ways[name], exact):
                shown = Stand(count, 1)
            else:
                shown = Stand(numbers[key, base], base)
            stands[key] = replace(shown, at_least=least)


def _as_it_is(key: Key, group: Group, way: Protection, exact: set[Key]) -> bool:
    """Whether an exact figure stands in this table as it is: not where the others are rounded."""
    return key in exact and (key in group.support or way.style == "headline")


def _way(group: Group, exact: set[Key]) -> Protection:
    """How the table's figures of this year are protected in the end."""
    if group.shown.keys() <= exact and group.table.protection.style == "headline":
        return group.table.protection
    if group.table.protection.style == "headline":
        return Protection("rounded", ORDINARY)
    return group.table.protection


def _base(way: Protection, key: Key, group: Group) -> int:
    return way.base if key in group.shown and way.style == "rounded" else ORDINARY


def _within(
    asked: Questions, exact: set[Key], recount: Recount, known: Relations[Key]
) -> dict[Key, tuple[int, int]]:
    """What readers know of each figure without its rounding: from exact figures and earlier ones."""
    statements: list[Statement[Key]] = [Exact(key, asked.counts[key]) for key in exact]
    statements += [Exact(key, value) for key, value in recount.printed.items() if key not in exact]
    statements += [AtLeast(key, least) for key, least in asked.at_least.items()]
    for stands in recount.still_true:
        statements += [one for key, stand in stands.items() for one in stand.statements(key)]
    # Not the exact ones: whoever knows no correction has still to be left in doubt.
    statements += [one for one in recount.corrected if not isinstance(one, Exact)]
    return reach(Published(statements, known), asked.counts)


def _wanted(base: int, counts: Mapping[Key, int], recount: Recount, known: Relations[Key]) -> Wanted[Key]:
    sums = tuple(one for one in known.sums if {one.total, *one.parts} <= counts.keys())
    before, moved = recount.rounded_before(base)
    # Elsewhere a lone case of one school may be all there is, and no rounding can leave that open.
    own = recount.own if base > ORDINARY else {}
    return Wanted(base, counts, sums, own, before, moved)


__all__ = ["Decided", "protect"]
