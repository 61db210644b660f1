"""Ten thousand steps of the machine of lanes over both databases: after none is anything as it must not."""

import time
from collections.abc import Iterator

from django.db import transaction

from tests.benchmarks.runner import Line, must_equal
from tests.cases.lanes_machine import a_world, run

# On each of the two databases.
STEPS, EACH = 5_000, 50


def lines(database: str, *, quick: bool) -> Iterator[Line]:
    """A step after which the invariants do not hold ends the run with what was done until then.

    Lives of `EACH` steps, as many as it takes: some of their steps find nothing to be done, and do not count.
    """
    wanted = STEPS // 50 if quick else STEPS
    begun, done, seed = time.monotonic(), 0, 0
    around = transaction.atomic()
    # What is recorded by itself is durable; here all of it is undone, as in a test.
    around._from_testcase = True
    with around, a_world():
        while done < wanted:
            seed += 1
            done += run(examples=max(1, (wanted - done) // 25), steps=EACH, seed=seed).total()
        transaction.set_rollback(True)
    must_equal("enough steps were taken", done >= wanted, True)
    taken = (time.monotonic() - begun) * 1000 / done
    yield Line("lanes: a step with all that must be so", database, done, taken, taken, 1.0, None)
