"""The chain as such: whoever lacks the key can change nothing in it that verifying does not name."""

import random
import uuid
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import chain
from audit.chain import Flaw, Head, Link
from tests.audit.chains import OURS, THEIRS, Roots, build, head_of, rechained

A, B = uuid.UUID(int=0xA << 100), uuid.UUID(int=0xB << 100)
TRIALS = range(60)


def flaws(links: list[Link], *heads: Head, keyring: Roots = OURS) -> list[Flaw]:
    ordered = sorted(links, key=lambda link: (link.chain, link.number))
    return list(chain.flaws(ordered, {head.chain: head for head in heads}, keyring))


def other(value: Any, draw: random.Random) -> Any:
    """Another value of the same kind."""
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=value.int ^ 1 << draw.randrange(120))
    if isinstance(value, bytes):
        at = draw.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1 << draw.randrange(8)]) + value[at + 1 :]
    if isinstance(value, datetime):
        return value + timedelta(microseconds=draw.choice([-1, 1]))
    return value + "x" if isinstance(value, str) else value + 1


def test_whole_chains_have_no_flaw() -> None:
    ours, head = build(A, 20)
    more, second = build(B, 3, seed=2)
    assert flaws(ours + more, head, second) == []
    assert flaws([]) == []


@pytest.mark.parametrize(
    "name", [field.name for field in fields(Link) if field.name not in ("chain", "key_number")]
)
def test_every_part_of_an_entry_is_sealed(name: str) -> None:
    links, head = build(A, 20, revisions={number: number for number in range(1, 21)})
    draw = random.Random(name)
    for _ in TRIALS:
        at = draw.randrange(20)
        edited = [*links]
        edited[at] = replace(links[at], **{name: other(getattr(links[at], name), draw)})
        assert edited[at] != links[at]
        (flaw,) = flaws(edited, head)
        if name != "number":
            # A digest that was edited in itself shows as altered in the very entry.
            assert flaw.number == at + 1


def test_an_unset_id_is_not_an_empty_text() -> None:
    links, _head = build(A, 1)
    said = {
        chain.canonical(replace(links[0], subject=None)),
        chain.canonical(replace(links[0], request=None)),
    }
    assert len(said | {chain.canonical(links[0])}) == 3
    assert chain.canonical(replace(links[0], origin=None)) != chain.canonical(replace(links[0], origin=b""))


def test_an_entry_of_a_later_format_is_not_guessed_at() -> None:
    links, head = build(A, 3)
    assert {link.format for link in links} == {chain.FORMAT}
    with pytest.raises(ValueError, match="format 3"):
        chain.canonical(replace(links[1], format=3))
    (flaw,) = flaws([links[0], replace(links[1], format=3), links[2]], head)
    assert (flaw.number, "format" in flaw.reason) == (2, True)


def test_a_chain_from_before_there_were_revisions_goes_on() -> None:
    """Entries of format 1, and a head sealed without a revision, stay as genuine as they were."""
    old, head = build(A, 4, format=1)
    assert flaws(old, head) == []
    assert head == head_of([replace(old[-1], format=2)])
    new = replace(old[-1], number=5, format=2, revision=7, previous=old[-1].digest)
    links = [*old, replace(new, digest=chain.digest(new, OURS))]
    assert flaws(links, head_of(links)) == []
    (flaw,) = flaws([*old[:3], replace(old[3], revision=7)], replace(head, revision=7))
    assert flaw.number == 4


def test_the_head_carries_the_last_revision_that_was_named() -> None:
    links, head = build(A, 5, revisions={2: 1, 4: 2})
    assert (head.revision, flaws(links, head)) == (2, [])
    for wrong in (None, 1, 3):
        last = links[-1]
        seal = chain.head_seal(A, last.number, last.digest, 1, OURS, revision=wrong)
        assert flaws(links, replace(head, revision=wrong, seal=seal)) == [
            Flaw(A, 5, "does not match the head of its chain")
        ]
        assert flaws(links, replace(head, revision=wrong))


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_two_entries_give_the_same_bytes(verb: str, job: str, objects: str, said: str) -> None:
    links, _head = build(A, 1)
    one = replace(links[0], verb=verb, job=job, objects=objects, fields=said)
    for moved in (replace(one, verb=job, job=verb), replace(one, objects=said, fields=objects)):
        assert (chain.canonical(moved) == chain.canonical(one)) == (moved == one)
    joined = replace(one, verb=verb + job, job="")
    assert (chain.canonical(joined) == chain.canonical(one)) == (job == "")


def test_the_time_is_the_moment_not_its_spelling() -> None:
    links, _head = build(A, 1)
    oslo = replace(links[0], at=links[0].at.astimezone(timezone(timedelta(hours=2))))
    assert chain.canonical(oslo) == chain.canonical(links[0])
    assert chain.canonical(replace(links[0], at=datetime(2026, 6, 1, tzinfo=UTC))) != chain.canonical(
        links[0]
    )


@given(st.integers(2, 20), st.data())
def test_a_removed_entry_is_named(count: int, data: st.DataObject) -> None:
    links, head = build(A, count)
    gone = data.draw(st.integers(0, count - 1))
    (flaw,) = flaws(links[:gone] + links[gone + 1 :], head)
    # The next that is there does not follow; for the last one, the head knows.
    assert flaw.number == (gone + 2 if gone < count - 1 else count)
    assert "missing" in flaw.reason


