"""A year of 1 000 cases as a whole edition: all tables, all languages, through the gate.

That all its files are whole too is looked at where it is measured how long they take (`dev.py bench`).
"""

import pytest

from cases.services.edition_steps import make_draft
from cases.services.editions import editions
from cases.statistics.tables import TABLES
from cases.statistics.words import LANGUAGES
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
    posts = population.members(10)
    population.fill_year(posts, measured.YEAR, measured.CASES)
    make_draft(standing=posts[0].standing, year=measured.YEAR, reason="En måling.")
    (one,) = editions()
    for language in LANGUAGES:
        assert [table["id"] for table in one.published["tables"][language]] == list(TABLES), language
    assert one.audit["narrowest"] >= 3
    for address in (f"/statistikk/utgaver/{one.number}/", f"/statistikk/{measured.YEAR}/"):
        answer = statistician.client.get(address, headers={"accept-encoding": "gzip"})
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
        assert len(answer.content) + head <= PAGE_BYTES, address
