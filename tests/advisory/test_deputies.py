"""Who stands in for whom: named by whom, fit for it, for exactly that time, and seen by those concerned."""

import re
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from advisory.account_seal import VERSION, VERSIONS
from advisory.errors import (
    DaysDoNotFit,
    DeputyAlready,
    DeputyDoesNotFit,
    DeputyLeavesFirst,
    DeputyRefused,
    HandedOn,
    NotAway,
    NotHersToName,
    OnesOwnDeputy,
)
from advisory.models import Account, Letter, Membership
from advisory.roles import CASE_ROLES, DEPUTIES, Role
from advisory.sealing.errors import SealError
from advisory.services.accounts import deactivate_account
from advisory.services.deputies import LONGEST, call_off, name_deputy
from advisory.services.deputyships import deputyships
from advisory.services.memberships import end_membership, start_membership
from audit.models import Entry
from audit.verify import verify
from cases import access
from cases.errors import NotYours
from cases.services.unheld import unheld_posts
from tests import factories
from tests.factories import SUITE, Member
from tests.security.tampering import key, update

pytestmark = pytest.mark.django_db
OSLO = timezone.get_default_timezone()
DAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=OSLO)


@pytest.fixture(autouse=True)
def _noon() -> Any:
    """The cast joins before, so that everybody holds her post."""
    with time_machine.travel(NOON, tick=True):
        yield


def named(
    by: Member, away: Member, deputy: Member, first: date = DAY, last: date = DAY, **said: Any
) -> Membership:
    assert away.account is not None
    assert away.post is not None
    assert deputy.account is not None
    return name_deputy(
        standing=by.standing,
        away=away.account,
        post_id=said.get("post_id", away.post.pk),
        deputy=deputy.account,
        first=first,
        last=last,
    )


def sees(who: Member) -> set[uuid.UUID]:
    standing = who.standing
    return {case.pk for case in access.page(standing).cases}


def days(number: int) -> date:
    return DAY + timedelta(days=number)


# --- for exactly that time ---


def test_she_has_the_rights_of_the_post_from_the_first_day_to_the_last(
    adviser: Member, elsewhere: Member
) -> None:
    case, own = factories.log_case(adviser), factories.log_case(elsewhere)
    named(adviser, adviser, elsewhere, days(2), days(4))
    for moment, more in (
        (NOON + timedelta(hours=1), False),
        (datetime(2026, 6, 2, 23, 59, 59, tzinfo=OSLO), False),
        (datetime(2026, 6, 3, 0, 0, 0, tzinfo=OSLO), True),
        (datetime(2026, 6, 5, 23, 59, 59, tzinfo=OSLO), True),
        (datetime(2026, 6, 6, 0, 0, 0, tzinfo=OSLO), False),
    ):
        with time_machine.travel(moment, tick=False):
            assert sees(elsewhere) == ({case.pk, own.pk} if more else {own.pk}), moment
            if more:
                assert access.case_to_change(elsewhere.standing, case.pk).pk == case.pk
            assert case.pk in sees(adviser)


