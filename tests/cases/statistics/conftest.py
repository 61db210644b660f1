"""What the tests of counting share: a register with 2008 as it was printed."""

import pytest

from cases.models import CountedYear
from tests.cases.statistics import register


@pytest.fixture
def counted_2008(reference: None) -> None:
    """No case yet, and 2008 declared to be counted here rather than taken from print."""
    CountedYear.objects.get_or_create(year=2008)


@pytest.fixture
def printed_2008(counted_2008: None) -> None:
    """Cases with exactly the margins of the report of 2008."""
    register.write(register.year_2008())
