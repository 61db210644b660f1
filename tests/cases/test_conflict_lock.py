"""Somebody named is shut out of one case: by whom, how it looks to her, who lets her back, what it costs."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from advisory.models import Letter
from advisory.roles import Role
from advisory.sealing import seals
from advisory.sealing.errors import SealError
from advisory.services.epochs import open_epoch
from advisory.services.memberships import start_membership
from audit.models import Entry
from cases import access, gate, raw_cases, raw_opening, seal
from cases.errors import (
    KeptOutAlready,
    MayReadOnly,
    NoReasonGiven,
    NoSuchCase,
    NotForOneself,
    NothingToOpen,
    NotKeptOut,
    NotShown,
    NotYours,
)
from cases.models import Case, CaseGroupPermission, CaseUserPermission, Inquiry, Ruling
from cases.models.case import Lock
from cases.models.listed import newest_statement
from cases.older_seals import DUE
from cases.seal_check import check_cases
from cases.services.erasure import erase_due, mark_case
from cases.services.glass import break_glass
from cases.services.keeping_out import keep_out, keep_out_by_id, let_back
from cases.services.reencryption import reencrypt
from cases.statistics.microdata import from_rows as read_figures
from tests import factories
from tests.cases.erasing import after, closed_case
from tests.factories import SUITE, Member
from tests.security.asking import neutral
from tests.security.tampering import CASE, Held, key, tampered, update

pytestmark = pytest.mark.django_db
WHY = "Hun er tante til eleven."


def shut_out(by: Member, who: Member, case: Case, reason: str = WHY) -> None:
    assert who.account is not None
    opened = access.open_case(by.standing, case.pk)
    keep_out(
        standing=by.standing,
        case=opened,
        account_id=who.account.pk,
        reason=reason,
    )


def sees(who: Member) -> set[uuid.UUID]:
    """Asked in every way there is; they must agree."""
    standing = who.standing
    listed = {case.pk for case in access.page(standing, size=100).cases}
    assert listed == set(access.visible_to(standing).values_list("pk", flat=True))
    assert len(listed) == access.count_visible(standing)
    for case_id in Case.unscoped.values_list("pk", flat=True):
        if case_id in listed:
            assert access.open_case(standing, case_id).pk == case_id
        else:
            for ask in (access.open_case, access.case_to_change):
                with pytest.raises(NotYours):
                    ask(standing, case_id)
    return listed


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


# --- whichever way she would have had access ---


def test_a_colleague_of_the_post(adviser: Member, colleague: Member, case: Case) -> None:
    other = factories.log_case(adviser)
    assert sees(colleague) == {case.pk, other.pk}
    shut_out(adviser, colleague, case)
    assert sees(colleague) == {other.pk}
    assert sees(adviser) == {case.pk, other.pk}


def test_a_second_post_a_grant_of_her_own_and_a_deputys_post(
    adviser: Member, elsewhere: Member, case: Case
) -> None:
    theirs = factories.log_case(elsewhere)
    factories.give(case, elsewhere)
    shut_out(adviser, elsewhere, case)
    assert elsewhere.account is not None
    assert sees(elsewhere) == {theirs.pk}
    factories.give(case, elsewhere.post)  # type: ignore[arg-type]
    assert sees(elsewhere) == {theirs.pk}
    factories.stands_in(elsewhere, adviser)
    more = factories.log_case(adviser)
    assert sees(elsewhere) == {theirs.pk, more.pk}
    start_membership(actor=SUITE, account=elsewhere.account, post=adviser.post, role=Role.ADVISER)
    assert sees(elsewhere) == {theirs.pk, more.pk}


def test_break_glass_does_not_open_it(adviser: Member, elsewhere: Member, case: Case) -> None:
    other = factories.log_case(adviser)
    factories.give(case, elsewhere)
    shut_out(adviser, elsewhere, case)
    assert break_glass(standing=elsewhere.standing, case_id=other.pk, reason="Fare for liv.")
    with pytest.raises(NothingToOpen):
        break_glass(standing=elsewhere.standing, case_id=case.pk, reason="Fare for liv.")
    assert sees(elsewhere) == {other.pk}


def test_an_emergency_opening_ends_with_it(adviser: Member, elsewhere: Member, case: Case) -> None:
    assert break_glass(standing=elsewhere.standing, case_id=case.pk, reason="Fare for liv.")
    assert sees(elsewhere) == {case.pk}
    shut_out(elsewhere, elsewhere, case)
    assert sees(elsewhere) == set()
    assert not CaseUserPermission.objects.exists()
    assert Ruling.unscoped.get(kind="INN").ended_at is not None


# --- who, and who not ---


def test_anybody_says_it_of_herself_and_only_a_colleague_of_another(
    adviser: Member, colleague: Member, elsewhere: Member, case: Case
) -> None:
    factories.give(case, elsewhere)
    with pytest.raises(MayReadOnly):
        shut_out(elsewhere, colleague, case)
    shut_out(colleague, elsewhere, case)
    shut_out(colleague, colleague, case)
    assert (sees(colleague), sees(elsewhere), sees(adviser)) == (set(), set(), {case.pk})


def test_who_came_to_it_second_by_an_earlier_clock_is_told(
    adviser: Member, colleague: Member, coordinator: Member, case: Case
) -> None:
    """She waited for the case while another did it, or her machine's clock is behind."""
    assert colleague.account is not None
    account_id, moment = colleague.account.pk, timezone.now()
    with time_machine.travel(moment + timedelta(seconds=2), tick=False):
        keep_out_by_id(standing=adviser.standing, case_id=case.pk, account_id=account_id, reason=WHY)
    out = {"standing": coordinator.standing, "case_id": case.pk, "account_id": account_id}
    with time_machine.travel(moment + timedelta(seconds=1), tick=False):
        with pytest.raises(KeptOutAlready):
            keep_out_by_id(reason=WHY, **out)
        let_back(reason="Forveksling.", **out)
    assert sees(colleague) == {case.pk}


