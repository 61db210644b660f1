"""Changing keys, killed with SIGKILL at every point that matters: the database opens, and doing it again
ends well."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.security.key_service import ROOT

START = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from advisory.models import Epoch
from advisory.sealing import cipher
from advisory.sealing.keys import chest
from advisory.services import epochs
from config.keyring import file as key_file
import uuid
PLACE = cipher.Place("advisory.Post", uuid.UUID(int=1), "profile", uuid.UUID(int=1))
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
"""
SEAL = """
for number in (1, 2):
    key = chest.cipher(number, "facts")
    print(cipher.seal(b"x", key=key, key_id=number, place=PLACE).hex())
"""
OPEN = """
for number, record in enumerate(sys.argv[1:], start=1):
    assert cipher.open_record(
        bytes.fromhex(record), key=chest.cipher(number, "facts"), key_id=number, place=PLACE
    ) == b"x"
from django.conf import settings
rows = list(Epoch.objects.order_by("number"))
assert {row.kek for row in rows} <= set(settings.KEYRING.kek_numbers())
print(*[row.kek for row in rows])
"""
# What the key file destroyed, and where the epochs are, stands in the trail.
TOLD = """
from advisory.services.epochs_told import told
gone = settings.KEYRING.destroyed("kek")
assert gone and told().destroyed == set(gone), (gone, told())
assert {number: one.kek for number, one in told().epochs.items()} == {row.number: row.kek for row in rows}
"""
# Right after the death.
TOLD_AT_ONCE = """
from django.conf import settings
from advisory.services.epochs_told import told
assert set(settings.KEYRING.destroyed("kek")) <= told().destroyed
"""
# Where it dies: in which command, and what is replaced by death.
POINTS = {
    "before the key file is touched": ([], "key_file.FileKeyring._replace = die"),
    "when the new file lies beside the old": ([], "key_file.os.replace = die"),
    "when the new file is in place": ([], "key_file._sync_folder = die"),
    "when the keyring has the key and the database does not know": ([], "epochs.hmac.compare_digest = die"),
    "before the trail": ([], "epochs._record = die"),
    "when the database is committed": ([], "chest.forget = die"),
    "opening, before the database knows": (["--new-epoch"], "epochs.new_key = die"),
    "opening, when the database is committed": (["--new-epoch"], "chest.forget = die"),
    "retiring, before the database knows": (["--retire"], "epochs._record = die"),
    "retiring, before the key file": (["--retire"], "key_file.FileKeyring.destroy = die"),
    "retiring, in the key file": (["--retire"], "key_file.os.replace = die"),
    "retiring, after it": (["--retire"], "key_file._sync_folder = die"),
}


def run(home: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"],
        "FRITTVALG_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
    }
    command = [sys.executable, "-c", START + program, *arguments]
    return subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def must(home: Path, program: str, *arguments: str) -> str:
    done = run(home, program, *arguments)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A home with two epochs, wrapped anew once, and something that each of them sealed."""
    home = tmp_path_factory.mktemp("home")
    program = "call_command('create_keys', verbosity=0); call_command('migrate', verbosity=0)"
    must(home, program)
    must(home, "call_command('rotate_keys', '--new-epoch'); call_command('rotate_keys')")
    sealed = must(home, SEAL).split()
    assert must(home, OPEN, *sealed) == "3 4"
    return home, sealed


@pytest.mark.parametrize("point", POINTS)
def test_the_database_opens_and_doing_it_again_ends_well(
    made: tuple[Path, list[str]], tmp_path: Path, point: str
) -> None:
    home, sealed = tmp_path / "home", made[1]
    shutil.copytree(made[0], home)
    options, death = POINTS[point]
    again = f"call_command('rotate_keys', *{options!r})"

    done = run(home, f"{death}\n{again}")

    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    finish = "call_command('rotate_keys'); call_command('rotate_keys', '--retire'); chest.forget()"
    # In one process: starting another is most of what this takes.
    after = [OPEN, TOLD_AT_ONCE, again, finish, OPEN, TOLD, "call_command('verify_trail')"]
    must(home, "\n".join(after), *sealed)
