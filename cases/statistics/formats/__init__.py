"""A report as a file in one of the formats there are. Nothing is counted or rounded here."""

from collections.abc import Callable
from dataclasses import dataclass

from cases.statistics.formats.as_csv import as_csv
from cases.statistics.formats.as_json import as_json
from cases.statistics.formats.as_jsonstat import as_jsonstat
from cases.statistics.formats.as_ods import as_ods
from cases.statistics.formats.as_pdf import as_pdf
from cases.statistics.formats.as_px import as_px
from cases.statistics.formats.as_text import as_text
from cases.statistics.formats.as_xlsx import as_xlsx
from cases.statistics.result import Report

UTF8 = "; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Format:
    """`write` gives the file. One that is `printable` is text in UTF-8, which a terminal shows as well."""

    write: Callable[[Report], bytes]
    kind: str
    ending: str
    printable: bool = False


def _encoded(write: Callable[[Report], str], encoding: str = "utf-8") -> Callable[[Report], bytes]:
    return lambda report: write(report).encode(encoding)


FORMATS: dict[str, Format] = {
    "text": Format(_encoded(as_text), f"text/plain{UTF8}", "txt", printable=True),
    "json": Format(_encoded(as_json), f"application/json{UTF8}", "json", printable=True),
    # Spreadsheets take UTF-8 only with a byte order mark.
    "csv": Format(_encoded(as_csv, "utf-8-sig"), f"text/csv{UTF8}", "csv", printable=True),
    "xlsx": Format(as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ods": Format(as_ods, "application/vnd.oasis.opendocument.spreadsheet", "ods"),
    "jsonstat": Format(_encoded(as_jsonstat), f"application/json{UTF8}", "jsonstat.json", printable=True),
    "px": Format(_encoded(as_px), f"text/plain{UTF8}", "px", printable=True),
    "pdf": Format(as_pdf, "application/pdf", "pdf"),
}

__all__ = ["FORMATS", "Format"]