def test_the_coordinator_does_by_number_without_seeing_the_case(
    adviser: Member, colleague: Member, coordinator: Member, case: Case
) -> None:
    assert colleague.account is not None
    out = {"standing": coordinator.standing, "account_id": colleague.account.pk, "reason": WHY}
    with pytest.raises(NoSuchCase):
        keep_out_by_id(case_id=uuid.uuid4(), **out)
    keep_out_by_id(case_id=case.pk, **out)
    with pytest.raises(KeptOutAlready):
        keep_out_by_id(case_id=case.pk, **out)
    assert (sees(colleague), sees(coordinator)) == (set(), set())
    with pytest.raises(NoReasonGiven):
        let_back(standing=coordinator.standing, case_id=case.pk, account_id=colleague.account.pk, reason=" ")
    let_back(
        standing=coordinator.standing, case_id=case.pk, account_id=colleague.account.pk, reason="Forveksling."
    )
    assert sees(colleague) == {case.pk}
    row = next(iter(access.open_case(adviser.standing, case.pk).rulings.all()))
    assert (row.reason, row.end_reason) == (WHY, "Forveksling.")
    with pytest.raises(NotKeptOut):
        let_back(
            standing=coordinator.standing, case_id=case.pk, account_id=colleague.account.pk, reason="Igjen."
        )


def test_a_coordinator_lets_neither_herself_back_nor_others_to_what_is_shut_to_her(
    coordinator: Member, colleague: Member, case: Case
) -> None:
    assert coordinator.account is not None
    assert colleague.account is not None
    second = factories.member("second", Role.COORDINATOR, factories.post("kt-koordinator"))
    for who in (coordinator, colleague):
        keep_out_by_id(
            standing=second.standing,
            case_id=case.pk,
            account_id=who.account.pk,  # type: ignore[union-attr]
            reason=WHY,
        )
    with pytest.raises(NotForOneself):
        let_back(
            standing=coordinator.standing, case_id=case.pk, account_id=coordinator.account.pk, reason="Jo."
        )
    with pytest.raises(NoSuchCase):
        let_back(
            standing=coordinator.standing, case_id=case.pk, account_id=colleague.account.pk, reason="Jo."
        )
    let_back(standing=second.standing, case_id=case.pk, account_id=colleague.account.pk, reason="Jo.")
    assert sees(colleague) == {case.pk}


