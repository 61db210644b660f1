"""Lets what is old go from the start of each chain, and says under seal what went.

Done in parts, each one transaction: chains, change log, marks, summary, the house's entry, all or nothing.
So nobody waits long for the database, and a run that was stopped goes on where it ended. It looks at every
entry it lets go, so that a chain somebody altered is left as it is, for whoever finds out.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from audit import chain as links
from audit import record, summaries
from audit.actor import HOUSE, job
from audit.checks import trail_is_append_only
from audit.expected import anchored_flaws, companions, kept_before
from audit.expiry import SHORTEST_YEARS, Due, due, years_before
from audit.gathered import gathered_flaws
from audit.keyring import keyring
from audit.models import Change, Entry, StartMark, Summary
from audit.summaries import Gone, summary_flaws
from audit.trim_parts import parts, together
from audit.verbs import Verb

TRIMMER = job("trim_trail")
# What the house's chain must say for ever, and nothing else says: which book begins later, and which case
# went with its rows. It is said again when it goes.
AGAIN = (Verb.WITNESS_BEGUN, Verb.CASE_ERASED)
# Entries a part: less than a second of SQLite's one writer.
PART = 2000
TRIM = (
    "INSERT INTO audit_trim (chain, number, digest, key_number, seal, revision, changes) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


class NotTrimmed(Exception):
    """Nothing may go; the sentence says why."""


@dataclass(slots=True)
class Trimmed:
    gone: Gone
    # Chains that were left as they are, each with what is wrong with it.
    left: list[links.Flaw]


@dataclass(slots=True)
class _Seen:
    """What is to go of one chain, as it was read."""

    last: links.Link
    revision: int | None
    # By verb and month.
    counts: Counter[tuple[str, str]]
    # Of the house's chain, by verb: the entries for which something is done when they go.
    entries: dict[str, list[links.Link]]


class _Broken(Exception):
    """A chain is not as it was written, and stays as it is."""

    def __init__(self, chain: uuid.UUID, number: int, reason: str) -> None:
        self.flaw = links.Flaw(chain, number, reason)


def trim(before: date, *, progress: Callable[[str], None] = lambda said: None) -> Trimmed | None:
    """Let everything go that is due; None where nothing is. Raises NotTrimmed."""
    if before > years_before(timezone.localdate(), SHORTEST_YEARS):
        raise NotTrimmed(f"Nothing younger than {SHORTEST_YEARS} year may go.")
    if trail_is_append_only(None, databases=[connection.alias]):
        raise NotTrimmed("The trail is not protected, so nothing is taken from it. Run verify_trail.")
    found = due(before)
    entries, gone, left = sum(one.last - one.start for one in found), list[Gone](), dict[object, links.Flaw]()
    went = set[object]()
    for part in parts(found, PART):
        # Of a chain that is broken no later part goes either.
        wanted = [one for one in part if one.chain not in left]
        with transaction.atomic():
            # This part will vouch anew for every mark and summary.
            for flaw in summary_flaws(_marks()):
                raise NotTrimmed(f"Of earlier trimmings, {flaw.reason}. Run verify_trail.")
            trimmed = _trim_all(wanted, before)
        if trimmed is not None:
            left |= {flaw.chain: flaw for flaw in trimmed.left}
            went |= {one.chain for one in wanted if one.chain not in left}
            gone.append(trimmed.gone)
            progress(f"{sum(one.entries for one in gone)} of {entries} entries")
    return Trimmed(together(gone, chains=len(went)), list(left.values())) if gone else None


def _trim_all(found: list[Due], before: date) -> Trimmed | None:
    counts, left, chains, changes = Counter[tuple[str, str]](), list[links.Flaw](), 0, 0
    entries: dict[str, list[links.Link]] = {}
    again: list[links.Link] = []
    for one in found:
        try:
            seen = _looked_at(one)
        except _Broken as broken:
            left.append(broken.flaw)
            continue
        if one.changes is not None:
            changes += Change.objects.filter(pk__lte=one.changes).count()
        if one.chain == HOUSE:
            again = [Entry.objects.get(chain=HOUSE, number=kept).link() for kept in kept_before(one.last)]
        _let_go(seen, one.changes)
        counts += seen.counts
        entries |= seen.entries
        chains += 1
    if not chains:
        return Trimmed(Gone(before.isoformat(), 0, {}, 0, 0), left) if left else None
    register = sum(
        let_go([link.fields for link in entries.get(verb, [])]) for verb, let_go in companions().items()
    )
    gone = Gone(before.isoformat(), chains, _by_verb(counts), changes, register)
    _tell(gone, [*again, *(link for verb in AGAIN for link in entries.get(verb, []))])
    return Trimmed(gone, left)


def _looked_at(one: Due) -> _Seen:
    """Read what is to go, and the entry after it. Raises _Broken unless all of it is genuine."""
    mark = StartMark.objects.filter(chain=one.chain).first()
    start = mark.head() if mark else None
    if start and not links.is_sealed(start, keyring(), purpose=links.START_PURPOSE):
        raise _Broken(one.chain, start.number, "the start mark was altered, or written without the key")
    for flaw in _house_flaws() if one.chain == HOUSE else ():
        raise _Broken(one.chain, one.last, flaw.reason)
    asked = (*companions(), *AGAIN) if one.chain == HOUSE else ()
    last: links.Link | links.Head | None = start
    revision = start.revision if start else None
    counts, entries = Counter[tuple[str, str]](), defaultdict[str, list[links.Link]](list)
    rows = Entry.objects.filter(chain=one.chain, number__lte=one.last + 1).order_by("number")
    for row in rows.iterator(chunk_size=2000):
        link = row.link()
        if reason := links.link_flaw(link, last, keyring()):
            raise _Broken(one.chain, link.number, reason)
        if link.number > one.last and isinstance(last, links.Link):
            return _Seen(last, revision, counts, entries)
        counts[link.verb, link.at.astimezone(UTC).isoformat()[:7]] += 1
        if link.verb in asked:
            entries[link.verb].append(link)
        revision = revision if link.revision is None else link.revision
        last = link
    raise _Broken(one.chain, one.last + 1, f"entry {one.last + 1} is missing")


def _house_flaws() -> Iterator[links.Flaw]:
    """What only the entries that are to go would tell."""
    yield from gathered_flaws()
    yield from anchored_flaws()


def _let_go(seen: _Seen, changes: int | None) -> None:
    keys, last = keyring(), seen.last
    key = keys.mac_number()
    said = (last.chain, last.number, last.digest, key)
    seal = links.head_seal(*said, keys, revision=seen.revision, purpose=links.START_PURPOSE)
    chain = last.chain if connection.features.has_native_uuid_field else last.chain.hex
    with connection.cursor() as cursor:
        cursor.execute(TRIM, [chain, *said[1:], seal, seen.revision, changes])


def _by_verb(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (verb, month), count in sorted(counts.items()):
        found[verb][month] = count
    return dict(found)


def _marks() -> dict[uuid.UUID, links.Head]:
    return {row.chain: row.head() for row in StartMark.objects.all()}


def _tell(gone: Gone, again: list[links.Link]) -> None:
    """The summary, and the house's entry that vouches for it and for the marks."""
    for link in again:
        said = link.fields.split(" ")
        record.write(Verb(link.verb), actor=TRIMMER, chain=HOUSE, subject=link.subject, fields=said)
    number = (Summary.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    summaries.seal(gone, number=number, at=timezone.now()).save(force_insert=True)
    *_earlier, (_row, digest) = summaries.summed(Summary.objects.order_by("number"))
    marks = summaries.marks_digest(_marks())
    fields = [gone.before, str(gone.entries), str(number), digest, marks]
    record.write(Verb.TRAIL_TRIMMED, actor=TRIMMER, chain=HOUSE, fields=fields)
