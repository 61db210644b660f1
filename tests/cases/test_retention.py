"""Every relation has a life span, and what is due follows from clear dates and the decided periods."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command, get_commands
from django.db import connection

from advisory import session_store, sessions
from advisory.models import StoredSession
from advisory.sealing.errors import SealError
from audit.models import Entry
from audit.verbs import Verb
from cases.lifespans import LIVES, OTHER_TABLES, Ends
from cases.models import Draft, RetentionPeriod
from cases.retention import (
    WARNING,
    Dates,
    Erasing,
    Periods,
    announced,
    case_due,
    due,
    later,
    planned,
    texts_due,
)
from cases.services import drafts, periods
from cases.services.expired import expired
from cases.services.sweeping import SWEEPS
from tests.factories import Member
from tests.security.tampering import execute, key

CLOSED = datetime(2024, 3, 5, 12, tzinfo=UTC)
DATES = Dates(closed_at=CLOSED, texts_erased_at=None, received_on=date(2023, 11, 2))
USUAL = Periods()
FAR = datetime(9000, 1, 1, tzinfo=UTC)


def models() -> set[str]:
    return {model._meta.label for model in apps.get_models(include_auto_created=True)}


def test_every_relation_has_a_life_span() -> None:
    assert models() - set(LIVES) == set(), "say in cases/lifespans.py how long it keeps its rows"


def test_no_life_span_outlives_its_relation() -> None:
    assert set(LIVES) - models() == set()


@pytest.mark.django_db
def test_every_table_of_the_database_is_a_models_or_accounted_for() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found = {one.name for one in connection.introspection.get_table_list(connection.cursor())}
    assert found - tables - set(OTHER_TABLES) == set()


def test_what_ends_a_relation_is_a_command_there_is() -> None:
    by_command = {life.ends for life in LIVES.values()} - {"by hand", "never", "empty"}
    assert by_command == {"erase_expired", "trim_trail"}
    assert by_command <= get_commands().keys()
    assert by_command | {"by hand", "never", "empty"} == set(get_args(Ends))


def test_each_says_span_reason_and_source() -> None:
    for label, life in LIVES.items():
        assert life.span, label
        assert life.why, label
        assert life.source, label


def test_what_goes_by_age_is_declared_to_go() -> None:
    assert all(LIVES[sweep.label].ends == "erase_expired" for sweep in SWEEPS)


@pytest.mark.parametrize("label", [label for label, life in LIVES.items() if life.ends == "empty"])
@pytest.mark.django_db
def test_what_stays_empty_is_empty(label: str) -> None:
    assert not apps.get_model(label)._default_manager.exists()


# -- what is due ------------------------------------------------------------------------------------


def test_texts_go_two_years_after_closing_and_facts_six_after_the_year() -> None:
    assert texts_due(DATES, USUAL) == datetime(2026, 3, 5, 12, tzinfo=UTC)
    assert case_due(DATES, USUAL) == datetime(2029, 12, 31, 23, tzinfo=UTC)


def test_an_open_case_is_never_due() -> None:
    lying = Dates(None, None, date(2004, 11, 1))
    assert texts_due(lying, USUAL) is case_due(lying, USUAL) is due(lying, USUAL, FAR) is None


def test_a_case_closed_late_keeps_its_facts_as_long_as_its_texts() -> None:
    late = Dates(datetime(2026, 1, 1, tzinfo=UTC), None, date(2010, 1, 1))
    assert case_due(late, USUAL) == texts_due(late, USUAL)


def test_texts_written_after_they_were_erased_are_due_again() -> None:
    gone = Dates(CLOSED, CLOSED + timedelta(days=800), date(2023, 11, 2))
    assert texts_due(gone, USUAL) is None
    reopened = Dates(CLOSED + timedelta(days=900), CLOSED + timedelta(days=800), date(2023, 11, 2))
    assert texts_due(reopened, USUAL) == later(CLOSED + timedelta(days=900), 24)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-06-15", 24, "2026-06-15"),
    ],
)
def test_months_are_counted_by_the_calendar(day: str, months: int, expected: str) -> None:
    noon = datetime.fromisoformat(day).replace(hour=11, tzinfo=UTC)
    assert later(noon, months).date() == date.fromisoformat(expected)


def test_nothing_is_erased_before_the_warning_is_over() -> None:
    marked = datetime(2026, 3, 1, tzinfo=UTC)
    almost = marked + WARNING - timedelta(seconds=1)
    assert planned(DATES, marked, almost, then=USUAL, today=USUAL) is None
    assert planned(DATES, marked, marked + WARNING, then=USUAL, today=USUAL) is Erasing.TEXTS


def test_no_more_is_erased_than_was_warned_of() -> None:
    """Marked for its texts; meanwhile the facts' period was made shorter, and both would be due."""
    marked = datetime(2026, 3, 1, tzinfo=UTC)
    short = Periods(facts=24)
    assert due(DATES, short, marked + WARNING) is Erasing.CASE
    assert planned(DATES, marked, marked + WARNING, then=USUAL, today=short) is Erasing.TEXTS
    assert planned(DATES, marked, marked + WARNING, then=short, today=short) is Erasing.CASE


def test_what_is_due_no_more_is_not_erased() -> None:
    marked = datetime(2026, 3, 1, tzinfo=UTC)
    assert planned(DATES, marked, marked + WARNING, then=USUAL, today=Periods(texts=48)) is None


