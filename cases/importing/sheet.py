"""A CSV or XLSX file as rows of text. Bounded before it is opened: no small file becomes a large one."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from cases.importing import columns
from cases.importing.errors import NotAFile

MOST_BYTES = 50_000_000
MOST_ROWS = 200_000
LONGEST_CELL = 20_000
# What a workbook may hold unpacked, and in how many parts.
MOST_UNPACKED = 200_000_000
MOST_PARTS = 200
A_PIECE = 1 << 20
# What Python raises of a package that is broken, encrypted, or packed in a way that it does not know.
NO_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)
ACTIVE = ("vbaproject.bin", "externallinks/", "activex/", "embeddings/")

Line = tuple[int, dict[str, str]]


def lines(path: Path) -> Iterator[Line]:
    """(number in the file, column to text) of each row that is not empty. Raises NotAFile."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise NotAFile(f"The file cannot be read: {error.strerror}.") from error
    if size > MOST_BYTES:
        raise NotAFile(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    rows = _workbook(content) if path.suffix.lower() == ".xlsx" else _text(content)
    yield from _named(rows)


def _named(rows: Iterator[list[str]]) -> Iterator[Line]:
    heads = [_head(number, text) for number, text in enumerate(next(rows, []), start=1)]
    if not any(heads):
        raise NotAFile("The first row has to name the columns.")
    twice = sorted({head for head in heads if head and heads.count(head) > 1})
    if twice:
        raise NotAFile(f"Two columns have the same name: {', '.join(twice)}.")
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS + 1:
            raise NotAFile(f"The file has more than {MOST_ROWS} rows.")
        if len(row) > len(heads) and any(cell.strip() for cell in row[len(heads) :]):
            raise NotAFile(f"Row {number} has more cells than the first row has columns.")
        told = {head: cell.strip() for head, cell in zip(heads, row, strict=False) if head}
        if any(len(cell) > LONGEST_CELL for cell in told.values()):
            raise NotAFile(f"A cell of row {number} has more than {LONGEST_CELL} characters.")
        if any(told.values()):
            yield number, told


def _head(number: int, text: str) -> str:
    """The name of a column that there may be; another by its place alone. In a file without headings it is
    what was told of somebody, and whatever it is, a spreadsheet would open it with the report.
    """
    name = text.strip().lower()
    return name if not name or name in columns.ALL else f"column {number}"


def _text(content: bytes) -> Iterator[list[str]]:
    """UTF-8, with or without a byte order mark; a semicolon, a comma or a tabulator between cells."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAFile("The file is not text in UTF-8.") from None
    head = text.partition("\n")[0]
    between = max(";,\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    except csv.Error as error:
        raise NotAFile(f"The file is not CSV: {error}.") from error


def _workbook(content: bytes) -> Iterator[list[str]]:
    """The first sheet. Numbers and days are as CSV has them; a formula gives what was stored for it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            too_large = len(parts) > MOST_PARTS or _unpacked(package, parts) > MOST_UNPACKED
    except NO_ZIP:
        raise NotAFile("The file is not a workbook.") from None
    if too_large:
        raise NotAFile("The workbook is too large when it is unpacked.")
    if any(mark in one.filename.lower() for one in parts for mark in ACTIVE):
        raise NotAFile(
            "The workbook holds programs, links to other files or embedded files; save it without."
        )
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.iter_rows()
    except CalamineError as error:
        raise NotAFile("The workbook cannot be read.") from error
    for row in rows:
        yield [_cell(cell) for cell in row]


def _unpacked(package: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> int:
    """Bytes that the parts come to, counted: what a part says of its own size may be anything. No further
    than what is too much. Raises one of NO_ZIP.
    """
    found = 0
    for part in parts:
        whole = copy(part)
        # Else no more is read than the part says it has.
        whole.file_size = MOST_UNPACKED + 2 * A_PIECE
        with package.open(whole) as content:
            while found <= MOST_UNPACKED and (piece := content.read(A_PIECE)):
                found += len(piece)
    return found


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
