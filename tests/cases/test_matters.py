"""Two cases about one matter: linked when both sides say so, by a code; what each side learns of it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from advisory.models import Letter
from advisory.roles import Role
from advisory.services.memberships import start_membership
from audit.models import Entry
from audit.verify import verify
from cases import access, seal
from cases.errors import MayReadOnly, NotYours
from cases.lane_errors import NotOpen
from cases.matter_code import shown
from cases.matter_errors import (
    AnsweredAlready,
    AnswersHerself,
    LeadsNotMatter,
    LinkedAlready,
    NoSuchCode,
    OwnMatter,
)
from cases.matters import Link, State, linked, links_of
from cases.matters_shown import news_of_matters
from cases.models import Case, CaseGroupPermission, MatterCode, MatterLink
from cases.models.event import EventKind
from cases.models.inquiry import Part
from cases.services.answers import accept
from cases.services.inquiries import close_inquiry
from cases.services.keeping_out import keep_out
from cases.services.matter_codes import GOOD_FOR, code_of, make, withdraw
from cases.services.matter_links import agree, ask, decline, take_back, unlink
from cases.services.sweeping import sweep_all
from cases.sharing import How
from cases.statistics.matters import matters_by_schemes
from tests import factories
from tests.cases.seeing import sees
from tests.cases.test_hand_over import answered, lane_at, sent
from tests.factories import SUITE, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


@pytest.fixture
def other(embassy: Member) -> Case:
    """The embassy's own case, about the same matter."""
    return factories.log_case(embassy)


@pytest.fixture
def both(case: Case, other: Case) -> tuple[Case, Case]:
    return case, other


def acts(who: Member, case: Case, what: Callable[..., Any], **said: Any) -> Any:
    opened = access.case_to_change(who.standing, case.pk)
    lane = lane_at(opened, who.post)
    lane.post = who.post  # type: ignore[assignment]
    done = what(standing=who.standing, case=opened, lane=lane, **said)
    holds()
    return done


def code_for(who: Member, case: Case) -> str:
    made: str = acts(who, case, make).code
    return made


def asked(embassy: Member, other: Case, adviser: Member, case: Case) -> Link:
    """The embassy was told the code of the adviser's case, and asks from its own."""
    link: Link = acts(embassy, other, ask, code=code_for(adviser, case))
    return link


def linked_two(embassy: Member, other: Case, adviser: Member, case: Case) -> Link:
    link = asked(embassy, other, adviser, case)
    made: Link = acts(adviser, case, agree, link_id=link.id)
    return made


def holds() -> None:
    """What must be so after every step: every case and every link holds together."""
    for pk in Case.unscoped.values_list("pk", flat=True):
        found = seal.whole(pk)
        assert found is not None
        seal.must_hold(found)
        assert links_of(pk)[1] == []


def kinds(who: Member, case: Case) -> list[str]:
    return [one.facts.kind for one in access.open_case(who.standing, case.pk).events.all()]


def address(case: Case) -> str:
    return f"/saker/{case.pk}/sammen/"


def page_of(who: Member, case: Case) -> str:
    return str(who.client.get(address(case)).content.decode())


def send(who: Member, case: Case, **said: str) -> Any:
    return who.client.post(address(case), said, follow=True)


def test_both_sides_say_so(adviser: Member, embassy: Member, case: Case, other: Case) -> None:
    Letter.objects.all().delete()
    link = asked(embassy, other, adviser, case)
    assert {letter.account_id for letter in Letter.objects.all()} == {adviser.account.pk}  # type: ignore[union-attr]
    assert linked() == ([], [])
    assert EventKind.LINKED not in kinds(embassy, other) + kinds(adviser, case)
    Letter.objects.all().delete()
    made = acts(adviser, case, agree, link_id=link.id)
    assert {letter.account_id for letter in Letter.objects.all()} == {embassy.account.pk}  # type: ignore[union-attr]
    assert (made.state, made.asked.scheme, made.asking.scheme) == (State.LINKED, "MR", "IR")
    assert [one.id for one in linked()[0]] == [link.id]
    assert kinds(embassy, other) == kinds(adviser, case) == [EventKind.LINKED]
    assert verify().flaws == []


