"""The lists of packages agree with each other and name no registry, so that any mirror can serve them.

dev.py installs only one of two locked files, and holds the larger to contain the smaller.
"""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-test.txt", "requirements-node.txt")


def pins(name: str) -> set[str]:
    """Return what a locked file installs, as package==version; a package may stand once per Python."""
    return set(re.findall(r"^[^\s#=]+==[^\s;]+", (ROOT / name).read_text(), flags=re.MULTILINE))


def test_the_test_lock_holds_all_that_runs_in_the_same_versions() -> None:
    running = pins("requirements.txt")
    assert len(running) > 20
    assert running <= pins("requirements-test.txt")


def test_the_project_names_the_packages_that_are_locked() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = tomllib.load(file)["project"]["dependencies"]
    lines = (ROOT / "requirements.in").read_text().splitlines()
    assert declared == [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "--index-url" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in entry


def test_every_style_sheet_package_has_a_checksum_and_no_registry_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert len(packages) > 1
    for path, package in packages.items():
        assert "resolved" not in package
        assert path == "" or package["integrity"].startswith("sha512-")
