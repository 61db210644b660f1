"""One post asks another about a case: shared on a ground, answered, taken back; and what each sees then."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from advisory.models import Letter, Post
from advisory.roles import Role
from advisory.services.memberships import end_membership
from audit.models import Entry
from audit.verify import verify
from cases import access, seal
from cases.errors import ChangedMeanwhile, MayReadOnly, NoReasonGiven, NotClosed
from cases.lane_errors import (
    AlreadyAnswered,
    AlreadyAsked,
    AsksItself,
    LeadsNot,
    NobodyThere,
    NotAskedFromHere,
    NotForAnonymous,
    NothingSaidOfHarm,
    StillAsking,
    TakenOver,
)
from cases.models import Case, Inquiry
from cases.models.event import Event, EventKind
from cases.models.inquiry import Answer, Part
from cases.services.answers import accept, decline, pass_on
from cases.services.hand_over import ask
from cases.services.inquiries import close_inquiry, reopen_inquiry
from cases.services.taking_back import extend, take_back
from cases.sharing import Basis, How, Sharing
from cases.status import Status
from tests import factories
from tests.cases.seeing import sees
from tests.factories import Member

pytestmark = pytest.mark.django_db
SAFE = Sharing(basis=Basis.CONSENT, hastens="NEI", harms_siblings="NEI", why="Hun reiser i uke 26.")
WHY = "Ikke vårt land."


def lane_at(case: Case, post: Post | None) -> Inquiry:
    """The post's newest lane, of the case as it was handed out."""
    return [lane for lane in case.inquiries.all() if post is not None and lane.post_id == post.pk][-1]


def sent(
    who: Member, case: Case, to: Post | None, how: How = How.TAKE_OVER, sharing: Sharing = SAFE, **more: Any
) -> Inquiry:
    assert to is not None
    opened = access.case_to_change(who.standing, case.pk)
    made = ask(
        standing=who.standing,
        case=opened,
        lane=lane_at(opened, who.post),
        revision=opened.revision,
        to_post=to,
        how=how,
        sharing=sharing,
        submission=more.pop("submission", None) or uuid.uuid4(),
        **more,
    )
    holds(case)
    return made


def answered(who: Member, case: Case, what: Any, **said: Any) -> Any:
    opened = access.open_case(who.standing, case.pk)
    done = what(
        standing=who.standing, case=opened, lane=lane_at(opened, who.post), revision=opened.revision, **said
    )
    holds(case)
    return done


def holds(case: Case) -> None:
    """What must be so after every step."""
    found = seal.whole(case.pk)
    assert found is not None
    seal.must_hold(found)
    open_ones = [lane for lane in found.inquiries if lane.status != Status.CLOSED]
    assert [lane.part for lane in open_ones].count(Part.LEAD) == bool(open_ones)
    assert all(lane.next_post_id and lane.next_due_at for lane in open_ones)
    assert (found.case.closed_at is None) == bool(open_ones)


def verbs(case: Case) -> list[str]:
    rows = Entry.objects.filter(chain=case.pk).order_by("number").values_list("verb", flat=True)
    return [verb for verb in rows if verb not in ("case.read", "case.listed")]


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def test_a_case_is_taken_over(adviser: Member, embassy: Member, case: Case) -> None:
    assert not sees(embassy, case)
    lane = sent(adviser, case, embassy.post)
    assert (lane.answer, lane.status) == (Answer.UNANSWERED, Status.RECEIVED)
    assert sees(embassy, case)
    with pytest.raises(MayReadOnly):
        access.case_to_change(embassy.standing, case.pk)
    assert {letter.account_id for letter in Letter.objects.all()} == {embassy.account.pk}  # type: ignore[union-attr]
    answered(embassy, case, accept)
    opened = access.case_to_change(embassy.standing, case.pk)
    assert {lane.post_id: lane.part for lane in opened.inquiries.all()} == {
        embassy.post.pk: Part.LEAD,  # type: ignore[union-attr]
        adviser.post.pk: Part.CONSULTED,  # type: ignore[union-attr]
    }
    taken = lane_at(opened, embassy.post)
    assert (taken.status, taken.claimed_by_id) == (Status.ACTIVE, embassy.account.pk)  # type: ignore[union-attr]
    assert sees(adviser, case)
    assert verbs(case) == ["case.logged", "lane.asked", "lane.accepted", "lane.claimed"]
    assert adviser.account.pk in {letter.account_id for letter in Letter.objects.all()}  # type: ignore[union-attr]
    verify()


