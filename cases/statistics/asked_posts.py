"""The post that was asked at the time, of work that was passed on since: a case counts where it came in.

A lane says who works on it now; that it came from another post is a ruling on its case (`passing_on`). If a
case has several lanes of one scheme a ruling does not say which of them moved, and they count where they are.
"""

import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from advisory.models import Post
from cases.models import Inquiry
from cases.models.ruling import Kind, Ruling
from cases.schemes import SCHEME_OF_KIND
from cases.statistics.sql import Id, among, as_bytes, as_value, run, said

# Names of our own tables and columns are all that is put together below.
# ruff: noqa: S608
_INQUIRY, _RULING = (model._meta.db_table for model in (Inquiry, Ruling))


def asked_at_first(cursor: Any, only: Sequence[Id] | None = None) -> dict[Id, uuid.UUID]:
    """By inquiry, the post that was asked, where it is another than the one that works on it now.

    `only` are the cases that are read; without it, all. A post whose profile does not open raises SealError.
    """
    left = _left(cursor, only)
    if not left:
        return {}
    scheme = {post.pk: SCHEME_OF_KIND.get(post.kind) for post in Post.objects.all()}
    lanes = [(row, case, scheme[post]) for row, case, post in _lanes(cursor, list(left))]
    in_scheme = Counter((case, of) for _row, case, of in lanes)
    found: dict[Id, uuid.UUID] = {}
    for row, case, of in lanes:
        before = [post for post in left[case] if scheme[post] == of]
        if before and in_scheme[case, of] == 1:
            found[row] = before[0]
    return found


def _left(cursor: Any, only: Sequence[Id] | None) -> dict[Id, list[uuid.UUID]]:
    """The posts that each case was passed on from, in that order."""
    case, post = said("id", "r.case_id"), said("id", "r.post_id")
    also, values = ("", []) if only is None else (f" AND {among('r.case_id')}", [as_value(only)])
    sql = f"SELECT {case}, {post} FROM {_RULING} r WHERE r.kind = %s{also} ORDER BY r.since, r.id"
    found: dict[Id, list[uuid.UUID]] = {}
    for of, from_post in _with_posts(run(cursor, sql, Kind.PASSED_ON.value, *values)):
        found.setdefault(of[0], []).append(from_post)
    return found


def _lanes(cursor: Any, cases: Sequence[Id]) -> list[tuple[Id, Id, uuid.UUID]]:
    row, case, post = said("id", "i.id"), said("id", "i.case_id"), said("id", "i.post_id")
    sql = f"SELECT {row}, {case}, {post} FROM {_INQUIRY} i WHERE {among('i.case_id')}"
    return [(of[0], of[1], at) for of, at in _with_posts(run(cursor, sql, as_value(cases)))]


def _with_posts(rows: Any) -> list[tuple[Any, uuid.UUID]]:
    """Each row without its last column, and the post that this is."""
    convert = as_bytes()
    return [(row[:-1], uuid.UUID(bytes=convert(row[-1]))) for row in rows]
