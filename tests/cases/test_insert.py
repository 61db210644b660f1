"""The quick INSERT stores what Django's own way stores, and fails as it does."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from cases import access
from cases.models import Case, CaseGroupPermission, CaseKey, Inquiry, Person
from cases.services import lanes
from cases.services.inquiries import Rows, new_case_rows, save_rows, told_in
from cases.services.insert import MOST_ROWS, insert
from tests.factories import Member, told

NOW = datetime(2026, 6, 3, 10, 30, 15, 123456, tzinfo=UTC)


def rows(by: Member, **changes: Any) -> Rows:
    return new_case_rows(
        told(**changes),
        post_id=by.held.post_id,
        group_id=by.held.group_id,
        submission=uuid.uuid4(),
        now=NOW,
    )


def by_django(*tables: Sequence[models.Model]) -> None:
    for found in tables:
        type(found[0])._base_manager.bulk_create(found)


# Drawn for each row, or following from what is.
DRAWN = {"id", "case_id", "content_object_id", "submission", "facts", "narrative", "wrapped", "seal"}


def stored(case_id: uuid.UUID) -> list[dict[str, Any]]:
    """Every clear column of the case as the database holds it, without what is drawn for each row."""
    found: list[dict[str, Any]] = []
    for model in (Case, CaseKey, Inquiry, Person, CaseGroupPermission):
        key = {Case: "pk", CaseGroupPermission: "content_object_id"}.get(model, "case_id")
        for row in model._base_manager.filter(**{key: case_id}).order_by("pk").values():
            found.append({name: value for name, value in row.items() if name not in DRAWN})
    return found


@pytest.mark.parametrize("way", [insert, by_django])
def test_what_was_told_is_stored(adviser: Member, way: Callable[..., None]) -> None:
    made = rows(adviser)
    way([made.case], [made.key], [made.inquiry], made.persons, made.grants)
    lanes.record_logged(actor=adviser.standing.actor, case=made.case, inquiry=made.inquiry)
    case = access.open_case(adviser.standing, made.case.pk)
    assert told_in(case, case.inquiries.get()) == told()


def test_both_ways_store_the_same(adviser: Member) -> None:
    one, other = rows(adviser), rows(adviser)
    insert([one.case], [one.key], [one.inquiry], one.persons, one.grants)
    by_django([other.case], [other.key], [other.inquiry], other.persons, other.grants)
    assert stored(one.case.pk) == stored(other.case.pk)
    assert len(stored(one.case.pk)) == 6


def test_many_rows_and_none_of_a_table(adviser: Member) -> None:
    """More than one statement of a table, and a general question without persons."""
    batch = [rows(adviser) for _number in range(MOST_ROWS + 1)]
    question = told().case.__class__(kind="GEN")
    batch.append(rows(adviser, case=question, persons=()))
    save_rows(batch)
    assert access.count_visible(adviser.standing) == MOST_ROWS + 2
    assert Person.unscoped.filter(case__in=[one.case.pk for one in batch]).count() == MOST_ROWS + 1
    assert not batch[0].case._state.adding


def test_a_second_row_of_the_same_submission_is_refused_whole(adviser: Member) -> None:
    first, second = rows(adviser), rows(adviser)
    second.inquiry.submission = first.inquiry.submission
    save_rows([first])
    with pytest.raises(IntegrityError), transaction.atomic():
        save_rows([second])
    assert not Case.unscoped.filter(pk=second.case.pk).exists()


def test_a_case_takes_one_insert_a_table_and_on_postgresql_one_statement(adviser: Member) -> None:
    made = rows(adviser)
    with CaptureQueriesContext(connection) as captured:
        save_rows([made])
    assert len(captured) == (1 if connection.vendor == "postgresql" else 5)


def test_nothing_to_write_asks_nothing(db: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        insert([], [])
    assert not captured.captured_queries
