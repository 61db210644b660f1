"""Log lines as JSON, one a line: what the code says, never what it was given.

A message is printed as its template, and only if the template stands in the code as it is printed; one
that was put together from values, or is an exception's text, is withheld. Of the arguments and the extra
fields only numbers of known names pass, and an exception is its class and its frames: messages of
databases and parsers, and of Django itself about a wrong host, quote what they were given.
"""

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import CodeType, FrameType
from typing import Any

import structlog
from django.conf import settings
from django.urls import Resolver404, resolve
from structlog.typing import EventDict

UNWRITABLE = "(a line that could not be written)"
WITHHELD = "(a text that is not in the code)"
# Extra fields that may be written, as numbers.
NUMBERS = {"status": "status", "status_code": "status", "count": "count", "seconds": "seconds"}
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
FRAMES = 8


def line_formatter() -> logging.Formatter:
    """For the `()` entry of LOGGING: renders our own and third-party records alike."""
    return Formatter(
        processors=[_line, structlog.processors.JSONRenderer(ensure_ascii=False)],
        use_get_message=False,
        pass_foreign_args=True,
    )


class Formatter(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        """Never raises: the logging package would print the message and its arguments to say what failed."""
        try:
            return super().format(record)
        except Exception as error:
            return json.dumps({"event": UNWRITABLE, "logger": record.name, "error": type(error).__name__})


def _line(_logger: Any, _name: str, said: EventDict) -> EventDict:
    """A new dictionary: nothing of `said` is taken over that is not named here."""
    record: logging.LogRecord = said["_record"]
    line: EventDict = {
        "event": _template(said.get("event")),
        "level": record.levelname.lower(),
        "logger": record.name,
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds"),
    }
    line.update(_numbers({**record.__dict__, **said}))
    arguments = said.get("positional_args")
    if record.name == "gunicorn.access" and isinstance(arguments, Mapping):
        line.update(_answered(arguments))
    elif record.name == "django.server" and isinstance(arguments, tuple) and len(arguments) == 3:
        line.update(_numbers({"status": int(arguments[1]) if _is_status(arguments[1]) else None}))
    line.update(_error(said.get("exc_info")))
    return line


def _template(text: object) -> str:
    """The text, if a function on the way to this log call holds it as a constant."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and isinstance(text, str):
        if _holds(frame.f_code, text):
            return text
        frame = frame.f_back
    return WITHHELD


def _holds(code: CodeType, text: str) -> bool:
    return any(type(one) is str and one == text for one in code.co_consts)


def _numbers(extra: Mapping[str, Any]) -> dict[str, float]:
    return {name: extra[key] for key, name in NUMBERS.items() if type(extra.get(key)) in (int, float)}


def _answered(atoms: Mapping[str, Any]) -> dict[str, Any]:
    """gunicorn's line about an answer: the route instead of the path, for a path holds whatever was typed."""
    method = atoms.get("m") if atoms.get("m") in METHODS else "other method"
    status = str(atoms.get("s"))[:3]
    line: dict[str, Any] = {"event": f"{method} {_route(str(atoms.get('U')))}"}
    if _is_status(status):
        line |= {"event": f"{line['event']} {status}", "status": int(status)}
    milliseconds = str(atoms.get("M"))
    if milliseconds.isdecimal():
        line["seconds"] = int(milliseconds) / 1000
    return line


def _route(path: str) -> str:
    """`/saker/<uuid:case_id>/` for the path of a case; a path that leads nowhere is not repeated."""
    if path.startswith(settings.STATIC_URL):
        return f"{settings.STATIC_URL}…"
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return "(no such page)"


def _is_status(value: object) -> bool:
    return len(str(value)) == 3 and str(value).isascii() and str(value).isdecimal()


def _error(told: Any) -> dict[str, Any]:
    """The class of an exception and its last frames, innermost last."""
    found = sys.exc_info() if told is True else told
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if not isinstance(found, tuple) or found[0] is None:
        return {}
    kind, _value, trace = found
    frames = [f"{one.name} ({one.filename}:{one.lineno})" for one in traceback.extract_tb(trace)[-FRAMES:]]
    return {"error": kind.__name__, "frames": frames}