def test_nothing_of_the_others_case_is_seen_and_no_right_is_given(
    adviser: Member, embassy: Member, case: Case, other: Case
) -> None:
    grants = list(
        CaseGroupPermission.objects.order_by("pk").values_list("content_object", "group", "permission")
    )
    linked_two(embassy, other, adviser, case)
    after = CaseGroupPermission.objects.order_by("pk").values_list("content_object", "group", "permission")
    assert list(after) == grants
    assert not sees(adviser, other)
    assert not sees(embassy, case)
    for who, own, elsewhere in ((adviser, case, embassy), (embassy, other, adviser)):
        assert elsewhere.post is not None
        assert elsewhere.account is not None
        for path in ("", "sammen/", "forlop/", "innsyn/"):
            text = who.client.get(f"/saker/{own.pk}/{path}").content.decode()
            there = other if own is case else case
            assert str(there.pk) not in text
            assert elsewhere.post.name not in text
            assert elsewhere.account.name not in text
    assert "Spesialutsending for integreringssaker" in page_of(adviser, case)
    assert "Mangfoldsrådgiver" in page_of(embassy, other)


@pytest.mark.parametrize("side", ["asking", "asked"])
def test_either_side_unlinks(adviser: Member, embassy: Member, case: Case, other: Case, side: str) -> None:
    link = linked_two(embassy, other, adviser, case)
    who, own, told = (adviser, case, embassy) if side == "asked" else (embassy, other, adviser)
    Letter.objects.all().delete()
    acts(who, own, unlink, link_id=link.id)
    assert {letter.account_id for letter in Letter.objects.all()} == {told.account.pk}  # type: ignore[union-attr]
    assert linked() == ([], [])
    assert kinds(embassy, other) == kinds(adviser, case) == [EventKind.LINKED, EventKind.UNLINKED]
    with pytest.raises(AnsweredAlready):
        acts(who, own, unlink, link_id=link.id)
    # And may be linked anew.
    linked_two(embassy, other, adviser, case)
    assert len(linked()[0]) == 1


def test_who_is_closed_unlinks_and_no_longer_asks(
    adviser: Member, embassy: Member, case: Case, other: Case
) -> None:
    link = linked_two(embassy, other, adviser, case)
    opened = access.case_to_change(adviser.standing, case.pk)
    close_inquiry(
        standing=adviser.standing,
        case=opened,
        inquiry=lane_at(opened, adviser.post),
        revision=opened.revision,
        outcome="LOST",
    )
    with pytest.raises(NotOpen):
        code_for(adviser, case)
    acts(adviser, case, unlink, link_id=link.id)
    assert linked() == ([], [])


def test_a_request_is_declined_and_that_is_told(
    adviser: Member, embassy: Member, case: Case, other: Case
) -> None:
    code = code_for(adviser, case)
    assert "spurt" in send(embassy, other, do="ask", code=shown(code).lower()).content.decode()
    link = links_of(case.pk)[0][0]
    assert "Er en sak ved et annet arbeidssted om samme forhold?" in page_of(adviser, case)
    Letter.objects.all().delete()
    assert send(adviser, case, do=f"decline {link.id}").status_code == 200
    assert {letter.account_id for letter in Letter.objects.all()} == {embassy.account.pk}  # type: ignore[union-attr]
    assert links_of(case.pk)[0][0].state is State.DECLINED
    for path in (address(other), f"/saker/{other.pk}/", "/saker/"):
        assert "Den andre siden" in embassy.client.get(path).content.decode(), path
    assert "Den andre siden" not in page_of(adviser, case)


def test_a_request_is_taken_back(adviser: Member, embassy: Member, case: Case, other: Case) -> None:
    link = asked(embassy, other, adviser, case)
    with pytest.raises(AnsweredAlready):
        acts(adviser, case, take_back, link_id=link.id)
    acts(embassy, other, take_back, link_id=link.id)
    with pytest.raises(AnsweredAlready):
        acts(adviser, case, agree, link_id=link.id)
    assert linked() == ([], [])


# --- the code ---


