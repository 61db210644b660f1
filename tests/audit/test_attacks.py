"""Sixty seeded trials of each attack on the trail, by somebody with the tables and, where said, all keys.

Every one is found through the chains or the witness, and the first bad entry named. First on chains in
memory, then on the database with the commands as they are run.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from audit import chain, record
from audit.actor import job
from audit.chain import Flaw, Head, Link
from audit.checkpoints import NOTHING_BEFORE, Checkpoint, Witnessed, made
from audit.keyring import keyring
from audit.models import ChainHead, Entry
from audit.verbs import Verb
from audit.verify import verify
from audit.witness import FileWitness
from audit.witnessed import Comparison
from audit.witnessing import make_checkpoint
from tests.audit.chains import BEGIN, ON_DATABASE, OURS, THEIRS, build, head_of, rechained
from tests.audit.test_verify import insert
from tests.conftest import unprotected_trail

TRIALS = 60
LENGTH = 20
A, B = uuid.UUID(int=0xA << 100), uuid.UUID(int=0xB << 100)
State = tuple[list[Link], Head | None]
# What became of the chain, and which entry must be named.
Attack = Callable[[list[Link], Head, random.Random], tuple[State, int]]
ATTACKS: list[Attack] = []


def attack(way: Attack) -> Attack:
    ATTACKS.append(way)
    return way


def renumbered(links: list[Link]) -> list[Link]:
    return [replace(link, number=number) for number, link in enumerate(links, start=1)]


@attack
def edit(links: list[Link], head: Head, draw: random.Random) -> tuple[State, int]:
    at = draw.randrange(LENGTH)
    links[at] = replace(links[at], **{draw.choice(["verb", "job", "objects", "fields"]): "x"})
    return (links, head), at + 1


@attack
def delete_in_the_middle(links: list[Link], head: Head, draw: random.Random) -> tuple[State, int]:
    at = draw.randrange(LENGTH - 1)
    return ([*links[:at], *links[at + 1 :]], head), at + 1


@attack
def delete_in_the_middle_and_number_anew(
    links: list[Link], head: Head, draw: random.Random
) -> tuple[State, int]:
    at = draw.randrange(LENGTH - 1)
    left = renumbered([*links[:at], *links[at + 1 :]])
    return (left, head), at + 1


@attack
def cut_the_tail(links: list[Link], head: Head, draw: random.Random) -> tuple[State, int]:
    at = draw.randrange(1, LENGTH)
    return (links[:at], head), at + 1


@attack
def cut_the_tail_and_put_the_head_of_then_back(
    links: list[Link], head: Head, draw: random.Random
) -> tuple[State, int]:
    at = draw.randrange(1, LENGTH)
    return (links[:at], head_of(links[:at])), at + 1


@attack
def take_the_chain_away_with_its_head(
    links: list[Link], head: Head, draw: random.Random
) -> tuple[State, int]:
    return ([], None), 1


@attack
def insert_one(links: list[Link], head: Head, draw: random.Random) -> tuple[State, int]:
    at = draw.randrange(LENGTH + 1)
    forged = replace(draw.choice(links), actor=uuid.UUID(int=draw.getrandbits(128)))
    return (renumbered([*links[:at], forged, *links[at:]]), head), at + 1


@attack
def swap(links: list[Link], head: Head, draw: random.Random) -> tuple[State, int]:
    one, two = sorted(draw.sample(range(LENGTH), 2))
    links[one], links[two] = links[two], links[one]
    return (renumbered(links), head), one + 1


@attack
def chain_anew_without_the_key(links: list[Link], head: Head, draw: random.Random) -> tuple[State, int]:
    at = draw.randrange(LENGTH - 1)
    forged = rechained([*links[:at], *links[at + 1 :]], THEIRS)
    return ([*links[:at], *forged[at:]], head_of(forged, THEIRS)), at + 1


@attack
def cut_and_sign_anew_with_the_key(links: list[Link], head: Head, draw: random.Random) -> tuple[State, int]:
    """Nothing in the database shows it: every digest, the head and its seal are genuine."""
    at = draw.randrange(LENGTH)
    forged = [replace(link, verb="case.closed" + str(draw.random())) for link in links[at:]]
    tail = rechained([*links[:at], *forged], OURS)
    return (tail, head_of(tail)), at + 1


@attack
def insert_and_sign_anew_with_the_key(
    links: list[Link], head: Head, draw: random.Random
) -> tuple[State, int]:
    at = draw.randrange(LENGTH)
    forged = rechained([*links[:at], replace(links[0], job="x"), *links[at:]], OURS)
    return (forged, head_of(forged)), at + 1


@attack
def restore_an_old_copy(links: list[Link], head: Head, draw: random.Random) -> tuple[State, int]:
    """Older by some entries in every chain; here in the one that is looked at."""
    at = draw.randrange(1, LENGTH - 2)
    return (links[:at], head_of(links[:at])), at + 1


class Book(FileWitness):
    """A witness that saw these checkpoints, and keeps them in memory."""

    def __init__(self, checkpoints: list[Checkpoint]) -> None:
        super().__init__(Path("book"))
        self.text = "".join(one.block() for one in checkpoints)

    def lines(self) -> Iterator[str]:
        return iter(self.text.splitlines(keepends=True))


def book_of(*chains: list[Link]) -> Book:
    """Each entry was witnessed as it came."""
    checkpoints: list[Checkpoint] = []
    for links in chains:
        for link in links:
            previous = checkpoints[-1].digest if checkpoints else NOTHING_BEFORE
            heads = [Witnessed(link.chain, link.number, link.digest)]
            number = len(checkpoints) + 1
            checkpoints.append(made(heads, number=number, at=BEGIN, previous=previous, sign=keyring().sign))
    return Book(checkpoints)


def found(book: Book, links: list[Link], heads: dict[uuid.UUID, Head]) -> dict[Any, int | str]:
    comparison = Comparison([book])
    assert comparison.problems == []
    for link in links:
        comparison.see(link)
    first: dict[Any, int | str] = {}
    flaws: list[Flaw] = [*chain.flaws(links, heads, OURS), *comparison.flaws()]
    for flaw in flaws:
        first[flaw.chain] = min(first.get(flaw.chain, flaw.number), flaw.number)  # type: ignore[type-var]
    return first


@pytest.mark.parametrize("way", ATTACKS, ids=lambda way: way.__name__)
def test_every_attack_is_found_and_the_first_bad_entry_named(way: Attack) -> None:
    links, head = build(A, LENGTH)
    others, second = build(B, 3, seed=2)
    book = book_of(links, others)
    assert found(book, links + others, {A: head, B: second}) == {}
    draw = random.Random(way.__name__)
    for trial in range(TRIALS):
        (attacked, now), number = way([*links], head, draw)
        heads = {B: second} | ({A: now} if now else {})
        assert found(book, attacked + others, heads) == {A: number}, f"trial {trial}"


# --- on the database, with the commands ---


@pytest.fixture
def book(settings: Any, tmp_path: Path) -> FileWitness:
    witness = FileWitness(tmp_path / "another volume" / "checkpoints")
    settings.WITNESSES = [witness]
    return witness


@pytest.fixture
def case(reference: None, book: FileWitness) -> Iterator[uuid.UUID]:
    """A chain of twenty entries, each of which was witnessed, and whose triggers the attacker took away."""
    name = uuid.uuid4()
    for _ in range(LENGTH):
        record.alone(Verb.CASE_READ, actor=job("suite"), chain=name, subject=name, objects=[uuid.uuid4()])
        assert make_checkpoint().checkpoint
    assert verify(checkpoints=True).flaws == []
    assert verify(checkpoints=True).witness == []
    with unprotected_trail():
        yield name


def put_back(links: list[Link], head: Head) -> None:
    """The chain as somebody with the tables leaves it."""
    Entry.objects.filter(chain=head.chain).delete()
    for link in links:
        insert(link)
    ChainHead.objects.filter(chain=head.chain).update(
        number=head.number, digest=head.digest, seal=head.seal, revision=head.revision
    )


def ours(links: list[Link], *, changed: int) -> tuple[list[Link], Head]:
    """The chain changed from one entry on and signed anew with the installation's own keys."""
    done = links[: changed - 1]
    for link in links[changed - 1 :]:
        moved = replace(link, job="forged", previous=done[-1].digest if done else chain.START)
        done.append(replace(moved, digest=chain.digest(moved, keyring())))
    return done, head_of(done, keyring())


