"""Charts as places in a drawing: what is open about a figure, breaks, and one scale for several."""

from advisory.charts import Break, Chart, Group, drawn


def chart(*groups: Group, most: int = 0, breaks: tuple[Break, ...] = ()) -> Chart:
    found = drawn(
        groups,
        title="t",
        description="d",
        legend=["a"],
        dashed="not whole",
        ranges="open",
        most=most,
        breaks=breaks,
    )
    assert found is not None
    return found


def years(*values: int) -> list[Group]:
    return [Group(str(2008 + place), (value,), (str(value),)) for place, value in enumerate(values)]


def test_the_line_over_a_rounded_figure_goes_from_the_least_to_the_most_it_can_be() -> None:
    found = chart(Group("2008", (30,), ("30",), ranges=((28, 32),)), Group("2009", (40,), ("40",)))
    rounded, exact = found.bars
    assert exact.range is None
    assert rounded.range is not None
    high, low = rounded.range
    assert high < rounded.y < low
    # The number stands over the line and not in it.
    assert rounded.over < high
    assert exact.over < exact.y
    assert found.ranges == "open"
    assert chart(*years(3)).ranges == ""


def test_a_break_stands_between_the_groups_and_says_why() -> None:
    found = chart(*years(3, 4, 5), breaks=(Break(2, "moved"), Break(1, "began"), Break(2, "renamed")))
    assert [(cut.letter, cut.why) for cut in found.cuts] == [("a", "began"), ("b", "moved; renamed")]
    for place, cut in enumerate(found.cuts, start=1):
        assert found.bars[place - 1].x + found.bars[place - 1].width < cut.at < found.bars[place].x


def test_a_break_before_or_after_everything_is_not_drawn() -> None:
    assert chart(*years(3, 4), breaks=(Break(0, "x"), Break(2, "y"))).cuts == ()


def test_drawings_with_one_scale_give_equal_figures_equal_heights() -> None:
    small, large = chart(*years(3, 5), most=400), chart(*years(400, 5))
    assert small.bars[1].height == large.bars[1].height
    assert small.lines == large.lines


def test_few_names_are_seen_whole_on_a_telephone_every_second_one_if_need_be() -> None:
    assert chart(*years(3, 4, 5)).narrow.is_few
    assert not chart(*years(3, 4, 5)).narrow.is_sparse
    assert not chart(*years(*range(1, 9))).narrow.is_few
    days = [Group(f"man {day}.11.", (day,), (str(day),)) for day in range(23, 30)]
    assert chart(*days).narrow.is_few
    assert chart(*days).narrow.is_sparse
    assert not chart(*(Group(f"Representant {place}", (1,), ("1",)) for place in range(7))).narrow.is_few


def test_numbers_that_would_run_into_each_other_there_are_left_to_the_table() -> None:
    def side_by_side(*values: int) -> Chart:
        texts = tuple(str(value) for value in values)
        groups = [Group(str(year), values, texts) for year in range(2005, 2009)]
        found = drawn(groups, title="t", description="d", legend=texts, dashed="")
        assert found is not None
        return found

    assert not chart(*years(1000, 2000, 3000)).narrow.is_crowded
    assert not side_by_side(1, 2).narrow.is_crowded
    assert side_by_side(100, 200, 300).narrow.is_crowded


def test_nothing_is_drawn_where_there_is_nothing() -> None:
    assert drawn(years(0), title="", description="", legend=["a"], dashed="") is None