def test_the_announced_day_is_the_later_of_warning_and_due() -> None:
    soon = datetime(2026, 2, 1, tzinfo=UTC)
    assert announced(DATES, soon, USUAL) == (Erasing.TEXTS, soon + WARNING)
    early = datetime(2026, 1, 10, tzinfo=UTC)
    assert announced(DATES, early, USUAL) == (Erasing.TEXTS, datetime(2026, 3, 11, tzinfo=UTC))


def test_a_warning_outlasts_every_backup(settings: object) -> None:
    from cases.checks import warning_outlasts_every_backup

    assert warning_outlasts_every_backup(None) == []
    settings.BACKUP_WINDOW_DAYS = 60  # type: ignore[attr-defined]
    assert [one.id for one in warning_outlasts_every_backup(None)] == ["cases.E002"]


@pytest.mark.django_db
def test_drafts_and_sessions_are_swept_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The daily command and the keeping of a draft ask the same functions as the sweep."""
    due = {sweep.label: sweep.due for sweep in SWEEPS}
    assert (due["cases.Draft"], due["advisory.StoredSession"]) == (drafts.over, sessions.over)
    asked: list[str] = []
    for module, rows in ((session_store, StoredSession), (drafts, Draft)):

        def over(now: datetime, rows: Any = rows) -> Any:
            asked.append(rows.__name__)
            return rows.objects.none()

        monkeypatch.setattr(module, "over", over)
    call_command("clearsessions")
    drafts.expire_drafts()
    assert asked == ["StoredSession", "Draft"]


# -- the periods --------------------------------------------------------------------------------------


def test_a_decided_period_holds_from_then_on(privacy: Member) -> None:
    before = datetime.now(UTC)
    assert periods.periods() == USUAL
    periods.decide_period(standing=privacy.standing, key="texts", months=36, reason="Tilsynet ba om det.")
    assert periods.periods() == Periods(texts=36)
    assert periods.periods(before) == USUAL
    periods.decide_period(standing=privacy.standing, key="texts", months=12, reason="Ferdig.")
    assert [one.months for one in periods.decisions()] == [12, 36]
    assert periods.periods().texts == 12


@pytest.mark.parametrize(("key", "months"), [("texts", 0), ("texts", 5), ("facts", 23), ("facts", 181)])
def test_no_period_is_out_of_bounds(privacy: Member, key: str, months: int) -> None:
    with pytest.raises(periods.PeriodOutOfBounds):
        periods.decide_period(standing=privacy.standing, key=key, months=months, reason="x")
    with pytest.raises(periods.NoReason):
        periods.decide_period(standing=privacy.standing, key=key, months=60, reason="  ")
    assert periods.decisions() == []


def decided(privacy: Member, *months: int) -> list[RetentionPeriod]:
    """One decision after the other on the texts; the rows in that order."""
    for one in months:
        periods.decide_period(standing=privacy.standing, key="texts", months=one, reason="En prøve.")
    rows = {row.pk: row for row in RetentionPeriod.objects.all()}
    told = Entry.objects.filter(verb=Verb.PERIOD_CHANGED).order_by("number")
    return [rows[UUID(entry.objects_named)] for entry in told]


def test_the_decisions_are_ordered_by_what_is_sealed(privacy: Member) -> None:
    """Whatever order the rows lie in: only the order in which they were made counts."""
    rows = decided(privacy, 6, 120)
    assert periods.periods().texts == 120
    execute(f"DELETE FROM {RetentionPeriod._meta.db_table} WHERE id = %s", [key(rows[0].pk)])
    rows[0].save(force_insert=True)
    assert [one.months for one in periods.decisions()] == [120, 6]
    assert periods.periods().texts == 120


@pytest.mark.parametrize("removed", [[0], [1], [2], [0, 1, 2]])
def test_a_decision_removed_leaves_no_default(privacy: Member, removed: list[int]) -> None:
    rows = decided(privacy, 120, 60, 36)
    for place in removed:
        execute(f"DELETE FROM {RetentionPeriod._meta.db_table} WHERE id = %s", [key(rows[place].pk)])
    with pytest.raises(SealError):
        periods.periods()
    with pytest.raises(SealError):
        expired(datetime.now(UTC))
    with pytest.raises(SealError):
        periods.decide_period(standing=privacy.standing, key="texts", months=48, reason="En til.")
    assert "RetentionPeriod" in seals_that_are_bad()


def test_a_decision_copied_or_put_in_another_s_place_is_none(privacy: Member) -> None:
    first, second = decided(privacy, 6, 120)
    sql = f"UPDATE {RetentionPeriod._meta.db_table} SET said = (SELECT said FROM "  # noqa: S608
    sql += f"{RetentionPeriod._meta.db_table} WHERE id = %s) WHERE id = %s"
    execute(sql, [key(first.pk), key(second.pk)])
    with pytest.raises(SealError):
        periods.periods()
    assert str(second.pk) in seals_that_are_bad()


def test_a_decision_that_was_taken_back_by_a_copy_of_the_rows(privacy: Member) -> None:
    """The rows of yesterday fit together; the trail has gone on without them."""
    decided(privacy, 6)
    before = list(RetentionPeriod.objects.all())
    decided(privacy, 120)
    execute(f"DELETE FROM {RetentionPeriod._meta.db_table}")  # noqa: S608
    for row in before:
        row.save(force_insert=True)
    with pytest.raises(SealError):
        periods.periods()
    assert "RetentionPeriod" in seals_that_are_bad()


def seals_that_are_bad() -> str:
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_seals", stdout=io.StringIO(), stderr=errors)
    return errors.getvalue()
