"""The command that says whether an installation is well: a line each, and what to do where it is not."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from advisory.models import Heartbeat
from advisory.roles import Role
from advisory.sealing.keys import chest
from audit import record
from audit.actor import job
from audit.verbs import Verb
from audit.witness import FileWitness
from audit.witnessing import make_checkpoint
from cases.models.facts import CaseFacts
from config.doctor import QUESTIONS
from config.keyring import FileKeyring
from tests import factories
from tests.conftest import unprotected_trail
from tests.factories import Member

pytestmark = pytest.mark.django_db
ALL = [one.name for one in QUESTIONS]


@pytest.fixture(autouse=True)
def well(settings: Any, tmp_path: Path, reference: None) -> None:
    """An installation that is: a good secret, a witness that has seen the trail, jobs that were done."""
    settings.SECRET_KEY = "r4Xn0v-Q8mZt_1LwKcE7yBpS6dHgUa3JfTiRo9NqVe2"
    settings.SECRET_KEY_FILE = tmp_path / "secret_key"
    settings.SECRET_KEY_FILE.write_text("x")
    settings.SECRET_KEY_FILE.chmod(0o400)
    settings.WITNESSES = [FileWitness(tmp_path / "witness" / "checkpoints")]
    settings.JOBS_EXPECTED = True
    Heartbeat.objects.update(expected_since=timezone.now(), done_at=timezone.now(), failed_at=None)
    record.alone(Verb.CASE_READ, actor=job("suite"), chain=factories.SUITE.id)
    make_checkpoint()


def said() -> dict[str, str]:
    """By question what is wrong, nothing where it is well. Exit status 1 if and only if anything is."""
    out = io.StringIO()
    status = 0
    try:
        call_command("doctor", stdout=out)
    except CommandError as error:
        status = error.returncode
    found = {}
    for line in out.getvalue().splitlines():
        match = re.fullmatch(r"(?:ok {3}(\w+)|FAIL (\w+): (.+))", line)
        assert match, line
        found[match[1] or match[2]] = match[3] or ""
    assert list(found) == ALL
    assert status == any(found.values())
    return found


def wrong() -> dict[str, str]:
    return {name: problem for name, problem in said().items() if problem}


def test_a_line_each_when_all_is_well() -> None:
    assert wrong() == {}


def test_a_weak_secret_and_a_key_file_that_others_can_read(settings: Any, tmp_path: Path) -> None:
    settings.SECRET_KEY = "insecure"
    settings.SECRET_KEY_FILE.chmod(0o444)
    assert isinstance(settings.KEYRING, FileKeyring)
    mode = settings.KEYRING.path.stat().st_mode
    settings.KEYRING.path.chmod(0o440)
    try:
        found = wrong()
    finally:
        settings.KEYRING.path.chmod(mode)
    assert set(found) == {"secrets"}
    for text in ("SECRET_KEY is too short", "file of the secret", "the key file can be read"):
        assert text in found["secrets"]


def test_settings_that_are_unsafe(settings: Any) -> None:
    settings.SESSION_IDLE_AGE = 5 * 3600
    assert set(found := wrong()) == {"settings"}
    assert "advisory.E006" in found["settings"]


def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("password of frittvalg_app is hunter2")

    monkeypatch.setattr(connection, "cursor", away)
    found = said()
    assert "OperationalError" in found["database"]
    assert "hunter2" not in str(found)
    assert [name for name in ALL if "needs the database" in found[name]] == ALL[4:]


def test_what_is_shut_for_maintenance(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    call_command("maintenance", "on", verbosity=0)
    assert set(found := wrong()) == {"maintenance"}
    assert "manage.py maintenance off" in found["maintenance"]


def test_keys_of_another_database(settings: Any, tmp_path: Path) -> None:
    FileKeyring.create(tmp_path / "other")
    settings.KEYRING = FileKeyring(tmp_path / "other")
    chest.forget()
    try:
        assert wrong()["keys"]
    finally:
        chest.forget()


def test_a_migration_that_was_not_applied() -> None:
    MigrationRecorder.Migration.objects.filter(app="cases").order_by("-pk").first().delete()  # type: ignore[union-attr]
    found = wrong()
    assert set(found) == {"migrations"}
    assert "manage.py migrate" in found["migrations"]


def test_triggers_that_were_taken_away() -> None:
    with unprotected_trail():
        found = wrong()
    assert set(found) == {"triggers"}
    assert "audit_entry_no_update" in found["triggers"]


def test_a_witness_without_a_checkpoint_and_one_that_was_cut(settings: Any) -> None:
    (book,) = settings.WITNESSES
    kept = book.path.read_text()
    book.path.unlink()
    assert "there is none: run “manage.py checkpoint”" in wrong()["checkpoint"]
    book.path.write_text(kept)
    record.alone(Verb.CASE_READ, actor=job("suite"), chain=factories.SUITE.id)
    make_checkpoint()
    assert wrong() == {}
    book.path.write_text(kept)
    assert "a witness ends with 1, and the trail knows of 2" in wrong()["checkpoint"]
    head, _space, last = kept.rstrip("\n").rpartition("\n")
    book.path.write_text(f"{head}\n{last.replace('checkpoint 1 2', 'checkpoint 1 3')}\n")
    assert "was altered" in wrong()["checkpoint"]


def test_entries_that_nobody_has_witnessed(settings: Any) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        Heartbeat.objects.update(done_at=timezone.now())
        assert wrong() == {}
        record.alone(Verb.CASE_READ, actor=job("suite"), chain=factories.SUITE.id)
    with time_machine.travel(timezone.now() + timedelta(minutes=40), tick=False):
        Heartbeat.objects.update(done_at=timezone.now())
        assert "entries wait" in wrong()["checkpoint"]
        settings.JOBS_EXPECTED = False
        assert wrong() == {}


def test_jobs_that_are_silent_or_have_failed(settings: Any) -> None:
    now = timezone.now()
    Heartbeat.objects.filter(job="chase").update(
        expected_since=now - timedelta(days=9), done_at=now - timedelta(days=2)
    )
    Heartbeat.objects.filter(job="verify_seals").update(failed_at=now + timedelta(seconds=1))
    found = wrong()
    assert set(found) == {"jobs"}
    assert "chase is silent" in found["jobs"]
    assert "systemctl status frittvalg-chase.timer" in found["jobs"]
    assert "journalctl -u frittvalg-verify-seals" in found["jobs"]
    settings.JOBS_EXPECTED = False
    assert wrong() == {}


def test_an_open_case_with_nobody_behind_it_by_its_number_alone(coordinator: Member) -> None:
    facts = CaseFacts(concern="UFO", focus_country="PK", urgency="AKUTT")
    cases = [factories.log_case(coordinator, case=facts, narrative="Kanarifuglen") for _ in range(7)]
    make_checkpoint()
    found = wrong()
    assert set(found) == {"lanes"}
    assert found["lanes"].startswith("7 open without")
    assert sum(str(case.pk) in found["lanes"] for case in cases) == 5
    for text in ("Kanarifuglen", "PK", "Pakistan", "AKUTT", "UFO", "Coordinator"):
        assert text not in json.dumps(found)
    factories.member("second", Role.COORDINATOR, factories.post("kt-koordinator"))
    assert wrong() == {}