def test_the_code_is_shown_to_the_post_that_leads_alone(
    adviser: Member, colleague: Member, embassy: Member, elsewhere: Member, case: Case
) -> None:
    sent(adviser, case, embassy.post, How.ADVISE)
    answered(embassy, case, accept)
    code = shown(code_for(adviser, case))
    assert code in page_of(adviser, case)
    assert code in page_of(colleague, case)
    assert code not in page_of(embassy, case)
    assert elsewhere.client.get(address(case)).status_code == 404
    for who in (adviser, embassy):
        for path in ("", "forlop/", "innsyn/"):
            assert code not in who.client.get(f"/saker/{case.pk}/{path}").content.decode()
    with pytest.raises(LeadsNotMatter):
        acts(embassy, case, make)


def test_a_consulted_agency_is_told_nothing(
    adviser: Member, embassy: Member, coordinator: Member, representative: Member, both: tuple[Case, Case]
) -> None:
    case, other = both
    sent(adviser, case, coordinator.post, How.ADVISE)
    answered(coordinator, case, accept)
    sent(coordinator, case, representative.post, How.ADVISE)
    answered(representative, case, accept)
    asked(embassy, other, adviser, case)
    linked_now = links_of(case.pk)[0][0]
    acts(adviser, case, agree, link_id=linked_now.id)
    assert EventKind.LINKED in kinds(coordinator, case)
    assert EventKind.LINKED not in kinds(representative, case)
    assert representative.client.get(address(case)).status_code == 403
    for path in (f"/saker/{case.pk}/", f"/saker/{case.pk}/forlop/", "/saker/"):
        assert "samme forhold" not in representative.client.get(path).content.decode()


def test_an_agency_that_has_taken_the_case_over_is_told_no_news(
    adviser: Member, embassy: Member, coordinator: Member, representative: Member, both: tuple[Case, Case]
) -> None:
    """It leads the case, and sees no more of it than it did."""
    case, other = both
    link = linked_two(embassy, other, adviser, case)
    sent(adviser, case, coordinator.post)
    answered(coordinator, case, accept)
    acts(embassy, other, unlink, link_id=link.id)
    assert [one.case_id for one in news_of_matters(coordinator.standing)] == [case.pk]
    sent(coordinator, case, representative.post)
    answered(representative, case, accept)
    assert lane_at(access.open_case(representative.standing, case.pk), representative.post).part == Part.LEAD
    assert news_of_matters(representative.standing) == []


def test_a_code_is_good_once_and_for_a_fortnight(
    adviser: Member, embassy: Member, elsewhere: Member, case: Case, other: Case
) -> None:
    code = code_for(adviser, case)
    link = acts(embassy, other, ask, code=code)
    third = factories.log_case(elsewhere)
    with pytest.raises(NoSuchCode):
        acts(elsewhere, third, ask, code=code)
    acts(adviser, case, decline, link_id=link.id)
    with pytest.raises(NoSuchCode):
        acts(embassy, other, ask, code=code)
    first, second = code_for(adviser, case), code_for(adviser, case)
    with pytest.raises(NoSuchCode):
        acts(embassy, other, ask, code=first)
    with time_machine.travel(timezone.now() + GOOD_FOR + timedelta(seconds=1), tick=False):
        with pytest.raises(NoSuchCode):
            acts(embassy, other, ask, code=second)
        assert code_of(access.open_case(adviser.standing, case.pk)) is None
        assert sweep_all(timezone.now())["cases.MatterCode"] == 1
    third_code = code_for(adviser, case)
    acts(adviser, case, withdraw)
    with pytest.raises(NoSuchCode):
        acts(embassy, other, ask, code=third_code)


def test_a_code_of_a_closed_case_and_of_one_that_she_is_shut_out_of_is_none(
    adviser: Member, embassy: Member, case: Case, other: Case
) -> None:
    code = code_for(adviser, case)
    opened = access.open_case(adviser.standing, case.pk)
    assert embassy.account is not None
    keep_out(
        standing=adviser.standing, case=opened, account_id=embassy.account.pk, reason="Hun kjenner familien."
    )
    with pytest.raises(NoSuchCode):
        acts(embassy, other, ask, code=code)
    assert MatterCode.objects.filter(of_case=case.pk).exists()
    assert MatterLink.objects.count() == 0