def test_from_today_it_is_from_now(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    row = named(adviser, adviser, elsewhere)
    assert row.starts_at >= NOON
    assert row.ends_at == datetime(2026, 6, 2, tzinfo=OSLO)
    assert sees(elsewhere) == {case.pk}


def test_called_off_it_gives_nothing_from_that_moment(adviser: Member, elsewhere: Member) -> None:
    factories.log_case(adviser)
    row = named(adviser, adviser, elsewhere, DAY, days(9))
    later = named(adviser, adviser, elsewhere, days(20), days(21))
    assert len(sees(elsewhere)) == 1
    assert call_off(standing=adviser.standing, membership_id=row.pk)
    assert sees(elsewhere) == set()
    assert not call_off(standing=adviser.standing, membership_id=row.pk)
    assert call_off(standing=elsewhere.standing, membership_id=later.pk)
    later.refresh_from_db()
    assert later.ends_at == later.starts_at
    assert deputyships(adviser.standing) == []


def test_it_may_go_on_when_one_is_away_twice(adviser: Member, elsewhere: Member) -> None:
    named(adviser, adviser, elsewhere, DAY, days(3))
    with pytest.raises(DeputyAlready):
        named(adviser, adviser, elsewhere, days(3), days(5))
    named(adviser, adviser, elsewhere, days(4), days(5))
    assert len(deputyships(adviser.standing)) == 2


# --- who ---


def test_a_stranger_names_nobody_for_another(
    adviser: Member, elsewhere: Member, colleague: Member, coordinator: Member, administrator: Member
) -> None:
    for stranger in (elsewhere, colleague):
        with pytest.raises(NotHersToName):
            named(stranger, adviser, elsewhere)
    row = named(administrator, adviser, elsewhere)
    with pytest.raises(DeputyAlready):
        named(coordinator, adviser, elsewhere)
    assert not call_off(standing=colleague.standing, membership_id=row.pk)
    assert call_off(standing=coordinator.standing, membership_id=row.pk)


def test_nobody_is_her_own_deputy_or_makes_herself_one(
    adviser: Member, coordinator: Member, representative: Member
) -> None:
    with pytest.raises(OnesOwnDeputy):
        named(adviser, adviser, adviser)
    with pytest.raises(OnesOwnDeputy):
        named(coordinator, representative, coordinator)
    named(representative, representative, coordinator)


@pytest.mark.parametrize("role", list(Role))
def test_a_deputy_does_the_same_kind_of_work(adviser: Member, role: Role) -> None:
    keys = {
        Role.ADVISER: "sola",
        Role.EMBASSY: "islamabad",
        Role.COORDINATOR: "kt-koordinator",
        Role.REPRESENTATIVE: "kt-pod",
    }
    other = factories.member("other", role, factories.post(keys.get(role, "kontor")))
    if role is Role.ADVISER:
        assert named(adviser, adviser, other).role == "adviser"
    else:
        with pytest.raises(DeputyDoesNotFit):
            named(adviser, adviser, other)
    if role not in CASE_ROLES:
        with pytest.raises(NotAway):
            named(other, other, adviser)


def test_every_case_role_has_deputies_and_only_of_case_roles() -> None:
    assert set(DEPUTIES) == CASE_ROLES
    assert all(role in fitting <= CASE_ROLES for role, fitting in DEPUTIES.items())


def test_a_deputy_names_no_deputy_for_the_post_and_being_one_fits_nobody(
    adviser: Member, elsewhere: Member
) -> None:
    third = factories.member("third", Role.ADVISER, factories.new_post())
    named(adviser, adviser, elsewhere, DAY, days(9))
    assert adviser.post is not None
    with pytest.raises(NotAway):
        named(elsewhere, elsewhere, third, post_id=adviser.post.pk)
    own = Membership.objects.get(account=elsewhere.account, ends_at=None)
    assert own.deputy_for is None
    named(elsewhere, elsewhere, third)


def test_a_deputy_stands_in_for_no_longer_than_her_own_post_lasts(adviser: Member, elsewhere: Member) -> None:
    assert elsewhere.account is not None
    case = factories.log_case(adviser)
    first, until = Membership.objects.get(account=elsewhere.account), datetime(2026, 6, 5, tzinfo=OSLO)
    start_membership(
        actor=SUITE,
        account=elsewhere.account,
        post=factories.new_post(),
        role=Role.ADVISER,
        ends_at=until,
    )
    named(adviser, adviser, elsewhere, DAY, days(9))
    end_membership(actor=SUITE, membership=first)
    assert case.pk in sees(elsewhere)
    with pytest.raises(DeputyLeavesFirst):
        named(adviser, adviser, elsewhere, days(3), days(20))
    with time_machine.travel(until - timedelta(seconds=1), tick=False):
        assert case.pk in sees(elsewhere)
    with time_machine.travel(until, tick=False):
        assert elsewhere.standing.posts == ()
        with pytest.raises(NotYours):
            access.open_case(elsewhere.standing, case.pk)


def test_who_stands_in_for_the_coordinator_names_no_deputy_for_her(
    adviser: Member,
    elsewhere: Member,
    coordinator: Member,
    representative: Member,
    administrator: Member,
) -> None:
    """Else two of them could prolong each other's time for ever."""
    other = factories.member("other", Role.REPRESENTATIVE, factories.post("kt-udi"))
    named(coordinator, coordinator, representative, DAY, days(9))
    with pytest.raises(HandedOn):
        named(representative, coordinator, other, days(5), days(40))
    named(representative, adviser, elsewhere)
    named(administrator, coordinator, other, days(5), days(40))


@pytest.mark.parametrize("way", ["post", "account"])
def test_deputies_to_come_go_with_whom_they_were_to_stand_in_for(
    adviser: Member, elsewhere: Member, way: str
) -> None:
    assert adviser.account is not None
    factories.log_case(adviser)
    begun = named(adviser, adviser, elsewhere, DAY, days(9))
    coming = named(adviser, adviser, elsewhere, days(40), days(60))
    if way == "post":
        own = Membership.objects.get(account=adviser.account)
        end_membership(actor=SUITE, membership=own, at=NOON + timedelta(days=5))
    else:
        deactivate_account(actor=SUITE, account=adviser.account)
    for row in (begun, coming):
        row.refresh_from_db()
    # Who stands in goes on for a post that was left, and not for an account that was shut.
    kept = datetime(2026, 6, 11, tzinfo=OSLO)
    assert begun.ends_at == kept if way == "post" else begun.ends_at < NOON + timedelta(hours=1)
    assert coming.ends_at == coming.starts_at
    with time_machine.travel(NOON + timedelta(days=45), tick=False):
        assert sees(elsewhere) == set()
    told = Entry.objects.filter(verb="membership.deputy_ended", chain=elsewhere.account.pk)  # type: ignore[union-attr]
    assert told.count() == (1 if way == "post" else 2)
    assert verify().flaws == []


def test_a_deactivated_accounts_deputy_is_out_with_the_next_request_and_the_coordinator_is_told(
    adviser: Member, elsewhere: Member, coordinator: Member
) -> None:
    assert adviser.account is not None
    assert elsewhere.account is not None
    case = factories.log_case(adviser)
    named(adviser, adviser, elsewhere, DAY, days(9))
    Letter.objects.all().delete()
    assert elsewhere.client.get(f"/saker/{case.pk}/").status_code == 200
    deactivate_account(actor=SUITE, account=adviser.account)
    assert elsewhere.client.get(f"/saker/{case.pk}/").status_code == 404
    assert sees(elsewhere) == set()
    assert [letter.account_id for letter in Letter.objects.all()] == [coordinator.account.pk]  # type: ignore[union-attr]
    (left,) = unheld_posts(timezone.now())
    assert (left.post, left.cases, left.deputies) == (adviser.post, 1, [])


def test_nobody_who_has_left_is_a_deputy_or_has_one(adviser: Member, elsewhere: Member) -> None:
    assert elsewhere.account is not None
    deactivate_account(actor=SUITE, account=elsewhere.account)
    with pytest.raises(DeputyDoesNotFit):
        named(adviser, adviser, elsewhere)


@pytest.mark.parametrize(
    ("first", "last"),
    [(-1, 3), (3, 2), (0, LONGEST.days), (400, 401), (-9, -1)],
)
def test_days_that_do_not_fit(adviser: Member, elsewhere: Member, first: int, last: int) -> None:
    with pytest.raises(DaysDoNotFit):
        named(adviser, adviser, elsewhere, days(first), days(last))
    assert not Membership.objects.exclude(ends_at=None).exists()


def test_eight_weeks_fit(adviser: Member, elsewhere: Member) -> None:
    row = named(adviser, adviser, elsewhere, DAY, days(LONGEST.days - 1))
    assert row.ends_at == datetime(2026, 7, 27, tzinfo=OSLO)


def test_every_refusal_says_a_sentence_and_where() -> None:
    for kind in DeputyRefused.__subclasses__():
        assert str(kind.sentence)
        assert kind.field in {"away", "deputy", "last"}


# --- told, recorded, sealed ---


def test_both_are_told_and_the_trail_has_it(adviser: Member, elsewhere: Member) -> None:
    assert adviser.account is not None
    assert elsewhere.account is not None
    row = named(adviser, adviser, elsewhere)
    assert {one.account_id for one in Letter.objects.all()} == {adviser.account.pk, elsewhere.account.pk}
    entry = Entry.objects.get(verb="membership.deputy_named")
    assert (entry.chain, entry.actor) == (elsewhere.account.pk, adviser.account.pk)
    assert set(entry.objects_named.split()) == {str(row.pk), str(row.post_id), str(adviser.account.pk)}
    assert entry.revision == Account.objects.get(pk=elsewhere.account.pk).revision
    Letter.objects.all().delete()
    call_off(standing=elsewhere.standing, membership_id=row.pk)
    assert Letter.objects.count() == 2
    assert Entry.objects.filter(verb="membership.deputy_ended", actor=elsewhere.account.pk).exists()
    assert verify().flaws == []


def test_whom_she_stands_in_for_is_sealed(adviser: Member, elsewhere: Member) -> None:
    assert adviser.account is not None
    row = named(adviser, adviser, elsewhere)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM advisory_membership WHERE id = %s", [key(row.pk)])
        stored = cursor.fetchone()
    assert key(adviser.account.pk) not in stored
    profile = b"".join(bytes(one) for one in stored if isinstance(one, bytes | memoryview))
    assert len(profile) > 1024
    assert str(adviser.account.pk).encode() not in profile
    assert "profile" in VERSIONS[VERSION]["Membership"]


def test_an_end_put_off_by_sql_gives_nothing(adviser: Member, elsewhere: Member) -> None:
    row = named(adviser, adviser, elsewhere)
    update(Membership, key(row.pk), {"ends_at": None})
    elsewhere.account.refresh_from_db()  # type: ignore[union-attr]
    with pytest.raises(SealError):
        _ = elsewhere.standing


def test_one_that_was_altered_spoils_nobody_elses_first_page(
    adviser: Member, elsewhere: Member, colleague: Member, embassy: Member
) -> None:
    signed_in(adviser, colleague)
    row = named(adviser, adviser, elsewhere)
    other = named(colleague, colleague, elsewhere, days(1), days(1))
    assert len(deputyships(adviser.standing)) == 1
    update(Membership, key(row.pk), {"account_id": key(embassy.account.pk)})  # type: ignore[union-attr]
    for who in (adviser, colleague):
        assert who.client.get("/saker/").status_code == 200
    assert deputyships(adviser.standing) == []
    assert [one.membership.pk for one in deputyships(colleague.standing)] == [other.pk]
    with pytest.raises(SealError):
        _ = embassy.standing


# --- on the pages ---


def post(who: Member, **said: Any) -> Any:
    who.client.cookies["language"] = "en"
    return who.client.post("/konto/fravaer/", said)


def in_words(number: int) -> str:
    return days(number).strftime("%d.%m.%Y")


def signed_in(*members: Member) -> None:
    """At the hour of these tests."""
    for who in members:
        who.client.force_login(who.account, backend=factories.BACKEND)  # type: ignore[arg-type]


def test_by_the_page(adviser: Member, elsewhere: Member) -> None:
    signed_in(adviser, elsewhere)
    case = factories.log_case(adviser)
    assert elsewhere.account is not None
    said = {"do": "name", "deputy": elsewhere.account.email, "first": in_words(0), "last": in_words(8)}
    assert post(adviser, **said).status_code == 302
    page = adviser.client.get("/konto/fravaer/").content.decode()
    assert "Elsewhere" in page
    assert "09.06.2026" in page
    for who in (adviser, elsewhere):
        who.client.cookies["language"] = "en"
        assert "Elsewhere stands in for Adviser (" in who.client.get("/saker/").content.decode()
        assert "Elsewhere stands in for Adviser (" in who.client.get(f"/saker/{case.pk}/").content.decode()
    assert ", as deputy" in adviser.client.get(f"/saker/{case.pk}/innsyn/").content.decode()
    row = Membership.objects.get(ends_at__isnull=False)
    assert post(elsewhere, do="off", membership=str(row.pk)).status_code == 302
    assert elsewhere.client.get(f"/saker/{case.pk}/").status_code == 404
    assert "No deputy is named." in adviser.client.get("/konto/fravaer/").content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"deputy": "nobody@example.invalid"}, "deputy"),
        ({"deputy": ""}, "deputy"),
        ({"first": "snart"}, "first"),
        ({"last": "31.02.2026"}, "last"),
        ({"last": "01.05.2026"}, "last"),
        ({"last": "9" * 60}, "last"),
    ],
)
def test_what_is_typed_wrongly_comes_back_beside_its_field(
    adviser: Member, elsewhere: Member, said: dict[str, str], field: str
) -> None:
    signed_in(adviser)
    assert elsewhere.account is not None
    right = {"do": "name", "deputy": elsewhere.account.email, "first": in_words(0), "last": in_words(8)}
    answer = post(adviser, **{**right, **said})
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in answer.content.decode()
    kept = next(name for name in right if name not in (*said, "do"))
    assert f'value="{right[kept]}"' in answer.content.decode()
    assert not Membership.objects.exclude(ends_at=None).exists()


