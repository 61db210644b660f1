"""A post is left: access ends that minute, its cases stay with it, and pass on where nobody takes it."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from advisory.models import Letter, Membership, Post
from advisory.roles import Role
from advisory.services.accounts import deactivate_account
from advisory.services.holders import held_posts
from advisory.services.memberships import end_membership, start_membership
from advisory.services.outbox import ask_to_sign_in
from audit.models import Entry
from audit.verify import verify
from cases import access
from cases.errors import (
    MayReadOnly,
    NoReasonGiven,
    NothingToPassOn,
    OtherScheme,
    PostIsEmpty,
    PostIsHeld,
)
from cases.models import Case, CaseGroupPermission, CountedYear, Inquiry, Person, Ruling
from cases.seal_check import check_cases
from cases.services.keeping_out import keep_out_by_id
from cases.services.passing_on import pass_on_case, pass_on_post
from cases.services.taking_back import take_back
from cases.services.unheld import stranded_cases, unheld_posts
from cases.sharing import How
from tests import factories
from tests.cases.erasing import closed_case
from tests.cases.seeing import sees
from tests.cases.test_hand_over import lane_at, sent
from tests.factories import SUITE, Member
from tests.flows.test_main_job import YEAR, cells, tables

pytestmark = pytest.mark.django_db
WHY = "Stillingen står tom til høsten."


def leaves(who: Member) -> None:
    for membership in Membership.objects.filter(account=who.account):
        end_membership(actor=SUITE, membership=membership)


def cases_of(who: Member) -> set[uuid.UUID]:
    return {case.pk for case in access.page(who.standing, size=100).cases}


def pass_on(by: Member, from_: Member, to: Member, reason: str = WHY) -> Any:
    assert from_.post is not None
    assert to.post is not None
    return pass_on_post(standing=by.standing, from_post=from_.post, to_post=to.post, reason=reason)


# --- leaving ---


def test_the_next_request_of_the_same_session_is_refused(adviser: Member, colleague: Member) -> None:
    case = factories.log_case(adviser)
    for address in ("/saker/", f"/saker/{case.pk}/"):
        assert adviser.client.get(address).status_code == 200
    leaves(adviser)
    for address in ("/saker/", f"/saker/{case.pk}/"):
        assert adviser.client.get(address).status_code == 302
    # And where she signs in again.
    adviser.client.force_login(adviser.account, backend=factories.BACKEND)  # type: ignore[arg-type]
    for address in ("/saker/", f"/saker/{case.pk}/"):
        assert adviser.client.get(address).status_code == 403
    assert colleague.client.get(f"/saker/{case.pk}/").status_code == 200


def test_a_deputys_too(adviser: Member, elsewhere: Member) -> None:
    """She leaves her own post, and with it every one at which she stands in."""
    case = factories.log_case(adviser)
    factories.stands_in(elsewhere, adviser)
    assert elsewhere.client.get(f"/saker/{case.pk}/").status_code == 200
    own = Membership.objects.get(account=elsewhere.account, ends_at=None)
    end_membership(actor=SUITE, membership=own)
    assert elsewhere.client.get(f"/saker/{case.pk}/").status_code == 302
    assert elsewhere.standing.posts == ()


def test_the_cases_are_those_of_whoever_has_the_post_next(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    leaves(adviser)
    assert elsewhere.account is not None
    assert adviser.post is not None
    start_membership(actor=SUITE, account=elsewhere.account, post=adviser.post, role=Role.ADVISER)
    assert cases_of(elsewhere) == {case.pk}
    assert access.case_to_change(elsewhere.standing, case.pk).pk == case.pk


@pytest.mark.parametrize("way", ["ended", "deactivated"])
def test_a_post_that_nobody_holds_any_more_is_recorded_and_told(
    adviser: Member, colleague: Member, coordinator: Member, way: str
) -> None:
    factories.log_case(adviser)
    leaves(colleague)
    assert not Entry.objects.filter(verb="post.unheld").exists()
    assert not Letter.objects.exists()
    assert adviser.account is not None
    assert adviser.post is not None
    ask_to_sign_in(adviser.account, now=timezone.now())
    if way == "ended":
        leaves(adviser)
    else:
        deactivate_account(actor=SUITE, account=adviser.account)
        # What waits is not sent to somebody who has left.
        assert not Letter.objects.filter(account=adviser.account).exists()
    entry = Entry.objects.get(verb="post.unheld")
    assert (entry.chain, entry.subject) == (adviser.account.pk, adviser.post.pk)
    assert Letter.objects.filter(account=coordinator.account).count() == 1
    assert held_posts(timezone.now(), {adviser.post.pk}) == set()
    coordinator.client.cookies["language"] = "en"
    assert "open cases that nobody works on" in coordinator.client.get("/saker/").content.decode()
    page = coordinator.client.get("/fordeling/").content.decode()
    assert adviser.post.name in page


def test_a_post_without_open_cases_is_not_on_the_page(adviser: Member, elsewhere: Member) -> None:
    closed_case(adviser)
    factories.log_case(elsewhere)
    leaves(adviser)
    assert unheld_posts(timezone.now()) == []
    leaves(elsewhere)
    (found,) = unheld_posts(timezone.now())
    assert (found.post, found.cases, found.deputies) == (elsewhere.post, 1, [])


def test_a_deputy_goes_on_to_her_day_and_the_coordinator_sees_that_she_is_alone(
    adviser: Member, elsewhere: Member
) -> None:
    case = factories.log_case(adviser)
    factories.stands_in(elsewhere, adviser, days=9)
    leaves(adviser)
    assert cases_of(elsewhere) == {case.pk}
    (found,) = unheld_posts(timezone.now())
    assert [one.account_id for one in found.deputies] == [elsewhere.account.pk]  # type: ignore[union-attr]


# --- passing on ---


def test_all_open_cases_pass_on_with_their_lanes_and_rights(
    adviser: Member, elsewhere: Member, coordinator: Member
) -> None:
    cases = [factories.log_case(adviser) for _ in range(3)]
    closed = closed_case(adviser, outcome="RAD")
    own = factories.log_case(elsewhere)
    leaves(adviser)
    done = pass_on(coordinator, adviser, elsewhere)
    assert (done.cases, done.broken) == (3, 0)
    assert cases_of(elsewhere) == {own.pk, *(case.pk for case in cases)}
    assert cases_of(coordinator) == set()
    for case in cases:
        opened = access.case_to_change(elsewhere.standing, case.pk)
        (lane,) = opened.inquiries.all()
        (row,) = opened.rulings.all()
        assert (lane.post, lane.narrative) == (elsewhere.post, factories.told().narrative)
        assert (row.kind, row.post, row.reason) == ("VIDERE", adviser.post, WHY)
        entry = Entry.objects.get(chain=case.pk, verb="case.passed_on")
        assert str(elsewhere.post.pk) in entry.objects_named  # type: ignore[union-attr]
        assert not CaseGroupPermission.objects.filter(
            content_object=case,
            group=adviser.post.group_id,  # type: ignore[union-attr]
        ).exists()
    assert CaseGroupPermission.objects.filter(content_object=closed).count() == 2
    assert Letter.objects.filter(account=elsewhere.account).count() == 1
    elsewhere.client.cookies["language"] = "en"
    assert 'id="passed-on"' in elsewhere.client.get("/saker/").content.decode()
    assert "Passed on from" in elsewhere.client.get(f"/saker/{cases[0].pk}/").content.decode()
    assert unheld_posts(timezone.now()) == []
    assert verify().flaws == []
    assert [bad for found in check_cases(50) for bad in found.bad] == []


def test_what_the_post_asked_and_was_asked_goes_on_with_its_time_and_no_more(
    adviser: Member, elsewhere: Member, embassy: Member, coordinator: Member
) -> None:
    """Of one case it was asked for a time and has not answered; of another it has asked an embassy."""
    now = timezone.now()
    own, case = factories.log_case(adviser), factories.log_case(embassy)
    sent(adviser, own, embassy.post, How.ADVISE)
    sent(embassy, case, adviser.post, How.ADVISE, days=30)
    leaves(adviser)
    pass_on(coordinator, adviser, elsewhere)
    with pytest.raises(MayReadOnly):
        access.case_to_change(elsewhere.standing, case.pk)
    opened = access.case_to_change(elsewhere.standing, own.pk)
    lane = lane_at(opened, embassy.post)
    assert lane.asked_by == elsewhere.post
    take_back(standing=elsewhere.standing, case=opened, lane=lane, revision=opened.revision, why=WHY)
    assert not sees(embassy, own)
    with time_machine.travel(now + timedelta(days=31), tick=False):
        assert not sees(elsewhere, case)
        assert sees(elsewhere, own)


def test_whoever_has_the_post_later_has_no_part_in_them(
    adviser: Member, elsewhere: Member, embassy: Member, coordinator: Member
) -> None:
    factories.log_case(adviser)
    leaves(adviser)
    pass_on(coordinator, adviser, elsewhere)
    new = factories.member("new", Role.ADVISER, adviser.post)  # type: ignore[arg-type]
    assert cases_of(new) == set()


def test_each_case_is_counted_once_still_and_as_before(
    adviser: Member, elsewhere: Member, coordinator: Member
) -> None:
    CountedYear.objects.create(year=YEAR)
    case = factories.log_case(adviser)
    factories.log_case(elsewhere)
    before = tables()
    leaves(adviser)
    pass_on(coordinator, adviser, elsewhere)
    assert Inquiry.unscoped.filter(case=case).count() == 1
    assert Person.unscoped.count() == 2
    # By county too: a case counts where it was asked, not where it is worked on now.
    assert tables() == before
    third = factories.member("third", Role.ADVISER, factories.post("tiller"))
    leaves(elsewhere)
    pass_on(coordinator, elsewhere, third)
    assert tables() == before
    assert cells(before["T02"], str(YEAR))["cases"] == 2


def test_a_lane_that_was_closed_stays_and_keeps_its_post_the_right(
    adviser: Member, elsewhere: Member, coordinator: Member
) -> None:
    from tests.security.test_case_seal import handed_over

    case = factories.log_case(adviser)
    assert elsewhere.post is not None
    handed_over(adviser, case, elsewhere.post)
    third = factories.member("third", Role.ADVISER, factories.new_post())
    leaves(elsewhere)
    pass_on(coordinator, elsewhere, third)
    assert cases_of(adviser) == cases_of(third) == {case.pk}
    assert {lane.post_id for lane in Inquiry.unscoped.filter(case=case)} == {
        adviser.post.pk,  # type: ignore[union-attr]
        third.post.pk,  # type: ignore[union-attr]
    }


def test_what_is_refused(
    adviser: Member, colleague: Member, elsewhere: Member, embassy: Member, coordinator: Member
) -> None:
    factories.log_case(adviser)
    leaves(adviser)
    with pytest.raises(PostIsHeld):
        pass_on(coordinator, adviser, elsewhere)
    leaves(colleague)
    with pytest.raises(NoReasonGiven):
        pass_on(coordinator, adviser, elsewhere, " ")
    with pytest.raises(OtherScheme):
        pass_on(coordinator, adviser, embassy)
    with pytest.raises(OtherScheme):
        pass_on(coordinator, adviser, adviser)
    empty = Member(name="nobody", post=factories.new_post())
    with pytest.raises(PostIsEmpty):
        pass_on(coordinator, adviser, empty)
    with pytest.raises(NothingToPassOn):
        pass_on(coordinator, empty, elsewhere)
    assert not Ruling.unscoped.exists()
    assert pass_on(coordinator, adviser, elsewhere).cases == 1


def test_a_case_that_does_not_hold_is_left_and_recorded_and_the_others_pass_on(
    adviser: Member, elsewhere: Member, coordinator: Member
) -> None:
    cases = [factories.log_case(adviser) for _ in range(2)]
    leaves(adviser)
    Case.unscoped.filter(pk=cases[0].pk).update(hold_reason="x")
    done = pass_on(coordinator, adviser, elsewhere)
    assert (done.cases, done.broken) == (1, 1)
    assert cases_of(elsewhere) == {cases[1].pk}
    assert Entry.objects.filter(verb="seal.broken", subject=cases[0].pk).exists()


def test_stopped_in_the_middle_it_goes_on(
    adviser: Member, elsewhere: Member, coordinator: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cases.services import passing_on

    cases = [factories.log_case(adviser) for _ in range(3)]
    leaves(adviser)
    plain, calls = passing_on.record_ruling, []

    def killed(*args: Any, **said: Any) -> None:
        calls.append(said)
        if len(calls) == 2:
            raise KeyboardInterrupt
        plain(*args, **said)

    monkeypatch.setattr(passing_on, "record_ruling", killed)
    with pytest.raises(KeyboardInterrupt):
        pass_on(coordinator, adviser, elsewhere)
    assert len(cases_of(elsewhere)) == 1
    assert pass_on(coordinator, adviser, elsewhere).cases == 2
    assert cases_of(elsewhere) == {case.pk for case in cases}
    assert [bad for found in check_cases(50) for bad in found.bad] == []


def test_a_case_that_nobody_may_open_passes_on_alone(
    adviser: Member, elsewhere: Member, coordinator: Member
) -> None:
    case, other = factories.log_case(adviser), factories.log_case(adviser)
    assert stranded_cases(timezone.now()) == []
    assert adviser.account is not None
    assert elsewhere.post is not None
    to: dict[str, Any] = {"standing": coordinator.standing, "to_post": elsewhere.post, "reason": WHY}
    with pytest.raises(NothingToPassOn):
        pass_on_case(case_id=case.pk, **to)
    keep_out_by_id(
        standing=coordinator.standing, case_id=case.pk, account_id=adviser.account.pk, reason="Nabo."
    )
    assert [one.pk for one in stranded_cases(timezone.now())] == [case.pk]
    coordinator.client.cookies["language"] = "en"
    page = coordinator.client.get("/fordeling/").content.decode()
    assert 'id="stranded"' in page
    said = {"do": "case", "case-post": case.pk, "case-to": elsewhere.post.pk, "case-reason": WHY}
    assert coordinator.client.post("/fordeling/", said).status_code == 302
    assert (cases_of(elsewhere), cases_of(adviser)) == ({case.pk}, {other.pk})
    assert stranded_cases(timezone.now()) == []


def test_by_the_page(adviser: Member, elsewhere: Member, coordinator: Member) -> None:
    case = factories.log_case(adviser)
    leaves(adviser)
    assert adviser.post is not None
    assert elsewhere.post is not None
    coordinator.client.cookies["language"] = "en"
    page = coordinator.client.get("/fordeling/").content.decode()
    offered = re.findall(r'<option value="([0-9a-f-]{36})"', page)
    assert {str(adviser.post.pk), str(elsewhere.post.pk)} <= set(offered)
    said = {"do": "post", "post-post": adviser.post.pk, "post-to": elsewhere.post.pk, "post-reason": ""}
    wrong = coordinator.client.post("/fordeling/", said).content.decode()
    assert 'id="id_post-reason_error"' in wrong
    assert cases_of(elsewhere) == set()
    made_up = said | {"post-post": uuid.uuid4(), "post-reason": WHY}
    assert 'id="id_post-post_error"' in coordinator.client.post("/fordeling/", made_up).content.decode()
    done = coordinator.client.post("/fordeling/", said | {"post-reason": WHY}, follow=True)
    assert "Cases that have passed on: 1." in done.content.decode()
    assert cases_of(elsewhere) == {case.pk}
    assert Post.objects.count()
