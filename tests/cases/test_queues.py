"""What waits for whom, and who has taken it: every open lane of hers stands in one queue."""

import html
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advisory.roles import Role
from advisory.services.memberships import end_membership
from audit.models import Entry
from audit.verify import verify
from cases import access
from cases.lane_errors import ClaimedAlready, NotClaimed, NotOpen
from cases.models import Case, CaseGroupPermission, Inquiry
from cases.queues import Queue, lines_of
from cases.queues import queues as all_queues
from cases.services.answers import accept
from cases.services.claims import claim, let_go
from cases.services.messages import put_question
from cases.sharing import How
from cases.views.listing import place_text
from tests import factories
from tests.cases.test_field_views import UNKNOWN, new_post
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.cases.test_quick_log import CHOICES
from tests.cases.test_quick_log import send as typed_quick
from tests.cases.test_recording import only_case, typed
from tests.cases.test_recording import send as typed_whole
from tests.factories import Member

pytestmark = pytest.mark.django_db
# One for each queue, one for all numbers, one for her own names, one for answers to what hers asked.
QUERIES = 26


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def names(*members: Member) -> dict[object, str]:
    return {one.account.pk: one.name for one in members}  # type: ignore[union-attr]


def queue_of(who: Member, case: Case, *colleagues: Member) -> set[str]:
    found: list[Queue]
    found, _overdue = all_queues(who.standing, claimers=names(who, *colleagues))  # type: ignore[arg-type]
    return {one.name for one in found if any(line.case.pk == case.pk for line in one.lines)}


def taken(who: Member, case: Case) -> None:
    opened = access.case_to_change(who.standing, case.pk)
    claim(standing=who.standing, case=opened, lane=lane_at(opened, who.post), revision=opened.revision)


def let(who: Member, case: Case) -> None:
    opened = access.case_to_change(who.standing, case.pk)
    let_go(standing=who.standing, case=opened, lane=lane_at(opened, who.post), revision=opened.revision)


def test_one_takes_it_and_the_other_is_told(adviser: Member, colleague: Member, case: Case) -> None:
    assert queue_of(adviser, case, colleague) == queue_of(colleague, case, adviser) == {"free"}
    taken(adviser, case)
    assert queue_of(adviser, case, colleague) == {"mine"}
    assert queue_of(colleague, case, adviser) == {"post"}
    with pytest.raises(ClaimedAlready):
        taken(colleague, case)
    with pytest.raises(NotClaimed):
        let(colleague, case)
    let(adviser, case)
    taken(colleague, case)
    assert Inquiry.unscoped.get(case=case).claimed_by_id == colleague.account.pk  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("send", "answers"), [(typed_whole, typed()), (typed_quick, CHOICES)], ids=["whole form", "quick log"]
)
def test_whoever_logs_it_has_taken_it(
    adviser: Member, colleague: Member, send: Callable[..., Any], answers: dict[str, Any]
) -> None:
    """And lets it go as any other that she has taken; its page says the same."""
    assert send(adviser, answers).status_code == 302
    case = only_case(adviser)
    assert queue_of(adviser, case, colleague) == {"mine"}
    assert queue_of(colleague, case, adviser) == {"post"}
    colleague.client.cookies["language"] = "en"
    page = colleague.client.get(f"/saker/{case.pk}/").content.decode()
    assert "Nobody has taken it yet" not in page
    let(adviser, case)
    assert queue_of(adviser, case, colleague) == queue_of(colleague, case, adviser) == {"free"}
    page = colleague.client.get(f"/saker/{case.pk}/").content.decode()
    assert "Nobody has taken it yet: Adviser, Colleague" in page
    assert verify().flaws == []


def test_who_left_the_post_has_taken_nothing(adviser: Member, colleague: Member, case: Case) -> None:
    taken(adviser, case)
    assert adviser.account is not None
    end_membership(actor=factories.SUITE, membership=adviser.account.memberships.get())
    assert queue_of(colleague, case) == {"free"}
    taken(colleague, case)


