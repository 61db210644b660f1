"""A process of ours that dies prints no value and leaves no core dump; its debug page shows none either."""

import logging
import os
import secrets
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils.log import AdminEmailHandler
from django.views.debug import ExceptionReporter

from cases.models import Case, Inquiry
from cases.told import Told
from cases.views import facts_shown as page
from cases.views import recording
from config.process import told
from tests import factories
from tests.cases.typing_in import typed
from tests.factories import Member

ROOT = Path(__file__).resolve().parents[2]
# Letters alone, for a note with a number in it may be stopped at the gate.
TOKEN = "kanari" + "".join(secrets.choice("bdfgklmnpstvz") for _ in range(12))


def dying(code: str, *, stage: str = "testing", **env: str) -> subprocess.CompletedProcess[str]:
    """Run a module's worth of code as manage.py is run: closed, then whatever it does."""
    begin = "import sys, threading; from config.process import close_process; close_process()\n"
    return subprocess.run(
        [sys.executable, "-c", begin + code.replace("TOKEN", TOKEN)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": f"config.settings.{stage}", **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


IN_SEALING = """
import django; django.setup()
from advisory.sealing import padding
def seal_all(narrative):
    padding.pad(narrative, size=8)
seal_all("TOKEN")
"""
WITH_CAUSE = """
def parse(text):
    return int(text)
try:
    parse("TOKEN")
except ValueError as error:
    error.add_note("TOKEN")
    raise RuntimeError("TOKEN") from error
"""
THREAD = """
def work(name):
    raise ValueError(name)
one = threading.Thread(target=work, args=["TOKEN"], name="TOKEN"); one.start(); one.join()
"""
FINALIZER = """
class Row:
    def __repr__(self):
        return "TOKEN"
    def __del__(self):
        raise ValueError("TOKEN")
row = Row(); del row
"""
LOG_LINE = """
import logging
logging.basicConfig(format="%(nothing)s")
logging.getLogger("suite").error("TOKEN %s", "TOKEN")
raise KeyError("TOKEN")
"""
WARNING = """
import warnings
warnings.warn("TOKEN")
raise KeyError("TOKEN")
"""
GROUP = """
raise ExceptionGroup("TOKEN", [ValueError("TOKEN")])
"""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (IN_SEALING, ["ValueError", "seal_all (", "pad ("]),
        (WITH_CAUSE, ["ValueError", "parse (", "RuntimeError"]),
        (THREAD, ["A thread ended by an error:", "ValueError", "work ("]),
        (FINALIZER, ["could not be raised", "ValueError", "__del__ ("]),
        (LOG_LINE, ["KeyError"]),
        (WARNING, ["KeyError"]),
        (GROUP, ["ExceptionGroup"]),
    ],
)
def test_an_error_nobody_caught_is_its_class_and_frames(code: str, said: list[str]) -> None:
    done = dying(code)
    assert TOKEN not in done.stdout + done.stderr
    for word in said:
        assert word in done.stderr, done.stderr


def test_a_sentence_about_the_settings_is_said() -> None:
    done = dying("import django; django.setup()", stage="production", FRITTVALG_SECRET_KEY_FILE="/nowhere/it")
    assert done.returncode == 1
    assert "FRITTVALG_SECRET_KEY" in done.stderr


def test_a_management_command_is_closed_too() -> None:
    """Through manage.py itself; in development its texts can be asked for, elsewhere they cannot."""
    code = (
        "import sys, manage, django.core.management as m\n"
        "def fail(argv): raise ValueError('TOKEN')\n"
        "m.execute_from_command_line = fail\n"
        "manage.main()"
    ).replace("TOKEN", TOKEN)
    for stage, env, shown in (
        ("production", "1", False),
        ("development", "", False),
        ("development", "1", True),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "FRITTVALG_SETTINGS": stage, "FRITTVALG_DEBUG": env},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, TOKEN in done.stderr) == (1, shown), (stage, env)
        assert "ValueError" in done.stderr


DUMP = """
import os, resource
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
print(open("/proc/self/status").read() if sys.platform == "linux" else "")
if sys.platform == "linux":
    import ctypes
    assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0, "PR_GET_DUMPABLE"
    child = os.fork()
    if not child:
        assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
os.abort()
"""


def test_no_core_dump_from_it_or_from_its_workers(tmp_path: Path) -> None:
    done = dying(f"import os; os.chdir({str(tmp_path)!r})\n{DUMP}")
    assert done.returncode == -6, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_gunicorn_closes_itself_before_it_loads_anything() -> None:
    """The configuration is read in the master, before the application: workers are its children."""
    done = dying(
        "import runpy, resource, ctypes\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        "ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)\n"
        "runpy.run_path('deploy/gunicorn.conf.py')\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), sys.excepthook.__module__)"
    )
    assert done.stdout.split() == ["0", "config.process"], done.stderr


