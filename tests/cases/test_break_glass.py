"""In an emergency somebody opens a case that is not hers: asked, recorded, told, and over by itself."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from advisory.models import Letter
from advisory.rights import Act, Role, roles_that
from advisory.sealing.errors import SealError
from audit import record
from audit.models import Entry
from audit.verbs import Verb
from audit.verify import verify
from cases import access
from cases.errors import MayReadOnly, NoReasonGiven, NothingToOpen, TooManyTries
from cases.models import Case, CaseUserPermission, Ruling
from cases.seal_check import check_cases
from cases.services.glass import MOST_A_DAY, OPEN_FOR, break_glass, end_opening
from tests import factories
from tests.cases.seeing import sees
from tests.cases.snapshots import everything
from tests.factories import Member
from tests.security import asking
from tests.security.tampering import CASE, Held, tampered

pytestmark = pytest.mark.django_db
WHY = "Politiet ringte: flyet går i kveld."


def verbs(case: Case) -> list[str]:
    rows = Entry.objects.filter(chain=case.pk).order_by("number").values_list("verb", flat=True)
    return [verb for verb in rows if verb not in ("case.read", "case.listed")]


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def test_she_reads_it_for_four_hours_and_changes_nothing(elsewhere: Member, case: Case) -> None:
    assert not sees(elsewhere, case)
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        assert break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
        assert sees(elsewhere, case)
        with pytest.raises(MayReadOnly):
            access.case_to_change(elsewhere.standing, case.pk)
    with time_machine.travel(begun + OPEN_FOR - timedelta(seconds=1), tick=False):
        assert sees(elsewhere, case)
    with time_machine.travel(begun + OPEN_FOR, tick=False):
        assert not sees(elsewhere, case)
    assert timedelta(hours=4) == OPEN_FOR


def test_it_can_be_done_again_when_it_is_over(elsewhere: Member, case: Case) -> None:
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
    with time_machine.travel(begun + timedelta(hours=9), tick=True):
        assert not sees(elsewhere, case)
        assert break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
        assert sees(elsewhere, case)
    assert Ruling.unscoped.count() == 2
    assert CaseUserPermission.objects.count() == 1


def test_everybody_concerned_is_told_at_once(cast: dict[str, Member], case: Case) -> None:
    adviser, elsewhere = cast["adviser"], cast["elsewhere"]
    break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
    told = {letter.account_id for letter in Letter.objects.all()}
    assert told == {who.account.pk for who in map(cast.get, ("adviser", "colleague", "privacy"))}  # type: ignore[union-attr]
    assert all(WHY not in letter.content for letter in Letter.objects.all())
    adviser.client.cookies["language"] = "en"
    assert f"/saker/{case.pk}/" in re.search(  # type: ignore[union-attr]
        r'id="openings".*?</section>', adviser.client.get("/saker/").content.decode(), re.DOTALL
    ).group(0)
    page = adviser.client.get(f"/saker/{case.pk}/").content.decode()
    assert WHY in page
    assert "Elsewhere opened this case in an emergency" in page
    seen = adviser.client.get(f"/saker/{case.pk}/innsyn/").content.decode()
    assert "Opened the case in an emergency" in seen


def test_the_privacy_officer_sees_who_and_when_and_not_why_and_ends_it(
    elsewhere: Member, privacy: Member, case: Case
) -> None:
    break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
    privacy.client.cookies["language"] = "en"
    page = privacy.client.get("/sporing/nod/").content.decode()
    assert "Elsewhere" in page
    assert str(case.pk) in page
    assert WHY not in page
    week = privacy.client.get("/sporing/").content.decode()
    assert "opened the case in an emergency" in week
    said = {"case": str(case.pk), "ruling": str(Ruling.unscoped.get().pk)}
    assert privacy.client.post("/sporing/nod/", said).status_code == 302
    assert not sees(elsewhere, case)
    assert verbs(case)[-2:] == ["case.glass_broken", "case.glass_ended"]
    page = privacy.client.post("/sporing/nod/", said, follow=True).content.decode()
    assert "It was over already" in page


@pytest.mark.parametrize("who", ["colleague", "elsewhere"])
def test_the_post_and_she_herself_end_it_early(
    who: str, colleague: Member, elsewhere: Member, case: Case
) -> None:
    break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
    row = Ruling.unscoped.get()
    client = {"colleague": colleague, "elsewhere": elsewhere}[who].client
    answer = client.post(f"/saker/{case.pk}/nod/slutt/", {"ruling": str(row.pk)})
    assert answer.headers["Location"] == ("/saker/" if who == "elsewhere" else f"/saker/{case.pk}/")
    assert not sees(elsewhere, case)


def test_another_reader_does_not_end_it(elsewhere: Member, embassy: Member, case: Case) -> None:
    factories.give(case, embassy)
    break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
    said = {"ruling": str(Ruling.unscoped.get().pk)}
    assert embassy.client.post(f"/saker/{case.pk}/nod/slutt/", said).status_code == 403
    assert sees(elsewhere, case)


@pytest.mark.parametrize("role", sorted(set(Role) - roles_that(Act.BREAK_GLASS)))
def test_who_may_not(role: Role, elsewhere: Member, case: Case) -> None:
    key = "kt-pod" if role is Role.REPRESENTATIVE else "kontor"
    who = factories.member("other", role, factories.post(key))
    with pytest.raises(MayReadOnly):
        break_glass(standing=who.standing, case_id=case.pk, reason=WHY)
    assert not Ruling.unscoped.exists()
    assert break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)


def test_of_her_own_case_nothing_is_made(adviser: Member, case: Case) -> None:
    assert not break_glass(standing=adviser.standing, case_id=case.pk, reason=WHY)
    assert not Ruling.unscoped.exists()
    assert not Entry.objects.filter(verb__contains="glass").exists()
    assert not Letter.objects.exists()


# --- nothing is learnt of numbers ---


def post(who: Member, case_id: object, reason: str = WHY) -> Any:
    who.client.cookies["language"] = "en"
    return who.client.post("/saker/nod/", {"case": str(case_id), "reason": reason})


def neutral(body: bytes, *ids: object) -> bytes:
    text = asking.neutral(body)
    for one in ids:
        text = text.replace(str(one).encode(), b"?")
    return text


def test_without_a_reason_every_number_answers_alike_and_nothing_is_looked_for(
    elsewhere: Member, case: Case
) -> None:
    before = everything()
    absent = uuid.uuid4()
    there, none = post(elsewhere, case.pk, " "), post(elsewhere, absent, " ")
    assert there.status_code == none.status_code == 200
    assert neutral(there.content, case.pk) == neutral(none.content, absent)
    assert 'id="id_reason_error"' in there.content.decode()
    assert everything() == before
    with pytest.raises(NoReasonGiven):
        break_glass(standing=elsewhere.standing, case_id=absent, reason="")


def test_a_number_that_leads_nowhere_is_recorded_and_told_and_one_shut_to_her_answers_like_it(
    elsewhere: Member, privacy: Member, case: Case
) -> None:
    from tests.cases.test_conflict_lock import shut_out

    factories.give(case, elsewhere)
    shut_out(elsewhere, elsewhere, case)
    Letter.objects.all().delete()
    absent = uuid.uuid4()
    shut, none = post(elsewhere, case.pk), post(elsewhere, absent)
    assert shut.status_code == none.status_code == 200
    assert neutral(shut.content, case.pk) == neutral(none.content, absent)
    assert "No case with this number can be opened in this way" in none.content.decode()
    assert elsewhere.account is not None
    asked = Entry.objects.filter(verb="case.glass_asked", chain=elsewhere.account.pk)
    assert {entry.subject for entry in asked} == {case.pk, absent}
    assert {letter.account_id for letter in Letter.objects.all()} == {privacy.account.pk}  # type: ignore[union-attr]
    # Nothing of it stands on the case.
    assert "case.glass_asked" not in verbs(case)


def test_numbers_cannot_be_tried(elsewhere: Member, colleague: Member, case: Case) -> None:
    for _turn in range(MOST_A_DAY):
        with pytest.raises(NothingToOpen):
            break_glass(standing=elsewhere.standing, case_id=uuid.uuid4(), reason=WHY)
    for case_id in (uuid.uuid4(), case.pk):
        with pytest.raises(TooManyTries):
            break_glass(standing=elsewhere.standing, case_id=case_id, reason=WHY)
    assert "You have tried this too often today" in post(elsewhere, case.pk).content.decode()
    assert not sees(elsewhere, case)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=True):
        assert break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)


def test_tries_at_once_are_counted_each(elsewhere: Member, case: Case) -> None:
    """Each is recorded before it is counted: the others' tries, under way, count too."""
    actor = elsewhere.standing.actor
    for _turn in range(MOST_A_DAY):
        record.alone(Verb.GLASS_ASKED, actor=actor, subject=uuid.uuid4())
    with pytest.raises(TooManyTries):
        break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)


