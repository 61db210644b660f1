"""Search among one's cases: by what its reader may see alone, page by page, without a trace of the words."""

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Entry
from audit.verbs import Verb
from cases import access
from cases.matter_code import new_code, shown
from cases.models import Case
from cases.models.facts import InquiryFacts
from cases.search import Wanted
from cases.services.case_names import call_case
from cases.services.inquiries import close_inquiry
from cases.services.keeping_out import keep_out
from cases.services.matter_links import ask
from tests import factories
from tests.cases.test_matters import acts, address, code_for
from tests.factories import Member

SEARCH = "/sok/"
# Her session and what she holds, the cases with four relations in two rounds, their entry in the trail, her
# own names for those that are shown.
QUERIES = 16


def look(who: Member, **asked: Any) -> str:
    who.client.cookies["language"] = "en"
    answer = who.client.post(SEARCH, asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def found(page: str) -> list[str]:
    return re.findall(r'<a class="ds-link" href="/saker/([0-9a-f-]{36})/">', page)


def name(who: Member, case: Case, called: str) -> None:
    opened = access.open_case(who.standing, case.pk)
    call_case(standing=who.standing, case=opened, seen=None, called=called)


def log(who: Member, *, scheme: str = "MR", asked_on: Any = None, **facts: Any) -> Case:
    told = {"case": factories.case_facts(**facts), "inquiry": InquiryFacts(scheme=scheme)}
    return factories.log_case(who, **told, **({"received_on": asked_on} if asked_on else {}))


@pytest.mark.parametrize(
    ("asked", "facts"),
    [
        ({"concern": "NSK"}, {"concern": "NSK"}),
        ({"urgency": "HASTER"}, {"urgency": "HASTER"}),
        ({"country": "SO"}, {"focus_country": "SO"}),
        ({"country": "SO", "concern": "NSK"}, {"focus_country": "SO", "concern": "NSK"}),
    ],
)
def test_each_choice_finds_those_that_have_it(
    adviser: Member, asked: dict[str, str], facts: dict[str, str]
) -> None:
    log(adviser)
    log(adviser, concern="VOT")
    wanted = log(adviser, **facts)
    assert found(look(adviser, **asked)) == [str(wanted.pk)]
    assert len(found(look(adviser))) == 3


def test_a_closed_case_is_found_too_and_by_its_status(adviser: Member) -> None:
    still_open, closed = log(adviser), log(adviser)
    lane = closed.inquiries.get()
    close_inquiry(standing=adviser.standing, case=closed, inquiry=lane, revision=1, outcome="LOST")
    assert set(found(look(adviser))) == {str(still_open.pk), str(closed.pk)}
    assert found(look(adviser, status=str(lane.status))) == [str(closed.pk)]


def test_by_year_scheme_and_number(adviser: Member) -> None:
    last_year = timezone.localdate().replace(year=timezone.localdate().year - 1, day=1)
    older, newer = log(adviser, asked_on=last_year), log(adviser, asked_on=timezone.localdate())
    assert found(look(adviser, year=str(last_year.year))) == [str(older.pk)]
    assert len(found(look(adviser, scheme="MR"))) == 2
    assert found(look(adviser, scheme="KT")) == []
    assert found(look(adviser, number=f" {str(newer.pk)[:13].upper()} ")) == [str(newer.pk)]


def test_nobody_finds_what_is_not_hers(cast: dict[str, Member]) -> None:
    case = log(cast["adviser"], concern="NSK")
    for name in ("adviser", "colleague"):
        assert found(look(cast[name], concern="NSK")) == [str(case.pk)]
    for name in ("elsewhere", "embassy", "coordinator", "representative"):
        assert found(look(cast[name], concern="NSK")) == []
        assert found(look(cast[name], number=str(case.pk))) == []


def test_what_an_agency_does_not_see_of_a_case_finds_it_for_nobody_there(
    adviser: Member, representative: Member
) -> None:
    """The police see the country, and who else works on it; a health agency neither."""
    case = log(adviser, concern="NSK", focus_country="SO")
    health = factories.member("health", representative.standing.posts[0].role, factories.post("kt-hdir"))
    for post in (representative.post, health.post):
        factories.ask(case, post)  # type: ignore[arg-type]
    assert found(look(representative, country="SO", concern="NSK")) == [str(case.pk)]
    assert found(look(health, concern="NSK")) == [str(case.pk)]
    assert found(look(health, country="SO")) == []
    assert found(look(health, scheme="MR")) == []
    assert found(look(health, scheme="KT")) == [str(case.pk)]


def test_only_what_the_page_shows_is_recorded_and_never_the_words(adviser: Member) -> None:
    cases = [log(adviser, concern="NSK" if number % 2 else "VOT") for number in range(4)]
    before = Entry.objects.count()
    page = look(adviser, concern="NSK", country="PK")
    (entry,) = Entry.objects.filter(verb=Verb.CASES_LISTED)
    assert Entry.objects.count() == before + 1
    assert set(found(page)) == {str(one.pk) for one in cases[1::2]}
    assert "NSK" not in str(vars(entry))


def test_page_by_page(adviser: Member) -> None:
    cases = [str(log(adviser).pk) for _ in range(5)]
    is_any = {"wanted": lambda case: True, "looked_at": ["inquiries"], "size": 2}
    pages = [access.look_for(adviser.standing, **is_any, page=page) for page in (1, 2, 3, 9, 0)]
    assert [[str(case.pk) for case in one.cases] for one in pages] == [
        cases[:2:-1], cases[2:0:-1], cases[:1], cases[:1], cases[:2:-1]
    ]  # fmt: skip
    assert {(one.number, one.pages, one.is_all) for one in pages} == {(5, 3, True)}
    few = access.look_for(adviser.standing, **is_any, most=3)
    assert (few.number, few.is_all) == (3, False)
    for wild in ("x", "-1", "9" * 99, "²", ""):
        assert len(found(look(adviser, page=wild))) == 5


@pytest.mark.parametrize(
    "asked", [{"concern": "X"}, {"country": "Pakistan"}, {"year": "1999"}, {"number": "x" * 37}]
)
def test_what_is_no_choice_has_its_message_and_finds_nothing(adviser: Member, asked: dict[str, str]) -> None:
    log(adviser)
    page = look(adviser, **asked, urgency="ORD")
    assert found(page) == []
    assert f'id="id_{next(iter(asked))}_error"' in page
    assert re.search(r'<option value="ORD" selected', page)


def test_before_one_has_searched_and_when_nothing_fits(adviser: Member) -> None:
    log(adviser)
    adviser.client.cookies["language"] = "en"
    assert 'id="cases"' not in adviser.client.get(SEARCH).content.decode()
    assert "No case fits." in look(adviser, concern="NSK")


def test_it_asks_the_database_as_often_however_many_are_found(adviser: Member) -> None:
    asked = []
    # Once before, for what a process reads once: the code lists.
    look(adviser, concern="TVE_FR")
    for number in (1, 6):
        for _ in range(number):
            log(adviser)
        with CaptureQueriesContext(connection) as seen:
            look(adviser, concern="TVE_FR")
        asked.append(len(seen))
    assert asked == [QUERIES, QUERIES]


def test_what_is_looked_for_prints_nothing() -> None:
    assert repr(Wanted(concern="NSK", called="Fjellet", code="K7QD92MX4TPA")) == "<wanted>"


# --- her own names, and matter codes ---


@pytest.mark.parametrize("typed", ["Fjellet", "fjell", " blå  FJELL ", "bla fjellet", "jelle", "blaa"])
def test_by_a_part_of_her_own_name_for_it(adviser: Member, typed: str) -> None:
    case, other = log(adviser), log(adviser)
    name(adviser, case, "Blå fjellet")
    name(adviser, other, "Mappe 12")
    assert found(look(adviser, called=typed)) == [str(case.pk)]
    assert found(look(adviser, called=typed, concern=case.facts.concern)) == [str(case.pk)]
    assert found(look(adviser, called=typed, concern="NSK")) == []
    assert found(look(adviser, called="fjellet mappe")) == []
    assert len(found(look(adviser, called="  "))) == 2


def test_a_name_finds_nothing_for_a_colleague_nor_what_its_giver_may_see_no_more(
    adviser: Member, colleague: Member
) -> None:
    case, closed = log(adviser), log(adviser)
    for one in (case, closed):
        name(adviser, one, "Fjellet")
    assert set(found(look(adviser, called="fjellet"))) == {str(case.pk), str(closed.pk)}
    assert found(look(colleague, called="fjellet")) == []
    assert len(found(look(colleague))) == 2
    opened = access.open_case(colleague.standing, closed.pk)
    assert adviser.account is not None
    keep_out(standing=colleague.standing, case=opened, account_id=adviser.account.pk, reason="En prøve.")
    assert found(look(adviser, called="fjellet")) == [str(case.pk)]


def test_by_the_code_that_a_case_has_now(adviser: Member, colleague: Member, embassy: Member) -> None:
    case, other = log(adviser), log(embassy)
    code = code_for(adviser, case)
    for typed in (code, shown(code), f" {shown(code).lower()} "):
        assert found(look(adviser, code=typed)) == [str(case.pk)]
        assert found(look(colleague, code=typed)) == [str(case.pk)]
    assert found(look(adviser, code=code, concern="NSK")) == []
    nobody = look(embassy, code=code)
    assert (found(nobody), "None of your cases has this code now." in nobody) == ([], True)
    assert look(embassy, code=new_code()).count("None of your cases") == nobody.count("None of your cases")
    acts(embassy, other, ask, code=code)
    assert found(look(adviser, code=code)) == []


def test_who_sees_a_part_of_a_case_alone_does_not_find_it_by_its_code(
    adviser: Member, representative: Member
) -> None:
    case = log(adviser, concern="NSK")
    factories.ask(case, representative.post)  # type: ignore[arg-type]
    code = code_for(adviser, case)
    assert found(look(representative, concern="NSK")) == [str(case.pk)]
    listed = Entry.objects.filter(verb=Verb.CASES_LISTED).count()
    page, other = look(representative, code=code), look(representative, code=new_code())
    assert (found(page), "None of your cases has this code now." in page) == ([], True)
    assert page.count("None of your cases") == other.count("None of your cases")
    refused = Entry.objects.filter(verb=Verb.MATTER_CODE_REFUSED).values_list("fields", flat=True)
    assert list(refused) == ["wrong"] * 2
    # Nor is she recorded as one to whom it was shown.
    assert Entry.objects.filter(verb=Verb.CASES_LISTED).count() == listed


def test_a_right_code_that_fits_nothing_else_that_was_asked_is_no_guess(adviser: Member) -> None:
    code = code_for(adviser, log(adviser))
    page = look(adviser, code=code, concern="NSK")
    assert (found(page), "None of your cases has this code now." in page) == ([], False)
    assert not Entry.objects.filter(verb=Verb.MATTER_CODE_REFUSED).exists()


def test_wrong_codes_are_counted_here_and_where_cases_are_linked_together(
    adviser: Member, embassy: Member
) -> None:
    """Who has guessed in one place is slowed in the other; a right code in between forgives nothing."""
    case, hers = log(adviser), log(embassy)
    code, own = code_for(adviser, case), code_for(embassy, hers)
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(5):
            assert found(look(embassy, code=own)) == [str(hers.pk)]
            assert found(look(embassy, code=new_code())) == []
        slowed = embassy.client.post(SEARCH, {"code": own})
        assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "30")
        assert found(slowed.content.decode()) == []
        assert embassy.client.post(address(hers), {"do": "ask", "code": code}).status_code == 429
        assert found(look(adviser, code=code)) == [str(case.pk)]
    refused = Entry.objects.filter(verb=Verb.MATTER_CODE_REFUSED).values_list("fields", flat=True)
    assert sorted(refused) == ["slowed"] + ["wrong"] * 5


