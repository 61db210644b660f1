"""The start script as a caller meets it: from any folder, with a bare environment, with wrong arguments.

What it installs is proven by CI, which begins from a fresh clone; here its rules for doing a step again.
"""

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "dev.py"


def dev(*arguments: str, folder: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run dev.py with nothing in the environment but the variables given."""
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments],
        check=False,
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("arguments", [(), ("unknown",), ("--port", "8000")])
def test_an_unknown_command_shows_the_usage_and_fails(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = dev(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert "usage: python3 dev.py COMMAND" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "8001"),
        ("serve", "--port"),
        ("serve", "--port", "many"),
        ("serve", "--port", "1", "2"),
        ("serve", "--port", "65536"),
        ("setup", "--all"),
        ("gallery",),
    ],
)
def test_wrong_arguments_end_with_the_usage_before_anything_is_done(arguments: tuple[str, ...]) -> None:
    done = dev(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("usage: python3 dev.py")
    assert done.stdout == ""


def test_serve_refuses_to_be_the_production_server() -> None:
    done = dev("serve", FRITTVALG_SETTINGS="production")
    assert done.returncode == 1
    assert "development" in done.stderr


def test_serve_says_at_once_that_the_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = dev("serve", "--port", port)
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr


def test_a_step_holds_until_its_input_changes(script: ModuleType, tmp_path: Path) -> None:
    lock, path = tmp_path / "lock", tmp_path / "stamp"
    lock.write_text("one")
    assert not script.Stamp(path, [lock]).holds()
    script.Stamp(path, [lock]).set()
    assert script.Stamp(path, [lock]).holds()
    lock.write_text("two")
    assert not script.Stamp(path, [lock]).holds()
    lock.write_text("one")
    assert script.Stamp(path, [lock]).holds()


def test_what_a_shell_carries_does_not_lead_the_steps_astray(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in script.FOREIGN:
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.delenv("HOME")
    monkeypatch.delenv("PATH")
    monkeypatch.delenv("FRITTVALG_SETTINGS", raising=False)
    monkeypatch.setenv("FRITTVALG_HOME", "here")
    monkeypatch.chdir(tmp_path)
    env = script.surroundings()
    assert not set(script.FOREIGN) & set(env)
    assert os.path.isabs(env["HOME"])
    assert env["PATH"]
    assert env["FRITTVALG_HOME"] == str(tmp_path / "here")
    assert env["FRITTVALG_SETTINGS"] == "development"


def test_serve_names_the_page_where_demo_accounts_sign_in() -> None:
    assert "{port}" + reverse("demo_sign_in") in SCRIPT.read_text(encoding="utf-8")
