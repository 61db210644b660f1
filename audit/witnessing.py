"""Makes checkpoints of the trail as it stands, and tells the trail of each that was made.

What a checkpoint costs depends on how many entries came since the last, not on how many chains there are:
the chains that moved are found by the time of their entries. A whole comparison (`full`) is for every day.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from audit import record
from audit.actor import HOUSE, job
from audit.chain import is_sealed
from audit.checkpoints import NOTHING_BEFORE, Checkpoint, Witnessed, checked, made, read
from audit.checks import no_other_triggers, trail_is_append_only
from audit.gathered import gather
from audit.keyring import keyring
from audit.models import ChainHead, Entry
from audit.verbs import Verb
from audit.witness import FileWitness, Witness, WitnessError

# An entry bears the time it was written, and shows when its transaction ends; none lasts this long.
OVERLAP = timedelta(minutes=10)
MAKER = job("witness")
AT_ONCE = 500


@dataclass(slots=True)
class Made:
    checkpoint: Checkpoint | None
    # Chains whose head cannot be witnessed, for it is not genuine or stands behind where it stood.
    refused: list[uuid.UUID] = field(default_factory=list)
    # What keeps the trail from being what everybody thinks it is: a trigger that is gone, or a foreign one.
    unprotected: list[str] = field(default_factory=list)


def witnesses() -> tuple[list[FileWitness], list[Witness]]:
    """(the books, all witnesses in the order of the settings). Raises WitnessError without a book."""
    named: list[Witness] = settings.WITNESSES
    books = [one for one in named if isinstance(one, FileWitness)]
    if not books:
        raise WitnessError("WITNESSES names no file: without a book no checkpoint can follow the last.")
    return books, named


def make_checkpoint(*, full: bool = False, anew: bool = False) -> Made:
    """Witness every chain that moved since the last checkpoint; none is made when none moved.

    `anew` begins another book where the old one is lost; the trail then says so.
    Raises WitnessError, BadCheckpoint.
    """
    books, everyone = witnesses()
    with books[0].alone():
        now = timezone.now()
        before = _standing(books, full=full)
        last = before[-1] if before else None
        number, previous = _follows(last, anew=anew)
        gather()
        unprotected = _unprotected(now)
        # A clock that was put back must not hide what came since.
        since = min(last.at, now) - OVERLAP if last and not full else None
        moved, refused = _moved(before, since=since)
        if not moved:
            return Made(None, refused, unprotected)
        new = made(moved, number=number, at=now, previous=previous, sign=keyring().sign)
        for witness in everyone:
            witness.append(new)
        _tell(new)
        return Made(new, refused, unprotected)


def _unprotected(now: datetime) -> list[str]:
    """What is wrong with the triggers, told to the trail once a day. A reader's own request does not ask.

    The change log's are left out: `migrate` takes them away for a moment and looks itself.
    """
    here = [connection.alias]
    problems = [*trail_is_append_only(None, databases=here), *no_other_triggers(None, databases=here)]
    said = Entry.objects.filter(chain=HOUSE, verb=Verb.TRAIL_UNPROTECTED, at__gt=now - timedelta(days=1))
    if problems and not said.exists():
        record.alone(Verb.TRAIL_UNPROTECTED, actor=MAKER, chain=HOUSE)
    return [str(problem.msg) for problem in problems]


def entries_since(moment: datetime) -> int:
    """How many entries came, those aside that only tell of checkpoints."""
    return Entry.objects.filter(at__gte=moment).exclude(verb=Verb.CHECKPOINT_MADE).count()


def told() -> tuple[int, str] | None:
    """(number, digest) of the last checkpoint that the trail knows of."""
    entry = Entry.objects.filter(chain=HOUSE, verb=Verb.CHECKPOINT_MADE).order_by("-number").first()
    if entry is None:
        return None
    number, digest = entry.fields.split(" ")
    return int(number), digest


def _standing(books: list[FileWitness], *, full: bool) -> list[Checkpoint]:
    """The last checkpoints (all, if `full`) of the longest book, and that the other books hold them too.

    A crash between two books leaves one behind.
    """
    found = [
        list(read(book.lines())) if full else book.recent(OVERLAP) for book in books if book.path.exists()
    ]
    longest = max(found, key=lambda one: one[-1].number if one else 0, default=[])
    # The last is built upon, and it names the one before.
    list(checked(longest[-1:], keyring().public_key, begun=lambda number: True))
    for book in books:
        own = book.recent(OVERLAP)
        for one in longest:
            if one.number > (own[-1].number if own else 0):
                book.append(one)
    return longest


def _follows(last: Checkpoint | None, *, anew: bool) -> tuple[int, str]:
    """(number, digest of the one before) of the checkpoint to be made."""
    known = told()
    if known and (last is None or last.number < known[0]):
        if not anew:
            raise WitnessError(
                f"The trail knows of checkpoint {known[0]}, and the witness ends with "
                f"{last.number if last else 'none'}: it was emptied, cut, or is another one. Put it back. If "
                "it is lost for good, “manage.py checkpoint --begin-anew” begins another; the trail says so."
            )
        record.alone(Verb.WITNESS_BEGUN, actor=MAKER, chain=HOUSE, fields=[str(known[0] + 1)])
        return known[0] + 1, known[1]
    if last is None:
        return 1, NOTHING_BEFORE
    if known is None or known[0] < last.number:
        # A crash came between the witness and the trail.
        _tell(last)
    return last.number + 1, last.digest


def _tell(checkpoint: Checkpoint) -> None:
    said = [str(checkpoint.number), checkpoint.digest]
    record.alone(Verb.CHECKPOINT_MADE, actor=MAKER, chain=HOUSE, fields=said)


def _moved(before: list[Checkpoint], *, since: datetime | None) -> tuple[list[Witnessed], list[uuid.UUID]]:
    """(where the chains stand that moved, those that cannot be witnessed)."""
    stood = {head.chain: head.number for one in before for head in one.heads}
    heads = ChainHead.objects.all()
    if since is not None:
        heads = heads.filter(chain__in=Entry.objects.filter(at__gte=since).values("chain"))
    moved, refused = list[Witnessed](), list[uuid.UUID]()
    for row in heads.iterator(chunk_size=AT_ONCE):
        head = row.head()
        witnessed = stood.get(head.chain, 0)
        if not is_sealed(head, keyring()) or head.number < witnessed:
            refused.append(head.chain)
        elif head.number > witnessed:
            moved.append(Witnessed(head.chain, head.number, head.digest))
    if [one.chain for one in moved] == [HOUSE] and _only_tells(stood.get(HOUSE, 0)):
        return [], refused
    return moved, refused


def _only_tells(number: int) -> bool:
    """Whether the house's chain moved only because the last checkpoint was told of."""
    later = Entry.objects.filter(chain=HOUSE, number__gt=number)
    return bool(number) and not later.exclude(verb=Verb.CHECKPOINT_MADE).exists()