def test_a_slip_in_a_code_is_no_guess(adviser: Member) -> None:
    for _ in range(9):
        page = look(adviser, code="K7QD-92MX-4TPB")
        assert 'id="id_code_error"' in page
    assert not Entry.objects.filter(verb=Verb.MATTER_CODE_REFUSED).exists()


def test_what_is_looked_for_reaches_no_database_address_trail_or_log(
    adviser: Member, caplog: pytest.LogCaptureFixture
) -> None:
    case = log(adviser)
    name(adviser, case, "Fjellet")
    code = code_for(adviser, case)
    with CaptureQueriesContext(connection) as seen:
        page = look(adviser, called="fjelle", code=code)
    assert found(page) == [str(case.pk)]
    asked = "".join(one["sql"] for one in seen)
    entries = "".join(str(row) for row in Entry.objects.values_list())
    for word in ("fjelle", "Fjelle", code, shown(code)):
        assert word not in asked + entries + caplog.text
        assert not re.search(rf"(href|action|src)=[^>]*{word}", page)
        assert word not in page[: page.index("<main")]
    # Where an address holds them they are not even read.
    assert 'id="cases"' not in adviser.client.get(SEARCH, {"called": "fjellet"}).content.decode()


def test_looking_for_names_costs_as_much_for_one_as_for_fifty(adviser: Member) -> None:
    asked = []
    look(adviser, called="mappe")
    for number in (1, 49):
        for _ in range(number):
            name(adviser, log(adviser), "Mappe")
        with CaptureQueriesContext(connection) as seen:
            look(adviser, called="mappe")
        asked.append(len(seen))
    assert asked == [QUERIES + 1, QUERIES + 1]
