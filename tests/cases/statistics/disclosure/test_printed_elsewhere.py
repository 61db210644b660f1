"""What others printed of later years is known to the gate: under our names, where it is our count."""

from datetime import date

import pytest

from cases.models import PublishedFigure
from cases.statistics import engine
from cases.statistics.disclosure.protect import protect
from cases.statistics.disclosure.recounting import Recount
from cases.statistics.keys import Key, key_of
from cases.statistics.past_known import printed_elsewhere
from cases.statistics.tables.advisers import ADVISERS, ALL_PERSONS
from cases.statistics.tables.concerns import T03
from cases.statistics.tables.shared import CASES_ANY
from cases.statistics.tables.times import ACTIVE, NEW
from tests.cases.statistics.register import Asked, Matter, write

pytestmark = pytest.mark.django_db
TODAY = date(2016, 2, 1)
HALF = {"month": ("1", "2", "3", "4", "5", "6")}
SCHOOLS_2015 = {"scheme": ("MR",)}


def test_a_printed_figure_has_the_name_of_the_figure_of_ours_that_it_is(reference: None) -> None:
    found = printed_elsewhere()
    assert found[key_of(CASES_ANY, SCHOOLS_2015, 2015)] == {147}
    assert found[key_of(ALL_PERSONS, {}, 2009)] == {438}
    # Of half-years, which T12 counts.
    assert found[key_of(NEW, {**ADVISERS, **HALF}, 2011)] == {194}
    assert found[key_of(ACTIVE, {**ADVISERS, **HALF}, 2010)] == {328}
    # Two that contradict each other are both known; 2008 began in June, so that is the whole year.
    assert found[key_of(ALL_PERSONS, {}, 2008)] == {170, 391}


def test_what_no_table_counts_is_left_out(reference: None) -> None:
    found = printed_elsewhere()
    units = {(row.series, row.measure) for row in PublishedFigure.objects.all()}
    assert ("PAST_KT", "persons_abroad") in units
    assert not [key for key in found if key.unit == "persons" and key.said("abroad")]
    # The sum of several years, and what other houses count.
    values = {value for of in found.values() for value in of}
    assert not values & {904, 1390, 561, 2625, 250, 87}


def of_2015(cases: int) -> Recount:
    write([Matter((Asked("MR", date(2015, 3, 2)),))] * cases)
    known = engine.read([T03], 2015, TODAY)
    return Recount(known, {}, [], printed_elsewhere())


def test_it_is_out_when_it_is_what_we_count_and_tells_nothing_otherwise(reference: None) -> None:
    key = key_of(CASES_ANY, SCHOOLS_2015, 2015)
    assert key not in of_2015(146).printed
    assert of_2015(1).printed[key] == 147


def test_a_rounded_part_of_what_others_printed_is_kept_open(reference: None) -> None:
    """147 in print: with 144 of them of one kind shown as they are, the other three would be known."""
    fear = [Matter((Asked("MR", date(2015, 3, 2)),), concern="TVE_FR")] * 144
    write([*fear, *[Matter((Asked("MR", date(2015, 3, 2)),), concern="VOT")] * 3])
    known = engine.read([T03], 2015, TODAY)
    decided = protect([T03], 2015, known)
    whole = key_of(CASES_ANY, SCHOOLS_2015, 2015)
    few: Key = key_of(CASES_ANY, {**SCHOOLS_2015, "concern": ("VOT",)}, 2015)
    assert decided.audit.passed
    # It goes on being rounded with its table, and what everybody knows already is not tried.
    assert decided.stands["T03", 2015][whole].base == 3
    assert whole not in decided.audit.bounds
    low, high = decided.audit.bounds[few]
    assert high - low >= 2
