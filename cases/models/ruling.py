"""What was decided on a case beside the rights of its posts: why, by whom, from when until when.

One account is let in for a few hours (break-glass), or kept out whatever its posts say (a conflict of
interest); a post's work passes on to another. Rows are ended and never removed.
"""

import uuid
from typing import Any, ClassVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from advisory.models import Post
from advisory.sealing.fields import SealedText
from cases.field_views import FIELDS
from cases.models.case import Case, CaseRowMixin


class Kind(models.TextChoices):
    KEPT_OUT = "UT"
    LET_IN = "INN"
    PASSED_ON = "VIDERE"


# Those that keep somebody out now. One account has few of them, mostly none.
IN_FORCE = models.Q(kind=Kind.KEPT_OUT, ended_at=None)


class Ruling(CaseRowMixin, models.Model):
    """`account` is whom it is about; `post` the one that the work passed on from."""

    GROUP = "ruling"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rulings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    reason = SealedText()
    end_reason = SealedText()

    unscoped: ClassVar[models.Manager["Ruling"]] = models.Manager()

    class Meta:
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        default_permissions = ()
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(fields=["account", "case"], condition=IN_FORCE, name="kept_out_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in Kind]), name="ruling_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["since"], name="ruling_newest")]

    def __str__(self) -> str:
        return str(self.pk)

    def text_key(self) -> tuple[int, AESGCM]:
        """As for any row, and raises NotShown to an agency that was asked about a part of the case alone."""
        for name in FIELDS:
            self._lock().sight.must_show(name)
        return super().text_key()

    def holds_at(self, moment: Any) -> bool:
        """Whether it is not over at `moment` (aware).

        None is made for a later time, and one that another made while `moment` waited for its case, or on a
        machine whose clock is ahead, holds all the same.
        """
        return self.ended_at is None and (self.until is None or moment < self.until)


def kept_from(account_id: uuid.UUID) -> "models.QuerySet[Ruling, Any]":
    """Ids, as `case`, of the cases that this account is kept out of."""
    return Ruling.unscoped.filter(IN_FORCE, account=account_id).values("case")


def kept_out_now() -> list[Ruling]:
    """Everybody who is kept out of a case, newest first; nothing of them is opened."""
    return list(Ruling.unscoped.filter(IN_FORCE).order_by("-since", "pk"))


# `kept_from` in SQL, for the list: asked once a query, and found by the index of the constraint.
KEPT_FROM = (
    f"SELECT case_id FROM {Ruling._meta.db_table} "  # noqa: S608  (a model's name)
    f"WHERE account_id = %s AND kind = '{Kind.KEPT_OUT.value}' AND ended_at IS NULL"
)
