"""How long a page of cases takes while people sign in, against the same page while nobody does.

Sign-ins come at half of what the product lets through: as many processes as there are slots for hashing
(advisory/hashing.py: so many for browsers that are known, as many for others), each hashing half of its time.
What is compared is the 95th percentile, in blocks that alternate.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connections
from django.test import override_settings

from cases import access
from tests.benchmarks.population import Member
from tests.benchmarks.runner import Line
from tests.flows.traffic import FORK

RATIO = 2.0
HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def lines(member: Member, database: str, *, n: int, quick: bool) -> Iterator[Line]:
    blocks, pages = (4, 25) if quick else (10, 50)
    idle: list[float] = []
    busy: list[float] = []
    _times(member, pages)
    with signing_in() as let:
        for _block in range(blocks):
            idle += _times(member, pages)
            let.set()
            # Until they are all at it.
            time.sleep(0.3)
            busy += _times(member, pages)
            let.clear()
            time.sleep(0.3)
    value, baseline = _percentile(busy), _percentile(idle)
    title = "page with its trail entry, 95th percentile: beside log-ins at half the limit / alone"
    yield Line(title, database, n, value, baseline, value / baseline, RATIO)


@contextmanager
def signing_in() -> Iterator[Any]:
    """Processes that hash passwords while the event that is given is set."""
    let, over = FORK.Event(), FORK.Event()
    connections.close_all()
    processes = [
        FORK.Process(target=_hash, args=(let, over), daemon=True)
        for _slot in range(2 * settings.HASHING_SLOTS)
    ]
    for process in processes:
        process.start()
    try:
        yield let
    finally:
        over.set()
        let.set()
        for process in processes:
            process.join()


def _hash(let: Any, over: Any) -> None:
    with override_settings(PASSWORD_HASHERS=HASHERS):
        while not over.is_set():
            let.wait()
            start = time.perf_counter()
            make_password("a long and honest password")
            time.sleep(time.perf_counter() - start)


def _times(member: Member, pages: int) -> list[float]:
    """Milliseconds of each of so many pages."""
    taken = []
    for _page in range(pages):
        start = time.perf_counter()
        for case in access.page(member.standing).cases:
            bool(case.facts)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def _percentile(taken: list[float]) -> float:
    return sorted(taken)[len(taken) * 95 // 100]
