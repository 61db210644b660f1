"""Jobs that timers run say when they were done; one that is silent turns the health page red."""

import ast
import io
import os
import re
import signal
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from advisory import jobs
from advisory.jobs import BY_NAME, JOBS
from advisory.models import Heartbeat
from advisory.services.accounts import deactivate_account
from audit.job_command import JobCommand
from audit.management.commands import checkpoint
from tests import factories
from tests.architecture.source import ROOT, modules, tree
from tests.cases.erasing import after, at, closed_case
from tests.factories import Member

UNITS = ROOT / "deploy" / "systemd"
# How each job is started by its timer.
BEAT = {
    "chase": (),
    "clearsessions": (),
    "digest": (),
    "erase_expired": ("--erase", "--mark"),
    "scan_texts": (),
    "segments": (),
    "send_letters": (),
    "trim_trail": (),
    "verify_seals": (),
    "verify_trail": ("--checkpoints",),
    "checkpoint": (),
}
# Runs that only look.
LOOKS = {
    "erase_expired": ((), ("--mark",)),
    "trim_trail": (("--dry-run",), ("--summaries",), ("--before", "2020-01-31")),
    "verify_trail": ((),),
    "checkpoint": (("--public-key",),),
}


@pytest.fixture
def expected(settings: Any, db: None) -> None:
    """An installation with timers, a minute after it was made."""
    settings.JOBS_EXPECTED = True
    Heartbeat.objects.update(expected_since=timezone.now() - timedelta(minutes=1))


