"""Looks at the newest checkpoint alone: is it there, signed, the one that the trail knows of, and recent?

Whether the whole trail is the one that the witnesses saw is asked by `verify_trail --checkpoints`, which
takes as long as the trail is long.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from audit.checkpoints import BadCheckpoint, Checkpoint, checked
from audit.keyring import keyring
from audit.models import Entry
from audit.verbs import Verb
from audit.witness import FileWitness, WitnessError
from audit.witnessing import OVERLAP, told, witnesses

# What comes while a checkpoint is made may stand in it already.
MAKING = timedelta(minutes=1)
DO = "run “manage.py checkpoint”"


def newest_problems(*, late: timedelta | None) -> Iterator[str]:
    """What is wrong with it, in words with what to do. `late`: how long an entry may wait to be witnessed;
    None where nobody makes checkpoints by the clock.

    Raises WitnessError where no witness is named or a book cannot be read.
    """
    known = told()
    last: Checkpoint | None = None
    for book in witnesses()[0]:
        newest = _newest(book)
        if isinstance(newest, str):
            yield newest
            continue
        last = newest if last is None or newest.number > last.number else last
        if known is not None and newest.number < known[0]:
            yield f"a witness ends with {newest.number}, and the trail knows of {known[0]}: put the book back"
        elif known is None or (newest.number, newest.digest) != known:
            # A crash came between the witness and the trail, unless the numbers agree.
            same = known is not None and newest.number == known[0]
            yield (
                "a witness is another's: put the right book back" if same else f"the trail was not told: {DO}"
            )
    if last is not None and late is not None and _waits(last, late):
        yield f"entries wait for longer than {late} to be witnessed: {DO}, systemctl status frittvalg-witness"


def _newest(book: FileWitness) -> Checkpoint | str:
    """The last of a book with its signature verified, or what is wrong."""
    try:
        found = book.recent(OVERLAP)
        for one in checked(found[-1:], keyring().public_key, begun=lambda number: True):
            return one
    except BadCheckpoint as error:
        return f"{error} Tell the privacy officer"
    except OSError as error:
        raise WitnessError(f"The witness {book} cannot be read: {error.strerror}.") from error
    return f"there is none: {DO}"


def _waits(last: Checkpoint, late: timedelta) -> bool:
    """Whether an entry came after the checkpoint and is older than it may be without one."""
    entries = Entry.objects.exclude(verb=Verb.CHECKPOINT_MADE)
    return entries.filter(at__gt=last.at + MAKING, at__lt=timezone.now() - late).exists()
