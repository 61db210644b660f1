"""Follow-up three and twelve months after a case was closed: planned, chased, recorded, and what it keeps."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from advisory.models import Letter
from advisory.services.accounts import deactivate_account
from audit.models import Entry
from audit.verify import verify
from cases import access, seal
from cases.calendar import Hours, is_working_day
from cases.errors import NotFollowedUp, OutcomeUnknown
from cases.follow_ups import BOTH, BOTH_TIMES, MONTHS, Plan, due_at
from cases.lane_errors import NothingToFollowUp
from cases.models import Case, Event, Inquiry
from cases.models.event import EventKind
from cases.models.facts import CaseFacts
from cases.queue_follow_ups import follow_up_queue
from cases.retention import LATE, WARNING, Dates, Periods, case_due, later, texts_due
from cases.services.answers import accept
from cases.services.assessments import assess
from cases.services.expired import expired
from cases.services.follow_ups_due import due_by
from cases.services.following_up import follow_up, planned
from cases.services.inquiries import close_inquiry, reopen_inquiry
from cases.services.passing_on import pass_on_post
from cases.services.periods import decide_period
from cases.services.safe_contact import agree_contact
from cases.services.unheld import is_work_left, unheld_posts
from cases.sharing import How
from cases.status import Status
from tests import factories
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.cases.waiting import MINUTE, TUESDAY, at, letters, logged, run, written_to
from tests.factories import Member
from tests.security.tampering import Held, insert, key

pytestmark = pytest.mark.django_db
# Closed on 3 September 2030; 3 December is a Tuesday, 3 September 2031 a Wednesday. A post closes at 15:45.
FIRST = datetime(2030, 12, 3, 14, 45, tzinfo=UTC)
SECOND = datetime(2031, 9, 3, 13, 45, tzinfo=UTC)
UNSAFE = Plan(frozenset(), "Familien leser meldingene hennes.")


def closed(by: Member, follow: Plan = BOTH_TIMES, *, outcome: str = "LOST", case: Case | None = None) -> Case:
    """Logged, unless it was, and closed on that Tuesday."""
    with at(TUESDAY):
        found = access.case_to_change(by.standing, (case or logged(by)).pk)
        close_inquiry(
            standing=by.standing,
            case=found,
            inquiry=lane_at(found, by.post),
            revision=found.revision,
            outcome=outcome,
            follow_up=follow,
        )
    return found


def followed(who: Member, case: Case, *, reached: bool = True, outcome: str = "LOST", **said: Any) -> None:
    """The first that is still to come."""
    found = access.case_to_change(who.standing, case.pk)
    lane = lane_at(found, who.post)
    said = {"text": "", "reopens": False, "event": planned(found, lane)[0].pk, **said}
    follow_up(standing=who.standing, case=found, lane=lane, reached=reached, outcome=outcome, **said)
    whole = seal.whole(case.pk)
    assert whole is not None
    seal.must_hold(whole)


def told(who: Member, case: Case) -> list[tuple[str, str, str]]:
    """(when, what became of it, how it stands), and those that are still to come last."""
    facts = [one.facts for one in access.open_case(who.standing, case.pk).events.all()]
    found = [(one.follow_up, one.result, one.outcome) for one in facts if one.kind == EventKind.FOLLOW_UP]
    return sorted(found, key=lambda one: (not one[1], one))


def to_come(who: Member, case: Case) -> list[datetime | None]:
    found = access.open_case(who.standing, case.pk)
    return [one.due_at for one in planned(found, lane_at(found, who.post))]


def chased(moment: datetime) -> int:
    with at(moment):
        run("chase")
    return Inquiry.unscoped.get().chased


def in_queue(who: Member, moment: datetime) -> list[tuple[str, bool]]:
    with at(moment), translation.override("en"):
        queue, overdue = follow_up_queue(who.standing)
    assert overdue == sum(line.is_overdue for line in queue.lines)
    return [(str(line.what), line.is_overdue) for line in queue.lines]


def read(who: Member, address: str) -> str:
    factories.signed_in_anew(who)
    who.client.cookies["language"] = "en"
    response = who.client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- planned ---


def test_both_are_planned_unless_something_else_is_said(adviser: Member) -> None:
    case = closed(adviser)
    assert to_come(adviser, case) == [FIRST, SECOND]
    entry = Entry.objects.get(verb="case.closed")
    assert "follow_up" in entry.fields


def test_one_or_both_are_declined_for_a_reason_alone(adviser: Member) -> None:
    for follow in (Plan(frozenset({"3M"})), Plan(frozenset())):
        with pytest.raises(NotFollowedUp):
            closed(adviser, follow)
    case = closed(adviser, UNSAFE)
    assert to_come(adviser, case) == []
    assert told(adviser, case) == [("12M", "IKKE", ""), ("3M", "IKKE", "")]
    assert UNSAFE.why_not in read(adviser, f"/saker/{case.pk}/forlop/")
    case = closed(adviser, Plan(frozenset({"12M"}), "Hun ber om det."))
    assert to_come(adviser, case) == [SECOND]


def test_nobody_is_followed_up_after_advice_alone_a_mistake_or_a_general_question(adviser: Member) -> None:
    for outcome in ("RAD", "FEIL"):
        assert to_come(adviser, closed(adviser, outcome=outcome)) == []
    with at(TUESDAY):
        general = factories.log_case(adviser, case=CaseFacts(kind="GEN"), persons=())
    assert to_come(adviser, closed(adviser, case=general)) == []


def test_whoever_leads_follows_up_and_nobody_beside_her(adviser: Member, embassy: Member) -> None:
    with at(TUESDAY):
        case = logged(adviser)
        sent(adviser, case, embassy.post, How.ADVISE)
        answered(embassy, case, accept)
    # The embassy was only asked.
    closed(embassy, Plan(frozenset()), case=case)
    assert told(embassy, case) == []
    closed(adviser, case=case)
    assert to_come(adviser, case) == [FIRST, SECOND]


def test_who_leads_what_is_left_does_not_plan_it_once_more(adviser: Member, embassy: Member) -> None:
    with at(TUESDAY):
        case = logged(adviser)
        sent(adviser, case, embassy.post, How.ADVISE)
        answered(embassy, case, accept)
    closed(adviser, case=case)
    page = at_closing(embassy, case)
    assert 'name="outcome"' in page
    assert 'name="follow_up"' not in page
    closed(embassy, Plan(frozenset()), case=case)
    assert to_come(embassy, case) == []


def at_closing(who: Member, case: Case) -> str:
    with at(TUESDAY):
        return read(who, f"/saker/{case.pk}/avslutt/")


@given(
    st.timedeltas(timedelta(0), timedelta(days=7000)),
    st.sampled_from(sorted(BOTH)),
    st.sampled_from([Hours(), Hours("Asia/Amman", "JO", frozenset({4, 5})), Hours("Asia/Karachi", "PK")]),
)
def test_it_is_due_at_the_end_of_the_first_working_day(since: timedelta, code: str, hours: Hours) -> None:
    moment = datetime(2020, 1, 1, tzinfo=UTC) + since
    local = due_at(hours, moment, code).astimezone(ZoneInfo(hours.zone))
    assert is_working_day(hours, local.date())
    assert local.time() == hours.closes
    day = later(moment, MONTHS[code]).astimezone(local.tzinfo).date()
    assert not any(
        is_working_day(hours, day + timedelta(days=one)) for one in range((local.date() - day).days)
    )


# --- recorded ---


def test_what_became_of_it_and_the_next_one(adviser: Member) -> None:
    case = closed(adviser)
    with at(FIRST - timedelta(days=1)):
        followed(adviser, case, outcome="UTL", text="Hun svarte på det avtalte kodeordet.")
        assert to_come(adviser, case) == [SECOND]
        with pytest.raises(OutcomeUnknown):
            followed(adviser, case, outcome="")
        followed(adviser, case, reached=False, outcome="LOST")
    assert told(adviser, case)[:2] == [("12M", "NEI", ""), ("3M", "JA", "UTL")]
    assert to_come(adviser, case) == []
    found = access.open_case(adviser.standing, case.pk)
    assert found.closed_at is not None
    # How it ended when it was closed stays, and is what is counted.
    assert lane_at(found, adviser.post).facts.outcome == "LOST"
    assert Entry.objects.filter(verb="case.followed_up").count() == 2
    course = read(adviser, f"/saker/{case.pk}/forlop/")
    assert "Followed up, with contact</strong>: Still abroad, After 3 months" in course
    assert "Followed up, without contact" in course
    assert not verify().flaws


def test_the_same_one_is_recorded_once(adviser: Member) -> None:
    case = closed(adviser)
    found = access.open_case(adviser.standing, case.pk)
    first = planned(found, lane_at(found, adviser.post))[0].pk
    followed(adviser, case, event=first)
    with pytest.raises(NothingToFollowUp):
        followed(adviser, case, event=first)


def test_from_there_the_case_is_opened_again_and_ends_with_follow_ups_anew(adviser: Member) -> None:
    case = closed(adviser)
    with at(FIRST):
        followed(adviser, case, outcome="UTL", reopens=True)
        found = access.open_case(adviser.standing, case.pk)
        lane = lane_at(found, adviser.post)
        assert (found.closed_at, lane.status, lane.next_post) == (None, Status.REOPENED, adviser.post)
        assert told(adviser, case) == [
            ("12M", "IKKE", ""),
            ("3M", "JA", "UTL"),
            ("12M", "", ""),
            ("3M", "", ""),
        ]
        assert planned(found, lane) == []
    verbs = [one.verb for one in Entry.objects.filter(chain=case.pk, verb__in=VERBS).order_by("pk")]
    assert verbs == ["case.closed", "case.followed_up", "case.reopened"]
    closed(adviser, case=case)
    assert to_come(adviser, case) == [FIRST, SECOND]


VERBS = ("case.closed", "case.followed_up", "case.reopened")


def test_a_case_that_is_opened_again_is_not_followed_up(adviser: Member) -> None:
    case = closed(adviser)
    with at(TUESDAY):
        found = access.case_to_change(adviser.standing, case.pk)
        lane = lane_at(found, adviser.post)
        reopen_inquiry(standing=adviser.standing, case=found, inquiry=lane, revision=found.revision)
    assert in_queue(adviser, FIRST) == []
    assert [one for one in told(adviser, case) if one[1]] == [("12M", "IKKE", ""), ("3M", "IKKE", "")]


def test_by_the_page(adviser: Member, elsewhere: Member) -> None:
    with at(TUESDAY):
        case = logged(adviser)
        agree_contact(
            standing=adviser.standing,
            case=(found := access.case_to_change(adviser.standing, case.pk)),
            inquiry=lane_at(found, adviser.post),
            seen=None,
            text="Helsesykepleier, i storefri.",
        )
    closed(adviser, case=case)
    address = f"/saker/{case.pk}/oppfolging/"
    with at(FIRST + timedelta(days=1)):
        page = read(adviser, f"/saker/{case.pk}/")
        assert "Follow up: after 3 months<br>By 03.12.2030" in page
        assert "Overdue" in page
        page = read(adviser, address)
        assert "Helsesykepleier, i storefri." in page
        said = {"event": Event.unscoped.exclude(due_at=None).earliest("due_at").pk, "reached": "JA"}
        said |= {"outcome": "", "then": "stays", "text": "Hun har det bra."}
        refused = adviser.client.post(address, said).content.decode()
        assert "Choose how it stands now." in refused
        assert "Hun har det bra." in refused
        done = adviser.client.post(address, said | {"outcome": "LOST"})
        assert done.headers["Location"] == f"/saker/{case.pk}/"
        done = adviser.client.post(
            address, said | {"event": planned_first(adviser, case), "reached": "NEI", "then": "goes_on"}
        )
        assert done.status_code == 302
        assert access.open_case(adviser.standing, case.pk).closed_at is None
        assert adviser.client.get(address).headers["Location"] == f"/saker/{case.pk}/"
        factories.signed_in_anew(elsewhere)
        assert elsewhere.client.get(address).status_code == 404


def planned_first(who: Member, case: Case) -> object:
    found = access.open_case(who.standing, case.pk)
    return planned(found, lane_at(found, who.post))[0].pk


def test_an_agency_is_told_nothing_of_it(adviser: Member, representative: Member) -> None:
    """The police are asked about a part; why she is not safe is told to those who see all of it."""
    with at(TUESDAY - MINUTE):
        case = logged(adviser)
    with at(TUESDAY):
        assert representative.post is not None
        factories.ask(access.open_case(adviser.standing, case.pk), representative.post)
    closed(adviser, UNSAFE, case=case)
    assert told(adviser, case) != []
    assert told(representative, case) == []
    for part in ("", "forlop/"):
        assert UNSAFE.why_not not in read(representative, f"/saker/{case.pk}/{part}")


# --- waited for ---


def test_it_stands_in_its_queue_two_weeks_before_and_until_it_is_done(
    adviser: Member, colleague: Member, elsewhere: Member
) -> None:
    case = closed(adviser)
    assert in_queue(adviser, FIRST - timedelta(days=15)) == []
    assert in_queue(adviser, FIRST - timedelta(days=14)) == [("After 3 months", False)]
    assert in_queue(colleague, FIRST + MINUTE) == [("After 3 months", True)]
    assert in_queue(elsewhere, FIRST + MINUTE) == []
    with at(FIRST + MINUTE):
        page = read(adviser, "/oppgaver/")
        assert f'href="/saker/{case.pk}/oppfolging/"' in page
        assert "1 of these is overdue." in page
        followed(adviser, case)
    assert in_queue(adviser, FIRST + MINUTE) == []
    assert in_queue(adviser, SECOND) == [("After 12 months", False)]
    assert Entry.objects.filter(verb="case.listed").exists()


def test_what_sql_puts_into_another_case_ends_no_follow_up(adviser: Member, elsewhere: Member) -> None:
    """A row of his own case that refers to hers: her seal holds, and she is not forgotten."""
    case, his = closed(adviser), closed(elsewhere)
    first = Event.unscoped.filter(case=case, due_at__isnull=False).earliest("due_at")
    row = next(one for one in Held(his.pk, {Event: "case_id"}).rows[Event] if one["due_at"] is None)
    insert(Event, [{**row, "id": key(uuid.uuid4()), "refers_to_id": key(first.pk)}])
    whole = seal.whole(case.pk)
    assert whole is not None
    seal.must_hold(whole)
    assert first in due_by(FIRST)
    assert in_queue(adviser, FIRST) == [("After 3 months", False)]


def test_the_queues_cost_the_same_however_many_wait(adviser: Member) -> None:
    costs = []
    closed(adviser)
    with at(FIRST):
        read(adviser, "/oppgaver/")
    for _time in range(2):
        with at(FIRST):
            factories.signed_in_anew(adviser)
            adviser.client.get("/oppgaver/")
            with CaptureQueriesContext(connection) as asked:
                adviser.client.get("/oppgaver/")
        costs.append(len(asked))
        for _more in range(4):
            closed(adviser)
    assert costs[0] == costs[1]


def test_whoever_is_late_is_chased_and_the_coordinator_hears_in_the_end(
    adviser: Member, coordinator: Member
) -> None:
    """As for ordinary work, even of a case that was acute: step by step in working time."""
    with at(TUESDAY):
        case = logged(adviser, "AKUTT")
        found = access.case_to_change(adviser.standing, case.pk)
        answers = {"AVVERGE": ("NEI", ""), "OPPLYSE": ("NEI", "")}
        assess(standing=adviser.standing, case=found, inquiry=lane_at(found, adviser.post), answers=answers)
    closed(adviser, case=case)
    Letter.objects.all().delete()
    assert chased(FIRST - MINUTE) == 0
    assert letters() == {}
    assert chased(FIRST) == 1
    assert letters() == written_to(adviser)
    assert chased(FIRST + timedelta(hours=3)) == 1
    assert chased(FIRST + timedelta(days=1)) == 2
    assert chased(FIRST + timedelta(days=5)) == 3
    assert letters()[coordinator.account.pk] == 1  # type: ignore[union-attr]
    assert chased(FIRST + timedelta(days=90)) == 3
    assert Entry.objects.filter(verb="case.chased").count() == 3
    with at(FIRST + timedelta(days=91)):
        followed(adviser, case)
    assert chased(SECOND - MINUTE) == 0
    assert chased(SECOND) == 1
    assert not verify().flaws


def test_another_lane_that_is_worked_on_does_not_begin_the_chase_anew(
    adviser: Member, embassy: Member
) -> None:
    with at(TUESDAY):
        case = logged(adviser)
        sent(adviser, case, embassy.post, How.ADVISE)
        answered(embassy, case, accept)
    closed(adviser, case=case)
    own = Inquiry.unscoped.get(case=case, post=adviser.post)
    with at(FIRST):
        run("chase")
        own.refresh_from_db()
        assert own.chased == 1
        factories.happens(embassy, case)
        own.refresh_from_db()
        assert own.chased == 1


def test_the_letter_of_the_morning_comes_on_its_day_and_until_it_is_done(adviser: Member) -> None:
    case = closed(adviser)
    morning = FIRST.replace(hour=7, minute=30)
    for days, new in ((-1, 0), (0, 1), (1, 1)):
        Letter.objects.all().delete()
        with at(morning + timedelta(days=days)):
            run("digest")
        assert Letter.objects.count() == new
    with at(morning + timedelta(days=1)):
        followed(adviser, case)
    Letter.objects.all().delete()
    with at(morning + timedelta(days=2)):
        run("digest")
    assert Letter.objects.count() == 0


def test_of_a_post_that_nobody_holds_it_is_the_coordinators(
    adviser: Member, elsewhere: Member, coordinator: Member
) -> None:
    """She sees it once it is due, hears of it, and lets it pass on to another post, whose it is then."""
    case = closed(adviser)
    assert adviser.account is not None
    assert adviser.post is not None
    assert elsewhere.post is not None
    with at(TUESDAY):
        deactivate_account(actor=factories.SUITE, account=adviser.account)
        Letter.objects.all().delete()
    with at(FIRST - timedelta(days=1)):
        assert (unheld_posts(timezone.now()), is_work_left(timezone.now())) == ([], False)
    with at(FIRST):
        (found,) = unheld_posts(timezone.now())
        assert (found.post, found.cases, found.follow_ups) == (adviser.post, 0, 1)
        assert is_work_left(timezone.now())
        assert adviser.post.name in read(coordinator, "/fordeling/")
    assert chased(FIRST) == 1
    assert letters() == written_to(coordinator)
    with at(FIRST):
        done = pass_on_post(
            standing=coordinator.standing,
            from_post=adviser.post,
            to_post=elsewhere.post,
            reason="Sluttet.",
        )
        assert (done.cases, unheld_posts(timezone.now())) == (1, [])
        followed(elsewhere, case)
    assert to_come(elsewhere, case) == [SECOND]


# --- kept ---


def test_nothing_is_erased_before_its_last_follow_up_and_a_month_more() -> None:
    ended = datetime(2026, 3, 5, 12, tzinfo=UTC)
    short = Periods(texts=6, facts=24)
    last = later(ended, 12)
    dates = Dates(ended, None, date(2025, 11, 2), last)
    assert texts_due(dates, short) == later(last, LATE)
    assert case_due(dates, short) == datetime(2028, 1, 1, tzinfo=timezone.get_default_timezone())
    assert texts_due(dates, Periods()) == later(ended, 24)
    early = Dates(ended, None, date(2020, 1, 1), last)
    assert case_due(early, short) == later(last, LATE)


def test_the_job_leaves_the_texts_until_then(adviser: Member, privacy: Member) -> None:
    with at(TUESDAY - timedelta(days=1)):
        decide_period(standing=privacy.standing, key="texts", months=6, reason="Tilsynet.")
    followed_up, declined = closed(adviser), closed(adviser, UNSAFE)

    def marked(moment: datetime) -> set[object]:
        return {one.case_id for one in expired(moment).to_mark}

    assert marked(later(TUESDAY, 6)) == {declined.pk}
    last = later(SECOND, LATE) - WARNING
    assert marked(last - timedelta(minutes=1)) == {declined.pk}
    assert marked(last) == {declined.pk, followed_up.pk}
    with at(last):
        call_command("erase_expired", "--mark", verbosity=0)
        page = read(adviser, f"/saker/{followed_up.pk}/")
        assert f"{timezone.localdate(later(SECOND, LATE)):%d.%m.%Y}" in page
        assert set(due_by().values_list("case", flat=True)) == {followed_up.pk}
    with at(last + WARNING + timedelta(hours=1)):
        call_command("erase_expired", "--erase", verbosity=0)
        # Nobody knows any more how she is reached safely.
        assert not due_by().exists()
        assert to_come(adviser, followed_up) == [FIRST, SECOND]
