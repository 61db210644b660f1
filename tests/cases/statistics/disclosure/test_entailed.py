"""What the gate believes of how figures hang together is true of every register, and what it knows by it."""

from datetime import date

import pytest

from cases.statistics import engine
from cases.statistics.disclosure.earlier import Earlier, Stand
from cases.statistics.disclosure.entailed import all_relations
from cases.statistics.disclosure.gate import audit
from cases.statistics.disclosure.judging import judged
from cases.statistics.disclosure.questions import questions
from cases.statistics.disclosure.recounting import Recount
from cases.statistics.disclosure.relations import AtMost, Relations
from cases.statistics.disclosure.statements import Exact, Published, Refusal, Rounded, Why
from cases.statistics.figures import Known
from cases.statistics.keys import Key
from tests.cases.statistics.attack import population
from tests.cases.statistics.register import Asked, Matter, write

pytestmark = pytest.mark.django_db
TODAY = date(2011, 2, 1)


def known(year: int) -> Known:
    return engine.read(engine.chosen_tables(year, (), TODAY), year, TODAY)


def test_every_relation_holds_of_what_is_counted(counted_2008: None) -> None:
    """Cases that came to a second scheme in another month, half-year or year among them."""
    population.store(population.matters(3, 150, (2009, 2010)), 3)
    write(
        [
            Matter(
                (Asked("MR", date(2009, 6, 20)), Asked("IR", date(2009, 8, 1)), Asked("KT", date(2010, 2, 1)))
            )
        ]
    )
    read = known(2010)
    counts = questions(engine.chosen_tables(2010, (), TODAY), 2010, read).counts
    found = all_relations(counts, {column: len(of) for column, of in read.places.columns.items()})
    assert len(found.sums) > 50
    for line in found.sums:
        assert sum(counts[part] for part in line.parts) == counts[line.total], line
    for most in found.at_most:
        assert sum(counts[one] for one in most.smaller) <= sum(counts[one] for one in most.others), most


def of(unit: str, **where: tuple[int, ...]) -> Key:
    return Key(unit, 2009, tuple(sorted(where.items())))  # type: ignore[arg-type]


def bounds(shown: dict[Key, tuple[int, int]], related: Relations[Key]) -> dict[Key, tuple[int, int]]:
    told = [
        Rounded(key, value, base) if base > 1 else Exact(key, value) for key, (value, base) in shown.items()
    ]
    rounded = frozenset(key for key, (_value, base) in shown.items() if base > 1)
    return audit(Published(told, related, rounded=rounded)).bounds


def test_what_is_new_in_a_half_year_is_active_in_it(reference: None) -> None:
    new, active = (of(unit, kind=(1,), month=(1, 2, 3, 4, 5, 6), scheme=(3,)) for unit in ("cases", "active"))
    related = all_relations([new, active], {})
    assert related.at_most == (AtMost((new,), (active,)),)
    assert bounds({new: (6, 3), active: (3, 3)}, related) == {new: (4, 5), active: (4, 5)}


def test_what_has_an_action_is_not_among_those_that_have_none(reference: None) -> None:
    whole, none, with_one = (
        of("cases", scheme=(1,)),
        of("cases", acted=(0,), scheme=(1,)),
        of("cases", actions=(1,), scheme=(1,)),
    )
    related = all_relations([whole, none, with_one], {})
    assert AtMost((none, with_one), (whole,)) in related.at_most
    assert bounds({whole: (100, 1), none: (99, 3), with_one: (3, 3)}, related)[none] == (97, 99)


def test_schemes_together_are_more_than_all_by_what_stands_in_several(reference: None) -> None:
    """50 and 30 that are 76 together: four stand in both, and the two tables of overlaps show them."""
    school, embassy, both = of("cases", scheme=(1,)), of("cases", scheme=(2,)), of("cases", scheme=(1, 2))
    several = {mask: of("cases", overlap=(mask,)) for mask in (6, 10, 12, 14)}
    related = all_relations([school, embassy, both, *several.values()], {})
    shown = {
        school: (50, 1),
        embassy: (30, 1),
        both: (76, 1),
        several[6]: (0, 3),
        several[14]: (3, 3),
        several[10]: (0, 3),
        several[12]: (0, 3),
    }
    assert bounds(shown, related)[several[14]] == (2, 5)


@pytest.mark.parametrize(("after", "passes"), [(6, True), (3, False)])
def test_who_knows_what_was_corrected_learns_no_more(counted_2008: None, after: int, passes: bool) -> None:
    """4 cases, shown as 6; one more, and shown as 3: then they are 5, for whoever knows of the one."""
    key = of("cases", asker=(1,), kind=(1,), scheme=(3,))
    before = Earlier({key: (Stand(6, 3),)}, {key: 4})
    recount = Recount(known(2009), {key: 5}, [before])
    published = Published([Rounded(key, after, 3)], Relations(()), rounded=frozenset({key}))
    refused = [] if passes else [Refusal(key, Why.NARROW, 5, 5)]
    assert judged(published, recount).refusals == refused


def test_what_stood_exact_before_a_correction_cannot_be_kept_from_who_knows_of_it(counted_2008: None) -> None:
    """And is rounded all the same, for everybody else."""
    key = of("cases", asker=(1,), kind=(1,), scheme=(3,))
    recount = Recount(known(2009), {key: 4}, [Earlier({key: (Stand(5, 1),)}, {key: 5})])
    published = Published([Rounded(key, 3, 3)], Relations(()), rounded=frozenset({key}))
    found = judged(published, recount)
    assert found.passed
    assert found.bounds == {key: (1, 5)}
