"""One way to a percentage. The two that were printed wrong in 2008 stay here."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.statistics.percentages import Base, growth, percentage
from cases.statistics.words import Text

NAME = Text("saker", "saker", "cases")


def of(count: int) -> Base:
    return Base(count, NAME)


def test_growth_has_the_year_before_as_its_base_and_so_is_40_and_not_28() -> None:
    assert growth(of(177), 248) == 40


def test_a_share_is_rounded_and_not_cut_and_so_is_57_and_not_56() -> None:
    assert percentage(50 + 91, of(248)) == 57


def test_the_third_printed_percentage_was_right() -> None:
    assert percentage(14 + 63, of(381)) == 20


@pytest.mark.parametrize(
    ("part", "base", "expected"),
    [
        (1, 200, 1),
        (1, 201, 0),
        (3, 200, 2),
        (5, 200, 3),
        (0, 7, 0),
        (7, 7, 100),
        (-1, 200, -1),
        (-3, 1, -300),
    ],
)
def test_a_half_goes_away_from_zero(part: int, base: int, expected: int) -> None:
    assert percentage(part, of(base)) == expected


def test_nothing_is_a_percentage_of_zero() -> None:
    assert percentage(0, of(0)) is None
    assert growth(of(0), 12) is None


@given(part=st.integers(-(10**9), 10**9), base=st.integers(1, 10**9))
def test_it_is_the_nearest_whole_number(part: int, base: int) -> None:
    found = percentage(part, of(base))
    assert found is not None
    assert abs(Fraction(100 * part, base) - found) <= Fraction(1, 2)