@pytest.mark.parametrize("last", [8, 80])
def test_an_address_is_refused_alike_whether_or_not_somebody_signs_in_with_it(
    adviser: Member, representative: Member, statistician: Member, elsewhere: Member, last: int
) -> None:
    """Also beside days that do not fit."""
    signed_in(adviser)
    adviser.client.cookies["language"] = "en"
    left = factories.member("left", Role.ADVISER, factories.new_post("Tredje skole"))
    assert left.account is not None
    deactivate_account(actor=SUITE, account=left.account)
    answers = set()
    for who in ("nobody@example.invalid", representative, statistician, left):
        address = who if isinstance(who, str) else who.account.email  # type: ignore[union-attr]
        said = {"do": "name", "deputy": address, "first": in_words(0), "last": in_words(last)}
        page = post(adviser, **said).content.decode()
        field = "deputy" if last == 8 else "last"
        assert f'id="id_{field}_error"' in page
        main = page.split("<main")[1].split("</main>")[0].replace(address, "")
        answers.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main))
    assert len(answers) == 1
    fits = {"do": "name", "deputy": elsewhere.account.email, "first": in_words(0), "last": in_words(8)}  # type: ignore[union-attr]
    assert post(adviser, **fits).status_code == 302


def test_of_two_posts_she_says_which(adviser: Member, elsewhere: Member) -> None:
    assert adviser.account is not None
    assert elsewhere.account is not None
    second = factories.new_post("Andre skole")
    start_membership(actor=SUITE, account=adviser.account, post=second, role=Role.ADVISER)
    signed_in(adviser)
    right = {"do": "name", "deputy": elsewhere.account.email, "first": in_words(0), "last": in_words(8)}
    assert 'id="id_post_error"' in post(adviser, **right).content.decode()
    assert post(adviser, **right, post=str(second.pk)).status_code == 302
    assert Membership.objects.get(ends_at__isnull=False).post_id == second.pk


