"""Marked, warned of, erased: texts first, the case later, and what is left is what the tables count."""

import io
import json
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import timezone

from advisory.models import Letter, Membership
from advisory.sealing.errors import SealError
from advisory.services.memberships import end_membership
from audit.actor import job
from audit.models import Entry
from audit.record import anchored
from cases import access, seal
from cases.errors import NoSuchCase, NotDue, NotYours
from cases.models import (
    Case,
    CaseGroupPermission,
    CaseKey,
    CaseUserPermission,
    CountedYear,
    Event,
    Inquiry,
    Person,
    Ruling,
    StatusChange,
)
from cases.models.case import Lock
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.retention import WARNING, Erasing
from cases.services import erasure, lanes
from cases.services.erasure import erase_due, mark_case
from cases.services.expired import expired
from cases.services.inquiries import reopen_inquiry
from cases.services.periods import decide_period
from cases.services.revisions import reseal
from cases.services.unattended import changing_unattended
from cases.statistics import counted
from cases.statistics.engine import count
from cases.statistics.tables import TABLES
from tests import factories
from tests.cases.erasing import after, at, closed_case, mark_and_erase, run
from tests.cases.snapshots import everything
from tests.cases.statistics import register
from tests.factories import Member

ROBOT = job("suite")
TEXTS_DUE, CASE_DUE = after(24), after(8 * 12)


def erased_texts(case: Case) -> Case:
    mark_and_erase(TEXTS_DUE)
    return Case.unscoped.get(pk=case.pk)


def verbs(case: Case) -> list[str]:
    return list(Entry.objects.filter(chain=case.pk).order_by("number").values_list("verb", flat=True))


def holds(case_id: uuid.UUID) -> None:
    found = seal.whole(case_id)
    assert found is not None
    seal.must_hold(found)


def said(*flags: str) -> str:
    out = io.StringIO()
    run(*flags, stdout=out)
    return out.getvalue()


# -- the dry run, and what is due --------------------------------------------------------------------


def test_the_dry_run_names_what_is_due_and_changes_nothing(adviser: Member) -> None:
    case = closed_case(adviser)
    open_one = factories.log_case(adviser)
    before = everything()
    assert str(case.pk) not in said()
    with at(TEXTS_DUE - WARNING):
        text = said()
    assert f"{case.pk} texts" in text
    assert "cases to be marked: 1 (texts 1)" in text
    assert str(open_one.pk) not in text
    assert "redd" not in text
    assert everything() == before


def test_an_open_case_is_never_found(adviser: Member) -> None:
    factories.log_case(adviser)
    found = expired(after(50 * 12))
    assert [*found.to_mark, *found.to_erase, *found.warned] == []


# -- marking --------------------------------------------------------------------------------------


def test_marking_warns_whoever_holds_the_post_once(
    adviser: Member, colleague: Member, elsewhere: Member
) -> None:
    cases = [closed_case(adviser) for _ in range(3)]
    with at(TEXTS_DUE):
        text = said("--mark")
        assert "marked: 3" in text
        again = said("--mark")
        assert "marked: 0" in again
    assert {Case.unscoped.get(pk=case.pk).marked_at is not None for case in cases} == {True}
    assert {row.account_id for row in Letter.objects.all()} == {adviser.account.pk, colleague.account.pk}  # type: ignore[union-attr]
    assert Letter.objects.count() == 2
    for case in cases:
        assert verbs(case)[-1] == "case.marked"
        holds(case.pk)


def test_where_nobody_holds_the_post_the_privacy_officer_is_told(adviser: Member, privacy: Member) -> None:
    closed_case(adviser)
    end_membership(actor=ROBOT, membership=Membership.objects.get(account=adviser.account))
    with at(TEXTS_DUE):
        assert "the privacy officer was told of 1" in said("--mark")
    assert [row.account_id for row in Letter.objects.all()] == [privacy.account.pk]  # type: ignore[union-attr]


