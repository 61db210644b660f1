"""What was given to a post for a time gives nothing after it, in every way of asking, whatever SQL says."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advisory.sealing import seals
from advisory.sealing.errors import SealError
from audit.models import Entry
from audit.verbs import Verb
from cases import access, gate, raw_cases, raw_opening, seal
from cases.models import Case, CaseGroupPermission, Event, Inquiry
from cases.models.inquiry import Answer, Part
from cases.older_seals import DUE
from cases.seal_check import check_cases
from cases.services.revisions import reseal
from tests import factories
from tests.cases.seeing import sees
from tests.factories import Member
from tests.security.tampering import key

pytestmark = pytest.mark.django_db
SOON = timedelta(days=14)


def give_for(case: Case, who: Member, ends_at: datetime) -> None:
    """As `factories.give`, for a time."""
    assert who.post is not None
    grants = access.grants_for(case, [who.post.group_id], ["view"])
    for grant in grants:
        grant.ends_at = ends_at
    seal.seal_grants(case, grants)
    with transaction.atomic():
        for grant in grants:
            grant.save(force_insert=True)
        reseal(case.pk)


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


@pytest.fixture
def later() -> datetime:
    return timezone.now() + SOON


def test_it_gives_until_then_and_nothing_after(elsewhere: Member, case: Case, later: datetime) -> None:
    give_for(case, elsewhere, later)
    with time_machine.travel(later - timedelta(seconds=1), tick=False):
        assert sees(elsewhere, case)
    with time_machine.travel(later, tick=False):
        assert not sees(elsewhere, case)
    assert not Entry.objects.filter(verb=Verb.SEAL_BROKEN).exists()


def test_the_owner_goes_on_seeing_it(adviser: Member, elsewhere: Member, case: Case, later: datetime) -> None:
    give_for(case, elsewhere, later)
    with time_machine.travel(later + SOON, tick=False):
        assert sees(adviser, case)


def test_a_consulted_agency_sees_it_no_more(representative: Member, case: Case, later: datetime) -> None:
    give_for(case, representative, later)
    with time_machine.travel(later - timedelta(seconds=1), tick=False):
        assert sees(representative, case)
        assert not access.sight_of(access.open_case(representative.standing, case.pk)).is_whole
    with time_machine.travel(later, tick=False):
        assert not sees(representative, case)


@pytest.mark.parametrize("prolonged", [None, timedelta(days=400)])
def test_it_is_not_prolonged_by_sql(
    elsewhere: Member, case: Case, later: datetime, prolonged: timedelta | None
) -> None:
    give_for(case, elsewhere, later)
    assert elsewhere.post is not None
    CaseGroupPermission.objects.filter(group=elsewhere.post.group_id).update(
        ends_at=None if prolonged is None else later + prolonged
    )
    with time_machine.travel(later + SOON, tick=False):
        assert access.page(elsewhere.standing).cases == []
        with pytest.raises(SealError):
            access.open_case(elsewhere.standing, case.pk)
    assert Entry.objects.filter(verb=Verb.SEAL_BROKEN, actor=elsewhere.standing.account_id).exists()


def test_pages_pass_by_what_is_over(adviser: Member, elsewhere: Member, later: datetime) -> None:
    """However many lie between, each page is full as long as there are more; mostly it is one query."""
    kept = []
    for number in range(12):
        case = factories.log_case(adviser)
        if number % 4 == 0:
            factories.give(case, elsewhere.post)  # type: ignore[arg-type]
            kept.append(case.pk)
        else:
            give_for(case, elsewhere, later)
    standing = elsewhere.standing
    access.page(standing)
    with CaptureQueriesContext(connection) as asked:
        assert len(access.page(standing, size=12).cases) == 12
    assert len(asked) == 5
    with time_machine.travel(later, tick=False):
        standing = elsewhere.standing
        shown, after = [], None
        for number in range(3):
            page = access.page(standing, after=after, size=1)
            shown += [case.pk for case in page.cases]
            after = page.after
            assert (after is None) is (number == 2)
        assert shown == kept[::-1]
        assert access.count_visible(standing) == 3


def test_a_post_that_holds_it_twice_sees_it_by_what_is_left(
    adviser: Member, elsewhere: Member, case: Case, later: datetime
) -> None:
    give_for(case, elsewhere, later)
    factories.give(case, elsewhere)
    with time_machine.travel(later, tick=False):
        assert sees(elsewhere, case)


# --- sealed before there was any of this ---


@pytest.fixture(params=[1, 2])
def old(request: pytest.FixtureRequest, case: Case) -> Case:
    """The case as the migration left it, under a seal of an earlier version."""
    Inquiry.unscoped.filter(case=case).update(next_due_at=F("created_at") + DUE)
    found = seal.whole(case.pk)
    assert found is not None
    for grant in found.grants:
        mac = seals.made("grant", request.param, (grant, found.case), seal.GRANT_VERSIONS[request.param])
        CaseGroupPermission.objects.filter(pk=grant.pk).update(seal=mac)
    made = seals.made("case", request.param, found.rows(), seal.VERSIONS[request.param])
    Case.unscoped.filter(pk=case.pk).update(seal=made)
    return case


def holds(case: Case) -> bool:
    """Asked of objects, of raw rows and by the check of the whole register; they must agree."""
    found = seal.whole(case.pk)
    assert found is not None
    answer = seal.holds(found)
    (raw,) = raw_cases.those([key(case.pk)])
    try:
        raw_opening.must_hold(raw, found.case.revision)
        raw_opening.grants_must_hold(raw)
    except SealError:
        assert not answer
    else:
        assert answer
    (checked,) = check_cases(10)
    assert (checked.bad == []) is answer
    return answer


def test_an_older_seal_holds_as_the_migration_left_it(adviser: Member, old: Case) -> None:
    assert holds(old)
    assert sees(adviser, old)
    factories.happens(adviser, old)
    assert holds(old)
    found = seal.whole(old.pk)
    assert found is not None
    assert found.case.seal[0] == seal.VERSION


@pytest.mark.parametrize(
    "columns",
    [
        {"part": Part.CONSULTED},
        {"chased": 1},
        {"paused_left": 0},
        {"access_until": datetime(2031, 1, 1, tzinfo=timezone.get_default_timezone())},
        {"answered_at": datetime(2031, 1, 1, tzinfo=timezone.get_default_timezone())},
        {"next_due_at": datetime(2031, 1, 1, tzinfo=timezone.get_default_timezone())},
    ],
)
def test_nothing_newer_is_written_under_an_older_seal(old: Case, columns: dict[str, object]) -> None:
    assert holds(old)
    Inquiry.unscoped.filter(case=old).update(**columns)
    assert not holds(old)


def test_no_link_is_written_under_an_older_seal(adviser: Member, elsewhere: Member, old: Case) -> None:
    for columns in (
        {"next_post": elsewhere.post},
        {"claimed_by": adviser.account},
        {"asked_by": elsewhere.post, "answer": Answer.UNANSWERED},
    ):
        with transaction.atomic():
            Inquiry.unscoped.filter(case=old).update(**columns)
            assert not holds(old)
            transaction.set_rollback(True)
    assert holds(old)


def test_no_end_and_no_event_is_written_under_an_older_seal(adviser: Member, old: Case) -> None:
    CaseGroupPermission.objects.filter(content_object=old).update(ends_at=timezone.now() + SOON)
    assert not holds(old)
    assert access.page(adviser.standing).cases == []
    CaseGroupPermission.objects.filter(content_object=old).update(ends_at=None)
    opened = access.open_case(adviser.standing, old.pk)
    event = Event(
        case=opened, lane=opened.inquiries.get(), post=adviser.post, by=adviser.account, at=timezone.now()
    )
    event.facts, event.text = factories.event_facts(), gate.ours("x")
    event.save(force_insert=True)
    assert not holds(old)