def test_advice_is_asked_and_the_asking_post_leads_on(adviser: Member, embassy: Member, case: Case) -> None:
    sent(adviser, case, embassy.post, How.ADVISE)
    answered(embassy, case, accept)
    opened = access.case_to_change(embassy.standing, case.pk)
    assert lane_at(opened, adviser.post).part == Part.LEAD
    assert lane_at(opened, embassy.post).part == Part.CONSULTED


def test_why_it_is_shared_is_sealed_and_read_by_both(
    adviser: Member, embassy: Member, colleague: Member, case: Case
) -> None:
    sent(adviser, case, embassy.post)
    assert SAFE.why.encode() not in bytes(Event.unscoped.get().__dict__["text"].record)
    for who in (adviser, embassy, colleague):
        (told,) = access.open_case(who.standing, case.pk).events.all()
        assert (told.facts.basis, told.facts.hastens, told.text) == ("SAMTYKKE", "NEI", SAFE.why)


@pytest.mark.parametrize("how", [How.TAKE_OVER, How.ADVISE])
def test_declining_leaves_no_right_behind(how: How, adviser: Member, embassy: Member, case: Case) -> None:
    sent(adviser, case, embassy.post, how)
    with pytest.raises(NoReasonGiven):
        answered(embassy, case, decline, reason="FEIL", why="  ")
    assert sees(embassy, case)
    answered(embassy, case, decline, reason="FEIL", why=WHY)
    assert not sees(embassy, case)
    opened = access.case_to_change(adviser.standing, case.pk)
    lane = lane_at(opened, embassy.post)
    assert (lane.answer, lane.status) == (Answer.DECLINED, Status.CLOSED)
    told = [one for one in opened.events.all() if one.facts.kind == EventKind.DECLINED]
    assert [(one.facts.reason, one.text) for one in told] == [("FEIL", WHY)]
    sent(adviser, case, embassy.post, how)
    assert sees(embassy, case)


def test_taking_back_leaves_no_right_behind(adviser: Member, embassy: Member, case: Case) -> None:
    sent(adviser, case, embassy.post)
    opened = access.case_to_change(adviser.standing, case.pk)
    said = {"revision": opened.revision, "case": opened, "lane": lane_at(opened, embassy.post)}
    take_back(standing=adviser.standing, why="Hun reiser ikke.", **said)
    holds(case)
    assert not sees(embassy, case)
    with pytest.raises(AlreadyAnswered):
        take_back(standing=adviser.standing, why="Igjen.", **said)


def test_what_was_taken_over_is_not_taken_back_and_advice_is(
    adviser: Member, embassy: Member, coordinator: Member, case: Case
) -> None:
    sent(adviser, case, embassy.post)
    answered(embassy, case, accept)
    opened = access.case_to_change(adviser.standing, case.pk)
    with pytest.raises(AlreadyAnswered):
        take_back(
            standing=adviser.standing,
            case=opened,
            lane=lane_at(opened, embassy.post),
            revision=opened.revision,
            why=WHY,
        )
    sent(embassy, case, coordinator.post, How.ADVISE)
    answered(coordinator, case, accept)
    opened = access.case_to_change(embassy.standing, case.pk)
    lane = lane_at(opened, coordinator.post)
    with pytest.raises(MayReadOnly):
        take_back(standing=adviser.standing, case=opened, lane=lane, revision=opened.revision, why=WHY)
    take_back(standing=embassy.standing, case=opened, lane=lane, revision=opened.revision, why=WHY)
    holds(case)
    assert not sees(coordinator, case)


def test_it_is_passed_on_on_the_same_ground(
    adviser: Member, embassy: Member, coordinator: Member, case: Case
) -> None:
    sent(adviser, case, embassy.post)
    made = answered(embassy, case, pass_on, to_post=coordinator.post, why=WHY, submission=uuid.uuid4())
    assert not sees(embassy, case)
    assert sees(coordinator, case)
    assert made.asked_by_id == adviser.post.pk  # type: ignore[union-attr]
    answered(coordinator, case, accept)
    opened = access.case_to_change(coordinator.standing, case.pk)
    assert lane_at(opened, coordinator.post).part == Part.LEAD
    assert [one.facts.basis for one in opened.events.all() if one.facts.kind == "SENDT"] == ["SAMTYKKE"]
    hers = access.open_case(adviser.standing, case.pk).events.all()
    assert [one.facts.kind for one in hers] == ["SENDT", "SENDT", "VIDERE", "GODTATT", "TATT"]


