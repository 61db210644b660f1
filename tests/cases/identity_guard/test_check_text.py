"""`manage.py check_text`: a JSON object a line, as the design says."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from cases.identity_guard import checking


def check_text(lines: str, monkeypatch: pytest.MonkeyPatch, *args: str) -> list[dict[str, object]]:
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    out = io.StringIO()
    call_command("check_text", *args, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_has_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = check_text("Hun ringte.\nJeg møtte Fatima.\n\nRing 900 12 345\n", monkeypatch)
    assert answers == [
        {"verdict": "ok", "findings": []},
        {"verdict": "ask", "findings": [{"kind": "name", "start": 10, "end": 16}]},
        {"verdict": "ok", "findings": []},
        {"verdict": "stop", "findings": [{"kind": "phone", "start": 5, "end": 15}]},
    ]


def test_the_writers_own_school_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Elevene på nordlia vet det.\n"
    (answer,) = check_text(text, monkeypatch, "--own", "Nordlia videregående skole")
    assert answer["verdict"] == "ask"


def test_a_broken_guard_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str, places: object, own: object) -> None:
        raise ValueError(text)

    monkeypatch.setitem(checking.PARTS, "names", broken)
    with pytest.raises(CommandError, match="names"):
        check_text("Hun ringte.\n", monkeypatch)
