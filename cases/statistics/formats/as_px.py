"""A table as a PX file, which the statistical offices of the Nordic countries read (PX file format 2013).

A PX file holds one table. Where it is there in several languages they stand in the same file.
"""

from collections.abc import Iterator, Mapping

from cases.statistics.formats.heads import COLUMN, NAME, SOURCE, distinct
from cases.statistics.result import Cell, Report, Result, Sign, Status
from cases.statistics.words import Text

PX_LANGUAGE = {"nb": "no", "nn": "nn", "en": "en"}
# A line of a PX file may hold so many characters, and so may a text in quotation marks.
LONGEST = 240
# What stands for a cell without a number: PX knows six such signs and lets the file say what each shows.
SYMBOLS: dict[str, str] = {
    Sign.NOT_APPLICABLE: ".",
    Sign.MISSING: "..",
    Sign.HIDDEN: "...",
}
AREA = Text(nb="Tvangsekteskap", nn="Tvangsekteskap", en="Forced marriage")
INTERNAL = Text(nb="Internt", nn="Internt", en="Internal")


class OneTableOnly(Exception):
    """A PX file holds one table, and there are more or none."""


def as_px(report: Report) -> str:
    """The report's only table. Raises OneTableOnly."""
    if len(report.results) != 1:
        raise OneTableOnly
    return px({report.language: report.results[0]})


def px(results: Mapping[str, Result]) -> str:
    """The table in these languages, the first of which is the file's own; the figures are the first's."""
    lines = list(_lines(results))
    return "\r\n".join(lines) + "\r\n"


def _lines(results: Mapping[str, Result]) -> Iterator[str]:
    languages = list(results)
    own = results[languages[0]]
    yield 'CHARSET="ANSI";'
    yield 'AXIS-VERSION="2013";'
    yield 'CODEPAGE="utf-8";'
    yield f'LANGUAGE="{PX_LANGUAGE[languages[0]]}";'
    if len(languages) > 1:
        yield f"LANGUAGES={','.join(_quoted(PX_LANGUAGE[one]) for one in languages)};"
    yield "DECIMALS=0;"
    yield "SHOWDECIMALS=0;"
    yield f"MATRIX={_quoted(own.id)};"
    yield 'SUBJECT-CODE="FV";'
    for language in languages:
        yield from _words(
            results[language], language, "" if language == languages[0] else f"[{PX_LANGUAGE[language]}]"
        )
    # Quoted in DATA, one symbol each, so that a reader need not guess why a number is missing.
    yield 'DATASYMBOL1=".";'
    yield 'DATASYMBOL2="..";'
    yield 'DATASYMBOL3=":";'
    yield "DATA="
    yield from (" ".join(_cell(row.cells[column.key]) for column in own.columns) for row in own.rows)
    yield ";"


def _words(result: Result, language: str, suffix: str) -> Iterator[str]:
    rows, columns = NAME.into(language), COLUMN.into(language)
    yield f"SUBJECT-AREA{suffix}={_quoted(AREA.into(language))};"
    yield f"CONTENTS{suffix}={_long(result.title)};"
    yield f"TITLE{suffix}={_long(f'{result.id} {result.title}')};"
    yield f"UNITS{suffix}={_long(result.unit)};"
    yield f"STUB{suffix}={_quoted(rows)};"
    yield f"HEADING{suffix}={_quoted(columns)};"
    for name, entries in ((rows, result.rows), (columns, result.columns)):
        keys = [one.key for one in entries]
        labels = distinct([one.label for one in entries], keys)
        yield f"VALUES{suffix}({_quoted(name)})={_listed(labels)};"
        yield f"CODES{suffix}({_quoted(name)})={_listed(keys)};"
    yield f"SOURCE{suffix}={_quoted(SOURCE)};"
    if result.status is not Status.PUBLISHED:
        yield f"INFO{suffix}={_quoted(INTERNAL.into(language))};"
    yield f"NOTEX{suffix}={_long('#'.join([*result.sentences, *result.notes]))};"
    yield from _cell_notes(result, suffix)


def _cell_notes(result: Result, suffix: str) -> Iterator[str]:
    """The signs that stand beside numbers."""
    rows = distinct([row.label for row in result.rows], [row.key for row in result.rows])
    columns = distinct([one.label for one in result.columns], [one.key for one in result.columns])
    for row, row_name in zip(result.rows, rows, strict=True):
        for column, column_name in zip(result.columns, columns, strict=True):
            cell = row.cells[column.key]
            if cell.sign and cell.value is not None:
                place = f"{_quoted(row_name)},{_quoted(column_name)}"
                yield f"CELLNOTE{suffix}({place})={_quoted(cell.sign)};"


def _cell(cell: Cell) -> str:
    if cell.value is not None:
        return str(cell.value)
    return _quoted(SYMBOLS.get(cell.sign, SYMBOLS[Sign.MISSING]))


def _quoted(text: str) -> str:
    """A text has no quotation mark and no break of line in it; an apostrophe stands for the first."""
    return '"' + " ".join(text.replace('"', "'").split("\n")) + '"'


def _long(text: str) -> str:
    """Pieces in quotation marks, each on a line of its own; readers join them."""
    plain = _quoted(text)[1:-1]
    pieces = [plain[start : start + LONGEST] for start in range(0, len(plain), LONGEST)] or [""]
    return "\r\n".join(f'"{piece}"' for piece in pieces)


def _listed(texts: list[str]) -> str:
    return ",\r\n".join(_quoted(text) for text in texts)
