"""My first page, and how many cases I have, of a million cases and ten thousand advisers.

The baseline of a page is the same query without access control (tests/benchmarks/listing.py); of the count,
the rows of one post in its index. That it stays flat is measured against a copy of the register as it was
when it was small, with the same readers, round by round. Cases are here what a list meets of them: the row
with its facts, and its grants with their MACs.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from cases import access
from cases.models import Case, CaseGroupPermission
from cases.services.insert import insert
from tests.benchmarks import log_ins
from tests.benchmarks.copies import Copy
from tests.benchmarks.listing import index_for_baseline, unguarded_page, ways
from tests.benchmarks.population import Member, analyse, told_by
from tests.benchmarks.runner import Line, compare, dice, must_equal

RATIO, FLAT, COUNT_RATIO = 1.5, 1.3, 1.5
BATCH = 1_000
# How many cases the typical adviser has, in the small register and in the large one.
TYPICAL = 100
READERS = ("typical adviser", "busy adviser", "new adviser")


def lines(
    posts: list[Member], newcomer: Member, *, quick: bool, tell: Callable[[str], None]
) -> Iterator[Line]:
    """`posts`: everybody who has cases, the typical and the busy adviser first."""
    few, many = (3_000, 20_000) if quick else (10_000, 1_000_000)
    rounds, calls = (11, 10) if quick else (31, 10)
    database = connection.vendor
    readers = dict(zip(READERS, (posts[0], posts[1], newcomer), strict=True))
    index_for_baseline()
    fill(posts, 0, few)
    analyse()
    small = Copy()
    tell(f"building {many} cases")
    fill(posts, few, many)
    analyse()
    check(readers, many)
    tell("listing")
    with small.at_work(lambda name: page_time(readers[name], calls)) as on_few:
        for name, member in readers.items():
            list_alone, _whole = ways(member)
            value, [(baseline, ratio)] = compare(list_alone, unguarded_page, rounds=rounds, calls=calls)
            title = f"{name}: list alone / no access control"
            yield Line(title, database, many, value, baseline, ratio, RATIO)
            on_few(name), page_time(member, calls)
            pairs = [(page_time(member, calls), on_few(name)) for _round in range(rounds)]
            value, baseline = (sorted(one)[rounds // 2] for one in zip(*pairs, strict=True))
            ratio = sorted(a / b for a, b in pairs)[rounds // 2]
            title = f"{name}: list alone, {many} cases / {few} cases"
            yield Line(title, database, many, value, baseline, ratio, FLAT)
    tell("counting mine")
    for name, member in readers.items():
        value, (orm, bare) = compare(
            lambda member=member: access.count_visible(member.standing),  # type: ignore[misc]
            lambda member=member: in_index(member),  # type: ignore[misc]
            lambda member=member: by_bare_statement(member),  # type: ignore[misc]
            rounds=rounds,
            calls=calls,
        )
        yield Line(f"{name}: count / rows in the index", database, many, value, *orm, COUNT_RATIO)
        yield Line(f"{name}: count / the bare statement for them", database, many, value, *bare, None)
    tell("beside log-ins")
    yield from log_ins.lines(readers["typical adviser"], database, n=many, quick=quick)


def page_time(member: Member, calls: int) -> float:
    """Milliseconds a call of the list alone."""
    list_alone, _whole = ways(member)
    start = time.perf_counter()
    for _call in range(calls):
        list_alone()
    return (time.perf_counter() - start) * 1000 / calls


def in_index(member: Member) -> int:
    """What Django's own count of the post's grants takes."""
    return CaseGroupPermission.objects.filter(
        group=member.held.group_id, permission=access.permission_id("view")
    ).count()


def by_bare_statement(member: Member) -> int:
    """The same by the driver alone, which asks nothing of exceptions."""
    table = CaseGroupPermission._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM {table} WHERE group_id = %s AND permission_id = %s",
            [member.held.group_id, access.permission_id("view")],
        )
        return int(cursor.fetchone()[0])


def fill(posts: list[Member], first: int, last: int) -> None:
    """Cases `first` to `last` (not included), a minute apart; who sees which follows from the number."""
    rolls = dice(f"scale {first}")
    told = [told_by(rolls, year=2008) for _one in range(200)]
    for start in range(first, last, BATCH):
        cases, grants = [], []
        for index in range(start, min(start + BATCH, last)):
            moment = datetime(2008, 1, 1, tzinfo=UTC) + timedelta(minutes=index)
            case = Case(opened_at=moment, changed_at=moment, facts=told[index % len(told)].case)
            cases.append(case)
            owner = posts[owner_of(index, len(posts))].held.group_id
            grants += access.grants_for(case, [owner], ["view", "change"])
            if is_shared(index) and owner != posts[1].held.group_id:
                grants += access.grants_for(case, [posts[1].held.group_id], ["view"])
        with transaction.atomic():
            insert(cases, grants)


def owner_of(index: int, posts: int) -> int:
    """The typical adviser's hundred lie among the first cases and the last, the others' everywhere."""
    return 0 if index % 20 == 0 and index < 20 * TYPICAL else 1 + index % (posts - 1)


def is_shared(index: int) -> bool:
    """One in five with the busy adviser's post."""
    return index % 5 == 1


def check(readers: dict[str, Member], many: int) -> None:
    """Raises NotEqualError unless everybody sees the number of cases that she is to see."""
    must_equal("cases", Case.unscoped.count(), many)
    typical, busy, new = (access.count_visible(readers[name].standing) for name in READERS)
    must_equal("cases of the typical adviser", typical, TYPICAL)
    must_equal("cases of the new adviser", new, 0)
    must_equal("the busy adviser has a fifth or more", busy >= many // 5, True)
    shown = access.page(readers["typical adviser"].standing)
    must_equal("a page of the typical adviser", len(shown.cases), access.PAGE_SIZE)
    must_equal("without doubles", len({case.pk for case in shown.cases}), access.PAGE_SIZE)