def test_the_right_ends_by_itself_and_is_extended(adviser: Member, embassy: Member, case: Case) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        sent(adviser, case, embassy.post, How.ADVISE, days=30)
        answered(embassy, case, accept)
    with time_machine.travel(now + timedelta(days=29), tick=False):
        assert sees(embassy, case)
        opened = access.case_to_change(adviser.standing, case.pk)
        said = {"case": opened, "lane": lane_at(opened, embassy.post), "revision": opened.revision}
        with pytest.raises(MayReadOnly):
            extend(standing=embassy.standing, days=30, why=WHY, **said)
        extend(standing=adviser.standing, days=30, why="Hun er ikke kommet tilbake.", **said)
    with time_machine.travel(now + timedelta(days=58), tick=False):
        assert sees(embassy, case)
    with time_machine.travel(now + timedelta(days=59), tick=False):
        assert not sees(embassy, case)


def test_it_ends_soon_after_the_lane(adviser: Member, embassy: Member, case: Case) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        sent(adviser, case, embassy.post, How.ADVISE)
        answered(embassy, case, accept)
        answered_case = access.case_to_change(embassy.standing, case.pk)
        close_inquiry(
            standing=embassy.standing,
            case=answered_case,
            inquiry=lane_at(answered_case, embassy.post),
            revision=answered_case.revision,
            outcome="RAD",
        )
        holds(case)
        assert sees(embassy, case)
    with time_machine.travel(now + timedelta(days=14), tick=False):
        assert not sees(embassy, case)
        assert sees(adviser, case)


def test_a_lane_does_not_end_while_its_post_waits(adviser: Member, embassy: Member, case: Case) -> None:
    sent(adviser, case, embassy.post)
    opened = access.case_to_change(adviser.standing, case.pk)
    lane = lane_at(opened, adviser.post)
    said = {"standing": adviser.standing, "case": opened, "inquiry": lane, "outcome": "LOST"}
    with pytest.raises(StillAsking):
        close_inquiry(revision=opened.revision, **said)
    answered(embassy, case, decline, reason="FEIL", why=WHY)
    opened = access.case_to_change(adviser.standing, case.pk)
    close_inquiry(
        **{**said, "case": opened, "inquiry": lane_at(opened, adviser.post)}, revision=opened.revision
    )
    holds(case)


def test_no_figure_is_changed_by_passing_a_case_around(
    adviser: Member, elsewhere: Member, case: Case
) -> None:
    sent(adviser, case, elsewhere.post)
    answered(elsewhere, case, accept)
    schemes = {lane.facts.scheme for lane in access.open_case(adviser.standing, case.pk).inquiries.all()}
    assert schemes == {"MR"}


def test_what_is_refused(
    adviser: Member, embassy: Member, coordinator: Member, representative: Member, case: Case
) -> None:
    for sharing, how, refusal in (
        (Sharing("ANONYM", "NEI", "NEI"), How.TAKE_OVER, NotForAnonymous),
        (Sharing("SAMTYKKE", "JA", "NEI"), How.ADVISE, NothingSaidOfHarm),
        (Sharing("SAMTYKKE", "NEI", "JA", " "), How.ADVISE, NothingSaidOfHarm),
    ):
        with pytest.raises(refusal):
            sent(adviser, case, embassy.post, how, sharing)
    with pytest.raises(AsksItself):
        sent(adviser, case, adviser.post)
    with pytest.raises(NotAskedFromHere):
        sent(adviser, case, representative.post)
    with pytest.raises(NobodyThere):
        sent(adviser, case, factories.post("nairobi"))
    sent(adviser, case, embassy.post, How.ADVISE)
    with pytest.raises(AlreadyAsked):
        sent(adviser, case, embassy.post, How.ADVISE)
    answered(embassy, case, accept)
    with pytest.raises(LeadsNot):
        sent(embassy, case, coordinator.post, How.TAKE_OVER)
    assert Inquiry.unscoped.filter(case=case).count() == 2
    sent(embassy, case, coordinator.post, How.ADVISE)


