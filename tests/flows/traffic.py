"""Live traffic: processes that read and write cases of their own, and remember what they were told was saved.

Forked, so that they share the settings, and so the database and the keyring, of whoever starts them.
"""

import multiprocessing
import os
import random
import signal
import time
import traceback
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from typing import Any

from django.db import connections

from advisory.models import Account
from advisory.sealing.keys import chest
from advisory.standing import standing_of
from cases import access, gate
from cases.models import Case, Inquiry
from cases.services.drafts import keep_draft, typed_in
from cases.services.inquiries import change_inquiry, log_inquiry, told_in
from tests import factories

FORK = multiprocessing.get_context("fork")
# Of a hundred turns: pages of a list, saved changes, new cases, drafts; the rest read a case.
LISTS, CHANGES, NEW, DRAFTS = 10, 35, 5, 10
# A process that was started anew knows no key yet.
FORGET = 15


@dataclass
class Tally:
    """What one client did. `texts`: the case's text as it was last saved, by case."""

    reads: int = 0
    writes: int = 0
    failed: list[str] = field(default_factory=list)
    texts: dict[uuid.UUID, str] = field(default_factory=dict)
    # Who may open it, by case.
    owners: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        self.reads, self.writes = self.reads + other.reads, self.writes + other.writes
        self.failed += other.failed
        self.texts |= other.texts
        self.owners |= other.owners


class Client:
    """One adviser at her desk. `texts` are her cases and what she knows to stand in them."""

    def __init__(self, account_id: uuid.UUID, texts: dict[uuid.UUID, str], seed: int) -> None:
        self.account = Account.objects.get(pk=account_id)
        self.tally = Tally(texts=dict(texts))
        self.rolls = random.Random(seed)
        self.draft = uuid.uuid4()

    def turn(self) -> None:
        if self.rolls.randrange(FORGET) == 0:
            chest.forget()
        roll, standing = self.rolls.randrange(100), standing_of(self.account)
        if roll < LISTS:
            self.tally.reads += 1
            shown = access.page(standing).cases
            if self.tally.texts and not shown:
                raise AssertionError("an empty page")
            for case in shown:
                _ = case.facts
        elif roll < LISTS + CHANGES:
            self._change(standing)
        elif roll < LISTS + CHANGES + NEW:
            told = factories.told(narrative=f"new {uuid.uuid4()}")
            case, _made = log_inquiry(
                standing=standing, held=standing.posts[0], told=told, submission=uuid.uuid4()
            )
            self.tally.writes += 1
            self.tally.texts[case.pk] = told.narrative
        elif roll < LISTS + CHANGES + NEW + DRAFTS:
            said = {"narrative": [str(uuid.uuid4())]}
            keep_draft(account_id=self.account.pk, draft_id=self.draft, typed=said)
            self.tally.writes += 1
            if typed_in(account_id=self.account.pk, draft_id=self.draft) != said:
                raise AssertionError("a draft was lost")
        else:
            self._read(standing)

    def _read(self, standing: Any) -> Case:
        case_id = self.rolls.choice(list(self.tally.texts))
        self.tally.reads += 1
        case = access.open_case(standing, case_id)
        if _lane(case).narrative != self.tally.texts[case_id]:
            raise AssertionError("another text than was saved")
        return case

    def _change(self, standing: Any) -> None:
        case = self._read(standing)
        inquiry = _lane(case)
        told = replace(told_in(case, inquiry), narrative=gate.ours(f"changed {uuid.uuid4()}"))
        change_inquiry(standing=standing, case=case, inquiry=inquiry, revision=case.revision, told=told)
        self.tally.writes += 1
        self.tally.texts[case.pk] = told.narrative


def _lane(case: Case) -> Inquiry:
    """As the pages do: the row that was loaded and checked with the case, not one asked for later."""
    (inquiry,) = case.inquiries.all()
    return inquiry


def _live(client: Client, pause: float, stop: Event, said: Any) -> None:
    while not stop.is_set():
        try:
            client.turn()
        except Exception:  # noqa: BLE001  (whatever fails is what is counted)
            client.tally.failed.append(traceback.format_exc())
        time.sleep(pause)
    connections.close_all()
    client.tally.owners = dict.fromkeys(client.tally.texts, client.account.pk)
    said.send(client.tally)
    said.close()


@contextmanager
def traffic(
    clients: Sequence[tuple[uuid.UUID, dict[uuid.UUID, str]]], *, pause: float = 0.001
) -> Iterator[Tally]:
    """Within it these clients work, resting for `pause` seconds after each turn; the tally holds afterwards
    what all of them did.
    """
    desks = [Client(account_id, texts, number) for number, (account_id, texts) in enumerate(clients)]
    connections.close_all()
    stop, total = FORK.Event(), Tally()
    running: list[tuple[BaseProcess, Any]] = []
    for client in desks:
        hear, say = FORK.Pipe(duplex=False)
        process = FORK.Process(target=_live, args=(client, pause, stop, say), daemon=True)
        process.start()
        say.close()
        running.append((process, hear))
    try:
        yield total
    finally:
        stop.set()
        for process, hear in running:
            try:
                total.add(hear.recv())
            except EOFError:
                total.failed.append(f"a client died: {process.exitcode}")
            process.join()


def killed(work: Callable[[], object], *, after: float) -> bool:
    """Do the work in a process of its own and kill that after so many seconds; whether it was still at it."""
    process = started(work)
    process.join(after)
    if not process.is_alive():
        return False
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    return True


def finished(work: Callable[[], object]) -> int | None:
    """Do the work in a process of its own; its exit status, negative when it was killed."""
    process = started(work)
    process.join()
    return process.exitcode


def started(work: Callable[[], object]) -> BaseProcess:
    connections.close_all()
    process = FORK.Process(target=work, daemon=True)
    process.start()
    return process


def lost(tally: Tally) -> list[str]:
    """Cases that do not open any more, or hold another text than was last saved there."""
    chest.forget()
    standings = {one: standing_of(Account.objects.get(pk=one)) for one in set(tally.owners.values())}
    found = []
    for case_id, text in tally.texts.items():
        try:
            case = access.open_case(standings[tally.owners[case_id]], case_id)
            if _lane(case).narrative != text:
                found.append(f"{case_id}: another text")
        except Exception as error:  # noqa: BLE001  (whatever fails is what is counted)
            found.append(f"{case_id}: {error!r}")
    return found
