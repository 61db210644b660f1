"""What is old goes from the start of each chain, and nothing else; whoever trims without the key is found.

On a trail that was made older by some years, entry by entry and with the key, so that all of it is genuine.
"""

import random
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from advisory.seal_check import checks
from audit import chain as links
from audit import record, summaries, trimming
from audit.actor import HOUSE, job
from audit.expiry import Due, due, years_before
from audit.gathered import gather, trimmable
from audit.keyring import keyring
from audit.models import ChainHead, Change, Entry, StartMark, Summary
from audit.reading import all_at_once
from audit.trim_parts import parts
from audit.trimming import trim
from audit.verbs import Verb
from audit.verify import verify
from audit.witness import FileWitness
from audit.witnessing import make_checkpoint
from cases.models import Case
from cases.services.lost import LOST
from tests import factories
from tests.audit.chains import ON_DATABASE, THEIRS
from tests.conftest import unprotected_trail
from tests.factories import Member

pytestmark = pytest.mark.django_db
SUITE = job("suite")
TRIALS = 60
LENGTH = 20
TODAY = timezone.localdate()
SIX, FIVE, YEAR = (years_before(TODAY, years) for years in (6, 5, 1))
Contents = dict[type[Any], list[Any]]
KEPT = (Entry, ChainHead, StartMark, Summary, Change, LogEntry)


def read(name: uuid.UUID) -> None:
    record.alone(Verb.CASE_READ, actor=SUITE, chain=name, subject=name)


def grow_older(begin: datetime, *, step: timedelta) -> None:
    """Every chain as it would be, had its entries come one step after another since `begin`."""
    keys = keyring()
    for head in ChainHead.objects.all():
        last, at = links.START, begin
        for entry in Entry.objects.filter(chain=head.chain).order_by("number"):
            link = replace(entry.link(), at=at, previous=last)
            last, at = links.digest(link, keys), at + step
            row = Entry.objects.filter(chain=head.chain, number=entry.number)
            row.update(at=link.at, previous=link.previous, digest=last)
        seal = links.head_seal(head.chain, head.number, last, head.key_number, keys, revision=head.revision)
        ChainHead.objects.filter(chain=head.chain).update(digest=last, seal=seal)


@dataclass
class Old:
    """A case that was worked on of late, and one that was not; 20 old entries each, 30 days apart."""

    busy: uuid.UUID
    quiet: uuid.UUID


@pytest.fixture
def book(settings: Any, tmp_path: Path) -> FileWitness:
    witness = FileWitness(tmp_path / "checkpoints")
    settings.WITNESSES = [witness]
    return witness


@pytest.fixture
def old(adviser: Member, book: FileWitness) -> Old:
    made = Old(factories.log_case(adviser).pk, factories.log_case(adviser).pk)
    for name in (made.busy, made.quiet):
        Case.unscoped.filter(pk=name).update(revision=1)
        for _ in range(LENGTH - 1):
            read(name)
    assert gather()
    with unprotected_trail():
        grow_older(timezone.now() - timedelta(days=7 * 365), step=timedelta(days=30))
    make_checkpoint()
    for _ in range(5):
        read(made.busy)
    Case.unscoped.filter(pk=made.busy).update(revision=1)
    make_checkpoint()
    assert problems() == []
    return made


def problems() -> list[Any]:
    verdict = verify(checkpoints=True)
    return [*verdict.flaws, *verdict.witness, *verdict.unprotected]


def contents() -> Contents:
    return {model: list(model.objects.order_by("pk").values_list()) for model in KEPT}


def numbers(name: uuid.UUID) -> list[int]:
    return list(Entry.objects.filter(chain=name).order_by("number").values_list("number", flat=True))


# --- what goes ---


