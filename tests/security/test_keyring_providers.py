"""The providers that come along, each by the same contract, and what a wrong start says."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.keyring import FileKeyring, Keyring, KeyringError, KeyringReadOnly
from config.keyring.choice import chosen
from config.keyring.environment import EnvironmentKeyring
from tests.security.keyring_contract import CONTEXT, KEY, KNOWN_LINES, KeyringContract


def key_file(folder: Path, *lines: str) -> Path:
    path = folder / "keyring"
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o400)
    return path


class TestFile(KeyringContract):
    known = True

    @pytest.fixture
    def ring(self, tmp_path: Path) -> Keyring:
        return FileKeyring(key_file(tmp_path, "# of the suite", *KNOWN_LINES))


class TestEnvironment(KeyringContract):
    known, changes = True, False

    @pytest.fixture
    def ring(self, monkeypatch: pytest.MonkeyPatch) -> Keyring:
        monkeypatch.setenv("FRITTVALG_KEYS", ";".join(KNOWN_LINES))
        return EnvironmentKeyring()


def test_the_variable_is_gone_once_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRITTVALG_KEYS", "\n".join(KNOWN_LINES))
    ring = EnvironmentKeyring()
    assert ring.mac_number() == 1
    assert "FRITTVALG_KEYS" not in os.environ
    assert ring.mac_number() == 1
    with pytest.raises(KeyringError, match="Set FRITTVALG_KEYS"):
        EnvironmentKeyring().mac_number()


def test_a_bad_line_of_the_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRITTVALG_KEYS", ";".join([*KNOWN_LINES, "kek 2 secret"]))
    with pytest.raises(KeyringError, match="Line 4 of FRITTVALG_KEYS") as caught:
        EnvironmentKeyring().mac_number()
    assert "secret" not in str(caught.value)


def test_another_process_notices_a_changed_key_file(tmp_path: Path) -> None:
    path = key_file(tmp_path, *KNOWN_LINES)
    one, other = FileKeyring(path), FileKeyring(path)
    assert other.kek_numbers() == (1,)
    assert one.add("kek") == 2
    wrapped = one.wrap_with(2, KEY, context=CONTEXT)
    assert other.unwrap(2, wrapped, context=CONTEXT) == KEY
    one.add("mac")
    assert other.mac_numbers() == (1, 2)
    assert other.mac_number() == 2
    assert path.stat().st_mode & 0o777 == 0o400
    assert [found.name for found in tmp_path.iterdir()] == ["keyring"]


def test_what_was_destroyed_is_overwritten_too(tmp_path: Path) -> None:
    path = key_file(tmp_path, *KNOWN_LINES)
    ring = FileKeyring(path)
    ring.add("kek")
    with path.open("rb") as old:
        ring.destroy("kek", 1)
        assert set(old.read()) == {0}
    assert KNOWN_LINES[0].split()[2] not in path.read_text()
    assert "kek 1 destroyed" in path.read_text()


def test_a_half_written_file_beside_is_in_nobodys_way(tmp_path: Path) -> None:
    path = key_file(tmp_path, *KNOWN_LINES)
    (tmp_path / "keyring.new").write_text("kek 1 ha")
    assert FileKeyring(path).add("kek") == 2
    assert FileKeyring(path).kek_numbers() == (1, 2)


def test_keys_stay_in_use_when_the_file_goes_away(tmp_path: Path) -> None:
    path = key_file(tmp_path, *KNOWN_LINES)
    ring = FileKeyring(path)
    assert ring.mac_number() == 1
    path.unlink()
    assert ring.mac_number() == 1
    assert ring.unwrap(1, ring.wrap(KEY, context=CONTEXT)[1], context=CONTEXT) == KEY


def test_a_copy_that_systemd_made_cannot_be_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = key_file(tmp_path, *KNOWN_LINES)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    before = path.read_bytes()
    for refused in (lambda: FileKeyring(path).add("kek"), lambda: FileKeyring(path).destroy("kek", 1)):
        with pytest.raises(KeyringReadOnly, match="As root"):
            refused()
    assert path.read_bytes() == before


def test_a_file_of_the_first_version_does_all_but_sign(tmp_path: Path) -> None:
    ring = FileKeyring(key_file(tmp_path, *KNOWN_LINES[:2]))
    assert ring.unwrap(1, ring.wrap(KEY, context=CONTEXT)[1], context=CONTEXT) == KEY
    assert ring.sign_numbers() == ()
    with pytest.raises(KeyringError, match="create_keys --if-missing"):
        ring.sign(b"said")
    assert ring.complete() == ["sign"]
    assert ring.sign(b"said")[0] == 1
    assert ring.complete() == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("vault", "file, environment, service or the dotted path"),
        ("config.keyring.nothing.Ring", "no keyring could be made"),
        ("config.keyring.file.FileKeyring", "no keyring could be made"),
        ("threading.Lock", "lacks add, destroy"),
    ],
)
def test_a_provider_there_is_not_stops_the_start(
    name: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRITTVALG_KEYRING", "config.keyring.environment.EnvironmentKeyring")
    assert isinstance(chosen(tmp_path), EnvironmentKeyring)
    monkeypatch.setenv("FRITTVALG_KEYRING", name)
    with pytest.raises(ImproperlyConfigured, match=sentence):
        chosen(tmp_path)
