"""What stands over several columns of a table on a page, and that no part of their names is lost."""

from cases.statistics.heads import Head, heads_of
from cases.statistics.result import Heading


def columns(*labels: str) -> list[Heading]:
    return [Heading(str(place), label) for place, label in enumerate(labels)]


def test_what_columns_side_by_side_have_in_common_stands_over_them() -> None:
    found = heads_of(columns("Advisers: new", "Advisers: active", "The team: new", "The team: active"))
    assert found == [Head("Advisers", ["new", "active"]), Head("The team", ["new", "active"])]


def test_columns_that_stand_apart_or_for_themselves_keep_their_whole_names() -> None:
    assert heads_of(columns("MR: 2008", "IR: 2008", "MR: per cent", "IR: per cent")) == []
    assert heads_of(columns("Advisers: new", "Advisers: active", "Sum")) == []
    assert heads_of(columns("2007", "2008")) == []
    assert heads_of([]) == []
