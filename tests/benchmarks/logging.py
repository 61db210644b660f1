"""What the trail costs: an update that the database logs against one that it does not; eight writers at once.

The eight log whole inquiries, in turn with everything and with neither trail entry nor change log; then all
of it is counted and verified: nothing failed, nothing lost, no chain forked.
"""

import contextlib
import threading
import time
import uuid
from collections.abc import Iterator
from statistics import median
from unittest.mock import patch

from django.db import connection, connections, transaction
from django.utils import timezone

from audit import changes, record
from audit.models import ChainHead, Change, Entry
from audit.verify import verify
from cases.models import Case
from cases.services.inquiries import log_inquiry
from tests.benchmarks import plain
from tests.benchmarks.population import Member, told_by
from tests.benchmarks.runner import Line, NotEqualError, compare, dice, must_equal

RATIO = 1.8
# As a line that is met from below: the plain throughput may be at most this much of the recorded one.
THROUGHPUT = 1 / 0.85
WRITERS, BULK = 8, 200


def measure(members: list[Member], database: str, *, quick: bool) -> Iterator[Line]:
    rounds, calls = (15, 10) if quick else (41, 50)
    plain.make_tables(plain.LoggedCase)
    changes.log_changes([plain.LoggedCase._meta.db_table])
    changes.lay(using="default")
    logged, bare = rows(plain.LoggedCase), rows(plain.PlainCase)
    ways = {
        "save of one field": (saving(logged), saving(bare), rounds, calls),
        "update of one field": (updating(logged, 1), updating(bare, 1), rounds, calls),
        f"update of one field in {BULK} rows": (updating(logged, BULK), updating(bare, BULK), rounds, calls),
    }
    for name, (way, baseline, many, each) in ways.items():
        before = Change.objects.count()
        value, ((plainly, ratio),) = compare(way, baseline, rounds=many, calls=each)
        # What ran to warm up is counted as well.
        must_equal("every update is in the log", changed_since(before) % (many * each) > 0, True)
        yield Line(f"{name}, logged / not", database, many * each, value, plainly, ratio, RATIO)
    yield from writers(members, database, quick=quick)


def rows(model: type[plain.CaseColumns]) -> list[plain.CaseColumns]:
    now = timezone.now()
    made = [model(opened_at=now, changed_at=now, kind="case") for _ in range(BULK)]
    with transaction.atomic():
        model._default_manager.bulk_create(made)
    return made


def changed_since(count: int) -> int:
    return Change.objects.count() - count


def saving(made: list[plain.CaseColumns]):
    turn = iter(range(10**9))

    def save() -> None:
        row = made[next(turn) % len(made)]
        row.revision += 1
        with transaction.atomic():
            row.save(update_fields=["revision"])

    return save


def updating(made: list[plain.CaseColumns], count: int):
    turn = iter(range(10**9))
    ids = [row.pk for row in made]

    def update() -> None:
        number = next(turn)
        with transaction.atomic():
            chosen = [ids[number % len(ids)]] if count == 1 else ids
            type(made[0])._default_manager.filter(pk__in=chosen).update(revision=number)

    return update


def writers(members: list[Member], database: str, *, quick: bool) -> Iterator[Line]:
    """Eight that log inquiries for some seconds, in turn with and without what is recorded of it."""
    seconds, turns = (1.0, 3) if quick else (4, 7)
    cases, heads = Case.unscoped.count(), ChainHead.objects.count()
    recorded, bare, failed = [], [], list[BaseException]()
    together(members, 0.5, failed)
    warm = Case.unscoped.count() - cases
    for turn in range(turns):
        for which in (0, 1) if turn % 2 else (1, 0):
            if which:
                with unrecorded():
                    bare.append(together(members, seconds, failed))
            else:
                recorded.append(together(members, seconds, failed))
    done = sum(recorded) + warm
    must_equal("failed", failed, [])
    must_equal("cases that were logged", Case.unscoped.count() - cases, done + sum(bare))
    must_equal("chains of them", ChainHead.objects.count() - heads, done)
    forked = Entry.objects.count() - sum(ChainHead.objects.values_list("number", flat=True))
    must_equal("entries beside the chains", forked, 0)
    broken = [flaw for flaw in verify().flaws if "the whole chain is missing" not in flaw.reason]
    must_equal("flaws", broken, [])
    value, plainly = (median(turns) / seconds for turns in (recorded, bare))
    ratio = median(b / a for a, b in zip(recorded, bare, strict=True))
    target = THROUGHPUT if database == "postgresql" else None
    name = f"saves a second by {WRITERS}, bare / recorded"
    yield Line(name, database, done, plainly, value, ratio, target)


@contextlib.contextmanager
def unrecorded() -> Iterator[None]:
    """The same statements without the trail's: no entry, and no trigger on the tables of a case."""
    tables = [table for table in connection.introspection.table_names() if table.startswith("cases_")]
    laid = [
        statement.split("CREATE TRIGGER ")[1].split(" ")[0]
        for statement in changes.statements(connection.vendor, tables)
        if statement.startswith("CREATE TRIGGER ")
    ]
    # The guards of a table stay: they are no part of the trail.
    dropped = [name for name in laid if "_log_" in name]
    with connection.cursor() as cursor:
        for name in dropped:
            on = f" ON {name.rsplit('_log_', 1)[0]}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
    try:
        with patch.object(record, "beginning", lambda *said, **more: None):
            yield
    finally:
        changes.lay(using="default")


def together(members: list[Member], seconds: float, failed: list[BaseException]) -> int:
    """How many inquiries the writers logged in that time, each in a thread with a connection of its own."""
    counts = [0] * WRITERS
    gate = threading.Barrier(WRITERS)

    def write(which: int) -> None:
        rolls = dice(f"writer {which}")
        told = [told_by(rolls, year=2008, persons=1, narrative=True) for _one in range(50)]
        member = members[which % len(members)]
        try:
            connection.ensure_connection()
            gate.wait(30)
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                log_inquiry(
                    standing=member.standing,
                    held=member.held,
                    told=told[counts[which] % len(told)],
                    submission=uuid.uuid4(),
                )
                counts[which] += 1
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(which,)) for which in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if any(thread.is_alive() for thread in threads):
        raise NotEqualError("a writer did not come to an end")
    return sum(counts)
