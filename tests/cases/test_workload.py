"""The unit leader's page: how much each post has in hand, in numbers, and nothing of a case."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advisory.models import Post
from audit.models import Entry
from cases import access
from cases.models.facts import CaseFacts
from cases.services.answers import accept
from cases.services.inquiries import close_inquiry, reopen_inquiry
from cases.services.messages import put_question
from cases.services.workload import Load, workload
from cases.sharing import How
from tests import factories
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.cases.typing_in import only_lane
from tests.factories import Member

pytestmark = pytest.mark.django_db

URL = "/belastning/"
QUERIES = 12
NOW = datetime(2026, 6, 20, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


def read(who: Member, language: str = "en") -> str:
    who.client.cookies["language"] = language
    response = who.client.get(URL)
    assert response.status_code == 200
    return response.content.decode()


def load(leader: Member, post: Post | None) -> Load:
    assert post is not None
    return next(one for one in workload(leader.standing) if one.name == post.name)


def close(by: Member, case: Any) -> None:
    close_inquiry(
        standing=by.standing, case=case, inquiry=only_lane(case), revision=case.revision, outcome="LOST"
    )


def test_it_counts_open_cases_and_what_came_this_month(
    leader: Member, adviser: Member, elsewhere: Member
) -> None:
    factories.log_case(adviser)
    factories.log_case(adviser, received_on=NOW.date().replace(month=5, day=31))
    done = factories.log_case(adviser)
    close(adviser, done)
    factories.log_case(elsewhere, received_on=NOW.date().replace(day=1))
    assert adviser.post is not None
    assert load(leader, adviser.post) == Load(
        adviser.post.name, open=2, untouched=0, new=2, consulted=0, oldest=0
    )
    assert (load(leader, elsewhere.post).open, load(leader, elsewhere.post).new) == (1, 1)


def test_a_case_that_is_opened_again_is_in_hand_again(leader: Member, adviser: Member) -> None:
    case = factories.log_case(adviser)
    close(adviser, case)
    assert load(leader, adviser.post).open == 0
    assert load(leader, adviser.post).untouched is None
    reopen_inquiry(standing=adviser.standing, case=case, inquiry=only_lane(case), revision=case.revision)
    assert load(leader, adviser.post).open == 1


def test_it_tells_in_whole_weeks_how_long_the_stillest_case_has_lain(leader: Member, adviser: Member) -> None:
    factories.log_case(adviser)
    with time_machine.travel(NOW + timedelta(weeks=8, minutes=-1)):
        factories.log_case(adviser)
        assert load(leader, adviser.post).untouched == 7
    with time_machine.travel(NOW + timedelta(weeks=8, minutes=1)):
        assert load(leader, adviser.post).untouched == 8


def test_it_counts_what_waits_for_an_answer_for_the_post_and_for_others(
    leader: Member, adviser: Member, embassy: Member
) -> None:
    case, _other = factories.log_case(adviser), factories.log_case(adviser)
    sent(adviser, case, embassy.post, How.ADVISE)

    def counted(post: Post | None) -> tuple[int, int, int, int, int | None]:
        found = load(leader, post)
        return found.open, found.unanswered, found.overdue, found.waiting, found.oldest

    assert counted(adviser.post) == (2, 0, 0, 0, 0)
    assert counted(embassy.post) == (1, 1, 0, 0, 0)
    answered(embassy, case, accept)
    opened = access.case_to_change(adviser.standing, case.pk)
    put_question(
        standing=adviser.standing,
        case=opened,
        lane=lane_at(opened, adviser.post),
        revision=opened.revision,
        to=embassy.post.pk,  # type: ignore[union-attr]
        text="Er hun framme?",
    )
    assert counted(adviser.post) == (2, 0, 0, 1, 0)
    assert counted(embassy.post) == (1, 0, 0, 0, 0)
    with time_machine.travel(NOW + timedelta(weeks=8, minutes=1)):
        assert counted(adviser.post) == (2, 0, 1, 1, 8)
        assert counted(embassy.post) == (1, 0, 1, 0, 8)


def test_a_post_that_was_asked_for_advice_has_no_open_case_of_its_own(
    leader: Member, adviser: Member, representative: Member
) -> None:
    open_case, closed = factories.log_case(adviser), factories.log_case(adviser)
    assert representative.post is not None
    for case in (open_case, closed):
        factories.give(case, representative.post, names=("view", "change"))
    close(adviser, closed)
    found = load(leader, representative.post)
    assert (found.open, found.new, found.consulted) == (0, 0, 1)
    assert load(leader, adviser.post).consulted == 0


def test_every_post_with_case_work_stands_there_the_fullest_first(leader: Member, elsewhere: Member) -> None:
    factories.log_case(elsewhere)
    names = [one.name for one in workload(leader.standing)]
    assert elsewhere.post is not None
    assert names[0] == elsewhere.post.name
    assert names[1:] == sorted(names[1:])
    assert factories.post("kontor").name not in names
    assert len(names) == Post.objects.count() - 1


def test_a_closed_post_stands_there_while_it_has_open_cases(leader: Member, adviser: Member) -> None:
    case = factories.log_case(adviser)
    assert adviser.post is not None
    adviser.post.valid_to = NOW.date().replace(day=1)
    adviser.post.save()
    assert load(leader, adviser.post).open == 1
    adviser.post.valid_to = None
    adviser.post.save()
    close(adviser, case)
    adviser.post.valid_to = NOW.date().replace(day=1)
    adviser.post.save()
    assert adviser.post.name not in [one.name for one in workload(leader.standing)]


def test_nothing_of_a_case_stands_there(leader: Member, adviser: Member) -> None:
    case = factories.log_case(
        adviser, case=CaseFacts(concern="UFO", focus_country="PK", urgency="AKUTT"), narrative="Kanarifuglen"
    )
    page = read(leader)
    for text in (str(case.pk), "Kanarifuglen", "Pakistan", "Immediate", "Held or left abroad", "/saker/"):
        assert text not in page, text


def test_the_page_shows_the_numbers_beside_a_chart_and_says_that_they_are_internal(
    leader: Member, adviser: Member
) -> None:
    for _ in range(3):
        factories.log_case(adviser)
    page = read(leader)
    assert "Internal, not for publishing." in page
    assert adviser.post is not None
    row = re.search(rf'<th scope="row">{adviser.post.name}</th>(.*?)</tr>', page)
    assert row
    assert re.findall(r">([^<]+)</td>", row[1]) == ["3", "0", "0", "0", "0", "0", "3", "0"]
    assert page.count('<rect class="chart-bar chart-bar--0" x=') >= 1
    assert "Intern, ikke for publisering." in read(leader, "nb")


def test_without_anything_in_hand_there_is_a_table_and_no_chart(leader: Member) -> None:
    page = read(leader)
    assert "<svg" not in page
    assert page.count("<tr>") == Post.objects.count()


def test_it_is_recorded_before_it_is_counted(leader: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_now: datetime) -> None:
        raise RuntimeError

    read(leader)
    assert leader.account is not None
    seen = Entry.objects.filter(actor=leader.account.pk, verb="workload.seen")
    assert seen.count() == 1
    monkeypatch.setattr("cases.services.workload._lanes", fails)
    with pytest.raises(RuntimeError):
        leader.client.get(URL)
    assert seen.count() == 2


def test_many_cases_cost_no_more_queries(leader: Member, adviser: Member, elsewhere: Member) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            read(leader)
        return len(caught)

    read(leader)
    before = cost()
    for by in (adviser, elsewhere):
        for _ in range(6):
            factories.log_case(by)
    assert cost() == before == QUERIES


def test_a_post_that_was_altered_is_recorded_and_the_others_stand_there(
    leader: Member, adviser: Member
) -> None:
    factories.log_case(adviser)
    assert adviser.post is not None
    Post.objects.filter(pk=adviser.post.pk).update(valid_from=NOW.date())
    page = read(leader)
    assert "Cannot be read" in page
    assert Entry.objects.filter(actor=leader.standing.account_id, verb="seal.broken").exists()
