"""The gate against an attacker who tries every number, and against the leaks that were really printed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.statistics.disclosure.gate import audit
from cases.statistics.disclosure.hiding import NotHidden, hidden
from cases.statistics.disclosure.relations import AtMost, Relations, Sum
from cases.statistics.disclosure.rounding import NotRounded, Wanted, rounded
from cases.statistics.disclosure.statements import AtLeast, Exact, Published, Refusal, Rounded, Share, Why
from tests.cases.statistics.disclosure import brute

OF_2008: Relations[str] = Relations((Sum("persons", ("women", "men", "unknown")),))
NONE: Relations[str] = Relations(())
small_tables = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=3)
larger = st.lists(
    st.lists(st.one_of(st.integers(0, 6), st.integers(0, 90)), min_size=4, max_size=4), min_size=2, max_size=6
)


def sums(rows: int, columns: int) -> Relations[brute.Cell]:
    return Relations(tuple(Sum(*one) for one in brute.sums_of(rows, columns)))


def test_hiding_the_two_unknown_of_2008_alone_is_refused_and_with_a_companion_passes() -> None:
    shown = [Exact("persons", 391), Exact("women", 282), Exact("men", 107)]
    alone = audit(Published(shown, OF_2008, hidden=frozenset({"unknown"})))
    assert alone.refusals == [Refusal("unknown", Why.HIDDEN, 2, 2)]
    both = audit(Published(shown[:2], OF_2008, hidden=frozenset({"unknown"})))
    assert both.passed
    assert both.bounds["unknown"] == (0, 109)


def test_a_small_figure_as_it_is_is_refused_unless_it_was_printed_once() -> None:
    published = Published([Exact("unknown", 2)], NONE)
    assert audit(published).refusals == [Refusal("unknown", Why.SMALL, 2, 2)]
    assert audit(Published([Exact("unknown", 2)], NONE, known=frozenset({"unknown"}))).passed


def test_one_decimal_tells_the_count_and_whole_per_cent_do_not() -> None:
    """72,1 per cent of 391 is 282 and nothing else."""
    base = Exact("persons", 391)
    decimal = audit(Published([base, Share("women", "persons", 721, 1)], NONE, rounded=frozenset({"women"})))
    assert decimal.refusals == [Refusal("women", Why.NARROW, 282, 282)]
    whole = audit(Published([base, Share("women", "persons", 72, 0)], NONE, rounded=frozenset({"women"})))
    assert whole.passed
    assert whole.bounds["women"] == (280, 283)


def test_a_difference_between_two_editions_tells_what_rounding_hid() -> None:
    """Rounded to 3 once and to 6 the next time while it stayed the same: it is 4 or 5."""
    once = [Rounded("cell", 3, 3)]
    assert audit(Published(once, NONE, rounded=frozenset({"cell"}))).bounds["cell"] == (1, 5)
    twice = audit(Published([*once, Rounded("cell", 6, 3)], NONE, rounded=frozenset({"cell"})))
    assert twice.refusals == [Refusal("cell", Why.NARROW, 4, 5)]


def test_a_row_shown_only_from_five_on_narrows_its_rounding() -> None:
    shown = [Rounded("land", 3, 3), AtLeast("land", 5)]
    assert audit(Published(shown, NONE, rounded=frozenset({"land"}))).refusals == [
        Refusal("land", Why.NARROW, 5, 5)
    ]


def test_what_one_adviser_knows_of_her_own_school_is_taken_into_account() -> None:
    """Four are hers: a county rounded to 0 tells her that there are no others, and one to 5 does not."""

    def knows(value: int) -> list[Why]:
        published = Published(
            [Rounded("county", value, 5)], NONE, rounded=frozenset({"county"}), knowers=[{"county": 4}],
            places=frozenset({"county"}),
        )  # fmt: skip
        return [one.why for one in audit(published).refusals]

    assert knows(0) == [Why.KNOWER]
    assert knows(5) == []


def test_cases_cannot_be_more_than_their_persons() -> None:
    shown = [Rounded("cases", 3, 3), Rounded("persons", 0, 3)]
    related: Relations[str] = Relations((), (AtMost(("cases",), ("persons",)),))
    found = audit(Published(shown, related, rounded=frozenset({"cases", "persons"})))
    assert found.bounds == {"cases": (1, 2), "persons": (1, 2)}
    assert not found.passed


def test_what_contradicts_itself_is_refused() -> None:
    shown = [Exact("persons", 10), Exact("women", 9), Exact("men", 9), Exact("unknown", 0)]
    assert [one.why for one in audit(Published(shown, OF_2008)).refusals] == [Why.CONTRADICTION]


@settings(max_examples=30, deadline=None)
@given(inner=small_tables, exact=st.booleans())
def test_it_finds_the_bounds_that_trying_every_number_finds(inner: list[list[int]], exact: bool) -> None:
    table, (rows, columns) = brute.with_sums(inner), (len(inner), 2)
    relations = sums(rows, columns)
    values = rounded([Wanted(3, table, relations.sums)])
    statements: list[Exact[brute.Cell] | Rounded[brute.Cell]] = [
        Rounded(cell, value, 3) for (cell, _base), value in values.items()
    ]
    box = {cell: (max(0, value - 2), value + 2) for (cell, _base), value in values.items()}
    if exact:  # the grand total beside it, as a headline shows it
        statements.append(Exact((-1, -1), table[-1, -1]))
        box[-1, -1] = (table[-1, -1], table[-1, -1])
    found = audit(Published(statements, relations, rounded=frozenset(table)))
    assert found.bounds == brute.reach(rows, columns, box)


@settings(max_examples=40, deadline=None)
@given(inner=larger, base=st.sampled_from([3, 5]))
def test_rounded_tables_add_up_everywhere_and_nothing_moves_by_its_base(
    inner: list[list[int]], base: int
) -> None:
    table, relations = brute.with_sums(inner), sums(len(inner), 4)
    values = rounded([Wanted(base, table, relations.sums)])
    for cell, count in table.items():
        assert values[cell, base] % base == 0
        assert abs(values[cell, base] - count) < base
        assert count % base or values[cell, base] == count
    for total, parts in brute.sums_of(len(inner), 4):
        assert sum(values[part, base] for part in parts) == values[total, base]
    published = [Rounded(cell, value, base) for (cell, _base), value in values.items()]
    found = audit(Published(published, relations, rounded=frozenset(table)))
    # By itself a rounded table leaves every figure open.
    assert found.passed
    assert all(low <= table[cell] <= high for cell, (low, high) in found.bounds.items())


def test_what_was_rounded_before_stays_as_long_as_it_is_right() -> None:
    for count, before, after in ((4, 3, 3), (4, 6, 6), (5, 3, 3), (6, 3, 6)):
        wanted: Wanted[str] = Wanted(3, {"cell": count}, (), before={"cell": before})
        assert rounded([wanted]) == {("cell", 3): after}
    # It went down from 5 to 4, and was 3: never up.
    assert rounded([Wanted(3, {"cell": 4}, (), moved={"cell": (3, -1)})]) == {("cell", 3): 3}


def test_figures_that_cannot_all_be_rounded_are_refused() -> None:
    with pytest.raises(NotRounded):
        rounded([Wanted(3, {"whole": 0, "part": 4}, (Sum("whole", ("part",)),))])


@settings(max_examples=25, deadline=None)
@given(inner=small_tables)
def test_hiding_takes_companions_until_nobody_can_work_a_small_figure_out(inner: list[list[int]]) -> None:
    table, (rows, columns) = brute.with_sums(inner), (len(inner), 2)
    relations = sums(rows, columns)
    try:
        away = hidden(table, relations.sums, table)
    except NotHidden:
        # So few cases that none of them can be thought away or more of them thought to be there.
        return
    assert {cell for cell, small in away.items() if small} == {c for c, n in table.items() if 0 < n < 5}
    shown = [Exact(cell, number) for cell, number in table.items() if cell not in away]
    small = frozenset(cell for cell, is_small in away.items() if is_small)
    found = audit(Published(shown, relations, hidden=small))
    assert found.passed, found.refusals
    box = {cell: (n, n) if cell not in away else (0, n + 10) for cell, n in table.items()}
    if rows * columns <= 4:
        for cell, (low, high) in brute.reach(rows, columns, box).items():
            assert cell not in small or (low == 0 and high >= 5)


def test_a_small_figure_that_nothing_can_hide_is_named() -> None:
    with pytest.raises(NotHidden) as refused:
        hidden({"whole": 8, "part": 2, "rest": 6}, [Sum("whole", ("part", "rest"))], ["part"])
    assert refused.value.name == "part"