def test_what_she_asked_for_is_recorded_before_it_is_looked_for(
    elsewhere: Member, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **said: object) -> None:
        raise SealError("no")

    monkeypatch.setattr("cases.services.glass._let_in", broken)
    with pytest.raises(SealError):
        break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
    assert Entry.objects.filter(verb="case.glass_asked", subject=case.pk).exists()


# --- by the page ---


def test_by_the_page(elsewhere: Member, case: Case) -> None:
    wrong = post(elsewhere, "x").content.decode()
    assert 'id="id_case_error"' in wrong
    assert WHY in wrong
    answer = post(elsewhere, case.pk)
    assert answer.headers["Location"] == f"/saker/{case.pk}/"
    page = elsewhere.client.get(f"/saker/{case.pk}/").content.decode()
    assert "You can read this case for 4 hours" in page
    assert f"/saker/{case.pk}/endre/" not in page


# --- by SQL ---


def test_the_whole_address_is_as_good_as_the_number(elsewhere: Member, case: Case) -> None:
    assert post(elsewhere, f"https://sak.example.invalid/saker/{case.pk}/innsyn/").status_code == 302
    assert sees(elsewhere, case)


def test_an_end_put_off_by_sql_gives_nothing(elsewhere: Member, adviser: Member, case: Case) -> None:
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
    with time_machine.travel(begun + timedelta(hours=5), tick=True):
        for ends_at in (begun + timedelta(days=9), None):
            with tampered(Held(case.pk, CASE)):
                CaseUserPermission.objects.update(ends_at=ends_at)
                assert access.page(elsewhere.standing).cases == []
                with pytest.raises(SealError):
                    access.open_case(elsewhere.standing, case.pk)
                with pytest.raises(SealError):
                    access.open_case(adviser.standing, case.pk)
                (found,) = check_cases(10)
                assert {bad.table for bad in found.bad} == {"cases.Case", "cases.CaseUserPermission"}
        assert not sees(elsewhere, case)


