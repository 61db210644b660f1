"""Keys are changed: what that costs beside how many cases there are, and beside its own cryptography.

KEK rotation is `epochs.rewrap` as the command calls it, durable in keyring and database, on a register of
many cases against the same on few.

Full re-encryption is `reencrypt` as the command calls it, every pass and the rows of no case included. Its
baseline, the bare crypto, is what that flow computes for the cases and nothing else, on the same rows, in
memory, by the very functions of the flow: the message over all rows of a case and over each grant is built,
MACed and compared; the wrapped key, the facts and the text are opened; all of it is sealed anew with fresh
nonces under a new key, which is wrapped; grants and case are MACed anew. Rows come from the database before
the clock runs, nothing is written, and the heads of the chains are left out. A second line, without a target,
compares with the calls of AES-GCM and HMAC-SHA256 alone, on ready-made messages of about the same lengths.
"""

import hmac
import os
import secrets
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from advisory.models import Post
from advisory.roles import Role
from advisory.sealing.keys import chest
from advisory.services.accounts import create_account
from advisory.services.epochs import open_epoch, retire, rewrap
from advisory.services.memberships import start_membership
from advisory.standing import standing_of
from audit.actor import job
from cases import raw_cases, raw_opening, resealing, seal_check
from cases.models import Case
from cases.services import lanes
from cases.services.inquiries import new_case_rows, save_rows
from cases.services.reencryption import BATCH, reencrypt
from tests.benchmarks.copies import Copy
from tests.benchmarks.population import analyse, told_by
from tests.benchmarks.runner import Line, NotEqualError, dice
from tests.flows.traffic import Tally, finished, killed, lost, traffic

KEK_RATIO = 1.2
RATIOS = {"sqlite": 2.5, "postgresql": 5.0}
CLIENTS, OF_A_CLIENT = 8, 25
# Seconds between two turns of a client: people, not a flood.
PAUSE = 0.02
SUITE = job("benchmark")


def lines(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Line]:
    """Everything about changing keys, on a database of its own."""
    few, many, calls = (500, 2_000, 11) if quick else (1_000, 100_000, 31)
    database = connection.vendor
    desks = advisers()
    known = fill(desks, 0, few)
    small = Copy()
    tell(f"building {many} cases")
    fill(desks, few, many)
    analyse()
    with small.at_work(lambda _round: rotation()) as on_few:
        on_few(None)
        rounds = [(rotation(), on_few(None)) for _round in range(calls)]
    value, baseline = (statistics.median(one) for one in zip(*rounds, strict=True))
    ratio = statistics.median(one / other for one, other in rounds)
    yield Line(f"KEK rotation: {many} cases / {few} cases", database, many, value, baseline, ratio, KEK_RATIO)
    tell(f"re-encrypting {many} texts")
    yield from reencryption(many, database)
    tell("beside traffic")
    after = 0.5 if quick else 8.0
    yield from beside_traffic("full re-encryption", (move, move), known, database, after)
    yield from beside_traffic(
        "KEK rotation", (rewrap_for_ever, rewrap_once), known, database, max(after, 1.5)
    )


# -- a register ---------------------------------------------------------------------------------------


def advisers() -> list[Any]:
    """(standing, the post she holds) of one adviser a client."""
    schools = sorted(
        (post for post in Post.objects.all() if post.kind == "school"), key=lambda post: post.name
    )
    made = []
    for number, post in enumerate(schools[:CLIENTS]):
        account = create_account(actor=SUITE, name=f"Client {number}", email=f"{number}@example.invalid")
        start_membership(actor=SUITE, account=account, post=post, role=Role.ADVISER)
        standing = standing_of(account)
        made.append((standing, standing.posts[0]))
    return made


def fill(desks: list[Any], first: int, last: int) -> dict[uuid.UUID, dict[uuid.UUID, str]]:
    """Cases with a text of some 300 bytes and with the beginning of their trail: account to case to text."""
    texts: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    for start in range(first, last, 500):
        rolls = dice(f"rotation {start}")
        with transaction.atomic():
            batch = []
            for index in range(start, min(start + 500, last)):
                standing, held = desks[index % len(desks)]
                told = told_by(rolls, year=2008, persons=1, narrative=True)
                rows = new_case_rows(
                    told,
                    post_id=held.post_id,
                    group_id=held.group_id,
                    submission=uuid.uuid4(),
                    now=datetime(2008, 1, 1, tzinfo=UTC) + timedelta(minutes=index),
                )
                batch.append(rows)
                texts.setdefault(standing.account_id, {})[rows.case.pk] = told.narrative
            save_rows(batch)
            for rows in batch:
                lanes.record_logged(actor=SUITE, case=rows.case, inquiry=rows.inquiry)
    return texts