# --- how it looks ---


def test_what_a_coordinator_is_shut_out_of_stands_nowhere_on_her_page(
    coordinator: Member, adviser: Member, case: Case
) -> None:
    """Neither as a case that nobody can open, nor among those who can be let back."""
    second = factories.member("second", Role.COORDINATOR, factories.post("kt-koordinator"))
    other = factories.log_case(adviser)
    for who, shut in ((adviser, case), (adviser, other), (coordinator, case)):
        assert who.account is not None
        keep_out_by_id(standing=second.standing, case_id=shut.pk, account_id=who.account.pk, reason=WHY)

    def told(who: Member) -> tuple[set[str], set[str]]:
        """Cases that she is told nobody can open, and those to which she is told somebody can be let back."""
        page = who.client.get("/fordeling/")
        forms = page.context["forms"]
        stranded = {value for value, _name in forms["case"].fields["post"].choices if value}
        back = {value for value, _name in forms["back"].fields["person"].choices if value}
        text = page.content.decode()
        named = {str(one.pk) for one in (case, other) if str(one.pk) in text}
        assert named == stranded | {value.split()[0] for value in back}
        return stranded, back

    to_let_back = f"{other.pk} {adviser.account.pk}"  # type: ignore[union-attr]
    assert told(second)[0] == {str(case.pk), str(other.pk)}
    assert to_let_back in told(second)[1]
    assert f"{case.pk} {coordinator.account.pk}" in told(second)[1]  # type: ignore[union-attr]
    assert told(coordinator) == ({str(other.pk)}, {to_let_back})


@pytest.mark.parametrize(
    "route", ["case", "case_seen", "case_change", "case_close", "case_hold", "case_keep_out"]
)
def test_to_her_it_is_a_case_that_does_not_exist(
    adviser: Member, colleague: Member, case: Case, route: str
) -> None:
    assert colleague.client.get(reverse(route, args=[case.pk])).status_code == 200
    shut_out(adviser, colleague, case)
    shut = colleague.client.get(reverse(route, args=[case.pk]))
    absent = colleague.client.get(reverse(route, args=[uuid.uuid4()]))
    assert shut.status_code == absent.status_code == 404
    assert shut.headers == absent.headers
    assert neutral(shut.content) == neutral(absent.content)
    assert colleague.account is not None
    refused = Entry.objects.filter(verb="access.refused", actor=colleague.account.pk, subject=case.pk)
    assert refused.count() == 1
    assert str(case.pk) not in colleague.client.get("/saker/").content.decode()


def test_the_figures_count_it_as_before(adviser: Member, colleague: Member, case: Case) -> None:
    day = factories.told().received_on
    before = read_figures(day, day)
    shut_out(adviser, colleague, case)
    after_it = read_figures(day, day)
    assert repr(after_it) == repr(before)


def test_it_is_in_the_trail_the_page_says_why_and_the_coordinator_is_told(
    adviser: Member, colleague: Member, coordinator: Member, case: Case
) -> None:
    shut_out(adviser, colleague, case)
    entry = Entry.objects.get(verb="case.kept_out")
    assert adviser.account is not None
    assert colleague.account is not None
    assert (entry.chain, entry.actor) == (case.pk, adviser.account.pk)
    assert str(colleague.account.pk) in entry.objects_named
    assert Letter.objects.get().account_id == coordinator.account.pk  # type: ignore[union-attr]
    adviser.client.cookies["language"] = "en"
    page = adviser.client.get(f"/saker/{case.pk}/").content.decode()
    assert WHY in page
    assert "is shut out, by" in page
    assert "Shut somebody out of the case" in adviser.client.get(f"/saker/{case.pk}/innsyn/").content.decode()
    coordinator.client.cookies["language"] = "en"
    assert "1 person was shut out" in coordinator.client.get("/saker/").content.decode()