def test_sent_twice_it_asks_once_and_on_an_older_case_not_at_all(
    adviser: Member, embassy: Member, case: Case
) -> None:
    submission = uuid.uuid4()
    first = sent(adviser, case, embassy.post, submission=submission)
    assert sent(adviser, case, embassy.post, submission=submission).pk == first.pk
    opened = access.open_case(embassy.standing, case.pk)
    lane = lane_at(opened, embassy.post)
    with pytest.raises(ChangedMeanwhile):
        accept(standing=embassy.standing, case=opened, lane=lane, revision=opened.revision - 1)
    accept(standing=embassy.standing, case=opened, lane=lane, revision=opened.revision)
    with pytest.raises(AlreadyAnswered):
        answered(embassy, case, accept)


def test_who_leaves_the_post_sees_nothing_and_who_comes_sees_all(
    adviser: Member, embassy: Member, case: Case
) -> None:
    sent(adviser, case, embassy.post)
    assert embassy.account is not None
    membership = embassy.account.memberships.get()
    end_membership(actor=factories.SUITE, membership=membership)
    assert not sees(embassy, case)


def test_by_the_pages(adviser: Member, embassy: Member, case: Case) -> None:
    for who in (adviser, embassy):
        who.client.cookies["language"] = "en"
    page = adviser.client.get(f"/saker/{case.pk}/send/").content.decode()
    assert "Whom do you ask?" in page
    said = {
        "submission": str(uuid.uuid4()),
        "revision": "1",
        "to": str(embassy.post.pk),  # type: ignore[union-attr]
        "how": "LEDER",
        "basis": "ANONYM",
        "hastens": "NEI",
        "harms_siblings": "NEI",
        "days": "90",
        "why": "Hun reiser i uke 26.",
    }
    page = adviser.client.post(f"/saker/{case.pk}/send/", said).content.decode()
    assert "cannot be taken over" in page
    assert "Hun reiser i uke 26." in page
    done = adviser.client.post(f"/saker/{case.pk}/send/", {**said, "basis": "SAMTYKKE"})
    assert (done.status_code, done.headers["Location"]) == (302, f"/saker/{case.pk}/")
    assert "Asked, not answered" in adviser.client.get(f"/saker/{case.pk}/").content.decode()
    page = embassy.client.get(f"/saker/{case.pk}/").content.decode()
    assert "asks you about this case" in page
    page = embassy.client.get(f"/saker/{case.pk}/svar/").content.decode()
    assert "Consent" in page
    assert "Hun reiser i uke 26." in page
    page = embassy.client.post(
        f"/saker/{case.pk}/svar/", {"do": "decline", "revision": "2", "decline-code": "FEIL"}
    ).content.decode()
    assert "Write why." in page
    done = embassy.client.post(f"/saker/{case.pk}/svar/", {"do": "accept", "revision": "2"})
    assert done.headers["Location"] == f"/saker/{case.pk}/"
    page = adviser.client.get(f"/saker/{case.pk}/spurt/").content.decode()
    assert "No post that you have asked" not in page
    done = adviser.client.get(f"/saker/{case.pk}/svar/", follow=True).content.decode()
    assert "There is nothing to answer" in done


def panel(who: Member, case: Case) -> str:
    """What stands on her page of the case of what another post has asked of hers."""
    who.client.cookies["language"] = "en"
    page = who.client.get(f"/saker/{case.pk}/").content.decode()
    return page.partition('aria-labelledby="asking"')[2].partition("</section>")[0]


def test_what_was_asked_stands_on_top_until_the_lane_is_closed(
    adviser: Member, embassy: Member, case: Case
) -> None:
    """Below a button that begins advice to the post that asked; to that post itself it is nothing new."""
    sent(adviser, case, embassy.post, How.ADVISE)
    assert panel(embassy, case) == ""
    answered(embassy, case, accept)
    shown = panel(embassy, case)
    assert adviser.held.post_name in shown
    for words in (SAFE.why, "Consent"):
        assert words in shown
    assert panel(adviser, case) == ""
    write = f"/saker/{case.pk}/melding/"
    page = embassy.client.get(f"/saker/{case.pk}/").content.decode()
    assert page.count(f'href="{write}?kind=RAD">Answer the question') == 1
    assert page.index(f'href="{write}?kind=RAD"') < page.index('id="asking"')
    begun = embassy.client.get(f"{write}?kind=RAD").context["form"]
    assert [begun[name].value() for name in ("kind", "to", "seen_by")] == [
        "RAD",
        str(adviser.held.post_id),
        "LINJE",
    ]
    assert embassy.client.get(f"{write}?kind=FEIL").context["form"]["kind"].value() is None
    said = {"kind": "RAD", "seen_by": "LINJE", "text": "Reis ikke."}
    revision = access.open_case(embassy.standing, case.pk).revision
    assert embassy.client.post(write, {**said, "revision": str(revision)}).status_code == 302
    assert "Answer the question" not in panel(embassy, case)
    assert "Write more advice" in panel(embassy, case)
    opened = access.case_to_change(embassy.standing, case.pk)
    lane = lane_at(opened, embassy.post)
    close_inquiry(
        standing=embassy.standing, case=opened, inquiry=lane, revision=opened.revision, outcome="RAD"
    )
    assert panel(embassy, case) == ""