# -- how long -----------------------------------------------------------------------------------------


def rotation() -> float:
    """Milliseconds of one; the old keys are destroyed afterwards, without the clock."""
    start = time.perf_counter()
    rewrap(actor=SUITE)
    taken = (time.perf_counter() - start) * 1000
    retire(actor=SUITE)
    return taken


def reencryption(number: int, database: str) -> Iterator[Line]:
    """Both ratios, in ms for all texts. Raises NotEqualError when not everything was moved."""
    open_epoch(actor=SUITE)
    bare, barest = bare_crypto(chest.current())
    start = time.perf_counter()
    outcome = reencrypt(actor=SUITE, grace=0)
    value = (time.perf_counter() - start) * 1000
    if (outcome.cases, outcome.broken, outcome.unfinished) != (number, [], False):
        raise NotEqualError(f"re-encryption: {outcome}")
    name = "full re-encryption"
    yield Line(f"{name} / its bare crypto", database, number, value, bare, value / bare, RATIOS[database])
    yield Line(f"{name} / AES-GCM and HMAC alone", database, number, value, barest, value / barest, None)


def bare_crypto(target: int) -> tuple[float, float]:
    """Milliseconds for all cases: as the flow computes it, and the primitives alone."""
    taken = alone = 0.0
    for batch in raw_cases.batches(BATCH):
        revisions = [case.row["revision"] for case in batch]
        start = time.perf_counter()
        resealer = resealing.Resealer(target)
        for case, revision in zip(batch, revisions, strict=True):
            raw_opening.must_hold(case, revision)
            raw_opening.grants_must_hold(case)
            resealer.seal(case, raw_opening.opened(case), resealing.Anew())
        taken += time.perf_counter() - start
        alone += _primitives(len(batch))
    return taken * 1000, alone * 1000


def _primitives(number: int) -> float:
    """Seconds: a case's five opens and five seals, two keys and seven MACs."""
    key, nonce, data = AESGCM(secrets.token_bytes(32)), secrets.token_bytes(12), bytes(120)
    mac_key, whole, grant, head = secrets.token_bytes(32), bytes(1500), bytes(260), bytes(66)
    sealed = [(size, key.encrypt(nonce, bytes(size), data)) for size in (32, 48, 48, 48, 512)]
    start = time.perf_counter()
    for _case in range(number):
        random = os.urandom(5 * 12 + 32)
        for _size, record in sealed:
            plain = key.decrypt(nonce, record, data)
            key.encrypt(random[:12], plain, data)
        AESGCM(random[-32:]), AESGCM(random[-32:])
        for message in (whole, whole, grant, grant, grant, grant, head):
            hmac.digest(mac_key, message, "sha256")
    return time.perf_counter() - start


# -- beside traffic -----------------------------------------------------------------------------------


Known = dict[uuid.UUID, dict[uuid.UUID, str]]


def move() -> None:
    reencrypt(actor=SUITE, grace=0)


def rewrap_once() -> None:
    rewrap(actor=SUITE)


def rewrap_for_ever() -> None:
    while True:
        rewrap_once()


def beside_traffic(
    what: str, works: tuple[Callable[[], None], Callable[[], None]], known: Known, database: str, after: float
) -> Iterator[Line]:
    """Killed with SIGKILL after so many seconds, then resumed: what failed, and what was lost.

    Raises NotEqualError when the work was over before it was killed, or was not done by the one who resumed.
    """
    work, ending = works
    open_epoch(actor=SUITE)
    desks = [(account, dict(list(texts.items())[:OF_A_CLIENT])) for account, texts in known.items()]
    with traffic(desks, pause=PAUSE) as tally:
        was_killed = killed(work, after=after)
        status = finished(ending)
    if not was_killed or status != 0:
        raise NotEqualError(f"{what}: killed {was_killed}, resumed with status {status}")
    gone = lost(tally) + [str(bad) for found in seal_check.check_cases(BATCH) for bad in found.bad]
    for one in (*tally.failed, *gone):
        print(one, file=sys.stderr)
    known.update(_texts(tally))
    for name, turns, count in (
        ("failed reads and writes", tally.reads + tally.writes, len(tally.failed)),
        ("lost keys and texts", Case.unscoped.count(), len(gone)),
    ):
        title = f"{what}, killed and resumed beside {len(desks)} clients: {name} (count)"
        yield Line(title, database, turns, count, turns, count / turns, 0.0)


def _texts(tally: Tally) -> Known:
    known: Known = {}
    for case_id, text in tally.texts.items():
        known.setdefault(tally.owners[case_id], {})[case_id] = text
    return known