def test_a_deputy_takes_what_lies_with_whom_she_stands_in_for(
    adviser: Member, colleague: Member, elsewhere: Member, case: Case
) -> None:
    """By the page, where it is not hers to take from a colleague who is there."""
    taken(adviser, case)
    assert elsewhere.account is not None
    factories.stands_in(elsewhere, adviser)
    factories.signed_in_anew(elsewhere)
    assert queue_of(colleague, case, adviser, elsewhere) == {"post"}
    assert queue_of(elsewhere, case, adviser, colleague) == {"free"}
    elsewhere.client.cookies["language"] = "en"
    assert f"/saker/{case.pk}/ta/" in elsewhere.client.get("/oppgaver/").content.decode()
    revision = access.open_case(elsewhere.standing, case.pk).revision
    elsewhere.client.post(f"/saker/{case.pk}/ta/", {"revision": str(revision)})
    assert Inquiry.unscoped.get(case=case).claimed_by_id == elsewhere.account.pk


def test_a_deputy_sees_every_queue_of_whom_she_stands_in_for_and_only_meanwhile(
    adviser: Member, elsewhere: Member, embassy: Member, case: Case
) -> None:
    """What others ask her post, what nobody has taken, what it waits for."""
    asked, waits = factories.log_case(embassy), factories.log_case(adviser)
    sent(embassy, asked, adviser.post, How.ADVISE)
    sent(adviser, waits, embassy.post, How.ADVISE)
    assert queue_of(elsewhere, case) == set()
    factories.stands_in(elsewhere, adviser)
    for one, queue in ((case, {"free"}), (asked, {"answer"}), (waits, {"free", "others"})):
        assert queue_of(elsewhere, one) == queue_of(adviser, one) == queue
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert queue_of(elsewhere, case) == queue_of(elsewhere, asked) == set()
        assert queue_of(adviser, case) == {"free"}


@pytest.mark.parametrize(("agency", "sees_it"), [("HDIR", True), (UNKNOWN, False)])
def test_the_order_tells_nobody_an_urgency_that_she_may_not_see(
    adviser: Member, agency: str, sees_it: bool
) -> None:
    """What hastens stands first; for an agency that is not told what hastens, what is due first does."""
    post = new_post(agency)
    who = factories.member("consulted", Role.REPRESENTATIVE, post)
    urgencies = ("INFO", "ORD", "HASTER", "AKUTT")
    made = [factories.log_case(adviser, case=factories.case_facts(urgency=urgency)) for urgency in urgencies]
    for one in made:
        factories.ask(one, post)
    cases = {one.pk: one for one in access.open_cases(who.standing, lambda case: True)}
    now, lanes = timezone.now(), []
    for number, one in enumerate(made):
        lane = lane_at(cases[one.pk], post)
        lane.next_due_at = now + timedelta(hours=number)
        lanes.append(lane)
    lines = lines_of(who.standing, lanes, cases, claimers={}, now=now)
    order = [line.case.pk for line in lines]
    by_day = [one.pk for one in made]
    assert order == (by_day[::-1] if sees_it else by_day)
    assert any(line.urgency for line in lines) is sees_it


def test_both_sides_see_what_is_not_answered(adviser: Member, embassy: Member, case: Case) -> None:
    sent(adviser, case, embassy.post, How.ADVISE)
    assert queue_of(adviser, case) == {"free", "others"}
    assert queue_of(embassy, case) == {"answer"}
    opened = access.open_case(embassy.standing, case.pk)
    with pytest.raises(NotOpen):
        claim(
            standing=embassy.standing,
            case=opened,
            lane=lane_at(opened, embassy.post),
            revision=opened.revision,
        )
    answered(embassy, case, accept)
    assert queue_of(embassy, case) == {"mine"}
    assert queue_of(adviser, case) == {"free", "others"}
    opened = access.case_to_change(adviser.standing, case.pk)
    put_question(
        standing=adviser.standing,
        case=opened,
        lane=lane_at(opened, adviser.post),
        revision=opened.revision,
        to=embassy.post.pk,  # type: ignore[union-attr]
        text="Er hun framme?",
    )
    assert queue_of(adviser, case) == {"others"}


def test_the_page_says_what_is_next_and_what_is_overdue(
    adviser: Member, elsewhere: Member, embassy: Member, case: Case
) -> None:
    adviser.client.cookies["language"] = "en"
    page = adviser.client.get("/oppgaver/").content.decode()
    assert str(case.pk) in page
    assert "Overdue" not in page
    assert str(case.pk) not in elsewhere.client.get("/oppgaver/").content.decode()
    done = adviser.client.post(f"/saker/{case.pk}/ta/", {"revision": "1"}, follow=True).content.decode()
    assert "You have taken the case." in done
    done = adviser.client.post(f"/saker/{case.pk}/la-ga/", {"revision": "2"}, follow=True).content.decode()
    assert "The case is free again" in done
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        factories.signed_in_anew(adviser)
        page = adviser.client.get("/oppgaver/").content.decode()
    assert "Overdue" in page


