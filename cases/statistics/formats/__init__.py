"""A report as bytes in one of the formats there are. Nothing is counted or rounded here."""

from collections.abc import Callable

from cases.statistics.formats.as_csv import as_csv
from cases.statistics.formats.as_json import as_json
from cases.statistics.formats.as_text import as_text
from cases.statistics.result import Report

Write = Callable[[Report], str]
FORMATS: dict[str, Write] = {"text": as_text, "json": as_json, "csv": as_csv}


def to_bytes(report: Report, name: str) -> bytes:
    """The file. Spreadsheets take UTF-8 only with a byte order mark. Raises KeyError."""
    return FORMATS[name](report).encode("utf-8-sig" if name == "csv" else "utf-8")


__all__ = ["FORMATS", "to_bytes"]
