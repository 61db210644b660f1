"""The list of cases: one statement over the grants of her posts and her own, each an index range.

Measured at a million cases against the same page without access control; guardian's own list takes 30 to
300 times that. What a row says is believed only after its grant's MAC (cases/access.py).
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from advisory.sealing.seals import Stated
from cases.models.case import Case
from cases.models.grant import CaseGroupPermission, CaseUserPermission, stored_moment
from cases.models.ruling import KEPT_FROM
from cases.raw_sql import ask_rows


class Listed(NamedTuple):
    """A case as a list finds it, not opened, and the grant by which it came: nothing of it believed yet.

    `holder` is the place of who holds the grant: her posts in their order, then her account.
    """

    case: Case
    holder: int
    seal: bytes | memoryview
    # As the database gives it: SQLite gives text.
    ends_at: Any

    def grant(self, group_ids: Sequence[int], account_id: uuid.UUID, permission_id: int) -> Stated:
        """What the grant says, of the holders that were asked for.

        Raises ValueError for an end that is no time.
        """
        values: dict[str, Any] = {
            "content_object_id": self.case.pk,
            "permission_id": permission_id,
            "opened_at": self.case.opened_at,
            "ends_at": stored_moment(self.ends_at),
        }
        if self.holder < len(group_ids):
            return Stated(CaseGroupPermission, values | {"group_id": group_ids[self.holder]})
        return Stated(CaseUserPermission, values | {"user_id": account_id})


def newest_cases(
    *,
    group_ids: Sequence[int],
    account_id: uuid.UUID,
    permission_id: int,
    now: datetime,
    after: tuple[datetime, uuid.UUID] | None,
    size: int,
) -> list[Listed]:
    """The newest cases past `after` that these posts and this account hold now, and that are not shut to her.

    Up to `size` of each holder, in no order; a case that two of them hold comes twice. Every genuine grant
    binds how many its case is shut to, so who she is is only asked where one of these is shut to somebody.
    """

    def asked(*, shut: bool) -> list[Listed]:
        statement = newest_statement(
            group_ids=group_ids,
            account_id=account_id,
            permission_id=permission_id,
            now=now,
            after=after,
            size=size,
            shut=shut,
        )
        found = ask_rows(Case, *statement)
        return [Listed(case, *grant) for case, grant in found]

    found = asked(shut=False)
    return asked(shut=True) if any(one.case.kept_out for one in found) else found


def newest_statement(
    *,
    group_ids: Sequence[int],
    account_id: uuid.UUID,
    permission_id: int,
    now: datetime,
    after: tuple[datetime, uuid.UUID] | None,
    size: int,
    shut: bool,
) -> tuple[str, list[Any]]:
    """SQL, and its parameters, of `newest_cases`: the columns of a case, then those of Listed.

    `shut`: leave out what is shut to her. One index range a holder, and the cases by their keys: one query
    over all holders would sort everything they hold, and a query each costs more than the page. Measured on
    PostgreSQL, most of its time is planning, so what is joined to is named once. The end is an expression,
    for SQLite then gives it as it stands: an altered one stops no list.
    """
    columns = ", ".join(f"c.{field.column}" for field in Case._meta.local_concrete_fields)
    past = " AND (opened_at, content_object_id) < (%s, %s)" if after else ""
    left_out = f" AND content_object_id NOT IN ({KEPT_FROM})" if shut else ""
    posts = [(CaseGroupPermission, "group", group_id) for group_id in group_ids]
    parts: list[str] = []
    parameters: list[Any] = []
    ends_at: Any = CaseUserPermission._meta.get_field("ends_at")
    user: Any = CaseUserPermission._meta.get_field("user")
    for place, (model, name, holder) in enumerate([*posts, (CaseUserPermission, "user", account_id)]):
        fields: list[Any] = [
            model._meta.get_field(one) for one in (name, "permission", "opened_at", "content_object")
        ]
        hers = model is CaseUserPermission
        parts.append(
            f"SELECT * FROM (SELECT content_object_id, {place} AS holder, seal, ends_at "  # noqa: S608  (names of models)
            f"FROM {model._meta.db_table} "
            f"WHERE {fields[0].column} = %s AND permission_id = %s{past}{left_out}"
            f"{' AND (ends_at IS NULL OR ends_at > %s)' if hers else ''} "
            "ORDER BY opened_at DESC, content_object_id DESC LIMIT %s) AS held"
        )
        values = zip(fields, (holder, permission_id, *(after or ())), strict=False)
        parameters += [field.get_db_prep_value(value, connection) for field, value in values]
        parameters += [user.get_db_prep_value(account_id, connection)] * shut
        parameters += [ends_at.get_db_prep_value(now, connection)] * hers
        parameters.append(size)
    united = " UNION ALL ".join(parts)
    return (
        f"SELECT {columns}, g.holder, g.seal, COALESCE(g.ends_at, NULL) FROM ({united}) AS g "  # noqa: S608  (names of models)
        f"JOIN {Case._meta.db_table} c ON c.id = g.content_object_id",
        parameters,
    )
