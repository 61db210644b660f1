"""Who may see or change a case: guardian's object permissions with direct foreign keys.

Each row also carries the case's date, so that a reader's newest page is one index
range: measured 1.0–1.2 times a plain access table at a million cases, where guardian's
own list query is 30–300 times.
"""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import connection, models
from django.utils.dateparse import parse_datetime
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from advisory.sealing.seals import Stated
from cases.models.case import Case
from cases.models.ruling import KEPT_FROM

# As a grant's end is listed: said so, SQLite gives the text that is there, and makes no time of it.
END = "COALESCE(g.ends_at, NULL)"


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


def listed_by(
    case: Case, group_ids: Sequence[int], account_id: uuid.UUID, permission_id: int
) -> tuple[Stated, bytes | memoryview]:
    """The grant by which the row of a list came, and the MAC that stands in it.

    `case` is of `newest_cases` with the same holders. Raises ValueError for an end that is no time.
    """
    row: Any = case
    values: dict[str, Any] = {
        "content_object_id": case.pk,
        "permission_id": permission_id,
        "opened_at": case.opened_at,
    }
    if row.grant_holder < len(group_ids):
        values |= {"group_id": group_ids[row.grant_holder], "ends_at": stored_moment(row.grant_ends_at)}
        return Stated(CaseGroupPermission, values), row.grant_seal
    values |= {"user_id": account_id, "ends_at": stored_moment(row.grant_ends_at)}
    return Stated(CaseUserPermission, values), row.grant_seal


def newest_cases(
    *,
    group_ids: Sequence[int],
    account_id: uuid.UUID,
    permission_id: int,
    now: datetime,
    after: tuple[datetime, uuid.UUID] | None,
    size: int,
) -> tuple[str, list[Any]]:
    """SQL, and its parameters, of the newest cases past `after` that these posts and this account hold now.

    Each with its grant's MAC as `grant_seal` and its end as `grant_ends_at`, and as `grant_holder` the place
    of its holder: the posts in their order, then the account. None that she is kept out of.
    Up to `size` cases of each holder, one index range each; a case that two of them hold comes twice.
    One query over all holders would sort everything they hold, and a query each costs more than the page.
    """
    columns = ", ".join(f"c.{field.column}" for field in Case._meta.local_concrete_fields)
    past = " AND (g.opened_at, g.content_object_id) < (%s, %s)" if after else ""
    posts = [(CaseGroupPermission, "group", group_id) for group_id in group_ids]
    parts: list[str] = []
    parameters: list[Any] = []
    ends_at = CaseUserPermission._meta.get_field("ends_at")
    user = CaseUserPermission._meta.get_field("user")
    for place, (model, name, holder) in enumerate([*posts, (CaseUserPermission, "user", account_id)]):
        fields: list[Any] = [
            model._meta.get_field(one) for one in (name, "permission", "opened_at", "content_object")
        ]
        hers = model is CaseUserPermission
        parts.append(
            f"SELECT * FROM (SELECT {columns}, {place} AS grant_holder, g.seal AS grant_seal, "  # noqa: S608  (names of models)
            f"{END} AS grant_ends_at FROM {model._meta.db_table} g "
            f"JOIN {Case._meta.db_table} c ON c.id = g.content_object_id "
            f"WHERE g.{fields[0].column} = %s AND g.permission_id = %s{past} "
            f"AND g.content_object_id NOT IN ({KEPT_FROM})"
            f"{' AND (g.ends_at IS NULL OR g.ends_at > %s)' if hers else ''} "
            "ORDER BY g.opened_at DESC, g.content_object_id DESC LIMIT %s) AS held"
        )
        values = zip(fields, (holder, permission_id, *(after or ())), strict=False)
        parameters += [field.get_db_prep_value(value, connection) for field, value in values]
        parameters.append(user.get_db_prep_value(account_id, connection))
        parameters += [ends_at.get_db_prep_value(now, connection)] * hers
        parameters.append(size)
    return " UNION ALL ".join(parts), parameters