@given(st.integers(1, 20), st.data())
def test_a_cut_tail_is_named(count: int, data: st.DataObject) -> None:
    links, head = build(A, count)
    left = data.draw(st.integers(0, count - 1))
    (flaw,) = flaws(links[:left], head)
    assert flaw.number == left + 1


@given(st.integers(2, 20), st.data())
def test_two_entries_exchanged_are_found(count: int, data: st.DataObject) -> None:
    links, head = build(A, count)
    one, two = sorted(data.draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True)))
    swapped = [*links]
    swapped[one] = replace(links[two], number=one + 1)
    swapped[two] = replace(links[one], number=two + 1)
    (flaw,) = flaws(swapped, head)
    assert flaw.number == one + 1


@settings(max_examples=50)
@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_an_entry_of_another_chain_is_found(count: int, others: int, data: st.DataObject) -> None:
    links, head = build(A, count)
    foreign, second = build(B, others, seed=2)
    at = data.draw(st.integers(0, min(count, others) - 1))
    moved = [*links]
    moved[at] = replace(foreign[at], chain=A)
    (flaw,) = flaws(moved + foreign, head, second)
    assert (flaw.chain, flaw.number) == (A, at + 1)


def test_chains_that_exchanged_names_are_both_found() -> None:
    ours, head = build(A, 5)
    more, second = build(B, 5, seed=2)
    swapped = [replace(link, chain=B) for link in ours] + [replace(link, chain=A) for link in more]
    heads = [replace(head, chain=B), replace(second, chain=A)]
    assert {(flaw.chain, flaw.number) for flaw in flaws(swapped, *heads)} == {(A, 1), (B, 1)}


@given(st.integers(1, 10), st.data())
def test_an_inserted_entry_is_found_however_it_is_chained(count: int, data: st.DataObject) -> None:
    links, head = build(A, count)
    at = data.draw(st.integers(0, count))
    forged = replace(links[0], verb="case.closed", number=at + 1)
    inserted = [*links[:at], forged, *(replace(link, number=link.number + 1) for link in links[at:])]
    (plain,) = flaws(inserted, head)
    assert plain.number == at + 1
    chained = rechained(inserted, THEIRS)
    (flaw,) = flaws(chained, head_of(chained, THEIRS))
    assert flaw.number == 1


@given(st.integers(1, 10))
def test_a_chain_made_anew_without_the_key_is_found(count: int) -> None:
    links, _head = build(A, count, THEIRS)
    (flaw,) = flaws(links, head_of(links, THEIRS))
    assert flaw == Flaw(A, 1, "was altered, or written without the key")


@pytest.mark.parametrize("at", range(2, 11))
def test_an_entry_of_another_history_is_found_though_the_key_wrote_it(at: int) -> None:
    """From before a backup was put back, say: genuine, of this chain and with this number."""
    links, head = build(A, 12)
    elsewhere = rechained([*links[: at - 1], replace(links[at - 1], job="other"), *links[at:]], OURS)
    assert flaws(elsewhere, head_of(elsewhere)) == []
    (flaw,) = flaws([*links[: at - 1], elsewhere[at - 1], *links[at:]], head)
    assert (flaw.number, flaw.reason) == (at + 1, "does not follow from the entry before it")


def test_a_cut_tail_with_the_head_of_then_needs_the_witness() -> None:
    """What the chain alone cannot know: all of it put back as it once was."""
    links, _head = build(A, 20)
    assert flaws(links[:12], head_of(links[:12])) == []


@pytest.mark.parametrize("name", ["chain", "number", "digest", "key_number", "seal", "revision"])
def test_every_part_of_a_head_is_sealed(name: str) -> None:
    links, head = build(A, 20, revisions={3: 1})
    keyring = Roots(b"ours", b"ours too")
    draw = random.Random(name)
    for _ in TRIALS:
        edited = replace(head, **{name: other(getattr(head, name), draw)})
        assert flaws(
            links,
            replace(edited, chain=A) if name != "chain" else edited,
            keyring=keyring if name == "key_number" else OURS,
        )


def test_a_missing_head_is_named() -> None:
    links, head = build(A, 3)
    assert flaws(links) == [Flaw(A, 3, "the head of this chain is missing")]
    assert flaws([], head) == [Flaw(A, 1, "all entries of this chain are missing")]


def test_one_broken_chain_hides_no_other() -> None:
    ours, head = build(A, 6)
    more, second = build(B, 6, seed=2)
    ours[2] = replace(ours[2], verb="case.closed")
    ours[4] = replace(ours[4], verb="case.closed")
    more[5] = replace(more[5], verb="case.closed")
    assert [(flaw.chain, flaw.number) for flaw in flaws(ours + more, head, second)] == [(A, 3), (B, 6)]


def test_an_older_key_still_verifies_and_its_number_is_sealed() -> None:
    links, head = build(A, 3, Roots(b"ours"))
    both = Roots(b"ours", b"newer")
    assert flaws(links, head, keyring=both) == []
    relabelled = [*links[:2], replace(links[2], key_number=2)]
    assert [flaw.number for flaw in flaws(relabelled, head, keyring=both)] == [3]