@pytest.mark.django_db
@pytest.mark.parametrize("attack", ["cut", "signed"])
def test_what_the_database_alone_does_not_show(case: uuid.UUID, attack: str) -> None:
    links = [entry.link() for entry in Entry.objects.filter(chain=case).order_by("number")]
    draw = random.Random(attack)
    for trial in range(ON_DATABASE):
        number = draw.randint(2, LENGTH)
        with transaction.atomic():
            left = links[: number - 1]
            put_back(*((left, head_of(left, keyring())) if attack == "cut" else ours(links, changed=number)))
            if not trial:
                assert [flaw for flaw in verify().flaws if flaw.chain == case] == []
            flaws = verify(checkpoints=True).flaws
            assert [(flaw.chain, flaw.number) for flaw in flaws] == [(case, number)], f"trial {trial}"
            transaction.set_rollback(True)
    with transaction.atomic():
        put_back(*ours(links, changed=7))
        with pytest.raises(CommandError, match=f"First bad entry: 7 of chain {case}"):
            call_command("verify_trail", "--checkpoints")
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_an_old_copy_of_the_whole_database_is_named(reference: None, book: FileWitness) -> None:
    name, later = uuid.uuid4(), uuid.uuid4()
    record.alone(Verb.CASE_READ, actor=job("suite"), chain=name)
    make_checkpoint()
    entries, heads = list(Entry.objects.all()), list(ChainHead.objects.all())
    for chain_name in (name, later):
        record.alone(Verb.CASE_CHANGED, actor=job("suite"), chain=chain_name)
    assert make_checkpoint().checkpoint
    assert verify(checkpoints=True).flaws == []
    with unprotected_trail():
        for table, rows in ((Entry, entries), (ChainHead, heads)):
            table.objects.all().delete()
            table.objects.bulk_create(rows)
    assert verify().flaws == []
    flaws = {flaw.chain: flaw.number for flaw in verify(checkpoints=True).flaws}
    assert flaws == {name: 2, later: 1}
    with pytest.raises(CommandError, match=r"The trail is broken in 2 chain\(s\). First bad entry: "):
        call_command("verify_trail", "--checkpoints")
