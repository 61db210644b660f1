"""Who may see or change a case: guardian's object permissions with direct foreign keys.

Each row also carries the case's date, so that a reader's newest page is one index
range: measured 1.0–1.2 times a plain access table at a million cases, where guardian's
own list query is 30–300 times.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils.dateparse import parse_datetime
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from cases.models.case import Case


class CaseGroupPermission(GroupObjectPermissionBase):
    """A post's right to a case (a group is a post)."""

    # The composite indexes below serve every query; one index a key would only slow a save.
    # Named, for guardian's own checker asks through it.
    permission = models.ForeignKey(
        Permission, on_delete=models.PROTECT, db_index=False, related_name="case_group_grants"
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT, db_index=False, related_name="+")
    content_object = models.ForeignKey(
        Case, on_delete=models.CASCADE, db_index=False, related_name="group_grants"
    )
    opened_at = models.DateTimeField()
    # From when on it gives nothing, for a post that was asked for advice; none: until it is taken back.
    ends_at = models.DateTimeField(null=True)
    # MAC over the row and the case's `grants_version` (cases/seal.py).
    seal = models.BinaryField(max_length=64, default=b"", editable=False)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        unique_together: ClassVar[list[Sequence[str]]] = []
        default_permissions = ()
        constraints = [
            # Case first: also finds the grants of one case.
            models.UniqueConstraint(
                fields=["content_object", "group", "permission"], name="one_grant_a_post_and_permission"
            )
        ]
        indexes = [
            models.Index(
                fields=["group", "permission", "-opened_at", "-content_object"], name="grant_post_newest"
            ),
            # Few: those that are over are counted apart.
            models.Index(
                fields=["group", "permission", "ends_at"],
                condition=models.Q(ends_at__isnull=False),
                name="grant_post_ending",
            ),
        ]

    def gives_at(self, moment: datetime) -> bool:
        """Whether it is not over at `moment` (aware)."""
        return self.ends_at is None or moment < self.ends_at


class CaseUserPermission(UserObjectPermissionBase):
    """One account's right to a case, whatever its posts: for timed exceptions only."""

    permission = models.ForeignKey(
        Permission, on_delete=models.PROTECT, db_index=False, related_name="case_user_grants"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    content_object = models.ForeignKey(
        Case, on_delete=models.CASCADE, db_index=False, related_name="user_grants"
    )
    opened_at = models.DateTimeField()
    # From when on it gives nothing; none: until it is taken back.
    ends_at = models.DateTimeField(null=True)
    seal = models.BinaryField(max_length=64, default=b"", editable=False)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        unique_together: ClassVar[list[Sequence[str]]] = []
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "user", "permission"], name="one_grant_an_account_and_permission"
            )
        ]
        indexes = [
            models.Index(
                fields=["user", "permission", "-opened_at", "-content_object"], name="grant_account_newest"
            )
        ]

    def gives_at(self, moment: datetime) -> bool:
        """Whether it is not over at `moment` (aware)."""
        return self.ends_at is None or moment < self.ends_at


def in_time(moment: datetime) -> models.Q:
    """Of grants those that give something at `moment` (aware)."""
    return models.Q(ends_at=None) | models.Q(ends_at__gt=moment)


def stored_moment(value: Any) -> datetime | None:
    """A time as our own statement gives it: SQLite may give the text that Django wrote. Raises ValueError."""
    found = parse_datetime(value) if isinstance(value, str) else value
    # SQLite keeps none of a time's zone: it is ours.
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found
