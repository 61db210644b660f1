"""Erasing held back and let go of, by case workers and by the privacy officer; what pages say."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.management.base import CommandError
from django.utils import timezone

from advisory.sealing.errors import SealError
from audit.models import Entry
from cases import access, seal
from cases.models import Case, RetentionPeriod
from cases.retention import WARNING, Periods
from cases.services import periods as periods_module
from cases.services.erasure import erase_due, mark_case
from cases.services.expired import expired
from cases.services.holds import Reason, hold_by_id
from cases.services.periods import decide_period, periods
from tests import factories
from tests.cases.erasing import after, at, closed_case, run
from tests.factories import Member
from tests.security.tampering import execute, key

DAY = timezone.localdate() + timedelta(days=400)
UNTIL = f"{DAY:%d.%m.%Y}"


@pytest.fixture
def case(adviser: Member) -> Case:
    return closed_case(adviser)


def hold(who: Member, case: Case, **answers: Any) -> Any:
    who.client.cookies["language"] = "en"
    return who.client.post(f"/saker/{case.pk}/hold/", answers)


def said(response: Any) -> list[str]:
    return [str(one) for one in get_messages(response.wsgi_request)]


def shown(who: Member, address: str, language: str = "en") -> str:
    who.client.cookies["language"] = language
    answer = who.client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_held_case_says_so_and_is_released(adviser: Member, case: Case) -> None:
    response = hold(adviser, case, until=UNTIL, reason="TILSYN", revision=case.revision)
    assert response.url == f"/saker/{case.pk}/"
    now = access.open_case(adviser.standing, case.pk)
    assert (timezone.localdate(now.held_until), now.hold_reason) == (DAY, "TILSYN")
    page = shown(adviser, f"/saker/{case.pk}/")
    assert f"Erasing is held back until {UNTIL}: An inspection or supervision." in page
    answer = adviser.client.post(f"/saker/{case.pk}/slipp/", {"revision": now.revision})
    assert said(answer) == ["The erasing of the case is held back no longer."]
    assert "held back until" not in shown(adviser, f"/saker/{case.pk}/")
    verbs = Entry.objects.filter(chain=case.pk).order_by("number").values_list("verb", flat=True)
    assert [verb for verb in verbs if "held" in verb or "released" in verb] == ["case.held", "case.released"]
    found = seal.whole(case.pk)
    assert found is not None
    seal.must_hold(found)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"reason": "TILSYN"}, "until"),
        ({"until": "31.12.2008", "reason": "TILSYN"}, "until"),
        ({"until": "31.02.2027", "reason": "TILSYN"}, "until"),
        ({"until": "snart", "reason": "TILSYN"}, "until"),
        ({"until": "31.12.2099", "reason": "TILSYN"}, "until"),
        ({"until": "1" * 500, "reason": "TILSYN"}, "until"),
        ({"until": UNTIL}, "reason"),
        ({"until": UNTIL, "reason": "FORDI"}, "reason"),
    ],
)
def test_a_bad_answer_comes_back_beside_its_field(
    adviser: Member, case: Case, answers: dict[str, str], field: str
) -> None:
    response = hold(adviser, case, revision=case.revision, **answers)
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in response.content.decode()
    assert Case.unscoped.get(pk=case.pk).held_until is None


def test_on_an_older_revision_it_is_refused(adviser: Member, case: Case) -> None:
    response = hold(adviser, case, until=UNTIL, reason="KLAGE", revision=case.revision - 1)
    assert said(response) == ["Somebody else has changed this case since you opened it."]
    assert Case.unscoped.get(pk=case.pk).held_until is None


def test_a_reader_and_a_stranger_hold_nothing(
    adviser: Member, elsewhere: Member, coordinator: Member, case: Case
) -> None:
    assert hold(adviser, case).status_code == 200
    assert hold(elsewhere, case, until=UNTIL, reason="KLAGE", revision=case.revision).status_code == 404
    assert coordinator.post is not None
    factories.give(case, coordinator.post)
    assert hold(coordinator, case, until=UNTIL, reason="KLAGE", revision=case.revision).status_code == 403
    assert Case.unscoped.get(pk=case.pk).held_until is None


def test_a_consulted_agency_lets_go_of_nothing_that_others_hold_back(
    adviser: Member, representative: Member, privacy: Member, case: Case
) -> None:
    assert representative.post is not None
    factories.give(case, representative.post, names=("view", "change"))
    address = f"/saker/{case.pk}/"

    def release(who: Member) -> list[str]:
        who.client.cookies["language"] = "en"
        revision = Case.unscoped.get(pk=case.pk).revision
        return said(who.client.post(f"{address}slipp/", {"revision": revision}))

    def until() -> Any:
        return timezone.localdate(Case.unscoped.get(pk=case.pk).held_until)

    hold_by_id(standing=privacy.standing, case_id=case.pk, until=DAY, reason=Reason.COMPLAINT)
    (why,) = release(representative)
    assert "or the privacy officer, let go of it" in why
    now = Case.unscoped.get(pk=case.pk)
    sooner = f"{DAY - timedelta(days=300):%d.%m.%Y}"
    answer = hold(representative, case, until=sooner, reason="ONSKE", revision=now.revision)
    assert set(said(answer)) == {why}
    assert until() == DAY
    page = shown(representative, address)
    assert "Erasing is held back until" in page
    assert f"{address}hold/" not in page
    # Who works on all of it lets go; and then the agency holds it back for a reason of its own.
    assert f"{address}slipp/" in shown(adviser, address)
    assert release(adviser) == ["The erasing of the case is held back no longer."]
    assert f"{address}hold/" in shown(representative, address)
    now = Case.unscoped.get(pk=case.pk)
    assert hold(representative, case, until=sooner, reason="TILSYN", revision=now.revision).url == address
    assert until() == DAY - timedelta(days=300)


def test_a_hold_takes_the_mark_and_nothing_is_erased_until_it_is_over(adviser: Member, case: Case) -> None:
    due = after(24)
    with at(due):
        run("--mark", verbosity=0)
        adviser.client.force_login(adviser.account, backend=factories.BACKEND)
        now = access.open_case(adviser.standing, case.pk)
        until = timezone.localdate() + timedelta(days=365)
        hold(adviser, now, until=f"{until:%d.%m.%Y}", reason="RETTSKRAV", revision=now.revision)
        assert Case.unscoped.get(pk=case.pk).marked_at is None
    with at(due + WARNING * 2):
        run("--mark", "--erase", verbosity=0)
        assert [one.case_id for one in expired(timezone.now()).held] == [case.pk]
        assert Case.unscoped.get(pk=case.pk).marked_at is None
    over = due + timedelta(days=367)
    with at(over):
        run("--mark", verbosity=0)
    with at(over + WARNING + timedelta(hours=1)):
        run("--erase", verbosity=0)
    assert Case.unscoped.get(pk=case.pk).texts_erased_at is not None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", "Teksten i denne saken slettes"),
        ("nn", "Teksten i denne saka blir sletta"),
        ("en", "The text of this case is erased on"),
    ],
)
def test_the_owner_is_told_on_her_list_and_on_the_case(
    adviser: Member, elsewhere: Member, case: Case, language: str, words: str
) -> None:
    assert 'id="announced"' not in shown(adviser, "/saker/", language)
    with at(after(24)):
        run("--mark", verbosity=0)
        day = f"{timezone.localdate() + WARNING:%d.%m.%Y}"
        for who in (adviser, elsewhere):
            who.client.force_login(who.account, backend=factories.BACKEND)
        listed = shown(adviser, "/saker/", language)
        assert 'id="announced"' in listed
        assert day in listed
        page = shown(adviser, f"/saker/{case.pk}/", language)
        assert f"{words} {day}" in page
        assert f"/saker/{case.pk}/hold/" in page
        # The end of the page tells no other day.
        assert not re.search(r"\d\d\.\d\d\.\d{4}", page[page.index('id="kept"') :])
        assert 'id="announced"' not in shown(elsewhere, "/saker/", language)


def test_a_day_that_is_past_is_not_told_as_one_to_come(adviser: Member, case: Case) -> None:
    """Kept long enough and not marked yet: what the page said before is no day to look forward to."""
    words = "It has been kept for as long as it may be."
    assert words not in shown(adviser, f"/saker/{case.pk}/")
    with at(after(25)):
        assert adviser.account is not None
        adviser.client.force_login(adviser.account, backend=factories.BACKEND)
        page = shown(adviser, f"/saker/{case.pk}/")
    assert words in page
    assert "The text is kept until" not in page


def test_what_is_announced_is_told_in_the_order_of_days_and_then_as_logged(adviser: Member) -> None:
    made = [closed_case(adviser) for _ in range(5)]
    assert adviser.account is not None
    with at(after(24)):
        run("--mark", verbosity=0)
        adviser.client.force_login(adviser.account, backend=factories.BACKEND)
        page = shown(adviser, "/saker/")
    told = re.search(r'aria-labelledby="announced".*?</section>', page, re.DOTALL)
    assert told is not None
    assert re.findall(r"/saker/([0-9a-f-]{36})/", told[0]) == [str(one.pk) for one in made]


def test_a_forged_grant_shows_no_announcement(adviser: Member, elsewhere: Member, case: Case) -> None:
    from cases.announcements import announced_to
    from cases.models import CaseGroupPermission

    with at(after(24)):
        run("--mark", verbosity=0)
    assert [one.case.pk for one in announced_to(adviser.standing)] == [case.pk]
    assert elsewhere.post is not None
    CaseGroupPermission(
        group_id=elsewhere.post.group_id,
        permission_id=access.permission_id("view"),
        content_object=case,
        opened_at=case.opened_at,
    ).save()
    assert announced_to(elsewhere.standing) == []
    assert Entry.objects.filter(verb="seal.broken", subject=case.pk).exists()


def test_a_grant_of_an_epoch_that_there_is_not_hides_no_other_case(adviser: Member, case: Case) -> None:
    """Nor its own case, which a genuine grant gives as well."""
    from cases.announcements import announced_to
    from cases.models import CaseGroupPermission, CaseUserPermission

    foreign = closed_case(adviser)
    with at(after(24)):
        run("--mark", verbosity=0)
    assert {one.case.pk for one in announced_to(adviser.standing)} == {case.pk, foreign.pk}
    unknown = b"\1\0\0\0\x63" + bytes(32)
    CaseGroupPermission.objects.filter(content_object=foreign).update(seal=unknown)
    assert adviser.account is not None
    CaseUserPermission(
        user=adviser.account,
        permission_id=access.permission_id("view"),
        content_object=case,
        opened_at=case.opened_at,
        seal=unknown,
    ).save()
    assert [one.case.pk for one in announced_to(adviser.standing)] == [case.pk]
    assert 'id="announced"' in shown(adviser, "/saker/")
    assert Entry.objects.filter(verb="seal.broken", subject=foreign.pk).exists()


# -- a decision that was altered ------------------------------------------------------------------


@pytest.fixture
def altered(privacy: Member, case: Case) -> None:
    """The case is marked; then one bit of a decision is another."""
    decide_period(standing=privacy.standing, key="texts", months=12, reason="En prøve.")
    with at(after(12)):
        run("--mark", verbosity=0)
    row = RetentionPeriod.objects.get()
    sealed = row.__dict__["said"].record
    sql = f"UPDATE {RetentionPeriod._meta.db_table} SET said = %s WHERE id = %s"  # noqa: S608
    execute(sql, [sealed[:-1] + bytes([sealed[-1] ^ 1]), key(row.pk)])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", "Hvor lenge den oppbevares, kan ikke sies nå"),
        ("nn", "Kor lenge ho blir teken vare på, kan ikkje seiast no"),
        ("en", "Until when it is kept cannot be told now"),
    ],
)
def test_pages_of_cases_go_without_a_day(
    adviser: Member, case: Case, altered: None, language: str, words: str
) -> None:
    page = shown(adviser, f"/saker/{case.pk}/", language)
    assert words in page
    assert 'id="erasing"' not in page
    assert f"/saker/{case.pk}/hold/" in page
    assert 'id="announced"' not in shown(adviser, "/saker/", language)
    assert Entry.objects.filter(verb="seal.broken", fields="cases.RetentionPeriod.said").count() == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", "er endret, eller en del av det er fjernet"),
        ("nn", "er endra, eller ein del av det er fjerna"),
        ("en", "was altered, or a part of it removed"),
    ],
)
def test_the_officer_is_told_and_can_hold_and_not_decide(
    privacy: Member, case: Case, altered: None, language: str, words: str
) -> None:
    page = shown(privacy, "/sporing/frister/", language)
    assert words in page
    assert 'value="texts"' not in page
    assert 'id="due"' not in page
    assert post(privacy, **{"do": "texts", "texts-months": "6", "texts-reason": "x"}).status_code == 200
    assert RetentionPeriod.objects.count() == 1
    answers = {"do": "hold", "hold-case": str(case.pk), "hold-until": UNTIL, "hold-reason": "KLAGE"}
    assert post(privacy, **answers).status_code == 302


def test_nothing_is_erased_by_an_altered_decision(case: Case, altered: None) -> None:
    with at(after(30)), pytest.raises(CommandError, match="Run verify_seals"):
        run("--mark", "--erase", verbosity=0)
    with at(after(30)), pytest.raises(SealError):
        erase_due(actor=factories.SUITE, case_id=case.pk, now=timezone.now())
    assert Case.unscoped.get(pk=case.pk).texts_erased_at is None


def test_the_decisions_are_read_once_a_page(
    adviser: Member, privacy: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide_period(standing=privacy.standing, key="texts", months=12, reason="En prøve.")
    cases = [closed_case(adviser) for _ in range(3)]
    with at(after(12)):
        run("--mark", verbosity=0)
    read: list[object] = []
    opened = periods_module._opened
    monkeypatch.setattr(periods_module, "_opened", lambda row: read.append(row) or opened(row))
    assert 'id="announced"' in shown(adviser, "/saker/")
    assert len(read) == 1
    assert 'id="erasing"' in shown(adviser, f"/saker/{cases[0].pk}/")
    assert len(read) == 2
    shown(privacy, "/sporing/frister/")
    assert len(read) == 3
    expired(timezone.now())
    assert len(read) == 4


def test_the_page_says_when_the_text_was_erased(adviser: Member, case: Case) -> None:
    now = timezone.now()
    mark_case(actor=factories.SUITE, case_id=case.pk, now=after(24))
    erase_due(actor=factories.SUITE, case_id=case.pk, now=after(24) + WARNING + timedelta(hours=1))
    page = shown(adviser, f"/saker/{case.pk}/")
    assert "The text of this case was erased on" in page
    assert "redd" not in page
    assert now < timezone.now()


# -- the privacy officer --------------------------------------------------------------------------


def post(who: Member, **answers: Any) -> Any:
    who.client.cookies["language"] = "en"
    return who.client.post("/sporing/frister/", answers)


def test_she_holds_and_releases_by_number_and_sees_nothing(privacy: Member, case: Case) -> None:
    response = post(
        privacy, **{"do": "hold", "hold-case": f" {case.pk} ", "hold-until": UNTIL, "hold-reason": "KLAGE"}
    )
    assert response.status_code == 302
    assert Case.unscoped.get(pk=case.pk).hold_reason == "KLAGE"
    page = shown(privacy, "/sporing/frister/")
    assert "Islamabad" not in page
    assert privacy.client.get(f"/saker/{case.pk}/").status_code == 403
    assert post(privacy, **{"do": "release", "release-case": str(case.pk)}).status_code == 302
    assert Case.unscoped.get(pk=case.pk).held_until is None
    entry = Entry.objects.get(verb="case.held")
    assert privacy.account is not None
    assert (entry.actor, entry.chain) == (privacy.account.pk, case.pk)


def test_a_hold_by_number_takes_the_mark_too(privacy: Member, case: Case) -> None:
    mark_case(actor=factories.SUITE, case_id=case.pk, now=after(24))
    assert Case.unscoped.get(pk=case.pk).marked_at is not None
    post(privacy, **{"do": "hold", "hold-case": str(case.pk), "hold-until": UNTIL, "hold-reason": "ONSKE"})
    row = Case.unscoped.get(pk=case.pk)
    assert (row.marked_at, row.hold_reason) == (None, "ONSKE")


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"do": "hold", "hold-until": UNTIL, "hold-reason": "KLAGE"}, "id_hold-case_error"),
        ({"do": "hold", "hold-case": "x", "hold-until": UNTIL, "hold-reason": "KLAGE"}, "id_hold-case_error"),
        (
            {"do": "hold", "hold-case": str(uuid.uuid4()), "hold-until": UNTIL, "hold-reason": "KLAGE"},
            "id_hold-case_error",
        ),
        ({"do": "release", "release-case": str(uuid.uuid4())}, "id_release-case_error"),
        ({"do": "texts", "texts-months": "0", "texts-reason": "x"}, "id_texts-months_error"),
        ({"do": "texts", "texts-months": "xx", "texts-reason": "x"}, "id_texts-months_error"),
        ({"do": "facts", "facts-months": "72", "facts-reason": ""}, "id_facts-reason_error"),
    ],
)
def test_what_she_types_wrongly_comes_back_beside_its_field(
    privacy: Member, answers: dict[str, str], error: str
) -> None:
    response = post(privacy, **answers)
    assert response.status_code == 200
    assert f'id="{error}"' in response.content.decode()
    assert not RetentionPeriod.objects.exists()


def test_she_decides_a_period_with_a_reason(privacy: Member) -> None:
    response = post(
        privacy, **{"do": "texts", "texts-months": "36", "texts-reason": "Etter råd fra tilsynet"}
    )
    assert response.status_code == 302
    assert periods() == Periods(texts=36)
    assert "Etter råd fra tilsynet" in shown(privacy, "/sporing/frister/")
    entry = Entry.objects.get(verb="retention.changed")
    assert entry.fields == "texts months-36"


def test_an_unknown_form_changes_nothing(privacy: Member) -> None:
    assert post(privacy, do="everything").status_code == 200
    assert not RetentionPeriod.objects.exists()
