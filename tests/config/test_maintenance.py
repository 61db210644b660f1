"""Shut for maintenance: what is answered meanwhile, that no route passes by, and the command."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.maintenance import shut
from tests.factories import Member
from tests.headers import PAGE, own
from tests.matrix import MATRIX
from tests.security.test_matrix import things_of

# Half past two in Norway.
NOW = datetime(2026, 6, 3, 12, 30, tzinfo=UTC)
STATIC = "/static/frittvalg/site.css"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.HOME = tmp_path / "home"
    with time_machine.travel(NOW, tick=False):
        yield settings.HOME


def command(*said: str) -> str:
    out = io.StringIO()
    call_command("maintenance", *said, stdout=out)
    return out.getvalue()


def test_no_route_passes_by_and_none_asks_the_database(adviser: Member) -> None:
    things = things_of(adviser)
    asked = [(row, reverse(row.route, args=[things[name] for name in row.args])) for row in MATRIX]
    assert adviser.client.get(reverse("case_list")).status_code == 200
    command("on")
    with CaptureQueriesContext(connection) as caught:
        statuses = {
            (row.verb, row.route): adviser.client.generic(row.verb, address).status_code
            for row, address in asked
        }
        statuses["GET", "no such route"] = adviser.client.get("/finnes-ikke/").status_code
    assert len(caught) == 0
    passed = {asked for asked, status in statuses.items() if status != 503}
    assert passed == {("GET", "health_live")}
    command("off")
    assert adviser.client.get(reverse("case_list")).status_code == 200


# From here on no test may touch the database: pytest-django would stop it.
def test_what_is_answered_without_a_database() -> None:
    command("on")
    client = Client()
    client.cookies["sessionid"] = "somebody"
    page, ready = client.get(reverse("start")), client.get(reverse("health_ready"))
    assert (page.status_code, ready.status_code) == (503, 503)
    assert own(page) == {
        "Content-Type": PAGE,
        "Content-Language": "nb",
        "Content-Length": page.headers["Content-Length"],
        "Retry-After": "600",
    }
    assert ready.json() == {"ready": False, "maintenance": True}
    assert client.get(reverse("health_live")).json() == {"live": True}
    assert client.post(reverse("case_new"), {"narrative": "hemmelig"}).status_code == 503
    assert client.get(STATIC).status_code == 200


def test_the_page_says_in_three_languages_what_to_do_meanwhile() -> None:
    command("on", "--until", "16:00")
    answer = Client().get(reverse("case_new"))
    text = answer.content.decode()
    for language in ("nb", "nn", "en"):
        assert f'<section class="stack" lang="{language}">' in text
    assert text.count("03.06.2026 16:00") == 3
    assert text.count('href="tel:112"') == 3
    assert text.count('href="tel:116111"') == 3
    assert answer.headers["Retry-After"] == str(90 * 60)


def test_numbers_of_the_installation_are_there_and_a_broken_file_takes_none_of_ours(home: Path) -> None:
    command("on")
    own_file = home / "reference" / "telephones.csv"
    own_file.parent.mkdir()
    lines = (
        "key,telephone,valid_from,valid_to,source",
        "kt-koordinator,+47 22 33 44 55,,,",
        "ankara,11 22 33 44,,,",
    )
    own_file.write_text("\n".join(lines))
    text = Client().get("/").content.decode()
    assert 'href="tel:+4722334455"' in text
    assert "Ambassaden, Ankara" in text
    assert "Amman" not in text
    own_file.write_bytes(b"\xff")
    text = Client().get("/").content.decode()
    assert 'href="tel:112"' in text
    assert "+4722334455" not in text


def test_when_the_time_has_passed_it_stays_shut_and_says_no_time() -> None:
    command("on", "--until", "2026-06-03 16:00")
    with time_machine.travel(datetime(2026, 6, 3, 14, 1, tzinfo=UTC)):
        answer = Client().get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    assert "16:00" not in answer.content.decode()


@pytest.mark.parametrize("content", ["", "i morgen", "2026-06-03T16:00", b"\xff\xfe", None])
def test_whatever_the_file_is_it_shuts(home: Path, content: str | bytes | None) -> None:
    """None: something that is there and cannot be read at all."""
    assert shut() is None
    home.mkdir()
    if content is None:
        (home / "maintenance").mkdir()
    else:
        (home / "maintenance").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert Client().get("/").status_code == 503


def test_the_command_says_which_it_is(home: Path) -> None:
    assert command("status") == "Open: pages are answered.\n"
    assert "not said" in command("on")
    assert "2026-06-04 09:00" in command("on", "--until", "2026-06-04 09:00")
    assert "2026-06-04 09:00" in command("status")
    assert [one.name for one in home.iterdir()] == ["maintenance"]
    assert command("off") == "Open: pages are answered.\n"
    assert command("off") == "It was open already.\nOpen: pages are answered.\n"


@pytest.mark.parametrize("until", ["14:30", "2026-06-03 14:29", "25:00", "snart", ""])
def test_a_time_that_is_none_or_has_passed_changes_nothing(until: str) -> None:
    with pytest.raises(CommandError):
        command("on", "--until", until)
    with pytest.raises(CommandError):
        command("off", "--until", "16:00")
    assert shut() is None


def test_a_folder_that_cannot_be_written_is_told(home: Path) -> None:
    home.write_text("no folder")
    with pytest.raises(CommandError, match="nothing is changed"):
        command("on")
