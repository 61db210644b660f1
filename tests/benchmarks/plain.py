"""The baselines: the same facts in clear columns of plain models, saved and counted by plain Django.

The tables belong to no migration and are made in the benchmark's own database alone.
"""

import uuid
from typing import Any

from django.db import connection, models

from advisory.models import Post
from cases.models.case import NEW
from cases.told import Told

CODE = 10


class CaseColumns(models.Model):
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=CODE)
    concern = models.CharField(max_length=CODE)
    circumstances = models.CharField(max_length=100)
    focus_country = models.CharField(max_length=CODE)
    urgency = models.CharField(max_length=CODE)

    class Meta:
        abstract = True


class InquiryColumns(models.Model):
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(db_index=True)
    created_at = models.DateTimeField()
    status = models.CharField(max_length=CODE)
    submission = models.UUIDField(unique=True)
    scheme = models.CharField(max_length=CODE)
    channel = models.CharField(max_length=CODE)
    asker = models.CharField(max_length=CODE)
    actions = models.CharField(max_length=100)
    outcome = models.CharField(max_length=CODE)
    narrative = models.TextField()

    class Meta:
        abstract = True


class PersonColumns(models.Model):
    sex = models.CharField(max_length=CODE)
    age_group = models.CharField(max_length=CODE)
    background = models.CharField(max_length=CODE)
    whereabouts = models.CharField(max_length=CODE)

    class Meta:
        abstract = True


class OneRow(CaseColumns, InquiryColumns, PersonColumns):
    """An inquiry with one person as a single row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)

    class Meta:
        app_label = "plain"


class MarkedRow(CaseColumns, InquiryColumns, PersonColumns):
    """The same row with the mark that it is not packed yet, and the index that finds it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    uncounted_from = models.PositiveSmallIntegerField(null=True, default=NEW)

    class Meta:
        app_label = "plain"
        indexes = [
            models.Index(
                fields=["uncounted_from"],
                condition=models.Q(uncounted_from__isnull=False),
                name="plain_uncounted",
            )
        ]


class PlainCase(CaseColumns):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)

    class Meta:
        app_label = "plain"


class PlainInquiry(InquiryColumns):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(PlainCase, on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "plain"


class PlainPerson(PersonColumns):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(PlainCase, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        app_label = "plain"


class LoggedCase(CaseColumns):
    """The same row, in a table whose changes the database logs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)

    class Meta:
        app_label = "plain"


def make_tables(*tables: type[models.Model]) -> None:
    with connection.schema_editor() as editor:
        for model in tables:
            editor.create_model(model)


def case_values(told: Told) -> dict[str, Any]:
    """The clear columns of a case; several codes are joined by blanks."""
    return _codes(told.case)


def inquiry_values(told: Told) -> dict[str, Any]:
    return {"received_on": told.received_on, "narrative": told.narrative, **_codes(told.inquiry)}


def person_values(told: Told) -> dict[str, Any]:
    """Of the first person."""
    return _codes(told.persons[0])


def _codes(facts: Any) -> dict[str, Any]:
    values = {name: getattr(facts, name) for name in facts.SLOTS}
    return {
        name: " ".join(sorted(value)) if isinstance(value, frozenset) else value
        for name, value in values.items()
    }