def test_where_nobody_can_be_told_nothing_is_marked(adviser: Member) -> None:
    """No holder of the post and no privacy officer: the case stays as it is, and the run has failed."""
    case, other = closed_case(adviser), closed_case(adviser)
    end_membership(actor=ROBOT, membership=Membership.objects.get(account=adviser.account))
    before = Case.unscoped.get(pk=case.pk)
    out, errors = io.StringIO(), io.StringIO()
    with at(TEXTS_DUE), pytest.raises(CommandError, match="2 cases were not marked"):
        run("--mark", stdout=out, stderr=errors)
    assert "marked: 0; the privacy officer was told of 0" in out.getvalue()
    assert str(case.pk) in errors.getvalue()
    assert str(other.pk) in errors.getvalue()
    now = Case.unscoped.get(pk=case.pk)
    assert (now.marked_at, now.revision, Letter.objects.count()) == (None, before.revision, 0)
    assert "case.marked" not in verbs(case)
    holds(case.pk)
    with at(TEXTS_DUE + WARNING * 2):
        assert "cases erased: 0" in said("--erase")


def test_one_whose_post_was_closed_is_not_the_one_to_tell(adviser: Member, privacy: Member) -> None:
    closed_case(adviser)
    assert adviser.post is not None
    adviser.post.valid_to = timezone.localdate()
    adviser.post.save()
    with at(TEXTS_DUE):
        assert "the privacy officer was told of 1" in said("--mark")
    assert [row.account_id for row in Letter.objects.all()] == [privacy.account.pk]  # type: ignore[union-attr]


def test_a_letter_and_its_mail_say_nothing_of_a_case(adviser: Member) -> None:
    case = closed_case(adviser)
    with at(TEXTS_DUE):
        run("--mark", verbosity=0)
        call_command("send_letters", verbosity=0)
    (sent,) = mail.outbox
    assert sent.to == [adviser.account.email]  # type: ignore[union-attr]
    assert "https://testserver/konto/" in sent.body or "/konto/" in sent.body
    for text in (sent.subject, sent.body):
        assert str(case.pk) not in text
        assert "slett" not in text.lower()
        assert "sak" not in text.lower().replace("sandaker", "")


def test_a_case_that_is_changed_after_the_mark_is_marked_anew(adviser: Member) -> None:
    case = closed_case(adviser)
    with at(TEXTS_DUE):
        run("--mark", verbosity=0)
        opened = access.open_case(adviser.standing, case.pk)
        lane = opened.inquiries.get()
        reopen_inquiry(standing=adviser.standing, case=opened, inquiry=lane, revision=opened.revision)
        assert Case.unscoped.get(pk=case.pk).marked_at is None
        holds(case.pk)
    found = expired(TEXTS_DUE + WARNING * 2)
    assert [*found.to_mark, *found.to_erase, *found.warned] == []


def test_a_mark_is_taken_back_when_the_period_grows(adviser: Member, privacy: Member) -> None:
    case = closed_case(adviser)
    with at(TEXTS_DUE):
        run("--mark", verbosity=0)
        decide_period(standing=privacy.standing, key="texts", months=48, reason="Tilsyn")
        run("--mark", verbosity=0)
    assert Case.unscoped.get(pk=case.pk).marked_at is None
    assert verbs(case)[-1] == "case.unmarked"
    holds(case.pk)


# -- texts ----------------------------------------------------------------------------------------


def test_nothing_is_erased_without_a_mark_or_before_the_warning_is_over(adviser: Member) -> None:
    case = closed_case(adviser)
    with at(CASE_DUE):
        run("--erase", verbosity=0)
        with pytest.raises(NotDue):
            erase_due(actor=ROBOT, case_id=case.pk, now=timezone.now())
        run("--mark", verbosity=0)
    with at(CASE_DUE + WARNING - timedelta(hours=1)):
        run("--erase", verbosity=0)
    row = Case.unscoped.get(pk=case.pk)
    assert (row.texts_erased_at, row.erased_at) == (None, None)
    with at(CASE_DUE + WARNING + timedelta(hours=1)):
        run("--erase", verbosity=0)
    assert Case.unscoped.get(pk=case.pk).erased_at is not None


