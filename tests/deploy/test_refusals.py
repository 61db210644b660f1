"""Production settings do not load with what is missing or unsafe, and say what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.keyring import FileKeyring
from config.management.commands.create_keys import write_secret
from tests.deploy.browser import HOST
from tests.deploy.installation import ROOT

GOOD = {"FRITTVALG_SETTINGS": "production", "FRITTVALG_HOSTS": HOST, "FRITTVALG_TRUSTED_PROXIES": "1"}
SHOW = "from django.conf import settings as s; print(repr({}))"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    FileKeyring.create(tmp_path / "keys" / "keyring")
    secret = tmp_path / "secret_key"
    write_secret(secret)
    return tmp_path


def run(home: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    env = {**GOOD, "PATH": os.environ.get("PATH", os.defpath), "FRITTVALG_HOME": str(home), **changes}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments], env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"FRITTVALG_HOSTS": ""}, "Set FRITTVALG_HOSTS, for example"),
        ({"FRITTVALG_HOSTS": "*"}, "full host names"),
        ({"FRITTVALG_HOSTS": f"{HOST}, .example.no"}, "full host names"),
        ({"FRITTVALG_TRUSTED_PROXIES": ""}, "Set FRITTVALG_TRUSTED_PROXIES, for example"),
        ({"FRITTVALG_TRUSTED_PROXIES": "all"}, "must be a whole number"),
        ({"FRITTVALG_SECRET_KEY_FILE": "/nonexistent"}, "The secret FRITTVALG_SECRET_KEY could not be read"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "must begin with postgres://"),
        ({"DATABASE_URL_FILE": "/nonexistent"}, "The secret DATABASE_URL could not be read"),
    ],
)
def test_the_start_stops_with_a_sentence(home: Path, changes: dict[str, str], sentence: str) -> None:
    done = run(home, "check", **changes)
    assert done.returncode == 1
    assert sentence in done.stderr


def test_a_secret_key_that_others_may_read_is_refused(home: Path) -> None:
    (home / "secret_key").chmod(0o440)
    done = run(home, "check")
    assert done.returncode == 1
    assert "can be read by others than its owner" in done.stderr


@pytest.mark.parametrize(("proxies", "believed"), [("1", True), ("0", False)])
def test_the_word_https_is_believed_only_behind_a_proxy(home: Path, proxies: str, believed: bool) -> None:
    code = SHOW.format("s.SECURE_PROXY_SSL_HEADER")
    done = run(home, "shell", "-v", "0", "-c", code, FRITTVALG_TRUSTED_PROXIES=proxies)
    expected = "('HTTP_X_FORWARDED_PROTO', 'https')" if believed else "None"
    assert done.stdout.strip() == expected, done.stderr


def test_demo_and_debug_cannot_be_switched_on_from_outside(home: Path) -> None:
    code = SHOW.format("(s.DEMO, s.DEBUG)")
    done = run(home, "shell", "-v", "0", "-c", code, FRITTVALG_DEMO="1", FRITTVALG_DEBUG="1", DEBUG="1")
    assert done.stdout.strip() == "(False, False)", done.stderr


def test_deployment_checks_have_nothing_to_say(home: Path) -> None:
    done = run(home, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "WARNINGS" not in done.stderr
