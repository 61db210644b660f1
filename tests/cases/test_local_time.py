"""By when, at an embassy: its own time and what that is in Norway, in summer and winter, on every page."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.utils import translation

from advisory.models import Post
from cases.local_time import Clock, clock_of
from cases.services.answers import accept
from cases.sharing import How
from tests import factories
from tests.cases.test_hand_over import answered, sent
from tests.factories import Member

AMMAN = Clock("Asia/Amman", "Amman")
ISLAMABAD = Clock("Asia/Karachi", "Islamabad")
RABAT = Clock("Africa/Casablanca", "Rabat")


def at(day: int, hour: int, month: int = 1) -> datetime:
    return datetime(2026, month, day, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "moment", "words"),
    [
        # Jordan stays at three hours before Greenwich; Norway has one in winter and two in summer.
        (AMMAN, at(5, 11), "05.01.2026 14:30 in Amman (12:30 Norwegian time)"),
        (AMMAN, at(6, 11, 7), "06.07.2026 14:30 in Amman (13:30 Norwegian time)"),
        (ISLAMABAD, at(5, 20), "06.01.2026 01:30 in Islamabad (05.01.2026 21:30 Norwegian time)"),
        # Morocco has Norway's time in winter, and an hour less in summer.
        (RABAT, at(5, 11), "05.01.2026 12:30, Norwegian time"),
        (RABAT, at(6, 11, 7), "06.07.2026 12:30 in Rabat (13:30 Norwegian time)"),
        (Clock(), at(6, 11, 7), "06.07.2026 13:30, Norwegian time"),
        (Clock("Asia/Amman"), at(5, 11), "05.01.2026 14:30 local time (12:30 Norwegian time)"),
        (AMMAN, None, ""),
    ],
)
def test_both_times_and_the_day_where_it_is_another(
    clock: Clock, moment: datetime | None, words: str
) -> None:
    with translation.override("en"):
        assert clock.words(moment) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", "05.01.2026 14:30 i Amman (12:30 norsk tid)"),
        ("nn", "05.01.2026 14:30 i Amman (12:30 norsk tid)"),
    ],
)
def test_in_the_readers_language(language: str, words: str) -> None:
    with translation.override(language):
        assert AMMAN.words(at(5, 11)) == words


def test_every_embassy_has_a_town_and_a_zone_and_nobody_else(reference: None) -> None:
    posts = list(Post.objects.all())
    assert {bool(one.time_zone) for one in posts if one.kind == "embassy"} == {True}
    assert {one.city for one in posts if one.kind == "embassy"} > {"Amman", "Islamabad"}
    assert {one.time_zone + one.city for one in posts if one.kind != "embassy"} == {""}


def test_on_every_page_that_says_by_when(adviser: Member, embassy: Member) -> None:
    for who in (adviser, embassy):
        who.client.cookies["language"] = "en"
    case = factories.log_case(adviser)
    sent(adviser, case, embassy.post, How.ADVISE)
    lane: Any = case.inquiries.model.unscoped.get(case=case, post=embassy.post)
    with translation.override("en"):
        there, here = (clock_of(who.standing.posts).words(lane.next_due_at) for who in (embassy, adviser))
    assert "in Islamabad (" in there
    assert here.endswith(", Norwegian time")

    def page(who: Member, address: str) -> str:
        text = unescape(who.client.get(address).content.decode())
        return re.sub(r"\s+", " ", text)

    for address in (f"/saker/{case.pk}/", f"/saker/{case.pk}/svar/", "/oppgaver/"):
        assert there in page(embassy, address), address
    for address in (f"/saker/{case.pk}/", "/oppgaver/"):
        assert "By when (Norwegian time)" not in page(embassy, address)
    # As what is next, beside the question, and among who works on it.
    assert page(embassy, f"/saker/{case.pk}/").count(there) == 3
    assert here in page(adviser, f"/saker/{case.pk}/spurt/")
    assert "By when (Norwegian time)" in page(adviser, "/oppgaver/")
    assert "Islamabad (" not in page(adviser, "/oppgaver/")
    answered(embassy, case, accept)
    assert "in Islamabad (" in page(embassy, "/oppgaver/")