def test_who_takes_a_case_over_reads_why_and_owes_no_advice(
    adviser: Member, embassy: Member, case: Case
) -> None:
    sent(adviser, case, embassy.post)
    answered(embassy, case, accept)
    assert SAFE.why in panel(embassy, case)
    assert "Answer the question" not in panel(embassy, case)


@pytest.mark.parametrize("key", ["kt-udi", "kt-avdir", "kt-hdir"])
def test_an_agency_that_does_not_see_the_other_posts_answers_all_the_same(
    case: Case, adviser: Member, coordinator: Member, key: str
) -> None:
    """What is decided by all lanes is not decided by those that she was handed out."""
    agency = factories.member("agency", Role.REPRESENTATIVE, factories.post(key))
    hers = replace(SAFE, why="Skolen ber teamet ta over.")
    sent(adviser, case, coordinator.post, sharing=hers)
    answered(coordinator, case, accept)
    assert hers.why in panel(coordinator, case)
    sent(coordinator, case, agency.post, How.ADVISE)
    answered(agency, case, decline, reason="FEIL", why=WHY)
    assert not sees(agency, case)
    sent(coordinator, case, agency.post, How.ADVISE)
    answered(agency, case, accept)
    page = agency.client.get(f"/saker/{case.pk}/").content.decode()
    assert SAFE.why in page
    assert hers.why not in page
    opened = access.open_case(agency.standing, case.pk)
    assert [lane.post_id for lane in opened.inquiries.all()] == [agency.held.post_id] * 2
    lane = lane_at(opened, agency.post)
    close_inquiry(
        standing=agency.standing, case=opened, inquiry=lane, revision=opened.revision, outcome="RAD"
    )
    holds(case)
    assert access.open_case(adviser.standing, case.pk).closed_at is None


def test_an_old_request_takes_nothing_from_who_leads_since(
    adviser: Member, elsewhere: Member, coordinator: Member, case: Case
) -> None:
    sent(adviser, case, elsewhere.post)
    sent(adviser, case, coordinator.post)
    answered(elsewhere, case, accept)
    with pytest.raises(TakenOver):
        answered(coordinator, case, accept)
    assert lane_at(access.open_case(elsewhere.standing, case.pk), elsewhere.post).part == Part.LEAD
    answered(coordinator, case, decline, reason="ANNET", why="Tatt av andre.")


def test_nobody_gives_more_time_than_she_has(
    adviser: Member, embassy: Member, coordinator: Member, case: Case
) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        sent(adviser, case, embassy.post, How.ADVISE, days=30)
        answered(embassy, case, accept)
        sent(embassy, case, coordinator.post, How.ADVISE, days=180)
        answered(coordinator, case, accept)
        opened = access.case_to_change(embassy.standing, case.pk)
        lane = lane_at(opened, coordinator.post)
        until = extend(
            standing=embassy.standing, case=opened, lane=lane, revision=opened.revision, days=180, why=WHY
        )
        assert until == now + timedelta(days=30)
    with time_machine.travel(now + timedelta(days=30), tick=False):
        assert not sees(coordinator, case)


@pytest.mark.parametrize("what", ["UPDATE cases_ruleset SET said = ", "UPDATE cases_person SET facts = "])
def test_what_was_altered_elsewhere_keeps_nobody_from_a_case(
    what: str, adviser: Member, elsewhere: Member, case: Case
) -> None:
    """Rules of routing, and the facts of somebody else's case."""
    other = factories.log_case(elsewhere)
    assert adviser.client.get(f"/saker/{case.pk}/").status_code == 200
    where = "case_id = %s" if "person" in what else "%s <> ''"
    case_id = Case._meta.pk.get_db_prep_value(other.pk, connection)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(f"{what}%s WHERE {where}", [b"x" * 90, case_id if "person" in what else "x"])
    assert adviser.client.get(f"/saker/{case.pk}/").status_code == 200
    assert adviser.client.get(f"/saker/{case.pk}/send/").status_code == 200
    assert Entry.objects.filter(verb="seal.broken").exists()


