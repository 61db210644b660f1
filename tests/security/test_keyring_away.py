"""The key service goes away in the middle of the day and comes back: nothing is half-written, everybody is
told, and the same processes go on."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from advisory.models import Epoch
from advisory.sealing.keys import chest
from cases.models import Draft
from config.checks import key_file_opens_the_database
from config.keyring import FileKeyring, KeyringUnavailable
from config.keyring.client import ServiceKeyring
from tests.cases.snapshots import everything
from tests.cases.typing_in import typed
from tests.factories import Member
from tests.security.key_service import ROOT, RunningService

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: Any, tmp_path: Path, reference: None) -> Iterator[RunningService]:
    """The suite's own keys, held by another process."""
    shutil.copy(settings.KEYRING.path, tmp_path / "keyring")
    made = RunningService(tmp_path, tmp_path / "keyring")
    made.start()
    settings.KEYRING = ServiceKeyring(made.socket)
    chest.forget()
    yield made
    chest.forget()
    made.stop()


def patient(who: Member) -> Client:
    """Her browser, which shows an error page instead of raising."""
    who.client.raise_request_exception = False
    return who.client


def send(who: Member, language: str = "nb") -> HttpResponse:
    client = patient(who)
    client.post(reverse("set_language"), {"language": language})
    given = {"submission": str(uuid.uuid4()), "step": "save", **typed()}
    return client.post(reverse("case_new"), given)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Ingenting av det du nettopp sendte, ble lagret"),
        ("nn", "Ingenting av det du nett sende, vart lagra"),
        ("en", "Nothing of what you sent just now was stored"),
    ],
)
def test_a_form_sent_meanwhile_says_that_nothing_was_stored(
    service: RunningService, adviser: Member, language: str, sentence: str
) -> None:
    assert send(adviser, language).status_code == 302
    before = everything()
    service.kill()
    answer = send(adviser, language)
    assert answer.status_code == 503
    assert sentence in answer.content.decode()
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["Cache-Control"] == "no-store"
    assert everything() == before
    service.start()
    assert send(adviser, language).status_code == 302


def test_every_page_of_a_case_says_so_and_comes_back(service: RunningService, adviser: Member) -> None:
    page = str(send(adviser).headers["Location"])
    pages = [page, reverse("case_list"), reverse("case_new")]
    client = patient(adviser)
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    before = everything()
    service.kill()
    assert client.get(page).status_code == client.get(reverse("case_list")).status_code == 503
    assert everything() == before
    service.start()
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]


def test_a_draft_kept_before_is_there_afterwards(service: RunningService, adviser: Member) -> None:
    client = patient(adviser)
    given = {"submission": str(uuid.uuid4()), **typed()}
    assert client.post(reverse("draft_save"), given).status_code < 400
    kept = list(Draft.objects.values_list("pk", flat=True))
    assert kept
    service.kill()
    assert send(adviser).status_code == 503
    service.start()
    assert list(Draft.objects.values_list("pk", flat=True)) == kept


def test_readiness_names_it_and_another_fault_stays_a_500(
    service: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    ready = reverse("health_ready")
    assert client.get(ready).json() == {"ready": True}
    service.kill()
    answer = client.get(ready)
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "keyring": "unavailable"})
    assert client.get(reverse("health_live")).status_code == 200
    service.start()
    assert client.get(ready).status_code == 200

    def broken(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("config.views.JsonResponse", broken)
    assert client.get(reverse("health_live")).status_code == 500


def test_a_command_raises_the_sentence_and_changes_nothing(service: RunningService, adviser: Member) -> None:
    before = everything(), list(Epoch.objects.values_list("kek", "wrapped"))
    service.kill()
    for command in (["rotate_keys"], ["rotate_keys", "--new-epoch"], ["rotate_keys", "--mac"]):
        with pytest.raises(KeyringUnavailable, match="systemctl start frittvalg-keys"):
            call_command(*command)
    assert (everything(), list(Epoch.objects.values_list("kek", "wrapped"))) == before
    service.start()
    call_command("rotate_keys")
    assert Epoch.objects.get().kek == 2


def test_the_check_before_a_start_says_so(service: RunningService) -> None:
    def found() -> list[str]:
        chest.forget()
        return [str(one.msg) for one in run_checks(databases=["default"], include_deployment_checks=True)]

    assert not [one for one in found() if "key service" in one]
    service.kill()
    assert [one for one in found() if "The key service does not answer" in one]


def test_wrong_keys_for_this_database_stop_the_start(reference: None, settings: Any, tmp_path: Path) -> None:
    assert key_file_opens_the_database(None, databases=["default"]) == []
    FileKeyring.create(tmp_path / "other")
    settings.KEYRING = FileKeyring(tmp_path / "other")
    chest.forget()
    (problem,) = key_file_opens_the_database(None, databases=["default"])
    assert "does not open this database. Start with the keys that belong to this database" in str(problem.msg)
    chest.forget()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"FRITTVALG_KEY_FILE": "/nonexistent"}, "The key file could not be read. Set FRITTVALG_KEY_FILE"),
        ({"FRITTVALG_KEYRING": "environment"}, "Set FRITTVALG_KEYS to the key lines"),
        ({"FRITTVALG_KEYRING": "environment", "FRITTVALG_KEYS": "kek 1 sikret"}, "Line 1 of FRITTVALG_KEYS"),
        (
            {"FRITTVALG_KEYRING": "service", "FRITTVALG_KEY_SOCKET": "/nonexistent"},
            "The key service does not answer at /nonexistent. Start it",
        ),
        (
            {"FRITTVALG_KEYRING": "vault"},
            "FRITTVALG_KEYRING is 'vault'; it must be file, environment, service",
        ),
    ],
)
def test_a_command_ends_with_the_sentence_alone(
    tmp_path: Path, changes: dict[str, str], sentence: str
) -> None:
    env = {"PATH": os.environ["PATH"], "FRITTVALG_HOME": str(tmp_path), **changes}
    command = [sys.executable, ROOT / "manage.py", "keyring", "list"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "sikret" not in done.stderr
    if "FRITTVALG_KEYRING" not in changes:
        assert len(done.stderr.splitlines()) == 1
