"""Every file the product writes is one of a list, with what it may hold; a day at work makes no other."""

import re
import stat

import pytest

from tests.security.leavings import Leavings

# Path below FRITTVALG_HOME, as a pattern, and what may be in it.
WRITTEN = {
    r"db\.sqlite3(-wal|-shm)?": "the database: what is sealed and what decision 0001 leaves clear",
    r"secret_key": "the secret that signs forms and cookies; opens nothing that is stored",
    r"keys/keyring": "the keys, unless another keyring was chosen; never in a backup with the database",
    r"keys/keyring\.lock": "nothing: held while the key file is changed",
    r"hashing/(known|new)-(in|slot)-\d+": "nothing: held while a password is hashed",
    r"witness/checkpoints": "signed digests of the trail's heads; numbers, no ids of cases",
    r"witness/checkpoints\.lock": "nothing: held while a checkpoint is made",
    r"maintenance": "when the operator expects to be done with what it is shut for",
    r"mail/[0-9-]+\.log": "a developer's machine alone: letters that production sends or keeps sealed",
}
# Written by a process for the time it runs, to the folder for temporary files.
TEMPORARY: dict[str, str] = {}
# Outside the home: static files beside the code (collectstatic), the sockets below /run.


def unknown(paths: set[str], patterns: dict[str, str]) -> set[str]:
    return {path for path in paths if not any(re.fullmatch(pattern, path) for pattern in patterns)}


def below(left: Leavings, folder: str) -> set[str]:
    return {path.removeprefix(f"{folder}/") for path in left.paths if path.startswith(f"{folder}/")}


def test_a_day_writes_no_other_file(left: Leavings) -> None:
    written = below(left, "home")
    assert {"secret_key", "keys/keyring"} <= written
    assert unknown(written, WRITTEN) == set()
    assert unknown(below(left, "tmp"), TEMPORARY) == set()


def test_the_list_would_notice_one() -> None:
    assert unknown({"db.sqlite3", "export.csv", "keys/keyring~", "mail/x.txt"}, WRITTEN) == {
        "export.csv",
        "keys/keyring~",
        "mail/x.txt",
    }


@pytest.mark.postgres
def test_on_postgresql_nothing_of_the_database_lies_in_the_home(on_postgres: Leavings) -> None:
    assert not {path for path in below(on_postgres, "home") if path.startswith("db.")}


def test_the_secrets_are_their_owners_alone(on_sqlite: Leavings) -> None:
    for name in ("secret_key", "keys/keyring"):
        assert stat.S_IMODE((on_sqlite.home / name).stat().st_mode) & 0o077 == 0, name
