"""How many persons recorded facts fit: enough, or a word that tells nothing of other posts' cases."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.models.facts import PersonFacts
from cases.statistics.likeness import ENOUGH, Fit, Recorded, _fit, by_year
from cases.views.likeness_shown import FITS, WIDER
from tests import factories
from tests.factories import Member

GIRL = PersonFacts(sex="K", age_group="18-21", background="PK", whereabouts="NOR")
BOY = replace(GIRL, sex="M")


def words_on(member: Member, case_id: object) -> str:
    page = member.client.get(f"/saker/{case_id}/").content.decode()
    return page.split('id="likeness"')[1].split("</ul>")[0] if 'id="likeness"' in page else ""


@pytest.mark.django_db
def test_one_of_few_is_told_so_and_what_to_widen(adviser: Member) -> None:
    case = factories.log_case(adviser, persons=(GIRL,))
    text = words_on(adviser, case.pk)
    assert str(FITS["alone"]) in text
    assert str(WIDER["age_group", "background"]) in text


@pytest.mark.django_db
def test_five_are_enough(adviser: Member) -> None:
    cases = [factories.log_case(adviser, persons=(GIRL,)) for _one in range(ENOUGH)]
    assert str(FITS["enough"]) in words_on(adviser, cases[0].pk)
    assert (by_year()[0].alone, by_year()[0].few, by_year()[0].enough) == (0, 0, 5)


@pytest.mark.django_db
def test_another_posts_case_in_the_county_changes_no_word(adviser: Member) -> None:
    """Up to where five fit: whether there are one or four of them elsewhere is not told."""
    from advisory.roles import Role

    case = factories.log_case(adviser, persons=(GIRL,))
    county = adviser.post.profile["county"]  # type: ignore[union-attr]
    neighbour = factories.member("neighbour", Role.ADVISER, factories.new_post(county=county))
    told = {words_on(adviser, case.pk)}
    for _one in range(ENOUGH - 2):
        factories.log_case(neighbour, persons=(GIRL,))
        told.add(words_on(adviser, case.pk))
    assert len(told) == 1
    factories.log_case(neighbour, persons=(GIRL,))
    assert str(FITS["enough"]) in words_on(adviser, case.pk)


@pytest.mark.django_db
def test_of_a_case_she_is_shut_out_of_it_tells_nothing(adviser: Member, colleague: Member) -> None:
    from cases.services.keeping_out import keep_out

    mine, other = (factories.log_case(adviser, persons=(GIRL,)) for _one in range(2))
    assert str(FITS["few"]) in words_on(adviser, mine.pk)
    keep_out(
        standing=colleague.standing,
        case=other,
        account_id=adviser.account.pk,
        reason="kjenner familien",  # type: ignore[union-attr]
    )
    assert str(FITS["alone"]) in words_on(adviser, mine.pk)


@pytest.mark.django_db
def test_an_agency_that_sees_a_part_is_told_nothing(adviser: Member, representative: Member) -> None:
    case = factories.log_case(adviser, persons=(GIRL,))
    assert words_on(adviser, case.pk)
    factories.ask(case, representative.post)  # type: ignore[arg-type]
    assert words_on(representative, case.pk) == ""


@pytest.mark.django_db
def test_the_privacy_officer_sees_counts_by_year(adviser: Member, privacy: Member) -> None:
    factories.log_case(adviser, persons=(GIRL, GIRL, BOY))
    (year,) = by_year()
    assert (year.alone, year.few, year.enough) == (1, 2, 0)
    page = privacy.client.get("/sporing/gjenkjenning/").content.decode()
    assert f'<th scope="row">{year.year}</th><td>1</td><td>2</td><td>0</td>' in page


KINDS = st.tuples(
    st.just("K"), st.sampled_from(["16-17", "UKJ"]), st.sampled_from(["PK", "SO"]), st.just("Oslo")
)


@given(st.lists(KINDS, min_size=1, max_size=12), st.lists(KINDS, max_size=12), st.lists(KINDS, max_size=12))
def test_what_is_told_depends_on_others_only_where_they_are_enough(
    own: list[tuple[str, str, str, str]],
    some: list[tuple[str, str, str, str]],
    others: list[tuple[str, str, str, str]],
) -> None:
    """Two registers that differ elsewhere only where fewer than five fit tell the same."""
    from uuid import UUID

    def recorded(kinds: list[tuple[str, str, str, str]], first: int) -> list[Recorded]:
        return [
            Recorded(UUID(int=first + n), UUID(int=first + n), kind, 2026, 0) for n, kind in enumerate(kinds)
        ]

    mine = recorded(own, 0)
    seen = {one.case_id for one in mine}
    told = [_fit(mine[0], mine + recorded(kinds, 100), seen) for kinds in (some, others)]
    if all(one.own is not None for one in told):
        assert told[0].own == told[1].own
    else:
        assert Fit(None) in told
