"""Log lines as JSON, one a line, holding only the fields named here.

An exception is written as its class and its frames, never as its message: messages of
databases and parsers quote what they were given.
"""

import logging
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

ALLOWED = frozenset(
    {"event", "level", "logger", "timestamp", "error", "frames", "status", "job", "count", "seconds"}
)


def line_formatter() -> logging.Formatter:
    """For the `()` entry of LOGGING: renders our own and third-party records alike."""
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    after: list[Processor] = [
        _describe_error,
        _keep_allowed,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=after)


def _describe_error(_logger: Any, _name: str, event: EventDict) -> EventDict:
    record: logging.LogRecord | None = event.get("_record")
    if record is not None and record.exc_info and record.exc_info[0] is not None:
        kind, _value, trace = record.exc_info
        event["error"] = kind.__name__
        event["frames"] = [
            f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in traceback.extract_tb(trace)[-8:]
        ]
    return event


def _keep_allowed(_logger: Any, _name: str, event: EventDict) -> EventDict:
    return {name: value for name, value in event.items() if name in ALLOWED}
