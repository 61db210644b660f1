"""Who has seen the case: for those who may open it, everybody who did, and nobody's address."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advisory.places import place_from, place_text
from audit import record
from audit.models import Entry
from audit.review import of_case
from audit.verbs import Verb
from cases.models import Case
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db(transaction=True)

SEEN_QUERIES = 29


def url(case: Case | uuid.UUID) -> str:
    return f"/saker/{getattr(case, 'pk', case)}/innsyn/"


def read(who: Member, address: str, language: str = "en", **said: Any) -> str:
    who.client.cookies["language"] = language
    response = who.client.get(address, **said)
    assert response.status_code == 200
    return response.content.decode()


def rows(page: str) -> list[tuple[str, ...]]:
    """(who, post or role, what) of each line, newest first."""
    lines = re.findall(r"<tr role=\"row\">(.*?)</tr>", page[page.index("<tbody") :], re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line, re.DOTALL) for line in lines]
    return [tuple(re.sub(r"<[^>]+>", "", cell).strip() for cell in line[1:]) for line in cells]


def name(who: Member) -> str:
    assert who.account is not None
    return who.account.name


def test_it_tells_who_logged_opened_and_listed_it_by_name_and_post(
    adviser: Member, colleague: Member
) -> None:
    case = factories.log_case(adviser)
    read(colleague, f"/saker/{case.pk}/")
    read(colleague, "/saker/")
    post = adviser.held.post_name
    assert rows(read(adviser, url(case))) == [
        (name(adviser), post, "Looked at who has seen what"),
        (name(adviser), post, "Opened the case"),
        (name(colleague), post, "Saw the case in a list"),
        (name(colleague), post, "Opened the case"),
        (name(adviser), post, "Logged the case"),
    ]


@pytest.mark.parametrize(("language", "said"), [("nb", "Åpnet saken"), ("nn", "Opna saka")])
def test_it_speaks_the_readers_language(adviser: Member, language: str, said: str) -> None:
    assert said in read(adviser, url(factories.log_case(adviser)), language)


def test_a_list_without_the_case_is_not_told(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    factories.log_case(elsewhere)
    read(elsewhere, "/saker/")
    assert name(elsewhere) not in read(adviser, url(case))


def test_a_try_that_was_refused_has_seen_nothing(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    elsewhere.client.get(f"/saker/{case.pk}/")
    assert name(elsewhere) not in read(adviser, url(case))


def test_the_privacy_officer_who_looked_is_told(adviser: Member, privacy: Member) -> None:
    case = factories.log_case(adviser)
    read(privacy, f"/sporing/sak/{case.pk}/")
    assert (name(privacy), "Privacy officer", "Looked at who has seen what") in rows(read(adviser, url(case)))


def test_no_address_and_nothing_of_the_case_stands_there(adviser: Member) -> None:
    case = factories.log_case(adviser)
    for address in (f"/saker/{case.pk}/", url(case)):
        page = read(adviser, address, REMOTE_ADDR="198.51.100.7", headers={"user-agent": "Firefox 150"})
    assert "198.51.100.7" not in page
    assert "Firefox" not in page
    assert "bortgiftet" not in page
    assert "Eleven er redd" not in page


def test_a_stranger_gets_what_an_absent_case_gives_and_is_recorded(
    adviser: Member, elsewhere: Member
) -> None:
    case = factories.log_case(adviser)
    assert adviser.client.get(url(case)).status_code == 200
    assert elsewhere.client.get(url(case)).status_code == 404
    assert elsewhere.client.get(url(uuid.uuid4())).status_code == 404
    assert elsewhere.account is not None
    assert Entry.objects.filter(chain=elsewhere.account.pk, verb="access.refused", subject=case.pk).exists()
    assert not Entry.objects.filter(chain=case.pk, actor=elsewhere.account.pk).exists()


def test_asking_stands_on_the_cases_own_chain(adviser: Member) -> None:
    case = factories.log_case(adviser)
    read(adviser, url(case))
    verbs = Entry.objects.filter(chain=case.pk).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["case.logged", "case.read", "trail.read"]


def test_the_case_links_to_it(adviser: Member) -> None:
    case = factories.log_case(adviser)
    assert f'href="{url(case)}"' in read(adviser, f"/saker/{case.pk}/")


def paged(case: uuid.UUID) -> list[Any]:
    """All of it, two entries a page."""
    found, after = [], None
    while True:
        sheet = of_case(case, size=2, after=after)
        found += [entry.pk for entry in sheet.entries]
        after = sheet.after
        if after is None:
            return found
        assert place_from(place_text(after)) == after


def test_every_entry_stands_on_exactly_one_page(adviser: Member) -> None:
    case = factories.log_case(adviser)
    for turn in range(6):
        read(adviser, f"/saker/{case.pk}/" if turn % 2 else "/saker/")
    whole = [entry.pk for entry in of_case(case.pk, size=100).entries]
    assert len(whole) == 7
    assert paged(case.pk) == whole


def test_entries_of_one_moment_stand_on_exactly_one_page_too(adviser: Member) -> None:
    case, moment = uuid.uuid4(), timezone.now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        for _ in range(3):
            record.alone(Verb.CASE_READ, actor=adviser.standing.actor, chain=case, subject=case)
            record.alone(Verb.CASES_LISTED, actor=adviser.standing.actor, objects=[case])
    whole = [entry.pk for entry in of_case(case, size=100).entries]
    assert len(whole) == 6
    assert paged(case) == whole


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "__",
        "20260101T000000.000000Z_x_1",
        "20260101T000000.000000Z_1b4e28ba-2fa1-41d2-883f-0016d3cca427_-1",
        "\x00",
        "9" * 3000,
    ],
)
def test_a_wild_place_is_the_first_page(adviser: Member, text: str) -> None:
    case = factories.log_case(adviser)
    assert "Logged the case" in read(adviser, url(case), data={"after": text})


def test_a_place_beyond_every_number_is_a_page(adviser: Member) -> None:
    case = factories.log_case(adviser)
    after = f"20010101T000000.000000Z_{uuid.uuid4()}_{'9' * 19}"
    assert "There are no older entries" in read(adviser, url(case), data={"after": after})


def test_many_readers_cost_no_more_queries(adviser: Member, colleague: Member) -> None:
    case = factories.log_case(adviser)
    read(adviser, url(case))

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            read(adviser, url(case))
        return len(caught)

    before = cost()
    for who in (adviser, colleague):
        for _ in range(15):
            read(who, f"/saker/{case.pk}/")
            read(who, "/saker/")
    assert cost() == before == SEEN_QUERIES