def run(name: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def job_of(command: str) -> str:
    loaded = load_command_class(get_commands()[command], command)
    assert isinstance(loaded, JobCommand)
    return loaded.job


def beat(command: str) -> Heartbeat:
    return Heartbeat.objects.get(job=job_of(command))


def health() -> tuple[int, dict[str, Any]]:
    answer = Client().get(reverse("health_ready"))
    return answer.status_code, answer.json()


def test_the_list_of_jobs_is_that_of_the_commands_and_of_the_timers() -> None:
    told = {
        path.rpartition("/")[2].removesuffix(".py")
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and any(getattr(base, "id", "") == "JobCommand" for base in node.bases)
    }
    assert told == BEAT.keys()
    assert {job_of(command) for command in BEAT} == BY_NAME.keys()
    started = "".join(path.read_text() for path in UNITS.glob("frittvalg-*.service"))
    for command, arguments in BEAT.items():
        if command not in ("clearsessions", "checkpoint", "scan_texts"):
            assert f"ExecStart=/opt/frittvalg/deploy/start {' '.join((command, *arguments))}\n" in started
    assert "deploy/start checkpoint --watch\n" in started
    assert "frittvalg-job@clearsessions.timer" in (ROOT / "deploy" / "README.md").read_text()


def test_each_job_may_be_silent_for_longer_than_until_its_next_run() -> None:
    for job in JOBS:
        assert job.said
        assert job.silence >= timedelta(minutes=15)


@pytest.mark.parametrize("command", sorted(BEAT))
def test_each_job_says_when_it_was_done(command: str, reference: None, tmp_path: Path, settings: Any) -> None:
    settings.WITNESSES = [type(settings.WITNESSES[0])(tmp_path / "book")]
    if command == "verify_trail":
        run("checkpoint")
    for arguments in LOOKS.get(command, ()):
        run(command, *arguments)
    assert beat(command).done_at is None
    before = timezone.now()
    run(command, *BEAT[command])
    assert before <= beat(command).done_at <= timezone.now()
    assert beat(command).failed_at is None


def test_one_that_fails_says_so_and_is_not_done(reference: None) -> None:
    run("verify_seals")
    done = beat("verify_seals").done_at
    with connection.cursor() as cursor:
        cursor.execute("UPDATE advisory_post SET valid_from = '1999-01-01'")
    with pytest.raises(CommandError, match="do not hold"):
        run("verify_seals")
    row = beat("verify_seals")
    assert row.done_at == done
    assert row.failed_at is not None
    assert row.failed_at > done


def test_the_nights_erasing_says_that_it_could_not_do_all(adviser: Member, coordinator: Member) -> None:
    """Nobody holds the case's post and nobody is privacy officer: it is not marked."""
    closed_case(adviser)
    assert adviser.account is not None
    deactivate_account(actor=factories.SUITE, account=adviser.account)
    with at(after(30)), pytest.raises(CommandError, match="appoint a privacy officer"):
        run("erase_expired", "--erase", "--mark")
    assert beat("erase_expired").failed_at is not None
    assert beat("erase_expired").done_at is None


def test_a_developers_machine_is_ready_without_any_job(db: None) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert health() == (200, {"ready": True})
        assert not any(one.is_missed for one in jobs.all_heard(timezone.now()))


@pytest.mark.parametrize("command", sorted(BEAT))
def test_a_silent_job_turns_the_health_page_red_and_its_next_run_green(
    command: str, expected: None, reference: None, tmp_path: Path, settings: Any
) -> None:
    settings.WITNESSES = [type(settings.WITNESSES[0])(tmp_path / "book")]
    job = BY_NAME[job_of(command)]
    Heartbeat.objects.exclude(job=job.name).update(expected_since=timezone.now() + timedelta(days=400))
    if command == "verify_trail":
        run("checkpoint")
    run(command, *BEAT[command])
    assert health() == (200, {"ready": True})
    began = timezone.now()
    with time_machine.travel(began + job.silence - timedelta(seconds=5), tick=False):
        assert health() == (200, {"ready": True})
    with time_machine.travel(began + job.silence + timedelta(seconds=5), tick=False):
        assert health() == (503, {"ready": False, "jobs": "silent"})
        run(command, *BEAT[command])
        assert health() == (200, {"ready": True})


def test_a_new_installation_has_time_to_begin(expected: None) -> None:
    assert health() == (200, {"ready": True})
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert health()[0] == 503


def test_a_job_that_only_fails_is_as_silent_as_one_that_does_not_run(expected: None, reference: None) -> None:
    Heartbeat.objects.exclude(job="verify_seals").update(expected_since=timezone.now() + timedelta(days=400))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE advisory_post SET valid_from = '1999-01-01'")
    for nights in (1, 2):
        with time_machine.travel(timezone.now() + timedelta(days=nights)):
            with pytest.raises(CommandError):
                run("verify_seals")
            assert health()[0] == 200
    with time_machine.travel(timezone.now() + timedelta(hours=51)):
        assert health() == (503, {"ready": False, "jobs": "silent"})


def test_a_watching_witness_says_so_each_time_it_looked(
    transactional_db: None, reference: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WITNESSES = [type(settings.WITNESSES[0])(tmp_path / "book")]
    seen = []

    def looks(moment: datetime) -> int:
        """The command's own question while it waits: here what it has told of itself by then."""
        seen.append(Heartbeat.objects.get(job="witness").done_at)
        os.kill(os.getpid(), signal.SIGTERM)
        return 0

    monkeypatch.setattr(checkpoint, "entries_since", looks)
    monkeypatch.setattr(checkpoint, "LOOKS_EVERY", 0.01)
    run("checkpoint", "--watch")
    assert seen
    assert seen[0] is not None


def test_the_administrators_page_says_how_each_job_is(
    administrator: Member, expected: None, settings: Any
) -> None:
    def told() -> dict[str, str]:
        administrator.client.cookies["language"] = "en"
        page = administrator.client.get("/styring/").content.decode()
        rows = re.findall(
            r"<th [^>]*>([^<]+)</th>\s*<td[^>]*>([^<]+)</td>\s*<td[^>]*>[^<]*</td>\s*<td[^>]*>([^<]+)", page
        )
        assert [job for job, _often, _how in rows] == [capfirst(str(job.said)) for job in JOBS]
        return {job: how for job, _often, how in rows}

    assert set(told().values()) == {"Has not run yet"}
    run("clearsessions")
    assert told()["Removal of sessions that have ended"] == "As it should be"
    Heartbeat.objects.filter(job="verify_seals").update(failed_at=timezone.now())
    assert told()["Check of the seals"].startswith("Failed ")
    Heartbeat.objects.update(expected_since=timezone.now() - timedelta(days=50))
    assert told()["Check of the trail"] == "Silent: it did not run for too long."
    assert told()["Check of the seals"].endswith("It was not done for too long.")
    settings.JOBS_EXPECTED = False
    assert told()["Check of the trail"] == "Has not run yet"


def test_a_row_that_somebody_took_away_is_missed(expected: None) -> None:
    Heartbeat.objects.filter(job="witness").delete()
    assert health() == (503, {"ready": False, "jobs": "silent"})
    jobs.expect(using="default")
    assert health() == (200, {"ready": True})


def test_what_is_no_job_any_more_is_forgotten_with_the_next_migrate(db: None) -> None:
    Heartbeat.objects.create(job="of_old", expected_since=timezone.now())
    Heartbeat.objects.filter(job="chase").delete()
    jobs.expect(using="default")
    assert set(Heartbeat.objects.values_list("job", flat=True)) == BY_NAME.keys()