@pytest.mark.parametrize("part", [trimming.PART, 7])
def test_what_is_old_goes_and_the_trail_stays_whole(
    old: Old, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one part, and in many: pieces of the two chains, and the house's whole."""
    monkeypatch.setattr(trimming, "PART", part)
    asked = {one.chain: one.last - one.start for one in due(FIVE)}
    runs = len(list(parts(due(FIVE), part)))
    assert (runs == 1) == (part > 100)
    house, anchored = len(numbers(HOUSE)), LogEntry.objects.count()
    heads = list(ChainHead.objects.exclude(chain=HOUSE).order_by("chain").values_list())
    trimmed = trim(FIVE)
    assert trimmed
    assert trimmed.left == []
    assert (trimmed.gone.chains, trimmed.gone.entries) == (len(asked), sum(asked.values()))
    assert Summary.objects.count() == runs
    assert numbers(old.busy) == [*range(LENGTH + 1, LENGTH + 6)]
    assert numbers(old.quiet) == [LENGTH]
    # Checkpoint and change log are told of to this day, and all before that went.
    assert len(numbers(HOUSE)) - runs < house
    assert Entry.objects.filter(chain=HOUSE, verb=Verb.CHANGES_GATHERED).count() == 1
    assert LogEntry.objects.count() < anchored
    assert list(ChainHead.objects.exclude(chain=HOUSE).order_by("chain").values_list()) == heads
    assert problems() == []
    assert trim(FIVE) is None
    read(old.quiet)
    assert numbers(old.quiet) == [LENGTH, LENGTH + 1]
    assert make_checkpoint(full=True).refused == []
    assert problems() == []


def test_a_second_run_goes_on_where_the_first_ended(old: Old) -> None:
    first, between = trim(SIX), numbers(old.quiet)
    assert first
    assert 1 < between[0] < LENGTH
    assert problems() == []
    second = trim(FIVE)
    assert second
    assert numbers(old.quiet) == [LENGTH]
    assert [row.number for row in Summary.objects.order_by("number")] == [1, 2]
    assert second.gone.counts[Verb.CASE_READ] != first.gone.counts[Verb.CASE_READ]
    assert problems() == []


def test_of_a_clock_that_was_set_back_only_the_beginning_goes(old: Old) -> None:
    with unprotected_trail():
        Entry.objects.filter(chain=old.quiet, number=8).update(at=timezone.now())
    assert {one.chain: one.last for one in due(FIVE)}[old.quiet] == 7


def test_the_change_log_goes_with_what_summed_it_up(old: Old) -> None:
    rows = Change.objects.count()
    gather()
    with unprotected_trail():
        # Both sums are old; the last of them stays.
        grow_older(timezone.now() - timedelta(days=7 * 365), step=timedelta(days=1))
    trimmed = trim(FIVE)
    assert trimmed
    assert 0 < Change.objects.count() < rows
    assert trimmed.gone.changes == rows - Change.objects.count()
    assert verify().flaws == []


def test_where_change_log_and_witness_stand_is_not_forgotten(old: Old) -> None:
    for name in (old.quiet, HOUSE):
        record.alone(Verb.TRAIL_READ, actor=SUITE, chain=name)
    with unprotected_trail():
        grow_older(timezone.now() - timedelta(days=7 * 365), step=timedelta(days=1))
    assert trim(FIVE)
    assert not gather()
    kept = set(Entry.objects.filter(chain=HOUSE).values_list("verb", flat=True))
    assert kept >= {Verb.CHANGES_GATHERED, Verb.CHECKPOINT_MADE}
    assert verify(checkpoints=True).witness == []


def test_a_part_whose_late_row_is_summed_up_later_stays(old: Old) -> None:
    last = Change.objects.order_by("pk").values_list("pk", flat=True).last()
    assert last
    with unprotected_trail():
        for number in (last + 3, last + 1, last + 4, last + 5):
            Change.objects.create(pk=number, at=timezone.now(), relation="x", what="update", rows="1")
            assert gather()
        grow_older(timezone.now() - timedelta(days=7 * 365), step=timedelta(days=1))
    sums = Entry.objects.filter(chain=HOUSE, verb=Verb.CHANGES_GATHERED).order_by("number")
    late = next(entry for entry in sums if not entry.fields.endswith("-"))
    assert trimmable(late.number - 1)[0] < late.number - 1
    assert trimmable(late.number)[0] == late.number
    assert trim(FIVE)
    assert verify().flaws == []


def test_a_book_that_was_begun_anew_is_told_of_again(old: Old, book: FileWitness) -> None:
    book.path.unlink()
    read(old.busy)
    make_checkpoint(anew=True)
    Case.unscoped.filter(pk=old.busy).update(revision=1)
    make_checkpoint()
    with unprotected_trail():
        grow_older(timezone.now() - timedelta(days=7 * 365), step=timedelta(days=1))
    assert trim(FIVE)
    assert Entry.objects.get(verb=Verb.WITNESS_BEGUN).number == numbers(HOUSE)[-2]
    assert verify(checkpoints=True).witness == []


def test_which_case_went_with_its_rows_is_told_for_ever(old: Old) -> None:
    case = uuid.uuid4()
    with transaction.atomic():
        said = {"actor": SUITE, "chain": HOUSE, "subject": case, "fields": [LOST]}
        record.write(Verb.CASE_ERASED, **said)
    read(case)
    Case.unscoped.filter(pk=old.busy).update(revision=1)
    make_checkpoint()
    with unprotected_trail():
        grow_older(timezone.now() - timedelta(days=7 * 365), step=timedelta(days=1))
    first = Entry.objects.get(verb=Verb.CASE_ERASED).number
    assert trim(FIVE)
    again = Entry.objects.get(verb=Verb.CASE_ERASED)
    assert again.number > first
    assert (again.subject, again.fields) == (case, LOST)
    assert verify().flaws == []


# --- the summary ---


def test_the_summary_says_how_much_of_what_and_nothing_else(
    old: Old, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = list(Entry.objects.filter(chain=old.quiet).order_by("number")[: LENGTH - 1])
    trimmed = trim(FIVE)
    assert trimmed
    row = Summary.objects.get()
    assert summaries.opened(row) == trimmed.gone
    assert trimmed.gone.entries == sum(mark.number for mark in StartMark.objects.all())
    month = gone[3].at.strftime("%Y-%m")
    assert trimmed.gone.counts["case.read"][month] >= 2
    assert b"case.read" not in bytes(row.sealed)
    entry = Entry.objects.get(verb=Verb.TRAIL_TRIMMED)
    assert entry.fields.split(" ")[:3] == [FIVE.isoformat(), str(trimmed.gone.entries), "1"]
    call_command("trim_trail", "--summaries")
    said = capsys.readouterr().out
    assert '"run": 1' in said
    assert month in said
    assert str(old.quiet) not in said


def test_the_summary_opens_in_its_own_run_alone(old: Old) -> None:
    trim(SIX)
    trim(FIVE)
    one, two = Summary.objects.order_by("number")
    two.sealed = one.sealed
    with pytest.raises(ValueError, match="Summary 2"):
        summaries.opened(two)
    (check,) = [check for check in checks() if "audit.Summary.sealed" in check.columns]
    assert [found.bad for found in check.run()] == [[], []]
    with unprotected_trail():
        two.save()
        assert [len(found.bad) for found in check.run()] == [0, 1]


# --- the command ---


def test_the_command_says_what_would_go_and_lets_it_go(old: Old, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents()
    call_command("trim_trail", "--dry-run")
    assert "Nothing was changed" in capsys.readouterr().out
    assert contents() == before
    call_command("trim_trail")
    assert "entries of" in capsys.readouterr().out
    call_command("verify_trail", "--checkpoints")
    call_command("trim_trail")
    assert "Nothing in the trail is older" in capsys.readouterr().out


def test_nothing_younger_than_a_year_goes(old: Old) -> None:
    before = contents()
    with pytest.raises(CommandError, match="is too late"):
        call_command("trim_trail", "--before", (YEAR + timedelta(days=1)).isoformat())
    with pytest.raises(trimming.NotTrimmed):
        trim(YEAR + timedelta(days=1))
    assert contents() == before
    call_command("trim_trail", "--before", YEAR.isoformat())


def test_a_broken_chain_is_left_and_said(old: Old, capsys: pytest.CaptureFixture[str]) -> None:
    with unprotected_trail():
        Entry.objects.filter(chain=old.quiet, number=7).update(verb="case.closed")
    with pytest.raises(CommandError, match=r"1 chain\(s\) are broken"):
        call_command("trim_trail")
    assert f"chain {old.quiet}, entry 7" in capsys.readouterr().err
    assert len(numbers(old.quiet)) == LENGTH
    assert len(numbers(old.busy)) == 5


@pytest.mark.parametrize("what", ["cut", "change log", "register"])
def test_what_the_entries_would_have_told_is_not_trimmed_away(old: Old, what: str) -> None:
    with unprotected_trail():
        if what == "cut":
            Entry.objects.filter(chain=old.quiet, number=LENGTH).delete()
        elif what == "change log":
            change = Change.objects.order_by("pk").first()
            assert change
            change.delete()
        else:
            LogEntry.objects.order_by("pk")[:1].get().delete()
    trimmed = trim(FIVE)
    assert trimmed
    assert [flaw.chain for flaw in trimmed.left] == [old.quiet if what == "cut" else HOUSE]


def test_an_unprotected_trail_is_not_trimmed(old: Old) -> None:
    with unprotected_trail(), pytest.raises(trimming.NotTrimmed, match="not protected"):
        trim(FIVE)


def test_a_crash_leaves_all_as_it_was(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(trimming, "_tell", crash)
    with pytest.raises(KeyboardInterrupt):
        trim(FIVE)
    assert contents() == before
    assert problems() == []
    monkeypatch.undo()
    assert trim(FIVE)


def test_stopped_between_two_parts_it_is_whole_and_goes_on(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trimming, "PART", 7)
    asked = sum(one.last - one.start for one in due(FIVE))

    def stop(said: str) -> None:
        if Summary.objects.count() == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trim(FIVE, progress=stop)
    left = sum(one.last - one.start for one in due(FIVE))
    assert 0 < left < asked
    assert problems() == []
    assert trim(FIVE)
    assert due(FIVE) == []
    assert problems() == []


def test_no_part_takes_more_than_it_may_but_the_houses() -> None:
    one, two, three = (uuid.uuid4() for _ in range(3))
    found = [Due(HOUSE, 0, 30, 9), Due(one, 4, 6), Due(two, 0, 25), Due(three, 3, 5)]
    made = list(parts(found, 10))
    assert [sum(piece.last - piece.start for piece in part) for part in made] == [30, 2, 10, 10, 7]
    assert [piece for part in made for piece in part if piece.chain == two] == [
        Due(two, 0, 10),
        Due(two, 10, 20),
        Due(two, 20, 25),
    ]
    assert made[0] == [found[0]]


# --- the way past the triggers ---

TRIM = "INSERT INTO audit_trim (chain, number, digest, key_number, seal) SELECT"
SAID = "chain, number, digest, 1, digest FROM audit_entry WHERE chain ="
REFUSED = {
    "younger than a year": f"{TRIM} {SAID} {{busy}} AND number = 22",
    "the last of its chain": f"{TRIM} {SAID} {{quiet}} AND number = 20",
    "another digest": f"{TRIM} chain, number, previous, 1, digest FROM audit_entry WHERE number = 19",
    "more than there is": f"{TRIM} chain, 900, digest, 1, digest FROM audit_entry WHERE chain = {{quiet}}",
    "once more": f"{TRIM} chain, number, digest, key_number, seal FROM audit_start",
    "the change log without the house": "INSERT INTO audit_trim (chain, number, digest, key_number, seal,"
    " changes) SELECT chain, number, digest, 1, digest, 900 FROM audit_entry"
    " WHERE chain = {quiet} AND number = 19",
    "a mark moved back": "UPDATE audit_start SET number = number - 1",
    "a mark moved on": "UPDATE audit_start SET number = number + 1",
    "a mark removed": "DELETE FROM audit_start",
    "entries": "DELETE FROM audit_entry WHERE chain = {quiet}",
    "the change log": "DELETE FROM audit_change",
    "a summary": "DELETE FROM audit_summary",
    "another summary": "UPDATE audit_summary SET number = number + 1",
}
if connection.vendor == "sqlite":
    REFUSED |= {
        "a mark replaced": "REPLACE INTO audit_start SELECT * FROM audit_start",
        "a mark in another's place": "REPLACE INTO audit_start (rowid, chain, number, digest, key_number,"
        " seal) SELECT (SELECT min(rowid) FROM audit_start), chain, number, digest, 1, digest"
        " FROM audit_entry WHERE chain = {quiet} AND number = 19",
        "a summary replaced": "REPLACE INTO audit_summary SELECT * FROM audit_summary",
    }


@pytest.mark.parametrize("way", REFUSED)
def test_the_database_refuses(old: Old, way: str) -> None:
    trim(SIX)
    before = contents()
    plain = connection.vendor == "sqlite"
    names = {"busy": old.busy, "quiet": old.quiet}
    statement = REFUSED[way].format(**{word: f"'{one.hex if plain else one}'" for word, one in names.items()})
    with pytest.raises(DatabaseError, match="trail"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert contents() == before


def test_the_view_lets_go_what_is_old_and_only_up_to_its_mark(old: Old) -> None:
    """The same statement as those that are refused."""
    trim(SIX)
    name = f"'{old.quiet.hex if connection.vendor == 'sqlite' else old.quiet}'"
    with connection.cursor() as cursor:
        cursor.execute(f"{TRIM} {SAID} {name} AND number = 18")
    assert numbers(old.quiet) == [19, 20]


# --- by somebody with the tables, and without the key ---


@dataclass
class Scene:
    """A trimmed trail without triggers, and everything that went of it."""

    old: Old
    gone: Contents
    between: list[Any]

    def mark(self, name: uuid.UUID) -> StartMark:
        return StartMark.objects.get(chain=name)


@pytest.fixture
def scene(old: Old) -> Iterator[Scene]:
    before = {model: list(model.objects.order_by("pk")) for model in KEPT}
    trim(SIX)
    between = list(StartMark.objects.all())
    trim(FIVE)
    assert verify().flaws == []
    left = {model: set(model.objects.values_list("pk", flat=True)) for model in KEPT}
    gone = {model: [row for row in rows if row.pk not in left[model]] for model, rows in before.items()}
    with unprotected_trail():
        yield Scene(old, gone, between)


Attack = Callable[[Scene, random.Random], uuid.UUID]
# How often each is tried.
ATTACKS: dict[Attack, int] = {}


def attack(way: Attack) -> Attack:
    ATTACKS[way] = ON_DATABASE
    return way


def attack_of_few_kinds(way: Attack) -> Attack:
    """One that comes out in two or three ways only."""
    ATTACKS[way] = 8
    return way


def forge(row: Entry, seal: bytes | None = None) -> dict[str, Any]:
    """A mark after this entry as somebody without the key would make it."""
    key = keyring().mac_number()
    made = links.head_seal(row.chain, row.number, bytes(row.digest), key, THEIRS, purpose=links.START_PURPOSE)
    return {"number": row.number, "digest": row.digest, "key_number": key, "seal": seal or made}


@attack
def trim_without_the_key(scene: Scene, draw: random.Random) -> uuid.UUID:
    row = Entry.objects.get(chain=scene.old.busy, number=draw.randint(LENGTH + 1, LENGTH + 4))
    Entry.objects.filter(chain=row.chain, number__lte=row.number).delete()
    StartMark.objects.filter(chain=row.chain).delete()
    # Of seals there are only the head's, and those of other marks.
    seals = [ChainHead.objects.get(chain=row.chain).seal, scene.mark(scene.old.quiet).seal]
    seal = draw.choice([None, *map(bytes, seals)])
    StartMark.objects.create(chain=row.chain, **forge(row, seal))
    return row.chain


@attack
def move_the_mark_on_to_hide_a_cut(scene: Scene, draw: random.Random) -> uuid.UUID:
    name = scene.old.busy
    first, last = sorted(draw.sample(range(LENGTH + 1, LENGTH + 5), 2))
    row = Entry.objects.get(chain=name, number=last)
    Entry.objects.filter(chain=name, number__range=(first, last)).delete()
    if draw.random() < 0.5:
        Entry.objects.filter(chain=name, number__lt=first).delete()
    mark = forge(row, draw.choice([None, bytes(scene.mark(name).seal)]))
    StartMark.objects.filter(chain=name).update(**mark)
    return name


@attack
def alter_a_mark(scene: Scene, draw: random.Random) -> uuid.UUID:
    mark = scene.mark(draw.choice([scene.old.busy, scene.old.quiet, HOUSE]))
    value = draw.choice(
        [
            {"number": mark.number + draw.choice([-1, 1, 40])},
            {"digest": draw.randbytes(32)},
            {"seal": draw.randbytes(32)},
            {"key_number": 9},
            {"revision": 70},
        ]
    )
    StartMark.objects.filter(chain=mark.chain).update(**value)
    return mark.chain


@attack_of_few_kinds
def remove_a_mark(scene: Scene, draw: random.Random) -> uuid.UUID:
    name = draw.choice([scene.old.busy, scene.old.quiet, HOUSE])
    StartMark.objects.filter(chain=name).delete()
    return name


@attack_of_few_kinds
def put_the_mark_of_the_first_run_back(scene: Scene, draw: random.Random) -> uuid.UUID:
    row = draw.choice([one for one in scene.between if one.chain in (scene.old.busy, scene.old.quiet)])
    row.save()
    return uuid.UUID(str(row.chain))


@attack_of_few_kinds
def exchange_two_marks(scene: Scene, draw: random.Random) -> uuid.UUID:
    theirs = scene.mark(draw.choice([scene.old.quiet, HOUSE]))
    theirs.chain = scene.old.busy
    theirs.save()
    return scene.old.busy


@attack
def put_an_entry_back(scene: Scene, draw: random.Random) -> uuid.UUID:
    row = draw.choice(scene.gone[Entry])
    row.save(force_insert=True)
    return uuid.UUID(str(row.chain))


@attack_of_few_kinds
def put_a_whole_beginning_back_without_its_mark(scene: Scene, draw: random.Random) -> uuid.UUID:
    """All of it genuine, as it stood before: the house's chain knows that it was trimmed."""
    name = draw.choice([scene.old.busy, scene.old.quiet])
    Entry.objects.bulk_create([row for row in scene.gone[Entry] if row.chain == name])
    StartMark.objects.filter(chain=name).delete()
    return HOUSE


@attack_of_few_kinds
def put_what_went_last_back_with_the_mark_of_then(scene: Scene, draw: random.Random) -> uuid.UUID:
    name = draw.choice([scene.old.busy, scene.old.quiet])
    mark = next(one for one in scene.between if one.chain == name)
    rows = [row for row in scene.gone[Entry] if row.chain == mark.chain and row.number > mark.number]
    assert rows
    Entry.objects.bulk_create(rows)
    mark.save()
    return HOUSE


@attack
def mark_a_chain_that_is_not_there(scene: Scene, draw: random.Random) -> uuid.UUID:
    mark = scene.mark(scene.old.busy)
    mark.chain = uuid.UUID(int=draw.getrandbits(128))
    mark.save(force_insert=True)
    return mark.chain


@attack
def alter_a_summary(scene: Scene, draw: random.Random) -> uuid.UUID:
    rows = Summary.objects.filter(number=draw.randint(1, 2))
    row = rows.get()
    sealed = bytearray(row.sealed)
    sealed[draw.randrange(len(sealed))] ^= 1 << draw.randrange(8)
    rows.update(
        **draw.choice(
            [{"sealed": bytes(sealed)}, {"at": row.at - timedelta(days=1)}, {"key_number": 9}, {"number": 3}]
        )
    )
    return HOUSE


@attack_of_few_kinds
def remove_a_summary(scene: Scene, draw: random.Random) -> uuid.UUID:
    Summary.objects.filter(number__in=draw.choice([[1], [2], [1, 2]])).delete()
    return HOUSE


@attack_of_few_kinds
def add_a_summary(scene: Scene, draw: random.Random) -> uuid.UUID:
    row = Summary.objects.get(number=draw.randint(1, 2))
    row.number = 3
    row.save(force_insert=True)
    return HOUSE


@attack
def put_a_row_of_the_change_log_or_the_register_back(scene: Scene, draw: random.Random) -> uuid.UUID:
    rows = [*scene.gone[Change], *scene.gone[LogEntry]]
    assert rows
    type(row := draw.choice(rows)).objects.bulk_create([row])
    return HOUSE


@pytest.mark.parametrize("way", ATTACKS, ids=lambda way: way.__name__)
def test_whoever_trims_without_the_key_is_found(scene: Scene, way: Attack) -> None:
    draw = random.Random(way.__name__)
    for trial in range(ATTACKS[way]):
        with transaction.atomic():
            name = way(scene, draw)
            found = [flaw.chain for flaw in verify().flaws]
            assert name in found, f"trial {trial}"
            assert set(found) <= {name, HOUSE}, f"trial {trial}"
            if not trial:
                with pytest.raises(CommandError, match="The trail is broken"):
                    call_command("verify_trail")
            transaction.set_rollback(True)
    assert verify().flaws == []


# --- by somebody with all keys, against the witness ---


def trimmed_with_the_key(name: uuid.UUID, number: int) -> None:
    row = Entry.objects.get(chain=name, number=number)
    revision = ChainHead.objects.get(chain=name).revision
    key = keyring().mac_number()
    said = (name, number, bytes(row.digest), key)
    seal = links.head_seal(*said, keyring(), revision=revision, purpose=links.START_PURPOSE)
    StartMark.objects.filter(chain=name).update(**forge(row, seal), revision=revision)
    Entry.objects.filter(chain=name, number__lte=number).delete()
    with transaction.atomic():
        trimming._tell(summaries.Gone(FIVE.isoformat(), 1, {}, 0, 0), [])


def test_the_witness_knows_what_is_too_young_to_be_trimmed(scene: Scene) -> None:
    busy = scene.old.busy
    read(busy)
    make_checkpoint()
    for number in (LENGTH + 4, LENGTH + 5):
        with transaction.atomic():
            trimmed_with_the_key(busy, number)
            assert verify().flaws == []
            found = [(flaw.chain, flaw.number) for flaw in verify(checkpoints=True).flaws]
            # Only what a checkpoint names is known to the witness: where the chain stood when one was made.
            assert found == ([(busy, LENGTH + 5)] if number == LENGTH + 5 else [])
            transaction.set_rollback(True)


@pytest.mark.parametrize("way", ["cut", "signed", "old"])
def test_the_witness_still_finds_what_became_of_the_end(scene: Scene, way: str) -> None:
    busy = scene.old.busy
    rows = [row.link() for row in Entry.objects.filter(chain=busy).order_by("number")]
    draw = random.Random(way)
    for _ in range(TRIALS // 3):
        number = draw.randint(LENGTH + 2, LENGTH + 5)
        with transaction.atomic():
            last = rows[number - LENGTH - 2].digest
            Entry.objects.filter(chain=busy, number__gte=number).delete()
            end = number - 1
            for link in rows[number - LENGTH - 1 :] if way == "signed" else []:
                moved = replace(link, job="forged", previous=last)
                last, end = links.digest(moved, keyring()), link.number
                row = Entry(chain=busy, number=end, format=2, at=moved.at, verb=moved.verb, actor=moved.actor)
                row.job, row.subject, row.key_number = moved.job, moved.subject, moved.key_number
                row.previous, row.digest = moved.previous, last
                row.save(force_insert=True)
            head = ChainHead.objects.get(chain=busy)
            seal = links.head_seal(busy, end, last, head.key_number, keyring(), revision=head.revision)
            ChainHead.objects.filter(chain=busy).update(number=end, digest=last, seal=seal)
            if way == "old":
                # The beginning as well, and no mark: all of the chain as in an old backup.
                Entry.objects.bulk_create([row for row in scene.gone[Entry] if row.chain == busy])
                StartMark.objects.filter(chain=busy).delete()
            else:
                assert verify().flaws == []
            assert busy in [flaw.chain for flaw in verify(checkpoints=True).flaws]
            transaction.set_rollback(True)


# --- beside live traffic ---


@pytest.mark.django_db(transaction=True)
def test_what_is_appended_while_the_trail_is_read_is_no_flaw(
    reference: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = uuid.uuid4()
    record.alone(Verb.TRAIL_READ, actor=SUITE, chain=name)
    failed: list[BaseException] = []

    def append() -> None:
        try:
            for chain in (name, HOUSE, uuid.uuid4()):
                record.alone(Verb.TRAIL_READ, actor=SUITE, chain=chain)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    def rows(query: Any) -> Iterator[Any]:
        """The heads were read, the entries were not."""
        if query.model is Entry:
            writer = threading.Thread(target=append)
            writer.start()
            writer.join()
        yield from all_at_once(query)

    before = Entry.objects.count()
    monkeypatch.setattr("audit.verify.all_at_once", rows)
    verdict = verify()
    assert failed == []
    assert verdict.flaws == []
    assert verdict.entries == before
    assert Entry.objects.count() == before + 3
    assert not connection.in_atomic_block


def test_a_leap_day_has_a_year_before_it() -> None:
    assert years_before(date(2028, 2, 29), 5) == date(2023, 2, 28)
