"""A database of version 0.1 with rows goes to the newest state: cases open, accounts stand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORY = "import django; django.setup(); from tests.flows.upgrade_story import main; main()"


@pytest.mark.slow
def test_a_database_of_the_version_before_becomes_a_new_one(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "FRITTVALG_HOME"}
    environment["DATABASE_URL"] = f"sqlite:///{tmp_path}/old.sqlite3"
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.testing"
    done = subprocess.run(
        [sys.executable, "-c", STORY],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
