"""The help pages: there for everybody who is signed in, from every page, and first after the first factor."""

import re
from typing import Any

import pytest
from django.urls import reverse

from config.help_topics import TOPICS
from tests.factories import Member

pytestmark = [pytest.mark.django_db, pytest.mark.one_database("Pages of text.")]
# The session, the account and what it holds.
QUERIES = 8
PAGES = ("help", "help_first", *TOPICS)


def read(who: Member, name: str, language: str = "en") -> str:
    who.client.cookies["language"] = language
    answer = who.client.get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


def own_links(page: str) -> set[str]:
    """Of the page's own part, without the shell."""
    main = page[page.index("<main") : page.index("</main>")]
    return set(re.findall(r'href="(/[^"#]*)"', main))


def test_the_contents_lead_to_every_page(statistician: Member) -> None:
    assert own_links(read(statistician, "help")) == {reverse(name) for name in PAGES} - {reverse("help")}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_leads_where_its_reader_may_not_go(cast: dict[str, Member], name: str) -> None:
    for who in ("adviser", "representative", "statistician", "leader", "privacy", "administrator"):
        for address in own_links(read(cast[who], name)):
            assert cast[who].client.get(address).status_code in (200, 302), (who, address)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_each_page_is_in_the_readers_language(adviser: Member, language: str) -> None:
    for name, topic in TOPICS.items():
        page = read(adviser, name, language)
        assert f'<html lang="{language}"' in page
        assert page.count("<li>") >= sum(len(part.sentences) for part in topic.parts)


def test_help_is_reached_from_every_page(cast: dict[str, Member]) -> None:
    for who, address in (("adviser", "/saker/"), ("leader", "/belastning/"), ("privacy", "/sporing/")):
        page = cast[who].client.get(address).content.decode()
        assert f'href="{reverse("help")}"' in page[page.index("<footer") :]


def test_the_first_visit_tells_each_what_is_hers(cast: dict[str, Member]) -> None:
    assert reverse("case_quick") in own_links(read(cast["adviser"], "help_first"))
    assert reverse("help_counting") not in own_links(read(cast["adviser"], "help_first"))
    assert own_links(read(cast["statistician"], "help_first")) == {
        reverse(name) for name in ("help_recorded", "help_counting", "help_roles", "help_screen", "start")
    }


def test_it_costs_no_query_of_its_own(adviser: Member, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(QUERIES):
        adviser.client.get(reverse("help_recorded"))
