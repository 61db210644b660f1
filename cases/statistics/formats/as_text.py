"""The report for a terminal: aligned columns, then its sentences and notes.

`fitting` makes any text printable where the terminal knows fewer characters than we use.
"""

import textwrap

from cases.statistics.cells import shown
from cases.statistics.note_words import MARK
from cases.statistics.result import Report, Result, Status

WIDTH = 100
GAP = 3
BULLET = "• "
_PLAINER = {
    **{"\u00a0": " ", "–": "-", "\u2212": "-", "─": "-", "•": "*"},
    **{"å": "a", "Å": "A", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE"},
}


def as_text(report: Report) -> str:
    tables = [_table(result, report.language) for result in report.results]
    if report.status is not Status.PUBLISHED:
        tables.insert(0, f"*** {MARK.into(report.language).upper()} ***")
    return "\n\n".join(tables) + "\n"


def fitting(text: str, encoding: str | None) -> str:
    """The text with plainer characters, then question marks, where `encoding` cannot write it."""
    encoding = encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_plain(character, encoding) for character in text)
    return text


def _plain(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return _PLAINER.get(character, "?")
    return character


def _table(result: Result, language: str) -> str:
    heads = ["", *(column.label for column in result.columns)]
    body = [
        [row.label, *(shown(row.cells[column.key], language) for column in result.columns)]
        for row in result.rows
    ]
    widths = [max(len(line[i]) for line in [heads, *body]) for i in range(len(heads))]
    rule = "─" * (sum(widths) + GAP * (len(widths) - 1))
    title = f"{result.id}  {result.title}"
    lines = [title, rule, _line(heads, widths), rule, *(_line(line, widths) for line in body), rule]
    # Left whole, so that a search finds a figure with its base; a terminal breaks them itself.
    lines += [*result.sentences, *(_wrapped(note) for note in result.notes)]
    return "\n".join(lines)


def _line(cells: list[str], widths: list[int]) -> str:
    """Names to the left, numbers to the right."""
    first, *rest = zip(cells, widths, strict=True)
    parts = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
    return (" " * GAP).join(parts).rstrip()


def _wrapped(note: str) -> str:
    return textwrap.fill(
        note, WIDTH, initial_indent=BULLET, subsequent_indent=" " * len(BULLET), break_on_hyphens=False
    )