@pytest.mark.parametrize("end", ["9999-99-99 00:00:00", "never"])
def test_an_end_that_is_no_time_gives_nothing_and_stops_no_list(
    end: str, elsewhere: Member, case: Case
) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes only a time")
    own = factories.log_case(elsewhere)
    break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
    assert {one.pk for one in access.page(elsewhere.standing).cases} == {own.pk, case.pk}
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {CaseUserPermission._meta.db_table} SET ends_at = %s", [end])
    assert [one.pk for one in access.page(elsewhere.standing).cases] == [own.pk]


def test_an_opening_of_before_put_back_gives_nothing(elsewhere: Member, case: Case) -> None:
    break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
    row = CaseUserPermission.objects.get()
    end_opening(standing=elsewhere.standing, case_id=case.pk, ruling_id=Ruling.unscoped.get().pk)
    with tampered(Held(case.pk, CASE)):
        row.pk = None
        row.save(force_insert=True)
        assert access.page(elsewhere.standing).cases == []
        with pytest.raises(SealError):
            access.open_case(elsewhere.standing, case.pk)
    assert not sees(elsewhere, case)


def test_the_trail_is_whole(elsewhere: Member, case: Case) -> None:
    break_glass(standing=elsewhere.standing, case_id=case.pk, reason=WHY)
    end_opening(standing=elsewhere.standing, case_id=case.pk, ruling_id=Ruling.unscoped.get().pk)
    assert verify().flaws == []
    (found,) = check_cases(10)
    assert found.bad == []
