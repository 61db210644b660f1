"""How many hash at once, over threads and processes; who waits, who is told to come back."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from advisory import hashing
from advisory.checks import somebody_can_be_let_in
from advisory.hashing import Busy, slot


@pytest.fixture(autouse=True)
def _two_slots(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HASHING_SLOTS = 2
    settings.HASHING_FOLDER = tmp_path / "hashing"
    monkeypatch.setattr(hashing, "PATIENCE", 0.05)


def test_so_many_hash_at_once_and_the_next_is_told_to_come_back() -> None:
    with ExitStack() as held:
        for _one in range(2):
            held.enter_context(slot(known=False))
        with pytest.raises(Busy), slot(known=False):
            pass
    with slot(known=False), slot(known=False):
        pass


def test_strangers_take_no_slot_of_a_browser_that_is_known() -> None:
    with ExitStack() as held:
        for known in (False, False, True, True):
            held.enter_context(slot(known=known))
        with pytest.raises(Busy), slot(known=True):
            pass


def test_a_slot_is_free_again_after_an_error() -> None:
    for _one in range(5):
        with pytest.raises(ZeroDivisionError), slot(known=False):
            raise ZeroDivisionError
    with slot(known=False):
        pass


def test_other_processes_count_and_one_that_is_killed_lets_go(settings: Any) -> None:
    code = (
        "import sys; from pathlib import Path; from django.conf import settings\n"
        f"settings.configure(HASHING_SLOTS=2, HASHING_FOLDER=Path({str(settings.HASHING_FOLDER)!r}))\n"
        "from advisory.hashing import slot\n"
        "with slot(known=False), slot(known=False):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Busy), slot(known=False):
            pass
        other.kill()
        other.wait()
        with slot(known=False):
            pass


def test_without_a_slot_nothing_starts(settings: Any) -> None:
    assert somebody_can_be_let_in(None) == []
    settings.HASHING_SLOTS = 0

    assert [one.id for one in somebody_can_be_let_in(None)] == ["advisory.E005"]


def test_the_files_hold_nothing_and_are_their_owners(settings: Any) -> None:
    with slot(known=False), slot(known=True):
        files = sorted(settings.HASHING_FOLDER.iterdir())

    assert [file.name for file in files] == ["known-in-0", "known-slot-0", "new-in-0", "new-slot-0"]
    assert all(file.stat().st_size == 0 and file.stat().st_mode & 0o077 == 0 for file in files)
