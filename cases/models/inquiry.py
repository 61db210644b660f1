"""Somebody asked a post about a case: that post's own lane, from received to closed."""

import uuid
from typing import Any, ClassVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from advisory.models import Post
from advisory.sealing.fields import SealedFacts, SealedText
from cases.field_views import OTHERS
from cases.models.case import Case, CaseRowMixin
from cases.status import Status


class Inquiry(CaseRowMixin, models.Model):
    GROUP = OTHERS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="inquiries")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="inquiries")
    # The day the post was asked, in Oslo: the day the statistics count.
    received_on = models.DateField()
    created_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    # The form that made it: sent twice, it makes one case.
    submission = models.UUIDField(unique=True)
    facts = SealedFacts()
    narrative = SealedText()

    unscoped: ClassVar[models.Manager["Inquiry"]] = models.Manager()

    class Meta:
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        default_permissions = ()
        ordering = ("created_at", "id")
        indexes = [models.Index(fields=["received_on"], name="inquiry_received_on")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in Status]),
                name="inquiry_status_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def as_handed_out(self, facts: Any) -> Any:
        return self._lock().sight.part_of(facts, self.GROUP, self.post_id)

    def text_key(self) -> tuple[int, AESGCM]:
        """As for any row, and raises NotShown for the note of another post that is not for the reader."""
        self._lock().sight.must_show(f"{OTHERS}.narrative", self.post_id)
        return super().text_key()


class StatusChange(models.Model):
    """A lane took a new status on a day; new, active and closed in a period are three counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="status_changes")
    status = models.CharField(max_length=10, choices=Status.choices)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ("at",)

    def __str__(self) -> str:
        return str(self.pk)
