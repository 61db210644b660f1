"""Each format read back by somebody else's program: the same figures, signs and words, and nothing run."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from math import isnan
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from pyaxis import pyaxis
from pyjstat import pyjstat
from python_calamine import CalamineWorkbook

from cases.statistics.engine import count
from cases.statistics.formats import FORMATS
from cases.statistics.formats.as_pdf import can_draw, laid_out
from cases.statistics.formats.as_px import OneTableOnly
from cases.statistics.result import Cell, Heading, Report, Result, Row, Status
from cases.statistics.shown import shown_table
from cases.statistics.words import LANGUAGES
from tests.cases.statistics.register import case_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.one_database("Files written from the printed figures.")]
TODAY = date(2026, 1, 1)


@pytest.fixture
def reports(printed_2008: None) -> list[Report]:
    """The printed tables in each language."""
    return [count(2008, tables=("T01", "T02"), language=one, today=TODAY) for one in LANGUAGES]


def hostile() -> Report:
    """Labels as nobody writes them: formulas, marks of markup, quotation marks, two that are the same."""
    heads = (Heading("a", '=cmd|" /C calc"!A1'), Heading("b", "<b>&"), Heading("c", "<b>&"), Heading("d", ""))
    cells = {"a": Cell(12345, "*"), "b": Cell(-3), "c": Cell(None, ":"), "d": Cell(None, ".")}
    rows = (Row("=k", '=HYPERLINK("http://x")', cells), Row("@k", "+1\n+2", cells))
    result = Result("T90", "@tittel", "saker", heads, rows, ("-note",), ("“Setning”.",), Status.INTERNAL)
    return Report(2010, "nb", Status.INTERNAL, (result,))


def cells(result: Result) -> list[list[Any]]:
    """The figures, or the sign where there is none."""
    return [
        [
            cell.sign if cell.value is None else cell.value
            for cell in (row.cells[head.key] for head in result.columns)
        ]
        for row in result.rows
    ]


@pytest.fixture
def pango() -> None:
    """The drawing library, which a machine may lack; CI may not."""
    if not can_draw():
        pytest.skip("no Pango on this machine")


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("px", "pdf")])
def test_the_same_report_is_the_same_file(name: str, printed_2008: None) -> None:
    report = count(2008, tables=("T01",), today=TODAY)
    assert FORMATS[name].write(report) == FORMATS[name].write(report)


def test_xlsx_is_read_by_openpyxl(reports: list[Report]) -> None:
    for report in reports:
        book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(report)))
        assert [page.title for page in book][1:-1] == ["T01", "T02"]
        for result in report.results:
            page = book[result.id]
            assert page["A1"].value == f"{result.id} {result.title}"
            (table,) = page.tables.values()
            heads, *rows = [[cell.value for cell in row] for row in page[table.ref]]
            assert heads[2:-1] == [column.label for column in result.columns]
            assert len(set(heads)) == len(heads)
            assert [row[2:-1] for row in rows] == cells(result)
            assert [row[1] for row in rows] == [row.label for row in result.rows]
        said = [row[1].value for row in book.worksheets[-1].iter_rows() if len(row) > 1]
        assert set(said) >= {note for result in report.results for note in (*result.notes, *result.sentences)}


def test_ods_is_read_by_calamine(reports: list[Report]) -> None:
    for report in reports:
        book = CalamineWorkbook.from_filelike(io.BytesIO(FORMATS["ods"].write(report)))
        assert book.sheet_names[1:-1] == ["T01", "T02"]
        for result in report.results:
            read = book.get_sheet_by_name(result.id).to_python()
            assert read[0][0] == f"{result.id} {result.title}"
            assert [row[2:-1] for row in read[-len(result.rows) :]] == cells(result)


@pytest.mark.parametrize("name", ["xlsx", "ods"])
def test_no_text_in_a_workbook_can_be_run(name: str) -> None:
    content = FORMATS[name].write(hostile())
    if name == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        kinds = {
            cell.data_type
            for page in book
            for row in page.iter_rows()
            for cell in row
            if cell.value is not None
        }
        assert kinds == {"s", "n"}
        assert book["T90"]["B5"].value == '=HYPERLINK("http://x")'
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        texts = {one: package.read(one).decode() for one in package.namelist()}
    assert not any("<f>" in text or "formula=" in text or "hyperlink" in text for text in texts.values())
    assert not any("Macro" in one or "vba" in one for one in texts)


def test_json_stat_is_read_by_pyjstat(reports: list[Report]) -> None:
    for report in reports:
        collection = json.loads(FORMATS["jsonstat"].write(report))
        assert (collection["class"], collection["version"]) == ("collection", "2.0")
        for told, result in zip(collection["link"]["item"], report.results, strict=True):
            frame = pyjstat.Dataset.read(json.dumps(told)).write("dataframe")
            expected = [row.cells[column.key].value for row in result.rows for column in result.columns]
            assert [None if isnan(value) else int(value) for value in frame["value"]] == expected
            missing = [number for number, value in enumerate(expected) if value is None]
            assert set(map(str, missing)) <= set(told.get("status", {}))
        # Years alone are time; years with their sum are not.
        assert [told.get("role") for told in collection["link"]["item"]] == [None, {"time": ["column"]}]


def test_px_is_read_by_pyaxis(reports: list[Report], tmp_path: Path) -> None:
    for report in reports:
        for result in report.results:
            path = tmp_path / f"{result.id}.px"
            one = Report(report.year, report.language, result.status, (result,))
            path.write_bytes(FORMATS["px"].write(one))
            read = pyaxis.parse(str(path), encoding="utf-8")
            assert read["METADATA"]["TITLE"] == [f"{result.id} {result.title}"]
            data = read["DATA"]
            # The reader gives nothing for a sign.
            expected = [
                str(value) if isinstance(value, int) else "" for row in cells(result) for value in row
            ]
            assert list(data["DATA"]) == expected
            assert list(dict.fromkeys(data.iloc[:, 0])) == [row.label for row in result.rows]


def test_px_holds_one_table(printed_2008: None) -> None:
    with pytest.raises(OneTableOnly):
        FORMATS["px"].write(count(2008, tables=("T01", "T02"), today=TODAY))


def test_px_of_odd_words_stays_whole() -> None:
    lines = FORMATS["px"].write(hostile()).decode().split("\r\n")
    assert max(map(len, lines)) <= 256
    assert lines[-4:] == ['12345 -3 "..." "."', '12345 -3 "..." "."', ";", ""]
    assert sum(line.count('"') for line in lines) % 2 == 0


def elements(node: Any) -> Iterator[Any]:
    """The structure elements of a tagged PDF, in reading order."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from elements(one)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


