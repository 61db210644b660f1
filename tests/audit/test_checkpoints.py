"""Checkpoints and their witnesses: what a book says, and what becomes of it by a crash or by somebody."""

import os
import random
import re
import signal
import socket
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit import record, witnessing
from audit.actor import HOUSE, job
from audit.checkpoints import BadCheckpoint, checked, read
from audit.keyring import keyring
from audit.management.commands import checkpoint
from audit.models import ChainHead, Entry
from audit.verbs import Verb
from audit.verify import verify
from audit.witness import FileWitness, SyslogWitness, WitnessError
from audit.witnessing import make_checkpoint
from tests.conftest import unprotected_trail

pytestmark = pytest.mark.django_db
SUITE = job("suite")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def book(settings: Any, tmp_path: Path, reference: None) -> FileWitness:
    witness = FileWitness(tmp_path / "witness" / "checkpoints")
    settings.WITNESSES = [witness]
    return witness


def happen(chain: uuid.UUID | None = None) -> uuid.UUID:
    name = chain or uuid.uuid4()
    record.alone(Verb.CASE_READ, actor=SUITE, chain=name, subject=name)
    return name


def whole(book: FileWitness) -> list[Any]:
    return list(checked(read(book.lines()), keyring().public_key))


def trouble() -> tuple[list[Any], list[str]]:
    verdict = verify(checkpoints=True)
    return verdict.flaws, verdict.witness


def test_a_checkpoint_names_the_chains_that_moved(book: FileWitness) -> None:
    one, two = happen(), happen()
    first = make_checkpoint().checkpoint
    assert first
    assert first.number == 1
    assert {one, two, HOUSE} <= {head.chain for head in first.heads}
    happen(one)
    second = make_checkpoint().checkpoint
    assert second
    assert {head.chain: head.number for head in second.heads}[one] == 2
    assert two not in {head.chain for head in second.heads}
    assert [checkpoint.number for checkpoint in whole(book)] == [1, 2]
    assert trouble() == ([], [])


def test_what_only_tells_of_checkpoints_makes_none(book: FileWitness) -> None:
    happen()
    assert make_checkpoint().checkpoint
    assert make_checkpoint().checkpoint is None
    assert make_checkpoint(full=True).checkpoint is None
    assert Entry.objects.filter(verb=Verb.CHECKPOINT_MADE).count() == 1


def test_an_entry_that_came_late_is_found_by_the_overlap_and_an_older_one_by_the_full_run(
    book: FileWitness, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen()
    make_checkpoint()
    late = happen()
    monkeypatch.setattr(witnessing, "OVERLAP", -witnessing.OVERLAP)
    assert make_checkpoint().checkpoint is None
    monkeypatch.undo()
    made = make_checkpoint(full=True).checkpoint
    assert made
    assert [head.chain for head in made.heads if head.chain != HOUSE] == [late]


def test_a_clock_that_was_put_back_hides_nothing(book: FileWitness, monkeypatch: pytest.MonkeyPatch) -> None:
    happen()
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=5))
    happen()
    assert make_checkpoint().checkpoint
    monkeypatch.setattr(timezone, "now", lambda: now)
    moved = happen()
    made = make_checkpoint().checkpoint
    assert made
    assert moved in {head.chain for head in made.heads}