def test_the_page_costs_the_same_however_much_waits(adviser: Member) -> None:
    """For one row, for fifty of them, and for more than stand on the page."""
    factories.log_case(adviser)
    adviser.client.get("/oppgaver/")
    asked, rows = [], []
    for number in (49, 10, 0):
        with CaptureQueriesContext(connection) as found:
            page = adviser.client.get("/oppgaver/").content.decode()
        asked.append(len(found))
        rows.append(len(cases_of(page, "free")))
        for _more in range(number):
            factories.log_case(adviser)
    assert rows == [1, 50, 50]
    assert asked == [QUERIES] * 3


def cases_of(page: str, queue: str) -> list[str]:
    part = page.partition(f'id="queue-{queue}"')[2].partition("</section>")[0]
    return re.findall(r'href="/saker/([0-9a-f-]{36})/"', part)


def more(page: str) -> list[str]:
    found = re.findall(r'href="([^"]*\?queue=[^"]+)"', page)
    return [html.unescape(address) for address in found]


def test_what_is_due_later_stands_on_the_next_page_of_its_queue(
    adviser: Member, embassy: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.queues.MOST", 3)
    logged = [factories.log_case(adviser) for _ in range(7)]
    for one in logged[:2]:
        sent(adviser, one, embassy.post, How.ADVISE)
    taken(adviser, logged[6])
    adviser.client.cookies["language"] = "en"
    page = adviser.client.get("/oppgaver/").content.decode()
    assert "Nobody has taken them yet (6)" in page
    assert "Waiting for others (2)" in page
    seen, following = [cases_of(page, "free")], more(page)
    while following:
        (address,) = following
        page = adviser.client.get(f"/oppgaver/{address.partition('/oppgaver/')[2]}").content.decode()
        assert "Waiting for others" not in page
        assert "Nobody has taken them yet (6)" in page
        seen.append(cases_of(page, "free"))
        following = more(page)
    assert [len(one) for one in seen] == [3, 3]
    # What is due first comes first, and each once.
    free = Inquiry.unscoped.filter(claimed_by=None, answer="").order_by("next_due_at", "pk")
    assert [one for part in seen for one in part] == [str(one.case_id) for one in free]


@pytest.mark.parametrize("query", ["?queue=nothing&after=x", "?queue=free&after=x", "?after=x"])
def test_a_wild_place_is_the_beginning(adviser: Member, case: Case, query: str) -> None:
    assert str(case.pk) in adviser.client.get(f"/oppgaver/{query}").content.decode()


def test_past_the_end_there_are_no_more(adviser: Member, case: Case) -> None:
    adviser.client.cookies["language"] = "en"
    place = place_text((timezone.now() + timedelta(days=400), uuid.uuid4()))
    page = adviser.client.get("/oppgaver/", {"queue": "free", "after": place}).content.decode()
    assert "There are no more." in page
    assert str(case.pk) not in page


def test_only_cases_of_the_page_are_opened(adviser: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.queues.MOST", 2)
    for _ in range(4):
        factories.log_case(adviser)
    page = adviser.client.get("/oppgaver/").content.decode()
    listed = Entry.objects.get(verb="case.listed")
    assert set(listed.objects_named.split()) == set(cases_of(page, "free"))


def test_what_was_given_without_the_application_is_told_of_and_not_shown(
    adviser: Member, elsewhere: Member, case: Case
) -> None:
    stolen = factories.log_case(elsewhere)
    assert adviser.post is not None
    assert elsewhere.post is not None
    given = CaseGroupPermission.objects.get(
        content_object=case, group=adviser.post.group_id, permission=access.permission_id("view")
    )
    given.pk, given.content_object = None, stolen
    given.save(force_insert=True)
    Inquiry.unscoped.filter(case=stolen).update(post=adviser.post, next_post=adviser.post)
    page = adviser.client.get("/oppgaver/").content.decode()
    assert str(case.pk) in page
    assert str(stolen.pk) not in page
    assert Entry.objects.filter(actor=adviser.standing.account_id, verb="seal.broken").exists()
