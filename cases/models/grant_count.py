"""How many cases a post may see, for the top of its list: one statement, whatever their number."""

import uuid
from datetime import datetime
from typing import Any

from django.db import connection

from cases.models.grant import CaseGroupPermission, CaseUserPermission
from cases.models.ruling import KEPT_FROM
from cases.raw_sql import ask_one


def count_at(group_id: int, account_id: uuid.UUID, permission_id: int, now: datetime) -> tuple[int, bool]:
    """How many grants of this permission a post holds; whether that is all there is to say of this account,
    which then holds none of its own and is kept out of nothing. One question.
    """
    post, own = CaseGroupPermission._meta.db_table, CaseUserPermission._meta.db_table
    user: Any = CaseUserPermission._meta.get_field("user")
    ends_at: Any = CaseUserPermission._meta.get_field("ends_at")
    account = user.get_db_prep_value(account_id, connection)
    moment = ends_at.get_db_prep_value(now, connection)
    number, hers, kept = ask_one(
        f"SELECT (SELECT COUNT(*) FROM {post} WHERE group_id = %s AND permission_id = %s) - "  # noqa: S608  (names of models)
        f"(SELECT COUNT(*) FROM {post} WHERE group_id = %s AND permission_id = %s AND ends_at <= %s), "
        f"EXISTS (SELECT 1 FROM {own} WHERE user_id = %s AND permission_id = %s "
        f"AND (ends_at IS NULL OR ends_at > %s)), EXISTS ({KEPT_FROM})",
        [
            group_id,
            permission_id,
            group_id,
            permission_id,
            moment,
            account,
            permission_id,
            moment,
            account,
        ],
    )
    return number, not (hers or kept)
