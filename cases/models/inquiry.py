"""Somebody asked a post about a case: that post's own lane, from received to closed.

Whom its next action awaits, and by when, follows from what happened and stands in clear, for queues find it
by SQL (cases/services/lane_clock.py).
"""

import uuid
from typing import Any, ClassVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from advisory.models import Post
from advisory.sealing.fields import SealedFacts, SealedText
from cases.field_views import OTHERS
from cases.models.case import Case, CaseRowMixin
from cases.status import Status


class Part(models.TextChoices):
    """Whoever leads is responsible for the case; one open lane of a case leads, as long as any is open."""

    LEAD = "LEDER", _("Leads")
    CONSULTED = "RADSPURT", _("Asked")


class Answer(models.TextChoices):
    """What became of it that another post asked; nothing for a first contact."""

    UNANSWERED = "UBESV", _("Asked, not answered")
    ACCEPTED = "GODTATT", _("Accepted")
    DECLINED = "AVSLATT", _("Declined")
    PASSED_ON = "VIDERE", _("Passed on")
    TAKEN_BACK = "TRUKKET", _("Taken back")
    EXPIRED = "UTLOPT", _("Time is over")


IS_CLOSED = models.Q(status=Status.CLOSED)
WAITS_FOR_NOBODY = models.Q(next_post=None, next_due_at=None)
WAITS = models.Q(next_post__isnull=False, next_due_at__isnull=False)


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
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.CONSULTED)
    # Which post asked, and what was answered; none for a first contact.
    asked_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    # When the right that came with the lane ends; none: with the lane.
    access_until = models.DateTimeField(null=True)
    next_post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    next_due_at = models.DateTimeField(null=True)
    # Working minutes that were left when a question to somebody else stopped the clock; none: it runs.
    paused_left = models.PositiveIntegerField(null=True)
    # How often it was chased since it fell due.
    chased = models.PositiveSmallIntegerField(default=0)
    facts = SealedFacts()
    narrative = SealedText()

    unscoped: ClassVar[models.Manager["Inquiry"]] = models.Manager()

    class Meta:
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        default_permissions = ()
        ordering = ("created_at", "id")
        indexes = [
            models.Index(fields=["received_on"], name="inquiry_received_on"),
            # Queues: whose turn it is, who claimed it, what one's own post asked of others.
            models.Index(
                fields=["next_post", "next_due_at"],
                condition=models.Q(next_post__isnull=False),
                name="inquiry_next",
            ),
            models.Index(
                fields=["claimed_by"], condition=models.Q(claimed_by__isnull=False), name="inquiry_claimed"
            ),
            models.Index(
                fields=["asked_by"], condition=models.Q(asked_by__isnull=False), name="inquiry_asked"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in Status]),
                name="inquiry_status_known",
            ),
            # No open lane without a next action, and no closed one with one.
            models.CheckConstraint(
                condition=(IS_CLOSED & WAITS_FOR_NOBODY) | (~IS_CLOSED & WAITS),
                name="inquiry_next_while_open",
            ),
            models.CheckConstraint(
                condition=models.Q(part__in=[part.value for part in Part]), name="inquiry_part_known"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", asked_by=None)
                | models.Q(answer__in=[answer.value for answer in Answer], asked_by__isnull=False),
                name="inquiry_asked_and_answered",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def as_handed_out(self, facts: Any) -> Any:
        return self._lock().sight.part_of(facts, self.GROUP, self.post_id)

    def text_key(self) -> tuple[int, AESGCM]:
        """As for any row, and raises NotShown for the note of another post that is not for the reader.

        A row that is only being made tells her nothing: an agency asks another post, too.
        """
        if not self._state.adding:
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
