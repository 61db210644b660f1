"""How many passwords are hashed at once on this machine: it is made to be heavy, and lists must stay quick.

Held by locks on empty files, which count over all worker processes and go with the process that held them.
Who comes from a browser that is known has slots of her own: no flood of strangers shuts her out.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

from django.conf import settings

# How long one waits for a slot, and how often one looks.
PATIENCE = 2.0
PAUSE = 0.02


class Busy(Exception):
    """As many are being let in as the machine can take."""

    seconds = 5


@contextmanager
def slot(*, known: bool) -> Iterator[None]:
    """Hold one of `settings.HASHING_SLOTS`. As many again may wait for one, so that no more workers are taken
    up by those who sign in. Raises Busy.
    """
    folder: Path = settings.HASHING_FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    who, slots = "known" if known else "new", settings.HASHING_SLOTS
    with ExitStack() as held:
        if not _take(held, folder, f"{who}-in", 2 * slots):
            raise Busy
        until = monotonic() + PATIENCE
        while not _take(held, folder, f"{who}-slot", slots):
            if monotonic() > until:
                raise Busy
            sleep(PAUSE)
        yield


def _take(held: ExitStack, folder: Path, name: str, number: int) -> bool:
    """One of so many locks, until `held` is closed; False when all are taken."""
    for one in range(number):
        handle = os.open(folder / f"{name}-{one}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            continue
        held.callback(os.close, handle)
        return True
    return False