def test_the_cost_of_a_checkpoint_does_not_grow_with_the_chains(
    book: FileWitness, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(30):
        happen()
    make_checkpoint()
    happen()
    with django_assert_max_num_queries(21):
        make_checkpoint()


def test_a_chain_put_back_is_not_witnessed_but_named(book: FileWitness) -> None:
    name, other = happen(), happen()
    old = ChainHead.objects.get(chain=name)
    happen(name)
    make_checkpoint()
    with unprotected_trail():
        ChainHead.objects.filter(chain=name).update(number=1, digest=old.digest, seal=old.seal)
        ChainHead.objects.filter(chain=other).update(seal=b"x" * 32)
    made = make_checkpoint()
    assert set(made.refused) == {name, other}
    with pytest.raises(CommandError, match="Not all is well"):
        call_command("checkpoint")


def test_a_trail_that_can_be_passed_by_is_told_with_the_next_checkpoint_and_once_a_day(
    book: FileWitness,
) -> None:
    """Not only in the night, when somebody may have put the triggers back."""
    told = Entry.objects.filter(verb=Verb.TRAIL_UNPROTECTED)
    happen()
    assert make_checkpoint().unprotected == []
    with unprotected_trail():
        assert any("audit_entry_no_delete" in problem for problem in make_checkpoint().unprotected)
        with pytest.raises(CommandError, match="Not all is well"):
            call_command("checkpoint")
        assert told.count() == 1
    assert make_checkpoint().unprotected == []
    assert told.count() == 1
    assert trouble() == ([], [])


# --- what became of the book ---


@pytest.mark.parametrize("way", ["missing", "emptied", "shortened", "another key", "edited"])
def test_a_witness_that_is_not_what_it_was_is_a_failure(book: FileWitness, way: str) -> None:
    for _ in range(3):
        happen()
        make_checkpoint()
    assert trouble() == ([], [])
    text = book.path.read_text()
    if way == "missing":
        book.path.unlink()
    elif way == "emptied":
        book.path.write_text("")
    elif way == "shortened":
        book.path.write_text(text[: text.index("begin 3")])
    elif way == "edited":
        book.path.write_text(text.replace(" 1 ", " 2 ", 1))
    else:
        book.path.write_text(re.sub(r"(?m)^(checkpoint 2 .*) \S{88}$", r"\1 " + "A" * 86 + "==", text))
    assert trouble()[1]
    with pytest.raises(CommandError, match="The witness does not hold|The trail is broken"):
        call_command("verify_trail", "--checkpoints")
    call_command("verify_trail")
    if way in ("missing", "emptied", "shortened"):
        happen()
        with pytest.raises(CommandError, match="emptied, cut, or is another one"):
            call_command("checkpoint")


def test_every_byte_of_a_book_is_vouched_for(book: FileWitness) -> None:
    """Whatever bit is turned: what is read of it is refused, or is the beginning of what was written."""
    for _ in range(3):
        happen()
        make_checkpoint()
    raw, genuine = book.path.read_bytes(), whole(book)
    draw = random.Random(1)
    refused = 0
    for _ in range(300):
        at = draw.randrange(len(raw))
        book.path.write_bytes(raw[:at] + bytes([raw[at] ^ 1 << draw.randrange(7)]) + raw[at + 1 :])
        try:
            found = whole(book)
        except BadCheckpoint:
            refused += 1
        else:
            assert found == genuine[: len(found)]
    assert refused > 200


def test_a_book_that_was_lost_is_begun_anew_and_the_trail_says_so(book: FileWitness) -> None:
    for _ in range(2):
        happen()
        make_checkpoint()
    book.path.unlink()
    call_command("checkpoint", "--begin-anew")
    assert [one.number for one in read(book.lines())] == [3]
    assert Entry.objects.get(verb=Verb.WITNESS_BEGUN).fields == "3"
    assert trouble() == ([], [])


def test_without_a_file_there_is_no_checkpoint(settings: Any) -> None:
    settings.WITNESSES = []
    with pytest.raises(CommandError, match="names no file"):
        call_command("checkpoint")
    with pytest.raises(CommandError, match="names no file"):
        call_command("verify_trail", "--checkpoints")


# --- crashes ---


def test_a_crash_before_the_trail_was_told_is_made_good(
    book: FileWitness, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(witnessing, "_tell", crash)
    with pytest.raises(KeyboardInterrupt):
        make_checkpoint()
    monkeypatch.undo()
    assert trouble() == ([], [])
    happen()
    made = make_checkpoint().checkpoint
    assert made
    assert made.number == 2
    told = Entry.objects.filter(verb=Verb.CHECKPOINT_MADE).order_by("number")
    assert [entry.fields.split(" ")[0] for entry in told] == ["1", "2"]
    assert trouble() == ([], [])


def test_a_checkpoint_cut_off_anywhere_is_passed_over_and_made_again(book: FileWitness) -> None:
    happen()
    make_checkpoint()
    kept = book.path.read_bytes()
    happen()
    torn = make_checkpoint().checkpoint
    assert torn
    block = torn.block().encode()
    for length in range(len(block)):
        book.path.write_bytes(kept + block[:length])
        found = [one.number for one in whole(book)]
        # All but the end of the last line is as good as all of it.
        assert found == ([1, 2] if length == len(block) - 1 else [1])
        if length < len(block) - 1:
            book.append(torn)
            assert [one.digest for one in whole(book)][-1] == torn.digest


def test_a_second_book_that_fell_behind_catches_up(settings: Any, book: FileWitness, tmp_path: Path) -> None:
    happen()
    make_checkpoint()
    second = FileWitness(tmp_path / "second")
    settings.WITNESSES = [second, book]
    happen()
    make_checkpoint()
    assert list(second.lines()) == list(book.lines())
    assert trouble() == ([], [])


def test_the_end_of_a_long_book_is_found_without_reading_all(
    book: FileWitness, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        happen()
        make_checkpoint()
    monkeypatch.setattr("audit.witness.TAIL_BYTES", 50)
    assert book.recent(witnessing.OVERLAP * 0)[-1].number == 5
    assert len(book.recent(witnessing.OVERLAP)) == 5


# --- the commands ---


def test_the_system_log_gets_the_signed_line(settings: Any, book: FileWitness, tmp_path: Path) -> None:
    address = str(tmp_path / "log")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(address)
        settings.WITNESSES = [book, SyslogWitness(address)]
        happen()
        made = make_checkpoint().checkpoint
        assert made
        assert log.recv(4096).decode() == f"<85>frittvalg-witness: {made.line}"
    happen()
    with pytest.raises(WitnessError, match="cannot be written"):
        SyslogWitness(str(tmp_path / "none")).append(made)


def test_a_second_agency_needs_the_file_and_the_public_key(
    book: FileWitness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        happen()
        call_command("checkpoint")
    capsys.readouterr()
    call_command("checkpoint", "--public-key")
    key = tmp_path / "public-key"
    key.write_text(capsys.readouterr().out)
    call_command("verify_checkpoints", str(book.path), "--public-key", str(key))
    assert "2 checkpoints are whole, 1 to 2" in capsys.readouterr().out
    book.path.write_text(book.path.read_text().replace("checkpoint 2 20", "checkpoint 2 19"))
    with pytest.raises(CommandError, match="Checkpoint 2: was altered, or not signed with the key"):
        call_command("verify_checkpoints", str(book.path), "--public-key", str(key))
    key.write_text("mac 1 AAAA\n")
    with pytest.raises(CommandError, match="public keys cannot be read"):
        call_command("verify_checkpoints", str(book.path), "--public-key", str(key))


@pytest.fixture
def signals() -> Iterator[None]:
    """The handlers of before, for watching sets its own."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("seconds", [0.2, 60], ids=["after a time", "after ten entries"])
def test_watching_makes_one_after_another_until_it_is_told_to_end(
    book: FileWitness, monkeypatch: pytest.MonkeyPatch, signals: None, seconds: float
) -> None:
    looks, now = 0, 0.0

    def look(moment: datetime) -> int:
        nonlocal looks, now
        looks += 1
        # Time goes by looking alone: how long a checkpoint takes must not decide how many looks there are.
        now += 0.15
        if looks in (2, 4):
            happen()
        if looks == 8:
            os.kill(os.getpid(), signal.SIGTERM)
        return 10 if looks % 2 == 0 and seconds == 60 else 0

    monkeypatch.setattr(checkpoint, "time", SimpleNamespace(monotonic=lambda: now))
    monkeypatch.setattr(checkpoint, "LOOKS_EVERY", 0.001)
    monkeypatch.setattr(checkpoint, "entries_since", look)
    happen()
    call_command("checkpoint", "--watch", seconds=seconds)
    assert [one.number for one in whole(book)] == [1, 2, 3]
    assert trouble() == ([], [])


def test_watching_ends_with_the_program_that_started_it(
    book: FileWitness, monkeypatch: pytest.MonkeyPatch, signals: None
) -> None:
    parents = iter([1, 1, 2, 2, 2])
    monkeypatch.setattr("os.getppid", lambda: next(parents))
    monkeypatch.setattr(checkpoint, "LOOKS_EVERY", 0.01)
    call_command("checkpoint", "--watch", "--with-parent")
