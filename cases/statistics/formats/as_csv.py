"""The report as CSV: semicolon in Norwegian (where the comma is the decimal sign), comma in English.

One block a table with an empty line between. A cell without a number holds its sign; the signs
beside numbers stand in the last column. No text can be taken for a formula by a spreadsheet.
"""

import csv
import io
from collections.abc import Iterator

from cases.statistics.formats.heads import KEY, NAME, SIGNS, signs
from cases.statistics.result import Cell, Report, Result

# What spreadsheets begin a formula with, or skip before one.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "\u2212", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_csv(report: Report) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if report.language == "en" else ";", lineterminator="\r\n")
    for number, result in enumerate(report.results):
        if number:
            writer.writerow([])
        writer.writerows(_lines(result, report.language))
    return out.getvalue()


def inert(text: str) -> str:
    """A text that a spreadsheet shows and does not run (an apostrophe before a formula's first sign)."""
    return f"'{text}" if text.lstrip(" ").startswith(_ACTIVE) else text


def _lines(result: Result, language: str) -> Iterator[list[str]]:
    yield [result.id, inert(result.title)]
    labels = [inert(column.label) for column in result.columns]
    yield [KEY.into(language), NAME.into(language), *labels, SIGNS.into(language)]
    for row in result.rows:
        yield [
            inert(row.key),
            inert(row.label),
            *(_cell(row.cells[column.key]) for column in result.columns),
            signs(row),
        ]
    for text in (*result.sentences, *result.notes):
        yield [inert(text)]


def _cell(cell: Cell) -> str:
    """Digits alone, so that it stays a number; a negative one is a number too."""
    return inert(cell.sign) if cell.value is None else str(cell.value)