def test_neither_in_an_address_nor_in_the_trail_nor_in_clear(
    adviser: Member, embassy: Member, case: Case, other: Case, caplog: pytest.LogCaptureFixture
) -> None:
    code = code_for(adviser, case)
    page = page_of(adviser, case)
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title is not None
    assert not {code, shown(code)} & set(title.group(1).split())
    assert not re.search(rf"(href|action|src)=[^>]*({code}|{shown(code)})", page)
    row = MatterCode.objects.get()
    assert code not in row.digest
    assert code.encode() not in bytes(row.__dict__["said"].record)
    answer = embassy.client.post(address(other), {"do": "ask", "code": code})
    assert answer.status_code == 302
    assert code not in answer.headers["Location"]
    entries = "".join(str(row) for row in Entry.objects.values_list())
    assert code not in entries + caplog.text


# --- the attacker's side ---


def test_who_was_not_told_cannot_ask_and_is_slowed(
    adviser: Member, embassy: Member, elsewhere: Member, case: Case
) -> None:
    """A right code shows first that asking passes."""
    mine, right = factories.log_case(elsewhere), code_for(adviser, case)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(1, 6):
            answer = elsewhere.client.post(address(mine), {"do": "ask", "code": wrong(number)})
            assert (answer.status_code, "Ingen sak har denne koden nå" in answer.content.decode()) == (
                200,
                True,
            )
        # Another browser of hers is no new place.
        factories.signed_in_anew(elsewhere)
        slowed = elsewhere.client.post(address(mine), {"do": "ask", "code": right})
        assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "30")
        assert links_of(case.pk) == ([], [])
        told = Entry.objects.filter(verb="case.matter_code_refused").order_by("number")
        assert [one.fields for one in told] == ["wrong"] * 5 + ["slowed"]
        # Nobody else waits for it.
        theirs = factories.log_case(embassy)
        assert embassy.client.post(address(theirs), {"do": "ask", "code": wrong(9)}).status_code == 200
        clock.shift(31)
        assert elsewhere.client.post(address(mine), {"do": "ask", "code": right}).status_code == 302
    assert len(links_of(case.pk)[0]) == 1


def test_a_slip_is_not_counted(elsewhere: Member) -> None:
    mine = factories.log_case(elsewhere)
    for _time in range(12):
        answer = elsewhere.client.post(address(mine), {"do": "ask", "code": "K7QD-92MX-4TPB"})
        assert answer.status_code == 200
        assert "K7QD-92MX-4TPB" in answer.content.decode()
    assert not Entry.objects.filter(verb="case.matter_code_refused").exists()


def wrong(number: int) -> str:
    """A code that is whole and of no case."""
    from cases.matter_code import ALPHABET, _sum, _times_x

    letters = f"{number:011d}"
    return letters + ALPHABET[_times_x(_sum(letters))]


def test_the_side_that_asks_cannot_consent(
    adviser: Member, colleague: Member, embassy: Member, case: Case, other: Case
) -> None:
    link = asked(embassy, other, adviser, case)
    for what in (agree, decline):
        with pytest.raises(AnsweredAlready):
            acts(embassy, other, what, link_id=link.id)
    # Whoever works at both posts, as a deputy does, is of the asking side.
    assert colleague.account is not None
    start_membership(actor=SUITE, account=colleague.account, post=embassy.post, role=Role.EMBASSY)  # type: ignore[arg-type]
    with pytest.raises(AnswersHerself):
        acts(colleague, case, agree, link_id=link.id)
    with pytest.raises(OwnMatter):
        acts(colleague, case, ask, code=code_for(embassy, other))
    assert linked() == ([], [])
    acts(adviser, case, agree, link_id=link.id)
    assert len(linked()[0]) == 1


def test_a_stranger_to_the_case_answers_nothing(
    adviser: Member, embassy: Member, elsewhere: Member, case: Case, other: Case
) -> None:
    link = asked(embassy, other, adviser, case)
    mine = factories.log_case(elsewhere)
    with pytest.raises(NotYours):
        acts(elsewhere, case, agree, link_id=link.id)
    for what in (agree, decline, take_back, unlink):
        with pytest.raises(AnsweredAlready):
            acts(elsewhere, mine, what, link_id=link.id)
    assert links_of(case.pk)[0] == [link]


