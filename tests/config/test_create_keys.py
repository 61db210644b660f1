"""The secret files of an installation are made once, for the owner alone, and never replaced."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.keyring import FileKeyring


@pytest.fixture
def places(tmp_path: Path, settings: Any) -> tuple[Path, Path]:
    """Where the command is told to write; the settings have no secret yet, as on a new machine."""
    settings.SECRET_KEY = ""
    settings.SECRET_KEY_FILE = tmp_path / "new" / "secret_key"
    settings.KEYRING = FileKeyring(tmp_path / "new" / "keys" / "keyring")
    return settings.SECRET_KEY_FILE, settings.KEYRING.path


def test_creates_both_files_for_the_owner_alone(places: tuple[Path, Path]) -> None:
    call_command("create_keys")
    secret, keyring = places
    assert len(secret.read_text().strip()) >= 64
    for path in places:
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert FileKeyring(keyring).mac_number() == 1


def test_two_installations_share_nothing(places: tuple[Path, Path], settings: Any) -> None:
    call_command("create_keys")
    before = [path.read_bytes() for path in places]
    for path in places:
        path.unlink()
    call_command("create_keys")
    assert all(path.read_bytes() != old for path, old in zip(places, before, strict=True))


@pytest.mark.parametrize("there", [0, 1])
def test_refuses_to_overwrite_and_writes_nothing(places: tuple[Path, Path], there: int) -> None:
    kept, other = places[there], places[1 - there]
    kept.parent.mkdir(parents=True)
    kept.write_text("mine")
    with pytest.raises(CommandError, match="never overwritten"):
        call_command("create_keys")
    assert kept.read_text() == "mine"
    assert not other.exists()


def test_if_missing_keeps_what_is_there(
    places: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_keys")
    before = [path.read_bytes() for path in places]
    capsys.readouterr()
    call_command("create_keys", "--if-missing")
    assert [path.read_bytes() for path in places] == before
    assert capsys.readouterr().out == ""
    places[0].unlink()
    call_command("create_keys", "--if-missing")
    assert places[0].exists()
    assert places[1].read_bytes() == before[1]


def test_prints_no_secret(places: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_keys")
    printed = capsys.readouterr().out
    assert places[0].read_text().strip() not in printed
    assert str(places[0]) in printed


def test_an_older_key_file_gets_the_kind_it_lacks_and_keeps_the_rest(
    places: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_keys")
    old = [line for line in places[1].read_text().splitlines() if not line.startswith("sign")]
    places[1].chmod(0o600)
    places[1].write_text("\n".join(old) + "\n")
    capsys.readouterr()
    call_command("create_keys", "--if-missing")
    assert "Added a first sign key" in capsys.readouterr().out
    assert places[1].read_text().splitlines()[:2] == old
    assert FileKeyring(places[1]).sign(b"said")[0] == 1