def send(who: Member, address: str, **said: Any) -> Any:
    who.client.cookies["language"] = "en"
    return who.client.post(address, said)


def test_by_the_pages(adviser: Member, colleague: Member, elsewhere: Member, coordinator: Member) -> None:
    case = factories.log_case(adviser)
    address = reverse("case_keep_out", args=[case.pk])
    assert colleague.account is not None
    assert elsewhere.account is not None
    page = adviser.client.get(address).content.decode()
    assert str(colleague.account.pk) in page
    wrong = send(adviser, address, person="else", email="nobody@example.invalid", reason="")
    assert 'id="id_email_error"' in wrong.content.decode()
    assert 'id="id_reason_error"' in wrong.content.decode()
    assert 'value="nobody@example.invalid"' in wrong.content.decode()
    done = send(adviser, address, person="else", email=elsewhere.account.email, reason=WHY)
    assert done.status_code == 302
    own = send(colleague, address, person=str(colleague.account.pk), reason=WHY)
    assert own.headers["Location"] == "/saker/"
    assert Ruling.unscoped.count() == 2
    send(
        coordinator,
        "/fordeling/",
        **{"do": "back", "back-person": f"{case.pk} {colleague.account.pk}", "back-reason": "Forveksling."},
    )
    assert sees(colleague) == {case.pk}
    number = {"do": "out", "out-case": str(case.pk), "out-reason": WHY}
    assert (
        send(coordinator, "/fordeling/", **number, **{"out-person": colleague.account.email}).status_code
        == 302
    )
    assert sees(colleague) == set()


def test_a_case_that_was_changed_meanwhile_is_shut_all_the_same(
    adviser: Member, colleague: Member, elsewhere: Member, case: Case
) -> None:
    opened = access.open_case(adviser.standing, case.pk)
    shut_out(colleague, elsewhere, case)
    assert colleague.account is not None
    keep_out(standing=adviser.standing, case=opened, account_id=colleague.account.pk, reason=WHY)
    assert sees(colleague) == set()


def test_a_consulted_agency_says_it_of_itself_and_reads_no_reason_of_others(
    adviser: Member, colleague: Member, representative: Member, case: Case
) -> None:
    assert representative.post is not None
    assert representative.account is not None
    factories.give(case, representative.post, names=("view", "change"))
    shut_out(adviser, colleague, case)
    with pytest.raises(MayReadOnly):
        shut_out(representative, adviser, case)
    opened = access.open_case(representative.standing, case.pk)
    with pytest.raises(NotShown):
        _ = next(iter(opened.rulings.all())).reason
    representative.client.cookies["language"] = "en"
    page = representative.client.get(f"/saker/{case.pk}/").content.decode()
    assert "You see what your agency needs" in page
    assert "shut out, by" not in page
    assert WHY not in page
    form = representative.client.get(reverse("case_keep_out", args=[case.pk])).content.decode()
    assert str(colleague.account.pk) not in form  # type: ignore[union-attr]
    said = {"person": str(representative.account.pk), "reason": "Nabo."}
    assert send(representative, reverse("case_keep_out", args=[case.pk]), **said).status_code == 302
    assert sees(representative) == set()
    assert sees(adviser) == {case.pk}


# --- what it costs ---


