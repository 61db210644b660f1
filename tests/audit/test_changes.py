"""The change log: whatever way a row is changed, the database writes it down, and the trail holds it fast."""

import random
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from advisory.models import Account
from audit import changes, gathered, record
from audit.actor import HOUSE, job
from audit.gathered import gather
from audit.models import Change, Entry
from audit.verbs import Verb
from audit.verify import verify
from cases.models import Case, Person
from tests import factories
from tests.conftest import unprotected_trail
from tests.factories import Member

pytestmark = pytest.mark.django_db
OURS = ("advisory", "cases")


def logged(table: str, what: str) -> list[str]:
    """The ids of the rows that the log says were changed, in order."""
    found = Change.objects.filter(relation=table, what=what).order_by("pk").values_list("rows", flat=True)
    return [uuid.UUID(one).hex for rows in found for one in rows.split(" ")]


def test_every_table_of_ours_is_logged_or_has_its_reason() -> None:
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS
    }
    assert changes.accounted_for() == tables


def test_every_way_to_change_a_row_is_logged(adviser: Member) -> None:
    cases = [factories.log_case(adviser) for _ in range(3)]
    assert logged("cases_case", "insert") == []
    case = cases[0]
    case.save(update_fields=["revision"])
    assert logged("cases_case", "update") == [case.pk.hex]
    Case.unscoped.filter(pk__in=[one.pk for one in cases]).update(revision=7)
    Case.unscoped.bulk_update(cases, ["revision"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET revision = revision + 1")
    every = sorted(one.pk.hex for one in cases)
    found = logged("cases_case", "update")
    assert [sorted(found[at : at + 3]) for at in (1, 4, 7)] == [every] * 3
    person = Person.unscoped.filter(case=case).first()
    assert person
    gone = person.pk.hex
    person.delete()
    assert logged("cases_person", "delete") == [gone]


def test_a_statement_that_changes_nothing_leaves_nothing() -> None:
    Case.unscoped.filter(pk=uuid.uuid4()).update(revision=7)
    assert not Change.objects.filter(relation="cases_case").exists()


def test_new_rows_of_the_register_are_logged(reference: None) -> None:
    account = Account.new(name="Smuglet", email="smuglet@example.invalid")
    Account.objects.bulk_create([account])
    assert logged("advisory_account", "insert") == [account.pk.hex]


def test_a_change_that_is_rolled_back_is_not_in_the_log(reference: None) -> None:
    before = Change.objects.count()
    with transaction.atomic():
        Account.objects.bulk_create([Account.new(name="a", email="a@example.invalid")])
        assert Change.objects.count() == before + 1
        transaction.set_rollback(True)
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_change SET what = 'insert'",
        "DELETE FROM audit_change",
        "INSERT INTO audit_change SELECT * FROM audit_change",
        {"sqlite": "INSERT OR REPLACE INTO audit_change SELECT * FROM audit_change"}.get(
            connection.vendor, "TRUNCATE audit_change"
        ),
    ],
)
def test_the_log_only_grows(adviser: Member, statement: str) -> None:
    before = list(Change.objects.order_by("pk").values_list())
    assert before
    with pytest.raises(DatabaseError, match="trail"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(Change.objects.order_by("pk").values_list()) == before


# --- the triggers ---


def unlogged() -> list[str]:
    problems = run_checks(tags=["database"], databases=["default"], include_deployment_checks=True)
    return [problem.msg for problem in problems if problem.id == "audit.E002"]


def test_a_trigger_that_is_gone_is_named_and_laid_again_by_migrate() -> None:
    assert unlogged() == []
    on = " ON cases_case" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER cases_case_log_update{on}")
    assert unlogged() == ["The trail is not protected: trigger cases_case_log_update is missing."]
    assert verify().unprotected == unlogged()
    changes.lay(using="default")
    assert unlogged() == []


def test_a_trigger_that_does_something_else_is_named_and_replaced() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION audit_log_cases_case() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RETURN NULL; END $$"
            )
        else:
            cursor.execute("DROP TRIGGER cases_case_log_update")
            cursor.execute(
                "CREATE TRIGGER cases_case_log_update AFTER UPDATE ON cases_case BEGIN SELECT 1; END"
            )
    assert "The trail is not protected: trigger cases_case_log_update was altered." in unlogged()
    changes.lay(using="default")
    assert unlogged() == []