def test_texts_are_erased_with_their_key_and_the_case_opens_as_before(adviser: Member) -> None:
    case = closed_case(adviser)
    old_key, old_text = CaseKey.objects.get(case=case), raw("narrative", case)
    erased = erased_texts(case)
    key = CaseKey.objects.get(case=case)
    assert (key.pk != old_key.pk, key.generation) == (True, old_key.generation + 1)
    assert raw("narrative", case) != old_text
    assert erased.texts_erased_at is not None
    assert (erased.marked_at, erased.erased_at) == (None, None)
    opened = access.open_case(adviser.standing, case.pk)
    assert opened.inquiries.get().narrative == ""
    assert opened.facts.concern == "TVE_FR"
    assert "case.texts_erased" in verbs(case)
    assert anchored(case.pk) == opened.revision
    # Twice is once.
    with at(TEXTS_DUE + WARNING * 2):
        found = expired(timezone.now())
    assert [*found.to_mark, *found.to_erase, *found.warned] == []


def raw(column: str, case: Case) -> bytes:
    key = case.pk if connection.features.has_native_uuid_field else case.pk.hex
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM cases_inquiry WHERE case_id = %s", [key])
        return bytes(cursor.fetchone()[0])


def test_the_old_text_put_back_opens_no_more(adviser: Member) -> None:
    case = closed_case(adviser)
    old = raw("narrative", case)
    erased_texts(case)
    key = case.pk if connection.features.has_native_uuid_field else case.pk.hex
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_inquiry SET narrative = %s WHERE case_id = %s", [old, key])
    with pytest.raises(SealError):
        access.open_case(adviser.standing, case.pk)


def test_an_altered_case_is_not_erased_and_the_others_are(adviser: Member) -> None:
    good, bad = closed_case(adviser), closed_case(adviser)
    with at(TEXTS_DUE):
        run("--mark", verbosity=0)
    Case.unscoped.filter(pk=bad.pk).update(opened_at=datetime(2001, 1, 1, tzinfo=UTC))
    with at(TEXTS_DUE + WARNING + timedelta(hours=1)), pytest.raises(CommandError, match="1 cases could not"):
        run("--erase", verbosity=0, stderr=io.StringIO())
    assert Case.unscoped.get(pk=good.pk).texts_erased_at is not None
    assert Case.unscoped.get(pk=bad.pk).texts_erased_at is None
    assert Entry.objects.filter(verb="seal.broken").exists()


def test_an_open_case_with_a_forged_closing_day_is_not_marked(adviser: Member) -> None:
    case = factories.log_case(adviser)
    Case.unscoped.filter(pk=case.pk).update(closed_at=datetime(2001, 1, 1, tzinfo=UTC))
    with pytest.raises(SealError):
        mark_case(actor=ROBOT, case_id=case.pk, now=timezone.now())


# -- the whole case ----------------------------------------------------------------------------------


def tombstone(by: Member, **changes: Any) -> Case:
    case = closed_case(by, **changes)
    mark_and_erase(CASE_DUE)
    return case


def test_what_is_left_is_what_the_tables_count(adviser: Member) -> None:
    case = tombstone(adviser)
    found = seal.whole(case.pk)
    assert found is not None
    seal.must_hold(found)
    found.case.lock = Lock()
    assert found.case.facts == CaseFacts(kind="SAK", concern="TVE_FR")
    assert [one.facts for one in found.persons] == [PersonFacts(sex="K")]
    assert [one.facts for one in found.inquiries] == [InquiryFacts(scheme="MR")]
    assert [one.received_on for one in found.inquiries] == [date(2026, 6, 1)]
    assert [*found.keys, *found.grants, *found.exceptions, *found.events] == []
    assert raw("narrative", case) == b""
    assert [one.status for one in found.changes] == ["AVSL"]
    assert {one.at.hour for one in found.changes} == {12}
    assert found.case.erased_at is not None
    assert verbs(case)[-1] == "case.erased"
    with pytest.raises(NoSuchCase), changing_unattended(case.pk):
        raise AssertionError("An erased case is not changed.")