def test_who_asked_reads_at_the_top_that_it_was_declined_and_why(
    adviser: Member, embassy: Member, coordinator: Member, case: Case
) -> None:
    """Until somebody is asked after that (test_awaited.py); nobody else is told."""
    sent(adviser, case, coordinator.post, How.ADVISE)
    answered(coordinator, case, accept)
    sent(adviser, case, embassy.post)
    answered(embassy, case, decline, reason="FEIL", why="Hun er i Marokko.")
    page = adviser.client.get(f"/saker/{case.pk}/").content.decode()
    assert "Ambassaden i Islamabad tar ikke saken" in page
    assert "Feil arbeidssted. Hun er i Marokko." in page
    assert "tar ikke saken" not in coordinator.client.get(f"/saker/{case.pk}/").content.decode()
    sent(adviser, case, embassy.post)
    assert "tar ikke saken" not in adviser.client.get(f"/saker/{case.pk}/").content.decode()


def closed(who: Member, case: Case) -> None:
    opened = access.case_to_change(who.standing, case.pk)
    lane = lane_at(opened, who.post)
    close_inquiry(standing=who.standing, case=opened, inquiry=lane, revision=opened.revision, outcome="RAD")
    holds(case)


def test_whoever_takes_up_again_what_nobody_else_works_on_has_it_without_an_end(
    adviser: Member, embassy: Member, case: Case
) -> None:
    """It leads then: else it would lie still once the time of what was only asked for advice is over."""
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        sent(adviser, case, embassy.post, How.ADVISE)
        answered(embassy, case, accept)
        closed(adviser, case)
        closed(embassy, case)
        opened = access.case_to_change(embassy.standing, case.pk)
        lane = lane_at(opened, embassy.post)
        reopen_inquiry(standing=embassy.standing, case=opened, inquiry=lane, revision=opened.revision)
        holds(case)
    with time_machine.travel(now + timedelta(days=100), tick=False):
        assert sees(embassy, case)
        assert lane_at(access.case_to_change(embassy.standing, case.pk), embassy.post).part == Part.LEAD


def test_what_was_declined_is_not_taken_up_again(adviser: Member, embassy: Member, case: Case) -> None:
    """Its lane gives no right, so nobody could work in it. The page takes up the one that was accepted."""
    sent(adviser, case, embassy.post, How.ADVISE)
    answered(embassy, case, decline, reason="KAPASITET", why=WHY)
    sent(adviser, case, embassy.post, How.ADVISE)
    answered(embassy, case, accept)
    closed(embassy, case)
    opened = access.case_to_change(embassy.standing, case.pk)
    declined, accepted = [lane for lane in opened.inquiries.all() if lane.post_id == embassy.held.post_id]
    with pytest.raises(NotClosed):
        reopen_inquiry(standing=embassy.standing, case=opened, inquiry=declined, revision=opened.revision)
    said = {"revision": str(opened.revision)}
    assert embassy.client.post(f"/saker/{case.pk}/gjenapne/", said).status_code == 302
    accepted.refresh_from_db()
    assert accepted.status == Status.REOPENED
    holds(case)


def test_an_agency_that_sees_a_part_alone_passes_on_and_asks(
    adviser: Member, coordinator: Member, representative: Member, case: Case
) -> None:
    """The lane of the other post is not for its eyes, and it writes one all the same."""
    agency = factories.member("agency", Role.REPRESENTATIVE, factories.post("kt-udi"))
    sent(adviser, case, coordinator.post, How.ADVISE)
    answered(coordinator, case, accept)
    sent(coordinator, case, representative.post, How.ADVISE)
    answered(representative, case, accept)
    closed(coordinator, case)
    lane = sent(representative, case, coordinator.post, How.ADVISE)
    assert lane.asked_by_id == representative.held.post_id
    answered(coordinator, case, pass_on, to_post=agency.post, why=WHY, submission=uuid.uuid4())
    made = answered(agency, case, pass_on, to_post=coordinator.post, why=WHY, submission=uuid.uuid4())
    assert not sees(agency, case)
    assert made.asked_by_id == representative.held.post_id