def test_an_error_that_causes_itself_is_told_once() -> None:
    first, second = ValueError(TOKEN), KeyError(TOKEN)
    first.__context__, second.__context__ = second, first
    assert [line.split(":")[0] for line in told(first).splitlines()] == ["KeyError", "ValueError"]


# --- the page and the mail that Django makes of an error ---


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, adviser: Member) -> str:
    """The address of a case whose page fails with all of it in its locals and in the error."""
    case = factories.log_case(adviser, narrative=f"Hun heter {TOKEN}.")
    address = f"/saker/{case.pk}/"
    assert TOKEN in adviser.client.get(address).content.decode()
    honest = page.coded_in

    def broken(case: Case, lane: Inquiry) -> Any:
        narrative, _told = lane.narrative, honest(case, lane)
        raise ValueError(narrative)

    monkeypatch.setattr(page, "coded_in", broken)
    adviser.client.raise_request_exception = False
    return address


@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_the_debug_page_of_a_case_shows_nothing_of_it(failing: str, adviser: Member, accept: str) -> None:
    with override_settings(DEBUG=True):
        answer = adviser.client.get(failing, {"q": TOKEN}, headers={"accept": accept, "user-agent": TOKEN})
    said = answer.content.decode()
    assert answer.status_code == 500
    assert "ValueError" in said
    assert "broken (" in said
    assert TOKEN not in said


@pytest.fixture
def mailed(monkeypatch: pytest.MonkeyPatch, settings: Any) -> logging.Handler:
    """Mail to administrators, turned on as an operator might; the product's own settings have none."""
    settings.ADMINS = [("Keeper", "keeper@example.invalid")]
    handler = AdminEmailHandler(include_html=True)
    logger = logging.getLogger("django.request")
    monkeypatch.setattr(logger, "handlers", [handler])
    return handler


def test_mail_about_it_holds_nothing_of_it(
    mailed: logging.Handler, failing: str, adviser: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*, told: Told, **held: Any) -> Any:
        raise ValueError(told.narrative)

    monkeypatch.setattr(recording, "log_inquiry", refusing)
    sent_in = typed(step="save", submission=str(uuid.uuid4()), narrative=TOKEN)
    for answer in (adviser.client.get(failing, {"q": TOKEN}), adviser.client.post("/saker/ny/", sent_in)):
        assert answer.status_code == 500
        assert TOKEN not in answer.content.decode()
    assert len(mail.outbox) == 2
    for one in mail.outbox:
        assert "ValueError" in one.body
        assert TOKEN not in one.message().as_string()


def test_djangos_own_reporter_gets_nothing_either(rf: Any) -> None:
    """Somebody who takes another reporter still meets our filter."""
    request = rf.post(f"/?q={TOKEN}", {"narrative": TOKEN}, headers={"user-agent": TOKEN})
    request.COOKIES["word"] = TOKEN

    def fail() -> None:
        narrative = TOKEN + "!"
        raise ValueError(len(narrative))

    try:
        fail()
    except ValueError as error:
        told_by_django = ExceptionReporter(request, ValueError, error, error.__traceback__)
    data = told_by_django.get_traceback_data()
    assert all(not frame.get("vars") for frame in data["frames"])
    assert not data["filtered_POST_items"]
    assert not data["settings"]
    assert not list(data["request_meta"])
    assert TOKEN not in told_by_django.get_traceback_text().replace(f"?q={TOKEN}", "").replace(
        f"'{TOKEN}'", ""
    )


def test_no_mail_and_no_raw_line_by_djangos_own_handlers(client: Client, settings: Any) -> None:
    """Django gives its logger a raw console and mail of its own unless told otherwise."""
    settings.ADMINS = [("Keeper", "keeper@example.invalid")]
    assert logging.getLogger("django").handlers == []
    logging.getLogger("django.request").error("Broken: %s", TOKEN)
    assert mail.outbox == []


UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_no_unit_starts_without_its_fence_against_dumps_and_swap(unit: Path) -> None:
    fence = (unit.parent / "hardening.conf").read_text().splitlines()
    assert {"LimitCORE=0", "MemorySwapMax=0"} <= set(fence)
    assert any(
        line.startswith("AssertPathExists=") and line.endswith("/hardening.conf")
        for line in unit.read_text().splitlines()
    )
    for dropped in unit.parent.glob("*.conf"):
        assert dropped.name == "hardening.conf" or "LimitCORE" not in dropped.read_text()