@pytest.mark.pango
@pytest.mark.usefixtures("pango")
def test_the_same_report_is_the_same_pdf(printed_2008: None) -> None:
    report = count(2008, tables=("T01",), today=TODAY)
    assert FORMATS["pdf"].write(report) == FORMATS["pdf"].write(report)


@pytest.mark.pango
@pytest.mark.usefixtures("pango")
def test_the_pdf_says_what_it_is_to_those_who_hear_it(reports: list[Report]) -> None:
    for report in reports:
        with pikepdf.open(io.BytesIO(FORMATS["pdf"].write(report))) as book:
            root = book.Root
            assert str(root.Lang) == report.language
            assert bool(root.MarkInfo.Marked)
            assert bool(root.ViewerPreferences.DisplayDocTitle)
            with book.open_metadata() as told:
                assert told["pdfuaid:part"] == "1"
                assert told["dc:title"]
            found = list(elements(root.StructTreeRoot.K))
            kinds = [str(one.S) for one in found]
            assert kinds.count("/Table") == len(report.results)
            assert kinds.count("/H1") == 1
            assert all("/Alt" in one for one in found if str(one.S) == "/Figure")
            # Each figure knows the headings of its column and row.
            figures = [one for one in found if str(one.S) == "/TD"]
            assert {len(one.A.Headers) for one in figures} == {2}
            # The fonts are in the file.
            fonts = [
                page.Resources.Font[name] for page in book.pages for name in page.Resources.get("/Font", {})
            ]
            assert {"Inter" in str(font.BaseFont) for font in fonts} == {True}
            # Nothing in it acts.
            assert not {"/AA", "/OpenAction", "/AcroForm"} & set(root.keys())
            assert "/JavaScript" not in root.get("/Names", {})


@pytest.mark.pango
@pytest.mark.usefixtures("pango")
def test_the_pdf_has_lying_bars_with_what_they_show(printed_2008: None) -> None:
    write([case_of(scheme, date(2008, 9, 9)) for scheme in ("MR", "KT") for _ in range(6)])
    report = count(2008, tables=("T07",), language="en", today=TODAY)
    charts = [chart for _number, chart in shown_table(report.results[0], "en").charts]
    assert charts
    with pikepdf.open(io.BytesIO(FORMATS["pdf"].write(report))) as book:
        found = [one for one in elements(book.Root.StructTreeRoot.K) if str(one.S) == "/Figure"]
        told = [str(one.Alt) for one in found]
    assert {chart.title for chart in charts} <= set(told)


@pytest.mark.pango
@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_table_runs_off_the_sheet(printed_2008: None, language: str) -> None:
    """Those of many schemes, years and percentages too, whose headings are long words."""
    report = count(2012, tables=("T03", "T04", "T07", "T14"), language=language, today=TODAY)
    tables = 0
    for sheet in laid_out(report).pages:
        for box in sheet._page_box.descendants():
            if box.element_tag in ("table", "td", "th"):
                tables += box.element_tag == "table"
                assert box.position_x + box.width <= sheet._page_box.content_box_x() + sheet._page_box.width
    assert tables >= len(report.results)


def test_without_pango_everything_else_works() -> None:
    """The formats are imported where the drawing library cannot be."""
    program = (
        "import sys; sys.modules['weasyprint'] = None\n"
        "import django; django.setup()\n"
        "from cases.statistics.formats import FORMATS\n"
        "print(len(FORMATS))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == str(len(FORMATS)), done.stderr[-500:]
