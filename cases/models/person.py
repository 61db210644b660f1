"""Somebody the case concerns: sex, age group, background, whereabouts. Never a name."""

import uuid
from typing import ClassVar

from django.db import models

from advisory.sealing.fields import SealedFacts
from cases.models.case import Case, CaseRowMixin


class Person(CaseRowMixin, models.Model):
    GROUP = "person"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="persons")
    # The order in which they were entered; tells nothing else.
    position = models.PositiveSmallIntegerField(default=1)
    facts = SealedFacts()

    unscoped: ClassVar[models.Manager["Person"]] = models.Manager()

    class Meta:
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        default_permissions = ()
        ordering = ("position",)

    def __str__(self) -> str:
        return str(self.pk)
