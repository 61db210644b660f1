"""Lying bars as places in a drawing: nothing overlaps, one scale, and a sign where there is no figure."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from advisory.across_places import LEFT, LINE, MOST_LINES, NAME_WIDTH, PITCH, width_of, wrapped
from advisory.chart_places import WIDTH
from advisory.charts import Group
from advisory.charts_across import TALLEST, Lying, lying

NAMES = st.text(alphabet="abmiMWÆ -", max_size=120)
VALUES = st.lists(st.none() | st.integers(0, 5000), min_size=2, max_size=2)


def drawings(*groups: Group, legend: tuple[str, ...] = ("a",), most: int = 0) -> list[Lying]:
    return lying(groups, title="t", description="d", legend=legend, ranges="open", most=most)


def group(name: str, *values: int | None) -> Group:
    return Group(name, values, tuple(":" if one is None else str(one) for one in values))


def places(downs: list[int]) -> list[int]:
    return [sum(downs[: place + 1]) for place in range(len(downs))]


def test_what_has_no_figure_has_no_bar_but_its_sign_and_nought_is_a_figure() -> None:
    (found,) = drawings(group("x", 30, None), group("y", 0, 12), legend=("a", "b"))
    assert [(one.length > 0, one.number) for one in found.strips] == [
        (True, "30"), (False, ":"), (False, "0"), (True, "12"),
    ]  # fmt: skip
    assert [(series, path.count("z")) for series, _dashed, path in found.bars] == [(0, 1), (1, 1)]
    assert [one.text for one in found.numbers] == ["30", ":", "0", "12"]


def test_the_line_over_a_rounded_figure_goes_from_the_least_to_the_most_and_its_number_follows() -> None:
    rounded = Group("x", (30,), ("30",), ranges=((28, 32),))
    (found,) = drawings(rounded, group("y", 40))
    strip, exact = found.strips
    assert strip.range is not None
    low, high = strip.range
    assert low < strip.length < high
    assert strip.end > LEFT + high
    assert exact.range is None
    assert found.range_path == f"M{LEFT + low} {strip.middle - 3}v6m0 -3h{high - low}m0 -3v6"
    assert found.ranges == "open"
    (plain,) = drawings(group("y", 40))
    assert (plain.ranges, plain.range_path) == ("", "")


def test_drawings_with_one_scale_give_equal_figures_equal_lengths() -> None:
    (small,), (large,) = drawings(group("x", 5), most=400), drawings(group("x", 400), group("y", 5))
    assert small.strips[0].length == large.strips[1].length
    assert small.lines == large.lines


def test_more_rows_than_a_sheet_holds_are_drawn_in_parts_that_say_so() -> None:
    found = drawings(*(group(str(number), number) for number in range(1, 81)))
    assert [one.title for one in found] == [f"t ({place}/{len(found)})" for place in range(1, len(found) + 1)]
    assert max(one.height for one in found) <= TALLEST
    assert [one.text for part in found for one in part.names] == [str(number) for number in range(1, 81)]
    assert len({one.lines for one in found}) == 1


def test_nothing_is_drawn_where_there_is_nothing() -> None:
    assert drawings(group("x", 0), group("y", None)) == []
    assert drawings() == []


def test_a_name_is_wrapped_between_words_and_shortened_only_where_it_must() -> None:
    assert wrapped("Pakistan") == ("Pakistan",)
    whole = "Frykt for ufrivillig opphold eller etterlatelse i utlandet"
    assert len(wrapped(whole)) == 2
    assert " ".join(wrapped(whole)) == whole
    *_lines, last = wrapped(" ".join([whole] * 3))
    assert last.endswith("…")
    (one,) = wrapped("M" * 60)
    assert one == "M" * (len(one) - 1) + "…"


@given(st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=25))
def test_no_name_and_no_number_stands_in_another_or_outside(rows: list[tuple[str, list[int | None]]]) -> None:
    for found in drawings(*(group(name, *values) for name, values in rows), legend=("a", "b")):
        numbers = places([one.down for one in found.numbers])
        assert all(after - before >= PITCH for before, after in pairwise(numbers))
        names = places([one.down for one in found.names])
        assert all(after - before >= LINE for before, after in pairwise(names))
        assert all(width_of(one.text) <= NAME_WIDTH for one in found.names)
        assert len(found.names) <= MOST_LINES * len(rows)
        assert max(*numbers, *names) <= found.floor
        assert all(one.end + width_of(one.number) <= WIDTH for one in found.strips)