def test_nobody_sees_it_any_more(adviser: Member) -> None:
    case = closed_case(adviser)
    assert adviser.client.get(f"/saker/{case.pk}/").status_code == 200
    mark_and_erase(CASE_DUE)
    # Her session was swept with the years.
    adviser.client.force_login(adviser.account, backend=factories.BACKEND)
    gone = adviser.client.get(f"/saker/{case.pk}/")
    absent = adviser.client.get(f"/saker/{uuid.uuid4()}/")
    assert gone.status_code == absent.status_code == 404
    assert access.count_visible(adviser.standing) == 0
    assert access.page(adviser.standing).cases == []
    with pytest.raises(NotYours):
        access.open_case(adviser.standing, case.pk)


def test_the_trail_is_whole_afterwards(adviser: Member) -> None:
    tombstone(adviser)
    call_command("verify_trail", verbosity=0, stdout=io.StringIO())


def test_what_is_counted_follows_the_declared_tables() -> None:
    asked = InquiryFacts(scheme="KT", channel="TLF", asker="MR", outcome="LOST", actions=frozenset({"RAD"}))
    case = CaseFacts(kind="SAK", concern="ANN", focus_country="PK", circumstances=frozenset(), urgency="ORD")
    june, july = date(2026, 6, 9), date(2026, 7, 9)
    assert counted.counted_of_inquiry(asked, case, june) == InquiryFacts(scheme="KT", asker="MR")
    assert counted.counted_of_inquiry(asked, case, july) == InquiryFacts(scheme="KT")
    assert counted.counted_of_case(case) == CaseFacts(kind="SAK")
    in_error = InquiryFacts(scheme="MR", outcome="FEIL")
    assert counted.counted_of_inquiry(in_error, case, june) == in_error
    for sex in ("K", "M", "U", ""):
        assert counted.counted_of_person(PersonFacts(sex=sex, age_group="16-17")) == PersonFacts(sex=sex)
    assert len(counted.measures()) > 8


def test_a_table_that_does_not_last_says_that_cases_are_gone(reference: None, privacy: Member) -> None:
    """What was told of an erased case counts as unknown there, and nothing else does."""
    CountedYear.objects.get_or_create(year=2008)
    told = [register.case_of("MR", date(2008, 7, 1), concern="ANN") for _ in range(4)]
    cases = register.write(told)
    close(cases)

    def concerns() -> Any:
        (table,) = count(2008, tables=["T03"]).results
        return {
            row.key: row.cells["MR-2008"].value for row in table.rows if row.cells["MR-2008"].value
        }, table.notes

    numbers, notes = concerns()
    assert numbers == {"ANN": 4, "sum": 4}
    assert not any("slettet etter fristen" in note for note in notes)
    erase_at_once(cases[0])
    numbers, notes = concerns()
    assert numbers == {"ANN": 3, "unknown": 1, "sum": 4}
    assert any(note.startswith("Saker fra 2008 er slettet etter fristen") for note in notes)


