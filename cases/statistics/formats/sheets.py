"""What a workbook holds, whichever program it is for: a sheet of contents, a sheet a table, a sheet of notes.

One marked table a sheet with its title in A1, no empty or merged cells in it and no heading twice, which is
what screen readers need (as the British government's guide to spreadsheets has it).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cases.statistics.cells import meaning
from cases.statistics.formats.heads import KEY, NAME, SIGNS, distinct, signs
from cases.statistics.note_words import MARK
from cases.statistics.result import Report, Result, Row, Status
from cases.statistics.words import Text

Value = str | int
# No cell is empty.
NO_SIGN = "–"
CONTENTS = Text(nb="Innhold", nn="Innhald", en="Contents")
NOTES = Text(nb="Merknader", nn="Merknader", en="Notes")
TABLE = Text(nb="tabell", nn="tabell", en="table")
TITLE = Text(nb="tittel", nn="tittel", en="title")
UNIT = Text(nb="enhet", nn="eining", en="unit")
NOTE = Text(nb="merknad", nn="merknad", en="note")
SEE = Text(
    nb="Arket har én tabell. Merknadene står i arket «Merknader».",
    nn="Arket har éin tabell. Merknadene står i arket «Merknader».",
    en="This sheet has one table. Its notes are on the sheet “Notes”.",
)
ALL = Text(
    nb="Statistikk for {year}: tabellene",
    nn="Statistikk for {year}: tabellane",
    en="Statistics {year}: tables",
)
ALL_NOTES = Text(
    nb="Merknader til tabellene, og hva tegnene betyr",
    nn="Merknader til tabellane, og kva teikna tyder",
    en="Notes on the tables, and what the signs mean",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`above` stands over the table, a line a row, the title first; each row is as long as `heads`."""

    name: str
    above: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def sheets(report: Report) -> list[Sheet]:
    """The report's workbook. A report without a table has a sheet of contents and one of notes."""
    mark = () if report.status is Status.PUBLISHED else (MARK.into(report.language),)
    return [
        _contents(report, mark),
        *(_table(result, report.language, mark) for result in report.results),
        _notes(report, mark),
    ]


def title(report: Report) -> str:
    return ALL.filled(report.language, year=report.year)


def _contents(report: Report, mark: tuple[str, ...]) -> Sheet:
    language = report.language
    rows = tuple((one.id, one.title, one.unit) for one in report.results)
    heads = (TABLE.into(language), TITLE.into(language), UNIT.into(language))
    return Sheet(CONTENTS.into(language), (title(report), *mark), heads, rows)


def _table(result: Result, language: str, mark: tuple[str, ...]) -> Sheet:
    keys = ["key", "name", *(column.key for column in result.columns), "signs"]
    labels = [KEY.into(language), NAME.into(language), *(column.label for column in result.columns)]
    heads = distinct([*labels, SIGNS.into(language)], keys)
    rows = tuple(
        (row.key, row.label, *(_value(row, column.key) for column in result.columns), signs(row) or NO_SIGN)
        for row in result.rows
    )
    above = (f"{result.id} {result.title}", *mark, SEE.into(language))
    return Sheet(result.id, above, tuple(heads), rows)


def _value(row: Row, column: str) -> Value:
    """A number as a number; where there is none its sign, and never an empty cell."""
    cell = row.cells[column]
    return (cell.sign or "..") if cell.value is None else cell.value


def _notes(report: Report, mark: tuple[str, ...]) -> Sheet:
    language = report.language
    heads = (TABLE.into(language), NOTE.into(language))
    said = [(one.id, text) for one in report.results for text in (*one.sentences, *one.notes)]
    rows = (*said, *_meanings(report))
    return Sheet(NOTES.into(language), (ALL_NOTES.into(language), *mark), heads, rows)


def _meanings(report: Report) -> Iterator[tuple[str, str]]:
    found = {
        str(cell.sign)
        for result in report.results
        for row in result.rows
        for cell in row.cells.values()
        if cell.sign
    }
    for sign in sorted(found):
        yield SIGNS.into(report.language), f"{sign} {meaning(sign, report.language)}"