def questions(ask: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def test_without_a_lock_it_costs_no_question_more_and_with_one_little(
    adviser: Member, colleague: Member
) -> None:
    """List: the rows, then the trail. Count: the index range, her own and what is shut to her in one."""
    cases = [factories.log_case(adviser) for _ in range(3)]
    standing = colleague.standing
    access.page(standing)
    assert questions(lambda: access.page(standing)) == 5
    assert questions(lambda: access.count_visible(standing)) == 1
    shut_out(adviser, colleague, cases[0])
    # Once more, without those that are shut to her, for one of the rows is shut to somebody.
    assert questions(lambda: access.page(standing)) == 5 + 1
    assert questions(lambda: access.count_visible(standing)) == 2
    # For the others the case is seen to hold together before a list shows it: all its tables and its chain.
    mine = adviser.standing
    assert questions(lambda: access.page(mine)) == 5 + 1 + 10


def test_a_page_is_full_whatever_is_shut_and_the_next_goes_on_where_it_ended(
    adviser: Member, colleague: Member
) -> None:
    cases = [factories.log_case(adviser) for _ in range(6)]
    newest = sorted(cases, key=lambda one: (one.opened_at, one.pk), reverse=True)
    for one in newest[1:3]:
        shut_out(adviser, colleague, one)
    hers = [newest[0], newest[3], newest[4], newest[5]]

    def pages(member: Member) -> list[list[Any]]:
        found, after = [], None
        while not found or after is not None:
            page = access.page(member.standing, after=after, size=2)
            found.append([one.pk for one in page.cases])
            after = page.after
        return found

    assert pages(adviser) == [[one.pk for one in newest[at : at + 2]] for at in (0, 2, 4)]
    assert pages(colleague) == [[one.pk for one in hers[at : at + 2]] for at in (0, 2)]


@pytest.mark.parametrize("shut", [False, True])
def test_the_list_finds_hers_by_one_index_range_with_locks_too(
    adviser: Member, case: Case, shut: bool
) -> None:
    standing = adviser.standing
    sql, values = newest_statement(
        group_ids=[held.group_id for held in standing.case_posts()],
        account_id=standing.account_id,
        permission_id=access.permission_id("view"),
        now=timezone.now(),
        after=None,
        size=26,
        shut=shut,
    )
    if connection.vendor == "postgresql":
        pytest.skip("so few rows are read whole; the plan is told by SQLite")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "grant_post_newest" in plan
    assert "grant_account_newest" in plan
    assert ("kept_out_once" in plan) is shut
    assert "SCAN cases_case" not in plan
    assert "TEMP B-TREE" not in plan


# --- by SQL ---


def rows_of(case: Case) -> Held:
    return Held(case.pk, CASE)


def test_a_lock_taken_away_by_sql_shows_and_gives_nothing(
    adviser: Member, colleague: Member, case: Case
) -> None:
    shut_out(adviser, colleague, case)
    now = rows_of(case)
    (row,) = now.rows[Ruling]
    ways: list[tuple[Any, dict[str, Any]]] = [
        (Ruling, {"ended_at": row["since"]}),
        (Ruling, {"account_id": key(adviser.account.pk)}),  # type: ignore[union-attr]
        (Ruling, {"kind": "VIDERE"}),
        (Case, {"kept_out": 0}),
    ]
    for model, values in ways:
        with tampered(now):
            pk = row["id"] if model is Ruling else key(case.pk)
            update(model, pk, values)
            assert access.page(colleague.standing).cases == []
            with pytest.raises((SealError, NotYours)):
                access.open_case(colleague.standing, case.pk)
            with pytest.raises((SealError, NotYours)):
                access.open_case(adviser.standing, case.pk)
            (found,) = check_cases(10)
            assert found.bad
    assert sees(adviser) == {case.pk}


def test_both_taken_away_show_in_lists_too(adviser: Member, colleague: Member, case: Case) -> None:
    """The number of those shut out is in each grant's MAC, so without its rows no list shows the case."""
    shut_out(adviser, colleague, case)
    with tampered(rows_of(case)):
        Ruling.unscoped.all().update(ended_at=timezone.now())
        Case.unscoped.all().update(kept_out=0)
        for who in (adviser, colleague):
            assert access.page(who.standing).cases == []
            with pytest.raises(SealError):
                access.open_case(who.standing, case.pk)
    assert Entry.objects.filter(verb="seal.broken", subject=case.pk).exists()


def test_the_grants_of_before_put_back_are_worth_nothing(
    adviser: Member, colleague: Member, case: Case
) -> None:
    before = {grant.pk: bytes(grant.seal) for grant in CaseGroupPermission.objects.all()}
    shut_out(adviser, colleague, case)
    with tampered(rows_of(case)):
        Ruling.unscoped.all().update(ended_at=timezone.now())
        Case.unscoped.all().update(kept_out=0)
        for pk, mac in before.items():
            CaseGroupPermission.objects.filter(pk=pk).update(seal=mac)
        assert access.page(colleague.standing).cases == []


def test_a_seal_of_the_first_version_holds_and_lets_nothing_of_the_second_in(
    adviser: Member, colleague: Member, case: Case
) -> None:
    """A case from before there were rulings: sealed as then it opens; with one written in it does not."""
    Inquiry.unscoped.filter(case=case).update(next_due_at=F("created_at") + DUE)
    found = seal.whole(case.pk)
    assert found is not None
    for grant in found.grants:
        first = seals.made("grant", 1, (grant, found.case), seal.GRANT_VERSIONS[1])
        CaseGroupPermission.objects.filter(pk=grant.pk).update(seal=first)
    first = seals.made("case", 1, found.rows(), seal.VERSIONS[1])
    Case.unscoped.filter(pk=case.pk).update(seal=first)
    assert sees(adviser) == {case.pk}
    (checked,) = check_cases(10)
    assert checked.bad == []
    Case.unscoped.filter(pk=case.pk).update(kept_out=1)
    with pytest.raises(SealError):
        access.open_case(adviser.standing, case.pk)
    assert access.page(adviser.standing).cases == []
    (checked,) = check_cases(10)
    assert checked.bad
    Case.unscoped.filter(pk=case.pk).update(kept_out=0)
    opened = access.open_case(adviser.standing, case.pk)
    row = Ruling(case=opened, kind="VIDERE", by=adviser.account, since=timezone.now())
    row.reason = row.end_reason = gate.ours("x")
    row.save(force_insert=True)
    with pytest.raises(SealError):
        access.open_case(adviser.standing, case.pk)
    (raw,) = raw_cases.those([key(case.pk)])
    with pytest.raises(SealError):
        raw_opening.must_hold(raw, 1)


# --- to its end ---


def test_it_holds_under_another_key_epoch(adviser: Member, colleague: Member, case: Case) -> None:
    shut_out(adviser, colleague, case)
    before = bytes(Ruling.unscoped.get().__dict__["reason"].record)
    open_epoch(actor=SUITE)
    assert reencrypt(actor=SUITE, grace=0).broken == []
    assert bytes(Ruling.unscoped.get().__dict__["reason"].record) != before
    opened = access.open_case(adviser.standing, case.pk)
    assert [row.reason for row in opened.rulings.all()] == [WHY]
    assert (sees(adviser), sees(colleague)) == ({case.pk}, set())
    (found,) = check_cases(10)
    assert found.bad == []


def test_reasons_go_with_the_texts_and_all_of_it_with_the_case(adviser: Member, colleague: Member) -> None:
    case = closed_case(adviser)
    shut_out(adviser, colleague, case)
    moment = after(24)
    mark_case(actor=SUITE, case_id=case.pk, now=moment)
    erase_due(actor=SUITE, case_id=case.pk, now=moment + timedelta(days=61))
    opened = access.open_case(adviser.standing, case.pk)
    assert [row.reason for row in opened.rulings.all()] == [""]
    with pytest.raises(NotYours):
        access.open_case(colleague.standing, case.pk)
    much_later = after(24 * 5)
    mark_case(actor=SUITE, case_id=case.pk, now=much_later)
    erase_due(actor=SUITE, case_id=case.pk, now=much_later + timedelta(days=61))
    assert not Ruling.unscoped.exists()
    found = seal.whole(case.pk)
    assert found is not None
    seal.must_hold(found)
    found.case.lock = Lock()
    assert found.case.kept_out == 0