def test_killed_in_the_middle_it_goes_on(adviser: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine stops while the second of three cases is being erased: nothing half-done, then all."""
    cases = [closed_case(adviser) for _ in range(3)]
    with at(TEXTS_DUE):
        run("--mark", verbosity=0)
    plain, calls = erasure.erase_texts, []

    def stop(found: seal.Whole, now: datetime) -> None:
        plain(found, now)
        calls.append(found.case.pk)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with at(TEXTS_DUE + WARNING + timedelta(hours=1)):
        with monkeypatch.context() as patched:
            patched.setattr(erasure, "erase_texts", stop)
            with pytest.raises(KeyboardInterrupt):
                run("--erase", verbosity=0)
        rows = Case.unscoped.filter(pk__in=[case.pk for case in cases])
        assert sorted(row.texts_erased_at is None for row in rows) == [False, True, True]
        for case in cases:
            holds(case.pk)
        assert "texts erased: 2" in said("--erase")
    for case in cases:
        holds(case.pk)
        assert verbs(case).count("case.texts_erased") == 1


def test_a_case_of_last_years_facts_is_looked_at_when_its_year_comes(adviser: Member) -> None:
    """The query leaves out what cannot be due, and nothing else: day by day around the new year."""
    case = erased_texts(closed_case(adviser, received_on=date(2026, 6, 3)))
    first = datetime(2033, 1, 1, tzinfo=UTC) - WARNING - timedelta(hours=1)
    assert [one.case_id for one in expired(first - timedelta(days=1)).to_mark] == []
    assert [one.what for one in expired(first + timedelta(days=1)).to_mark] == [Erasing.CASE]
    assert case.erased_at is None


# -- figures -----------------------------------------------------------------------------------------


def figures(year: int) -> Any:
    """Every table that goes on being counted, with its cells, signs, notes and sentences."""
    lasting = [table.id for table in TABLES.values() if table.lasting]
    return [count(year, tables=lasting, language=language) for language in ("nb", "en")]


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_the_years_tables_and_sentences_stay_the_same(reference: None, privacy: Member, share: float) -> None:
    """Of 2008 as it was printed, half or all of it erased; every figure, every word."""
    CountedYear.objects.get_or_create(year=2008)
    some = register.year_2008()[::13]
    twice = register.Matter(
        (
            register.Asked("KT", date(2008, 6, 9), "SELV"),
            register.Asked("KT", date(2008, 6, 20), "MR"),
            register.Asked("MR", date(2008, 6, 30)),
            register.Asked("IR", date(2008, 3, 3), outcome="FEIL"),
        )
    )
    cases = register.write([*some, twice, register.case_of("MR", date(2008, 7, 1), kind="GEN")])
    close(cases)
    before = figures(2008)
    assert "Kompetanseteamet" in str(before)
    for case in cases[: int(len(cases) * share)]:
        erase_at_once(case)
    assert figures(2008) == before


def close(cases: list[Case]) -> None:
    """As long ago as they were asked about, each sealed as it then stands."""
    closed = datetime(2009, 1, 15, tzinfo=UTC)
    with transaction.atomic():
        for case in cases:
            Case.unscoped.filter(pk=case.pk).update(closed_at=closed)
            Inquiry.unscoped.filter(case=case).update(status="AVSL", next_post=None, next_due_at=None)
            reseal(case.pk)
            first = Inquiry.unscoped.filter(case=case).first()
            assert first is not None
            lanes.record_logged(actor=ROBOT, case=case, inquiry=first)


def erase_at_once(case: Case) -> None:
    now = timezone.now()
    mark_case(actor=ROBOT, case_id=case.pk, now=now)
    assert erase_due(actor=ROBOT, case_id=case.pk, now=now + WARNING + timedelta(days=1)) is Erasing.CASE


def test_every_table_of_a_case_is_looked_at_by_these_tests() -> None:
    """A new table that belongs to a case must say here how erasing leaves it."""
    related = {one.related_model for one in Case._meta.related_objects} | {
        one.related_model for one in Inquiry._meta.related_objects
    }
    assert related == {
        CaseKey,
        Person,
        Inquiry,
        CaseGroupPermission,
        CaseUserPermission,
        Ruling,
        StatusChange,
        Event,
    }


def test_letters_hold_nothing_in_clear(adviser: Member) -> None:
    closed_case(adviser)
    with at(TEXTS_DUE):
        run("--mark", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM advisory_letter")
        row = cursor.fetchone()
    stored = b"".join(bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in row)
    letter = Letter.objects.get()
    address = adviser.account.email  # type: ignore[union-attr]
    for word in (address, *json.loads(letter.content).values()):
        assert word.encode() not in stored