def test_an_administrator_names_one_for_another(
    adviser: Member, elsewhere: Member, administrator: Member
) -> None:
    signed_in(adviser, administrator)
    assert adviser.account is not None
    assert elsewhere.account is not None
    assert administrator.account is not None
    address = "/konto/fravaer/andre/"
    administrator.client.cookies["language"] = "en"
    right = {"do": "name", "deputy": elsewhere.account.email, "first": in_words(0), "last": in_words(8)}
    for away in ("", administrator.account.email):
        wrong = administrator.client.post(address, right | {"away": away})
        assert 'id="id_away_error"' in wrong.content.decode()
    done = administrator.client.post(address, right | {"away": adviser.account.email})
    assert done.status_code == 302
    assert "Elsewhere" in administrator.client.get(address).content.decode()
    assert "Elsewhere" in adviser.client.get("/konto/fravaer/").content.decode()


@pytest.mark.parametrize("address", ["/konto/fravaer/", "/konto/fravaer/andre/", "/fordeling/"])
def test_what_gives_others_rights_wants_the_second_factor_afresh(coordinator: Member, address: str) -> None:
    """Whoever finds a screen that was left open hands a post's cases to nobody."""
    signed_in(coordinator)
    assert coordinator.client.get(address).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=6), tick=False):
        answer = coordinator.client.post(address, {"do": "name"})
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/konto/bekreft?next=")
