"""The same figures in every format, and nothing that a spreadsheet would run."""

import csv
import io
import json
from datetime import date

import pytest

from cases.statistics.charts import charts_of
from cases.statistics.engine import count
from cases.statistics.formats import FORMATS
from cases.statistics.formats.as_csv import as_csv, inert
from cases.statistics.formats.as_text import as_text, fitting
from cases.statistics.result import Cell, Heading, Origin, Report, Result, Row, Status
from cases.statistics.words import grouped

TODAY = date(2026, 1, 1)


def small(language: str = "nb", value: int = 12345) -> Report:
    cells = {"n": Cell(value, "*", Origin.COUNTED), "c": Cell(None, "..")}
    row = Row("=k", "=2+5", cells)
    heads = (Heading("n", "+antall"), Heading("c", "endring"))
    result = Result("T90", "@tittel", "saker", heads, (row,), ("-note",), ("Setning.",), Status.INTERNAL)
    return Report(2010, language, Status.INTERNAL, (result,))


@pytest.mark.django_db
def test_json_has_the_shape_others_rely_on(printed_2008: None) -> None:
    data = json.loads(FORMATS["json"].write(count(2008, tables=("T01", "T02"), today=TODAY)))
    assert list(data) == ["year", "status", "language", "tables"]
    assert (data["year"], data["status"], data["language"]) == (2008, "published", "nb")
    team, advisers = data["tables"]
    assert list(team) == ["id", "title", "unit", "columns", "rows", "notes", "sentences"]
    assert [column["key"] for column in team["columns"]] == ["inquiries", "persons", "change_percent"]
    assert [row["key"] for row in team["rows"]] == ["2004", "2005", "2006", "2007", "2008", "sum"]
    assert team["rows"][4] == {
        "key": "2008",
        "label": "2008",
        "cells": {"inquiries": 248, "persons": 269, "change_percent": 40},
        "signs": {},
    }
    assert team["rows"][0]["signs"] == {"change_percent": "."}
    assert {row["key"]: row["cells"]["2008"] for row in advisers["rows"]} == {
        "cases": 381, "women": 282, "men": 107, "unknown": 2, "persons": 391,
    }  # fmt: skip


@pytest.mark.parametrize(("language", "delimiter"), [("nb", ";"), ("nn", ";"), ("en", ",")])
def test_csv_keeps_numbers_numbers_and_texts_inert(language: str, delimiter: str) -> None:
    lines = list(csv.reader(io.StringIO(as_csv(small(language))), delimiter=delimiter))
    assert lines[0] == ["T90", "'@tittel"]
    assert lines[1][2:4] == ["'+antall", "endring"]
    assert lines[2] == ["'=k", "'=2+5", "12345", "..", "n*"]
    assert lines[3:] == [["Setning."], ["'-note"]]


def test_a_negative_number_stays_a_number_in_csv() -> None:
    assert ";-29;" in as_csv(small(value=-29))


@pytest.mark.parametrize(
    "text", ["=1", " =1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\u22121", "\uff1d1"]
)
def test_no_text_begins_like_a_formula(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert inert("Sum = 3") == "Sum = 3"


def test_a_spreadsheet_is_told_that_the_file_is_utf8() -> None:
    assert FORMATS["csv"].write(small()).startswith(b"\xef\xbb\xbf")
    assert not FORMATS["json"].write(small()).startswith(b"\xef\xbb\xbf")


def test_text_is_aligned_marked_and_complete() -> None:
    lines = as_text(small()).splitlines()
    assert lines[0] == "*** INTERNT – IKKE FOR PUBLISERING ***"
    assert lines[2] == "T90  @tittel"
    assert lines[4].endswith("+antall   endring")
    assert lines[6].startswith("=2+5")
    assert lines[6].endswith("12\u00a0345*        ..")
    assert len({len(lines[at]) for at in (3, 4, 6)}) == 1
    assert lines[8:] == ["Setning.", "• -note"]


def test_text_can_be_written_where_the_terminal_knows_less() -> None:
    text = "Brudd – 1\u00a0000 − ──• søkt ☃"
    assert fitting(text, "utf-8") == text
    assert fitting(text, None) == text
    assert fitting("Brudd – 1\u00a0000 − ──• søkt", "latin-1") == "Brudd - 1\u00a0000 - --* søkt"
    assert fitting(text, "ascii") == "Brudd - 1 000 - --* sokt ?"


def test_numbers_are_grouped_as_the_language_does() -> None:
    assert grouped(1234567, "nb") == grouped(1234567, "nn") == "1\u00a0234\u00a0567"
    assert grouped(1234567, "en") == "1,234,567"
    assert grouped(-1234, "nb") == "\u22121\u00a0234"
    assert grouped(999, "nb") == "999"


def test_a_chart_begins_where_the_register_does() -> None:
    """Half-years of which nothing is known stand in the table alone; one in the middle keeps its place."""
    known, unknown = Cell(7, "*", Origin.COUNTED), Cell(None, "..")
    cells = (unknown, unknown, known, unknown, known)
    rows = tuple(Row(f"h{place}", f"Halvår {place}", {"n": cell}) for place, cell in enumerate(cells))
    result = Result(
        "A91", "tittel", "saker", (Heading("n", "antall"),), rows, (), (), Status.INTERNAL, charted=("n",)
    )
    (chart,) = charts_of(result, "nb")
    assert [mark.text for mark in chart.names] == ["Halvår 2", "Halvår 3", "Halvår 4"]