def test_migrate_tells_of_a_trigger_that_was_gone(
    adviser: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    Case.unscoped.filter(pk=factories.log_case(adviser).pk).update(revision=7)
    changes.look(using="default")
    changes.lay(using="default")
    assert not Entry.objects.filter(verb=Verb.TRIGGERS_MISSED).exists()
    on = " ON cases_case" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        # The second has written nothing yet: it may be of a version that is just coming in.
        cursor.execute(f"DROP TRIGGER cases_case_log_update{on}")
        cursor.execute(f"DROP TRIGGER cases_case_log_delete{on}")
    changes.look(using="default")
    changes.lay(using="default")
    assert "cases_case_log_update had been taken away" in capsys.readouterr().err
    assert Entry.objects.get(verb=Verb.TRIGGERS_MISSED).fields == "cases_case_log_update"
    assert unlogged() == []


# --- how the trail holds it fast ---


@pytest.fixture
def kept(adviser: Member) -> list[Change]:
    """Changes that were gathered, twice; the triggers are there."""
    for _ in range(2):
        case = factories.log_case(adviser)
        for revision in (2, 3):
            Case.unscoped.filter(pk=case.pk).update(revision=revision)
        assert gather()
    assert not gather()
    assert list(gathered.gathered_flaws()) == []
    return list(Change.objects.order_by("pk"))


ALTERED: dict[str, Callable[[Change], object]] = {
    "edited": lambda row: Change.objects.filter(pk=row.pk).update(rows=str(uuid.uuid4())),
    "relabelled": lambda row: Change.objects.filter(pk=row.pk).update(
        what="insert" if row.what == "delete" else "delete"
    ),
    "moved in time": lambda row: Change.objects.filter(pk=row.pk).update(at=row.at + timedelta(seconds=1)),
    "removed": lambda row: Change.objects.filter(pk=row.pk).delete(),
}


@pytest.mark.parametrize("way", ALTERED)
def test_a_row_that_was_altered_afterwards_is_found(kept: list[Change], way: str) -> None:
    with unprotected_trail():
        for row in random.Random(way).sample(kept, min(len(kept), 15)):
            with transaction.atomic():
                ALTERED[way](row)
                (flaw,) = gathered.gathered_flaws()
                assert "change log" in flaw.reason
                (entry,) = Entry.objects.filter(chain=HOUSE, number=flaw.number)
                assert gathered.Gathered.of(entry).first <= row.pk <= gathered.Gathered.of(entry).last
                transaction.set_rollback(True)


def test_a_row_that_came_late_belongs_and_one_smuggled_into_a_gap_does_not(kept: list[Change]) -> None:
    last = kept[-1].pk
    late, smuggled, now = last + 1, last + 2, timezone.now()
    with unprotected_trail():
        for number in (last + 3, late):
            Change.objects.create(pk=number, at=now, relation="x", what="update", rows="1")
            assert gather()
        said = [entry.fields.split(" ")[3:] for entry in Entry.objects.filter(verb=Verb.CHANGES_GATHERED)]
        assert said[-2:] == [[f"{late}-{smuggled}", "-"], ["-", str(late)]]
        assert list(gathered.gathered_flaws()) == []
        Change.objects.create(pk=smuggled, at=now, relation="x", what="update", rows="1")
        # It may still be one that came late.
        assert list(gathered.gathered_flaws()) == []
        monkey = gathered.OVERLAP
        gathered.OVERLAP = -monkey
        try:
            (flaw,) = gathered.gathered_flaws()
        finally:
            gathered.OVERLAP = monkey
    assert f"change {smuggled} was put into the change log" in flaw.reason


def test_the_whole_command_line_after_a_change(
    kept: list[Change], capsys: pytest.CaptureFixture[str]
) -> None:
    record.alone(Verb.CASE_READ, actor=job("suite"))
    call_command("verify_trail")
    assert "The trail is whole" in capsys.readouterr().out
