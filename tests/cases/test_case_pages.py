"""My list of cases and the page of one: what they show, what they cost, what they never show."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advisory.sealing.errors import SealError
from audit.models import Entry
from cases import access, codebook, gate
from cases.models import Case, Inquiry
from cases.models.event import EventKind
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.services.inquiries import close_inquiry
from cases.views.listing import place_from, place_text
from tests import factories
from tests.cases.typing_in import only_lane
from tests.factories import Member
from tests.security.asking import neutral

LIST = "/saker/"
# One of them looks for links to other cases about the same matter, one counts what waits, one looks for her
# own names, one for advice that has come.
LIST_QUERIES = 22
# Four of them ask the rules whom to ask, until somebody is asked; four for how many its facts fit; one looks
# for links to other cases, one for her own name of it.
CASE_QUERIES = 34


def read(who: Member, address: str, language: str = "en", **query: Any) -> str:
    who.client.cookies["language"] = language
    response = who.client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def url(case: Case) -> str:
    return f"/saker/{case.pk}/"


def queries_of(who: Member, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        read(who, address)
    return len(caught)


# --- the list ------------------------------------------------------------------------------------------


def test_a_line_says_what_where_when_how_many_how_urgent_and_how_it_stands(adviser: Member) -> None:
    case = factories.log_case(
        adviser,
        case=CaseFacts(kind="SAK", concern="UFO", urgency="AKUTT", focus_country="PK"),
        persons=(PersonFacts(sex="K"), PersonFacts(sex="M")),
    )
    page = read(adviser, LIST)
    row = page[page.index("<tbody") : page.index("</tbody>")]
    assert url(case) in row
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
    opened = timezone.localtime(case.opened_at).strftime("%d.%m.%Y %H:%M")
    assert cells == [opened, "Immediate", "2", "Received"]
    (name,) = re.findall(r"<a [^>]*>(.*?)</a>", row)
    # Which of several alike it is, is read out; the country is on no paper.
    assert re.sub(r"<[^>]+>", "", name) == f"Held or left abroad against own will, Pakistan, {opened}"
    assert '<span class="screen-only">, Pakistan</span>' in name
    assert "1 case" in page


def test_a_country_that_nobody_knows_names_no_case(adviser: Member) -> None:
    case = factories.log_case(adviser, case=CaseFacts(concern="TVE_FR", focus_country="XX"))
    opened = timezone.localtime(case.opened_at).strftime("%d.%m.%Y %H:%M")
    link = f'">Fear of forced marriage<span class="ds-sr-only">, {opened}</span></a>'
    assert link in read(adviser, LIST)


@pytest.mark.parametrize("address", [LIST, "/oppgaver/", "/"])
@pytest.mark.parametrize(
    ("concern", "name"), [("TVE_FR", "Fear of forced marriage"), ("UKJ", "Specific case")]
)
def test_wherever_it_stands_a_case_is_named_by_what_it_is_about(
    adviser: Member, address: str, concern: str, name: str
) -> None:
    case = factories.log_case(adviser, case=CaseFacts(kind="SAK", concern=concern))
    opened = timezone.localtime(case.opened_at).strftime("%d.%m.%Y %H:%M")
    named = re.findall(rf'<a class="ds-link" href="{url(case)}">(.*?)</a>', read(adviser, address))
    assert f'{name}<span class="ds-sr-only">, {opened}</span>' in named


@pytest.mark.parametrize(("language", "word"), [("nb", "Akutt"), ("nn", "Akutt"), ("en", "Immediate")])
def test_urgency_is_a_word_in_each_language(adviser: Member, language: str, word: str) -> None:
    factories.log_case(adviser, case=CaseFacts(concern="TVE_FR", urgency="AKUTT"))
    page = read(adviser, LIST, language)
    assert re.search(rf'<strong class="ds-tag" data-color="danger">{word}</strong>', page)


def test_a_general_question_is_listed_as_one(adviser: Member) -> None:
    factories.log_case(adviser, case=CaseFacts(kind="GEN", urgency="INFO"), persons=())
    page = read(adviser, LIST)
    assert "General question" in page
    assert ">0</td>" in page


def test_without_cases_it_says_so(adviser: Member) -> None:
    page = read(adviser, LIST)
    assert "You have no cases yet" in page
    assert "<table" not in page


def test_only_mine_and_my_posts_are_listed(adviser: Member, colleague: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    assert url(case) in read(colleague, LIST)
    assert url(case) not in read(elsewhere, LIST)


def test_the_list_is_recorded_before_it_is_shown(adviser: Member) -> None:
    case = factories.log_case(adviser)
    read(adviser, LIST)
    entry = Entry.objects.get(verb="case.listed")
    assert str(case.pk) in entry.objects_named


def test_every_case_stands_on_exactly_one_page(adviser: Member) -> None:
    logged = {factories.log_case(adviser).pk for _ in range(access.PAGE_SIZE * 2 + 3)}
    address, seen, pages = LIST, [], 0
    while address:
        page = read(adviser, address)
        seen += re.findall(r'href="/saker/([0-9a-f-]{36})/"', page)
        following = re.search(r'href="(/saker/\?after=[^"]+)"', page)
        address = following[1] if following else ""
        pages += 1
    assert pages == 3
    assert len(seen) == len(logged)
    assert set(map(uuid.UUID, seen)) == logged


def test_a_place_survives_its_address(adviser: Member) -> None:
    case = factories.log_case(adviser)
    place = (case.opened_at, case.pk)
    assert place_from(place_text(place)) == place


@pytest.mark.parametrize(
    "text", ["", "x", "20260101T000000.000000Z", "_", "\x00", "9" * 3000, "20261399T250000.0Z_1"]
)
def test_a_wild_place_is_the_first_page(adviser: Member, text: str) -> None:
    case = factories.log_case(adviser)
    assert url(case) in read(adviser, LIST, after=text)


def test_fifty_cases_cost_no_more_queries_than_one(adviser: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access.page, "__kwdefaults__", {"after": None, "size": 60})
    factories.log_case(adviser)
    read(adviser, LIST)
    one = queries_of(adviser, LIST)
    for _ in range(49):
        factories.log_case(adviser)
    assert read(adviser, LIST).count("<tr role=") == 51
    assert one == queries_of(adviser, LIST) == LIST_QUERIES


# --- the case -------------------------------------------------------------------------------------------


def test_the_page_says_all_that_was_told_in_words(adviser: Member) -> None:
    case = factories.log_case(
        adviser,
        case=CaseFacts(
            concern="TVE_FR", circumstances=frozenset({"REISE"}), focus_country="PK", urgency="HASTER"
        ),
        inquiry=InquiryFacts(scheme="MR", channel="TLF", asker="VENN", actions=frozenset({"RAD", "RISK"})),
        persons=(
            PersonFacts(sex="K", age_group="16-17", background="TR", whereabouts="NOR"),
            PersonFacts(sex="M", age_group="UKJ", whereabouts="UTL"),
        ),
        narrative="Første linje <b>.\nAndre linje.",
    )
    page = read(adviser, url(case))
    for text in (
        "Fear of forced marriage",
        "Journey planned",
        "Pakistan",
        "Urgent: travel or ceremony within days",
        "Telephone",
        "Friend, partner or fellow pupil",
        "Advice and guidance",
        "Risk assessment",
        "16–17",
        "Female",
        "Not recorded",
        "03.06.2026",
        "Første linje &lt;b&gt;.<br>Andre linje.",
    ):
        assert text in page, text
    assert adviser.post is not None
    assert adviser.post.name in page


def test_nothing_of_the_case_stands_in_title_or_address(adviser: Member) -> None:
    case = factories.log_case(adviser)
    page = read(adviser, url(case))
    assert re.search(r"<title>(.*?)</title>", page)[1] == "Case – Fritt valg"  # type: ignore[index]
    assert not re.findall(r'href="/saker/[^"]*\?', page)


def test_the_page_costs_the_same_for_one_person_and_twelve(adviser: Member) -> None:
    one = factories.log_case(adviser)
    twelve = factories.log_case(adviser, persons=(PersonFacts(sex="K"),) * 12)
    read(adviser, url(one))
    assert queries_of(adviser, url(one)) == queries_of(adviser, url(twelve)) == CASE_QUERIES


def test_the_page_costs_the_same_for_one_event_and_fifty(adviser: Member) -> None:
    case = factories.log_case(adviser)
    factories.happens(adviser, case, text=gate.ours("Ringte."))
    read(adviser, url(case))
    one = queries_of(adviser, url(case))
    for _ in range(49):
        factories.happens(adviser, case, text=gate.ours("Ringte."))
    assert queries_of(adviser, url(case)) == one == CASE_QUERIES


def test_it_is_read_in_one_order_and_the_urgent_hour_keeps_her_safe_first(adviser: Member) -> None:
    ordinary = ["next", "about", "concerns", "asked", "settled", "planned", "done", "talk", "lanes", "newest"]
    ordinary += ["more", "kept"]
    urgent = ["urgent-title", "next", "settled", *(one for one in ordinary[1:] if one != "settled")]
    for urgency, order in (("ORD", ordinary), ("AKUTT", urgent)):
        page = read(adviser, url(factories.log_case(adviser, case=factories.case_facts(urgency=urgency))))
        found = re.findall(r'id="([a-z-]+)"', page[page.index("<main") :])
        assert [one for one in found if one in order] == order


def test_nobody_is_in_danger_in_a_general_question_until_somebody_says_so(adviser: Member) -> None:
    def shown(case: Case) -> list[str]:
        part = read(adviser, url(case)).partition('id="settled"')[2].partition("</section>")[0]
        return re.findall(r"<dt>(.*?)</dt>", part)

    assert len(shown(factories.log_case(adviser))) == 6
    question, urgent = (
        factories.log_case(adviser, case=CaseFacts(kind="GEN", urgency=urgency), persons=())
        for urgency in ("INFO", "HASTER")
    )
    assert (shown(question), len(shown(urgent))) == ([], 6)
    factories.happens(adviser, question, EventKind.CONTACT, text=gate.ours("I storefri."))
    assert shown(question) == ["Safe contact and code word"]


def newest(page: str) -> list[str]:
    part = page.partition('id="newest"')[2].partition("</ol>")[0]
    return re.findall(r"<strong>(.*?)</strong>", part)


def test_the_newest_of_what_happened_stands_there_without_what_was_written(adviser: Member) -> None:
    case = factories.log_case(adviser)
    assert newest(read(adviser, url(case))) == ["The case was logged"]
    kinds = (EventKind.NOTE, EventKind.QUESTION, EventKind.ACTION, EventKind.NOTE, EventKind.CONTACT)
    for kind in (EventKind.ADVICE, *kinds):
        factories.happens(adviser, case, kind, text=gate.ours("Ringte helsesykepleier."))
    page = read(adviser, url(case))
    assert newest(page) == [codebook.label("hendelse", kind) for kind in reversed(kinds)]
    assert "Ringte" not in page.partition('id="newest"')[2]
    assert f'href="{url(case)}forlop/"' in page


def test_an_agency_reads_no_more_of_it_than_on_its_own_page(adviser: Member, representative: Member) -> None:
    case = factories.log_case(adviser)
    factories.happens(adviser, case, EventKind.CONTACT, text=gate.ours("I storefri."))
    factories.happens(adviser, case, EventKind.ASSESSMENT, facts={"assessment": "RISIKO"})
    assert representative.post is not None
    factories.ask(access.open_case(adviser.standing, case.pk), representative.post)
    assert len(newest(read(adviser, url(case)))) == 2
    shown = newest(read(representative, url(case)))
    assert shown == [codebook.label("hendelse", EventKind.ASSESSMENT)]
    course = read(representative, f"{url(case)}forlop/")
    assert all(f"<strong>{what}</strong>" in course for what in shown)


def test_a_stranger_gets_what_everybody_gets_for_nothing(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    answers = [
        elsewhere.client.get(f"/saker/{one}/{page}")
        for one in (case.pk, uuid.uuid4())
        for page in ("", "endre/", "avslutt/")
    ]
    assert {response.status_code for response in answers} == {404}
    wanted = re.compile(rb'name="next" value="[^"]*"')
    assert len({wanted.sub(b"", neutral(response.content)) for response in answers}) == 1


def test_a_reader_is_offered_nothing_she_may_not_do(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    assert elsewhere.post is not None
    factories.give(case, elsewhere.post)
    page = read(elsewhere, url(case))
    assert "endre/" not in page
    assert "avslutt/" not in page
    for action in ("endre", "avslutt"):
        assert elsewhere.client.get(f"{url(case)}{action}/").status_code == 403
        assert elsewhere.client.post(f"{url(case)}{action}/", {}).status_code == 403
    assert elsewhere.client.post(f"{url(case)}gjenapne/", {}).status_code == 403


def test_one_who_may_change_but_has_no_lane_changes_nobodys(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    assert elsewhere.post is not None
    factories.give(case, elsewhere.post, names=("view", "change"))
    assert "endre/" not in read(elsewhere, url(case))
    assert elsewhere.client.get(f"{url(case)}endre/").status_code == 403


def test_the_buttons_follow_the_status(adviser: Member) -> None:
    case = factories.log_case(adviser)
    assert "avslutt/" in read(adviser, url(case))
    assert "gjenapne/" not in read(adviser, url(case))
    close_inquiry(
        standing=adviser.standing, case=case, inquiry=only_lane(case), revision=case.revision, outcome="LOST"
    )
    page = read(adviser, url(case))
    assert "avslutt/" not in page
    assert "gjenapne/" in page
    assert "Safe" in page


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_that_show_take_nothing(adviser: Member, method: str) -> None:
    case = factories.log_case(adviser)
    for address in (LIST, url(case)):
        assert getattr(adviser.client, method)(address).status_code == 405


BROKEN = "This case cannot be opened. Tell your system administrator."


def broken_entries() -> list[uuid.UUID | None]:
    return list(Entry.objects.filter(verb="seal.broken").values_list("subject", flat=True))


def cut(case: Case) -> None:
    key = case.pk.hex if connection.vendor == "sqlite" else case.pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET facts = %s WHERE id = %s", [b"x", key])


def test_a_case_that_does_not_open_leaves_the_others_in_the_list(adviser: Member) -> None:
    broken, emptied, whole = (factories.log_case(adviser) for _ in range(3))
    cut(broken)
    Inquiry.unscoped.filter(case=emptied.pk).delete()
    page = read(adviser, LIST)
    assert page.count(BROKEN) == 2
    assert url(whole) in page
    assert url(broken) not in page
    # One of them twice: where the page looks for urgent cases, and in the list.
    assert set(broken_entries()) == {broken.pk, emptied.pk}


def test_a_case_without_inquiries_is_a_broken_seal_on_its_own_page(adviser: Member) -> None:
    case = factories.log_case(adviser)
    Inquiry.unscoped.filter(case=case.pk).delete()
    with pytest.raises(SealError):
        adviser.client.get(url(case))
    assert broken_entries() == [case.pk]
