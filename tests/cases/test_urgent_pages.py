"""The first screen of an urgent hour: on the list, on the form, on the case; for whom, with which numbers."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from audit.verbs import Verb
from cases import access
from cases.follow_ups import BOTH
from cases.models import Case
from cases.models.facts import CaseFacts, PersonFacts
from cases.services.journeys import tell_journey, tick
from cases.services.safe_contact import agree_contact
from tests import factories
from tests.cases.typing_in import typed
from tests.factories import Member

DO = "Talk alone with the person it concerns, now, where nobody hears you."
DO_NOT = "Do not mediate."
# With the five relations of those cases, their entry in the trail and the embassies.
LIST_QUERIES = 33
GROWN = (PersonFacts(sex="K", age_group="22-25"),)


def urgent(who: Member, urgency: str = "AKUTT", country: str = "PK", **changes: Any) -> Case:
    facts = CaseFacts(concern="TVE_FR", focus_country=country, urgency=urgency)
    return factories.log_case(who, case=facts, **changes)


def read(who: Member, address: str, language: str = "en") -> str:
    who.client.cookies["language"] = language
    response = who.client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def panel(page: str) -> str:
    """The urgent parts of a page, in their order; nothing when there are none."""
    return "".join(re.findall(r'<section class="ds-alert urgent.*?</section>', page, re.DOTALL))


def send(who: Member, address: str, **answers: Any) -> str:
    who.client.cookies["language"] = "en"
    return unescape(who.client.post(address, answers).content.decode())


def is_hidden(part: str) -> bool:
    return " hidden>" in part[: part.index(">") + 1]


# --- the case ---


@pytest.mark.parametrize("urgency", ["AKUTT", "HASTER"])
def test_an_urgent_case_begins_with_what_to_do_and_whom_to_call(adviser: Member, urgency: str) -> None:
    page = read(adviser, f"/saker/{urgent(adviser, urgency).pk}/")
    part = panel(page)
    assert page.index('<section class="ds-alert urgent') < page.index(">What it is about<")
    for words in (DO, DO_NOT, 'href="tel:112"', 'href="tel:116111"', "Ambassaden i Islamabad"):
        assert words in part
    # The embassy of another country is none of its.
    assert "Nairobi" not in part
    # The duties as they read today, and the safe contact never on paper.
    assert "Penal Code section 196" in part
    assert re.search(r'<div class="unprinted">\s*<dt>Safe contact', page)
    # What no source has is said, and nothing stands in its place.
    assert part.count("Number not entered yet") == 2


def test_what_to_do_is_folded_once_risk_and_duties_are_assessed_the_numbers_never(
    adviser: Member, embassy: Member
) -> None:
    def is_open(who: Member) -> bool:
        part = panel(read(who, f"/saker/{case.pk}/"))
        numbers, _fold, rest = part.partition('<details class="fold"')
        assert 'href="tel:112"' in numbers
        assert DO in rest
        return rest.startswith(" open>")

    case = urgent(adviser, persons=(PersonFacts(sex="K", age_group="16-17"),))
    assert embassy.post is not None
    factories.give(case, embassy.post)
    assert (is_open(adviser), is_open(embassy)) == (True, True)
    send(adviser, f"/saker/{case.pk}/vurdering/", AVVERGE="JA", OPPLYSE="JA")
    assert is_open(adviser)
    send(adviser, f"/saker/{case.pk}/vurdering/", RISIKO="H")
    assert not is_open(adviser)


@pytest.mark.parametrize("urgency", ["ORD", "INFO", ""])
def test_any_other_case_does_not(adviser: Member, urgency: str) -> None:
    assert panel(read(adviser, f"/saker/{urgent(adviser, urgency).pk}/")) == ""


def test_in_her_own_language(adviser: Member) -> None:
    case = urgent(adviser)
    assert "Ikke" not in panel(read(adviser, f"/saker/{case.pk}/", "en"))
    assert "Megle ikke." in panel(read(adviser, f"/saker/{case.pk}/", "nb"))
    assert "Mekle ikkje." in panel(read(adviser, f"/saker/{case.pk}/", "nn"))


def test_how_it_stands_with_journey_checklist_and_contact(adviser: Member) -> None:
    case = urgent(adviser, persons=GROWN)
    page = read(adviser, f"/saker/{case.pk}/")
    assert page.count("Not assessed") == 3
    assert page.count("Not recorded") >= 3
    given = {"standing": adviser.standing, "case": case, "inquiry": case.inquiries.get(), "seen": None}
    tell_journey(**given, facts={"result": "JA", "country": "AF", "year": "2026", "week": "26"})
    tick(**given, facts={"travel_done": frozenset({"FRARAD"})})
    agree_contact(**given, text="Helsesykepleier, i storefri.")
    page = read(adviser, f"/saker/{case.pk}/")
    for words in ("Afghanistan, week 26, 2026", "1 of 11 things are done.", "Helsesykepleier, i storefri."):
        assert words in page
    assert "Must be assessed before the case can be closed" in page


def test_who_may_only_read_is_offered_nothing_to_record(adviser: Member, embassy: Member) -> None:
    case = urgent(adviser)
    assert embassy.post is not None
    factories.give(case, embassy.post)
    for name in ("vurdering", "reise", "sjekkliste", "kontakt"):
        assert f"/saker/{case.pk}/{name}/" in read(adviser, f"/saker/{case.pk}/")
        assert embassy.client.get(f"/saker/{case.pk}/{name}/").status_code == 403


def test_an_agency_records_what_its_part_needs_and_nothing_else(
    adviser: Member, representative: Member
) -> None:
    case = urgent(adviser)
    given = {"standing": adviser.standing, "case": case, "inquiry": case.inquiries.get(), "seen": None}
    agree_contact(**given, text="Helsesykepleier, i storefri.")
    assert representative.post is not None
    factories.ask(access.open_case(adviser.standing, case.pk), representative.post)
    page = read(representative, f"/saker/{case.pk}/")
    assert "Helsesykepleier" not in page
    assert f"/saker/{case.pk}/kontakt/" not in page
    # It does not overwrite what it cannot see.
    assert representative.client.get(f"/saker/{case.pk}/kontakt/").status_code == 403
    assert representative.client.get(f"/saker/{case.pk}/vurdering/").status_code == 200
    send(representative, f"/saker/{case.pk}/vurdering/", AVVERGE="JA")
    assert "Representative in the Competence team" in read(adviser, f"/saker/{case.pk}/")


def called(part: str) -> list[str]:
    """Whom to call, in the order in which it stands there."""
    return re.findall(r'<span class="urgent-who">([^<]*)</span>', part)


def test_at_an_embassy_its_own_number_comes_first_and_112_is_said_to_be_norways(
    adviser: Member, embassy: Member
) -> None:
    case = urgent(adviser)
    assert embassy.post is not None
    factories.give(case, embassy.post)
    first, *_others = called(panel(read(adviser, f"/saker/{case.pk}/")))
    assert first == "Police, emergency number"
    for address in (f"/saker/{case.pk}/", "/saker/", "/saker/ny/", "/"):
        part = panel(read(embassy, address))
        names = called(part)
        assert names[0] == "Ambassaden i Islamabad"
        assert "Police, emergency number (in Norway)" in names
        assert "The emergency number of the country does not stand here." in part


def test_so_it_is_for_everybody_where_all_whom_the_case_concerns_are_abroad(adviser: Member) -> None:
    away = PersonFacts(sex="K", age_group="16-17", whereabouts="UTL")
    home = PersonFacts(sex="K", age_group="16-17", whereabouts="NOR")
    for persons, first in (((away,), "Ambassaden i Islamabad"), ((away, home), "Police, emergency number")):
        case = urgent(adviser, persons=persons)
        assert called(panel(read(adviser, f"/saker/{case.pk}/")))[0] == first


# --- the list ---


def test_the_start_page_begins_with_her_urgent_cases_the_acute_ones_first(
    adviser: Member, elsewhere: Member
) -> None:
    acute = urgent(adviser, persons=(PersonFacts(sex="K", age_group="16-17"),))
    hastens = urgent(adviser, "HASTER", country="SO", persons=GROWN)
    ordinary = urgent(adviser, "ORD")
    part = panel(read(adviser, "/saker/"))
    assert re.findall(r'href="/saker/([0-9a-f-]{36})/"', part) == [str(acute.pk), str(hastens.pk)]
    assert "Not assessed: Duty to avert, Duty to inform child welfare." in part
    assert part.count("Not assessed") == 1
    # The embassies of both countries.
    for words in ("Ambassaden i Islamabad", "Ambassaden i Nairobi", 'href="tel:112"', DO, DO_NOT):
        assert words in part
    assert str(ordinary.pk) not in part
    assert part.count("Fear of forced marriage (the case opened ") == 2
    assert panel(read(elsewhere, "/saker/")) == ""
    assert panel(read(adviser, "/saker/?after=20260603T000000.000000Z_" + str(acute.pk))) == ""


def test_a_closed_case_is_urgent_no_longer(adviser: Member) -> None:
    case = urgent(adviser, "HASTER", persons=GROWN)
    assert panel(read(adviser, "/saker/")) != ""
    send(adviser, f"/saker/{case.pk}/avslutt/", outcome="LOST", follow_up=BOTH, revision=case.revision)
    assert panel(read(adviser, "/saker/")) == ""
    assert panel(read(adviser, f"/saker/{case.pk}/")) == ""


def test_the_list_of_urgent_cases_is_in_the_trail(adviser: Member) -> None:
    case, ordinary = urgent(adviser), urgent(adviser, "ORD")
    before = Entry.objects.filter(verb=Verb.CASES_LISTED).count()
    read(adviser, "/saker/")
    listed = [one.objects_named for one in Entry.objects.filter(verb=Verb.CASES_LISTED)]
    # The page of cases, which holds both, and the urgent one once more.
    assert len(listed) == before + 2
    assert sum(str(case.pk) in ids for ids in listed) == 2
    assert sum(str(ordinary.pk) in ids for ids in listed) == 1


def test_many_urgent_cases_cost_no_more_queries_than_one(adviser: Member) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            read(adviser, "/saker/")
        return len(caught)

    urgent(adviser)
    cost()
    one = cost()
    for country in ("PK", "SO", "IQ", "TR"):
        urgent(adviser, country=country, persons=GROWN)
    assert cost() == one == LIST_QUERIES


def test_an_agency_is_told_what_its_part_tells(adviser: Member, cast: dict[str, Member]) -> None:
    representative = cast["representative"]
    case = urgent(adviser)
    assert representative.post is not None
    factories.give(case, representative.post)
    part = panel(read(representative, "/saker/"))
    assert str(case.pk) in part
    # What is owed is the school's to assess.
    assert "Not assessed" not in part


# --- the form ---


def test_the_form_shows_it_once_an_urgent_answer_comes_back(adviser: Member) -> None:
    part = panel(read(adviser, "/saker/ny/"))
    assert is_hidden(part)
    assert DO in part
    for urgency, hidden in (("AKUTT", False), ("HASTER", False), ("ORD", True), (None, True)):
        page = send(adviser, "/saker/ny/", step="add-person", **typed(urgency=urgency))
        assert is_hidden(panel(page)) is hidden
    page = send(adviser, "/saker/ny/", step="save", **typed(urgency="AKUTT", concern=None))
    assert not is_hidden(panel(page))
    # At the top of the form.
    assert page.index('<section class="ds-alert urgent') < page.index('<form class="inquiry')


def test_without_a_script_only_the_embassy_of_the_chosen_country_is_seen(adviser: Member) -> None:
    def seen(page: str) -> set[str]:
        return set(re.findall(r'<li data-covers="[^"]*">\s*<span class="urgent-who">([^<]*)', panel(page)))

    assert seen(send(adviser, "/saker/ny/", step="add-person", **typed())) == {"Ambassaden i Islamabad"}
    somalia = send(adviser, "/saker/ny/", step="add-person", **typed(focus_country="SO"))
    assert seen(somalia) == {"Ambassaden i Nairobi"}
    assert seen(send(adviser, "/saker/ny/", step="add-person", **typed(focus_country=None))) == set()
    assert seen(read(adviser, "/saker/ny/")) == set()


def test_the_form_of_a_stored_case_too(adviser: Member) -> None:
    assert not is_hidden(panel(read(adviser, f"/saker/{urgent(adviser).pk}/endre/")))
    assert is_hidden(panel(read(adviser, f"/saker/{urgent(adviser, 'ORD').pk}/endre/")))


@pytest.mark.parametrize("address", ["/saker/ny/", "/saker/ny/kort/", "endre"])
def test_from_what_to_do_one_gets_on_to_the_next_question(adviser: Member, address: str) -> None:
    """A stored case is not said to be saved when there is time for it."""
    is_stored = address == "endre"
    page = read(adviser, f"/saker/{urgent(adviser).pk}/endre/" if is_stored else address)
    part = panel(page)
    (onward,) = re.findall(r'<a class="ds-link" href="#([^"]+)">On to the form</a>', part)
    assert part.index("On to the form") < part.index("tel:112")
    (question,) = re.findall(rf'<input type="radio" name="([^"]+)"[^>]*id="{onward}"', page)
    names = list(dict.fromkeys(re.findall(r'<input type="radio" name="([^"]+)"', page)))
    assert names[names.index("urgency") + 1] == question
    assert ("Save the inquiry when there is time" in part) is not is_stored
    assert ("Talk first, and write when there is time" in part) is is_stored


def test_the_form_of_an_agencys_own_part_does_not_ask_how_urgent_it_is(
    adviser: Member, representative: Member
) -> None:
    case = urgent(adviser)
    assert representative.post is not None
    factories.ask(case, representative.post)
    page = read(representative, f"/saker/{case.pk}/endre/")
    assert panel(page) == ""
    assert "data-urgent-told" not in page
