"""All measurements on one database, in a process of its own: Django's settings are one to a process.

`python -m tests.benchmarks.child full|quick|million PART FILE`, with FRITTVALG_HOME and DATABASE_URL set by
the parent; writes each line of that part to FILE as it is measured.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django

from tests.benchmarks.runner import Line, dice

START = time.monotonic()


def main() -> None:
    mode, part, output = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.testing"
    django.setup()
    with Path(output).open("w") as file:
        for line in measured(part, mode):
            file.write(json.dumps(line.as_dict()) + "\n")
            file.flush()


def register(*, quick: bool) -> Iterator[Line]:
    """Saving, counting and listing. Raises NotEqualError when two ways do not give the same."""
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks import counting, listing, logging, plain, population, saving

    advisers, sizes = (50, (2_000, 5_000)) if quick else (1_000, (10_000, population.FULL))
    database = connection.vendor
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    population.begin_register()
    *posts, newcomer = population.members(advisers + 1)
    tell(database, "saving")
    yield from saving.measure(population.members(1)[0], database, quick=quick)
    tell(database, "logging")
    yield from logging.measure(population.members(logging.WRITERS), database, quick=quick)
    empty_again()
    plain.make_tables(counting.Entry, counting.Concerned)
    logged: list[population.Logged] = []
    for size in sizes:
        tell(database, f"building {size} cases")
        more = population.fill(posts, len(logged), size)
        counting.store_in_clear(more)
        logged += more
        population.analyse()
        tell(database, f"counting {size} cases")
        yield from counting.measure(logged, database)
    tell(database, "listing")
    shared = dice("shared").sample(range(len(logged)), len(logged) // 5)
    population.share([logged[index] for index in shared if index % advisers != 1], posts[1])
    readers = {
        "typical adviser": (posts[0], logged[0::advisers]),
        "busy adviser": (posts[1], [logged[index] for index in {*shared, *range(1, len(logged), advisers)}]),
        "new adviser": (newcomer, []),
    }
    yield from listing.measure(readers, database, n=len(logged))
    tell(database, "done")


def rotation(*, quick: bool) -> Iterator[Line]:
    """Changing keys. Raises NotEqualError when something was not moved."""
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks import rotation

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    database = connection.vendor
    tell(database, "keys")
    yield from rotation.lines(quick=quick, tell=lambda what: tell(database, what))


def scale(*, quick: bool) -> Iterator[Line]:
    """Lists of very many cases. Raises NotEqualError when somebody sees another number than she should."""
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks import population, scale

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    database = connection.vendor
    tell(database, "advisers")
    *posts, newcomer = population.members(201 if quick else 10_001)
    yield from scale.lines(posts, newcomer, quick=quick, tell=lambda what: tell(database, what))


def packed(*, quick: bool, million: bool = False) -> Iterator[Line]:
    """Tables from packed columns. Raises NotEqualError when a way does not count the same."""
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks import segments

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    database = connection.vendor
    yield from segments.lines(quick=quick, million=million, tell=lambda what: tell(database, what))


def routing(*, quick: bool) -> Iterator[Line]:
    """Cases through rules. Raises NotEqualError when one goes elsewhere than by the plain loop."""
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks import routing

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    database = connection.vendor
    yield from routing.lines(database, quick=quick, tell=lambda what: tell(database, what))


def lanes(*, quick: bool) -> Iterator[Line]:
    """Steps of the machine of lanes. Raises AssertionError after one that leaves what must not be."""
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks import lanes

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    tell(connection.vendor, "lanes")
    yield from lanes.lines(connection.vendor, quick=quick)


def slow_line(*, quick: bool) -> Iterator[Line]:
    """First screens in a browser on a slow line."""
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks import slow_line

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    tell(connection.vendor, "slow line")
    yield from slow_line.lines(connection.vendor, quick=quick)


def edition(*, quick: bool) -> Iterator[Line]:
    """A whole edition. Raises NotEqualError when something is missing in it."""
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks import editions

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    database = connection.vendor
    yield from editions.lines(database, tell=lambda what: tell(database, what))


def guard(*, quick: bool) -> Iterator[Line]:
    """What the identity guard finds, and its time. Meets no database."""
    from tests.benchmarks import guard

    yield from guard.lines(quick=quick)


# Each on an empty database of its own.
PARTS = {
    "register": register,
    "rotation": rotation,
    "scale": scale,
    "packed": packed,
    "routing": routing,
    "lanes": lanes,
    "edition": edition,
    "slow-line": slow_line,
    "guard": guard,
}
# Measured once, whatever databases there are.
WITHOUT_DATABASE = frozenset({"guard"})


def measured(part: str, mode: str) -> Iterator[Line]:
    """`mode` is “quick”, “full”, or “million” for as many cases as that where a part can."""
    if part == "packed":
        return packed(quick=mode == "quick", million=mode == "million")
    return PARTS[part](quick=mode == "quick")


def empty_again() -> None:
    """Take away what the save left, so that the register holds the population alone."""
    from cases.models import Case

    Case.unscoped.all().delete()


def tell(database: str, what: str) -> None:
    print(f"  {time.monotonic() - START:6.1f} s  {database}: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
