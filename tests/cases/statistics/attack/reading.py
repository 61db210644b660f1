"""Reads each published file as somebody does who has it and nothing else: cells as texts, rows and columns.

Numbers are read as they are written there.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pikepdf
from python_calamine import CalamineWorkbook

# A table's cells, row by row, without names: numbers as digits, signs as they are.
Grid = list[list[str]]
_NUMBER = re.compile(r"-?\d+")


def plain(text: object) -> str:
    """A number without what groups its digits; a sign that stands beside it is no part of it."""
    found = re.sub(r"(?<=\d)[\u00a0\u202f,](?=\d{3})", "", str(text).replace("\u2212", "-")).strip()
    if isinstance(text, float):
        found = str(int(text))
    number = _NUMBER.match(found)
    return number.group() if number else found.lstrip("'")


def of_csv(content: bytes, delimiter: str) -> dict[str, Grid]:
    found: dict[str, Grid] = {}
    blocks = content.decode("utf-8-sig").split("\r\n\r\n")
    for block in blocks:
        (name, _title), heads, *rest = csv.reader(io.StringIO(block), delimiter=delimiter)
        found[name] = [[plain(cell) for cell in row[2:-1]] for row in rest if len(row) == len(heads)]
    return found


def of_json(content: bytes) -> dict[str, Grid]:
    return {
        table["id"]: [
            [
                plain(row["signs"].get(column["key"], "..") if value is None else value)
                for column in table["columns"]
                for value in [row["cells"][column["key"]]]
            ]
            for row in table["rows"]
        ]
        for table in json.loads(content)["tables"]
    }


def of_jsonstat(content: bytes) -> dict[str, Grid]:
    found = {}
    for dataset in json.loads(content)["link"]["item"]:
        _rows, columns = dataset["size"]
        told = dataset.get("status", {})
        cells = [
            plain(told.get(str(at), "..") if value is None else value)
            for at, value in enumerate(dataset["value"])
        ]
        found[dataset["extension"]["table"]] = [
            cells[at : at + columns] for at in range(0, len(cells), columns)
        ]
    return found


def of_xlsx(content: bytes) -> dict[str, Grid]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        page.title: [[plain(cell.value) for cell in row[2:-1]] for row in page[table.ref][1:]]
        for page in book.worksheets[1:-1]
        for table in page.tables.values()
    }


def of_ods(content: bytes) -> dict[str, Grid]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found = {}
    for name in book.sheet_names[1:-1]:
        # The title and a line on the notes stand over the heads.
        _title, _see, _heads, *rows = book.get_sheet_by_name(name).to_python()
        found[name] = [[plain(cell) for cell in row[2:-1]] for row in rows]
    return found


def of_px(content: bytes) -> dict[str, Grid]:
    text = content.decode()
    name = re.search(r'MATRIX="(T\d\d)";', text)
    data = text.rpartition("DATA=\r\n")[2].rpartition("\r\n;")[0]
    assert name is not None
    symbols = {"...": ":"}
    return {
        name[1]: [
            [symbols.get(cell.strip('"'), cell.strip('"')) for cell in line.split(" ")]
            for line in data.split("\r\n")
        ]
    }


def of_text(content: bytes) -> dict[str, Grid]:
    found = {}
    for block in content.decode().split("\n\n"):
        title, _rule, _heads, _again, *lines = block.split("\n")
        rows = lines[: next(at for at, line in enumerate(lines) if line.startswith("─"))]
        found[title.split(" ")[0]] = [_columns(line) for line in rows]
    return found


def _columns(line: str) -> list[str]:
    return [plain(cell) for cell in re.split(r" {2,}", line.strip())[1:]]


class _Tables(HTMLParser):
    """The cells of each table of a page, by row, without the headings of its columns."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._heard = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = []
        # What is only heard says a sign again, with what it means.
        self._heard = tag == "span" and ("class", "ds-sr-only") in attrs

    def handle_endtag(self, tag: str) -> None:
        self._heard = False
        if tag == "thead":
            self.tables[-1].clear()
        if tag in ("td", "th") and self._cell is not None:
            self.tables[-1][-1].append("".join(self._cell).strip())
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._heard:
            self._cell.append(data)


def of_page(content: str, names: list[str]) -> dict[str, Grid]:
    reader = _Tables()
    reader.feed(content)
    # A list of what is new comes before the tables.
    return {
        name: [[plain(cell) for cell in row[1:]] for row in rows]
        for name, rows in zip(names, reader.tables[-len(names) :], strict=True)
    }


def of_pdf(content: bytes, names: list[str]) -> dict[str, Grid]:
    """By the file's own tags: the tables in their order, and the text of each cell."""
    with pikepdf.open(io.BytesIO(content)) as book:
        texts = {page.objgen: dict(_marked(page)) for page in book.pages}
        tables = list(_of_kind(book.Root.StructTreeRoot.K, "/Table"))
        found = {}
        for name, table in zip(names, tables, strict=True):
            rows = [
                [_said(cell, texts, None) for cell in _of_kind(row.K, "/TD")]
                for row in _of_kind(table.K, "/TR")
            ]
            found[name] = [[plain(cell) for cell in row] for row in rows if row]
    return found


def _of_kind(node: Any, kind: str) -> Iterator[Any]:
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _of_kind(one, kind)
    elif isinstance(node, pikepdf.Dictionary):
        if str(node.get("/S", "")) == kind:
            yield node
        elif "/K" in node:
            yield from _of_kind(node.K, kind)


def _said(node: Any, texts: Mapping[Any, Mapping[int, str]], page: Any) -> str:
    if isinstance(node, pikepdf.Array):
        return "".join(_said(one, texts, page) for one in node)
    if isinstance(node, pikepdf.Dictionary):
        page = node.get("/Pg", page)
        if "/MCID" in node:
            return texts[page.objgen].get(int(node.MCID), "")
        return _said(node.K, texts, page) if "/K" in node else ""
    return texts[page.objgen].get(int(node), "")


def _marked(page: Any) -> Iterator[tuple[int, str]]:
    """The text of each marked piece of a page."""
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    number: list[int] = []
    letters: Mapping[int, str] = {}
    found: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                told = operands[1]
                number.append(int(told.get("/MCID", -1)) if isinstance(told, pikepdf.Dictionary) else -1)
            case "BMC":
                number.append(-1)
            case "EMC":
                number.pop()
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj" | "TJ":
                pieces = operands[0] if str(operator) == "TJ" else operands
                text = "".join(
                    _text(bytes(one), letters) for one in pieces if isinstance(one, pikepdf.String)
                )
                if number and number[-1] >= 0:
                    found[number[-1]] = found.get(number[-1], "") + text
    yield from found.items()


def _text(glyphs: bytes, letters: Mapping[int, str]) -> str:
    numbers = [int.from_bytes(glyphs[at : at + 2], "big") for at in range(0, len(glyphs), 2)]
    return "".join(letters.get(number, "\ufffd") for number in numbers)


def _letters(font: Any) -> dict[int, str]:
    """What each glyph of a font stands for, as the file says."""
    found: dict[int, str] = {}
    text = font.ToUnicode.read_bytes().decode("latin-1")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for glyph, letter in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(letter).decode("utf-16-be")
    return found


def of_bundle(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}