def test_a_post_that_does_not_lead_neither_asks_nor_answers(
    adviser: Member, embassy: Member, elsewhere: Member, coordinator: Member, both: tuple[Case, Case]
) -> None:
    case, other = both
    link = asked(embassy, other, adviser, case)
    sent(adviser, case, coordinator.post, How.ADVISE)
    answered(coordinator, case, accept)
    for what in (agree, decline):
        with pytest.raises(LeadsNotMatter):
            acts(coordinator, case, what, link_id=link.id)
    acts(adviser, case, agree, link_id=link.id)
    with pytest.raises(MayReadOnly):
        acts(coordinator, case, unlink, link_id=link.id)
    with pytest.raises(LeadsNotMatter):
        acts(coordinator, case, ask, code=code_for(elsewhere, factories.log_case(elsewhere)))


def test_twice_is_once(adviser: Member, embassy: Member, case: Case, other: Case) -> None:
    """A form that is sent again, and the two asking each other."""
    link = asked(embassy, other, adviser, case)
    with pytest.raises(LinkedAlready):
        acts(embassy, other, ask, code=code_for(adviser, case))
    with pytest.raises(LinkedAlready):
        acts(adviser, case, ask, code=code_for(embassy, other))
    for _time in range(2):
        assert send(adviser, case, do=f"agree {link.id}").status_code == 200
    assert len(links_of(case.pk)[0]) == 1
    assert kinds(adviser, case) == kinds(embassy, other) == [EventKind.LINKED]
    with pytest.raises(OwnMatter):
        acts(adviser, case, ask, code=code_for(adviser, case))


def test_who_was_deactivated_neither_asks_nor_stands_in_the_way(
    adviser: Member, embassy: Member, case: Case, other: Case
) -> None:
    from advisory.services.accounts import deactivate_account

    link, code = asked(embassy, other, adviser, case), code_for(adviser, case)
    assert embassy.account is not None
    deactivate_account(actor=SUITE, account=embassy.account)
    assert embassy.client.post(address(other), {"do": "ask", "code": code}).status_code == 302
    assert MatterLink.objects.count() == 1
    # The post asked, not the person.
    acts(adviser, case, agree, link_id=link.id)
    assert len(linked()[0]) == 1


def test_what_is_no_act_does_nothing(adviser: Member, embassy: Member, case: Case, other: Case) -> None:
    asked(embassy, other, adviser, case)
    for do in ("", "agree", "agree x", "unlink 00000000-0000-4000-8000-000000000009", "x y z"):
        assert send(adviser, case, do=do).status_code == 200
    assert [one.state for one in links_of(case.pk)[0]] == [State.ASKED]


# --- the coordinator, and figures ---


def test_the_coordinator_sees_how_many_and_which(
    adviser: Member, embassy: Member, coordinator: Member, elsewhere: Member, both: tuple[Case, Case]
) -> None:
    case, other = both
    asked(elsewhere, factories.log_case(elsewhere), embassy, other)
    linked_two(embassy, other, adviser, case)
    page = coordinator.client.get("/fordeling/").content.decode()
    assert page.count(str(case.pk)) == page.count(str(other.pk)) == 1
    for who in (adviser, embassy):
        assert who.post is not None
        assert f"<code>{who.post.name}" not in page
    assert re.search(r"Spesialutsending for integreringssaker, Mangfoldsrådgiver</th><td>1</td>", page)
    opened = access.open_case(adviser.standing, case.pk)
    assert coordinator.account is not None
    keep_out(standing=adviser.standing, case=opened, account_id=coordinator.account.pk, reason="I slekt.")
    page = coordinator.client.get("/fordeling/").content.decode()
    assert str(case.pk) not in page
    assert str(other.pk) not in page


def test_cases_that_hang_together_are_one_matter(
    adviser: Member, embassy: Member, elsewhere: Member, coordinator: Member, both: tuple[Case, Case]
) -> None:
    case, other = both
    linked_two(embassy, other, adviser, case)
    third = factories.log_case(coordinator)
    linked_two(coordinator, third, adviser, case)
    linked_two(coordinator, third, embassy, other)
    apart, further = factories.log_case(elsewhere), factories.log_case(embassy)
    linked_two(embassy, further, elsewhere, apart)
    assert matters_by_schemes(linked()[0]) == {("IR", "KT", "MR"): 1, ("IR", "MR"): 1}
