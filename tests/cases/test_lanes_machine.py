"""Whatever happens to some cases at some posts, in whatever order: none lies still, nobody keeps a right."""

import pytest

from tests.cases.lanes_machine import a_world, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LEAST = 150


def test_no_case_lies_still_and_no_right_is_left_behind() -> None:
    """A few lives of it; the benchmarks (tests/benchmarks/lanes.py) take ten thousand steps in all."""
    with a_world():
        taken = run(examples=6, steps=50)
    assert taken.total() > LEAST, taken
