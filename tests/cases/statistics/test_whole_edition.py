"""A year of 1 000 cases as a whole edition: all tables, all languages, all files, through the gate."""

import pytest

from cases.services.editions import editions
from tests.benchmarks import editions as measured
from tests.benchmarks import population
from tests.config.test_weight import PAGE_BYTES
from tests.factories import Member

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.one_database("The benchmarks make one on each."),
]


def test_a_whole_edition_is_made_of_a_year_of_a_thousand_cases(reference: None, statistician: Member) -> None:
    """How long it takes is measured by `dev.py bench`; here it has to be whole."""
    posts = population.members(10)
    population.fill_year(posts, measured.YEAR, measured.CASES)
    measured.must_be_whole(measured.made(posts[0]))
    (one,) = editions()
    assert one.audit["narrowest"] >= 3
    for address in (f"/statistikk/utgaver/{one.number}/", f"/statistikk/{measured.YEAR}/"):
        answer = statistician.client.get(address, headers={"accept-encoding": "gzip"})
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
        assert len(answer.content) + head <= PAGE_BYTES, address
