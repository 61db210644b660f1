"""Tables by category as lying bars: what is declared is drawn, a sum and a percentage never with it."""

import re
from dataclasses import replace
from datetime import date

import pytest

from advisory.charts_across import Lying
from cases.statistics.charts_across import charts_across
from cases.statistics.declarations import Across
from cases.statistics.engine import count
from cases.statistics.result import Cell, Heading, Result, Row, Sign, Status
from cases.statistics.shown import shown_table
from cases.statistics.tables import TABLES
from tests.cases.statistics.register import case_of, write

ALL = ("MR", "IR", "KT")
DECLARED = {"T03", "T04", "T06", "T07", "T09", "T10", "T14", "T16", "T18"}


def table(across: Across | None, *columns: tuple[str, str], cells: dict[str, Cell] | None = None) -> Result:
    heads = tuple(Heading(key, label) for key, label in columns)
    rows = tuple(
        Row(key, label, {head.key: (cells or {}).get(key, Cell(size)) for head in heads})
        for key, label, size in (("a", "Alfa", 4), ("b", "Beta", 7), ("sum", "Sum", 11))
    )
    return Result("T90", "Tittel", "saker", heads, rows, (), (), Status.INTERNAL, across=across)


def names(chart: Lying) -> list[str]:
    return [one.text for one in chart.names]


def test_up_to_three_columns_stand_together_and_the_sum_is_left_out() -> None:
    (found,) = charts_across(table(Across(ALL), *((one, one) for one in ALL)), "nb")
    assert found.legend == ALL
    assert names(found) == ["Alfa", "Beta"]
    assert [one.number for one in found.strips] == ["4"] * 3 + ["7"] * 3
    assert found.title == "Søylediagram: Tittel"
    assert found.description == "Liggende søyler, 2 rader: MR, IR, KT (saker). Alle tallene står i tabellen."


def test_more_have_a_drawing_for_each_scheme_on_one_scale_without_percentages() -> None:
    years = [(f"{one}-{year}", f"{one}: {year}") for one in ALL for year in (2008, 2009)]
    per_cent = [(f"{one}-percent", f"{one}: prosent") for one in ALL]
    found = charts_across(table(Across(ALL), *years, *per_cent), "nb")
    assert [one.title for one in found] == [f"Søylediagram: Tittel. {one}" for one in ALL]
    assert [one.legend for one in found] == [(f"{one}: 2008", f"{one}: 2009") for one in ALL]
    assert len({one.lines for one in found}) == 1
    sexes = [(f"x-{one}", f"X: {one}") for one in ("women", "men", "unknown", "sum")]
    (found_one,) = charts_across(table(Across(("x",)), *sexes), "nb")
    assert found_one.legend == ("X: women", "X: men", "X: unknown")


def test_of_many_years_the_last_two_are_drawn_and_one_that_is_not_whole_is_dashed() -> None:
    years = [("2007", "2007"), ("2008", "2008 (juni–desember)"), ("2009", "2009")]
    (found,) = charts_across(table(Across(), *years), "nb")
    assert found.legend == ("2008 (juni–desember)", "2009")
    assert [dashed for _series, dashed, _path in found.bars] == [True, False]
    assert found.dashed


def test_signs_and_what_rounding_leaves_open_are_drawn() -> None:
    cells = {"a": Cell(None, Sign.HIDDEN), "b": Cell(9, base=3)}
    (found,) = charts_across(table(Across(("MR",)), ("MR", "MR"), cells=cells), "en")
    hidden, rounded = found.strips
    assert (hidden.number, hidden.length, hidden.range) == (":", 0, None)
    assert rounded.range is not None
    assert "Thin line" in found.ranges


def test_shares_have_their_sign_behind_the_figure_and_what_is_counted_stands_above() -> None:
    cells = {"a": Cell(None, Sign.HIDDEN), "b": Cell(9)}
    shares = replace(table(Across(("MR",)), ("MR", "MR"), cells=cells), unit="per cent")
    (found,) = charts_across(shares, "en")
    assert [one.number for one in found.strips] == [":", "9\N{NO-BREAK SPACE}%"]
    assert {one.text[-2:] for one in found.lines} == {"\N{NO-BREAK SPACE}%"}
    assert found.unit == "per cent"
    (counted,) = charts_across(table(Across(("MR",)), ("MR", "MR")), "nb")
    assert (counted.unit, counted.strips[0].number) == ("saker", "4")


def test_a_table_that_declares_none_has_none() -> None:
    assert charts_across(table(None, ("MR", "MR")), "nb") == []
    nothing = {"a": Cell(None, Sign.MISSING), "b": Cell(0)}
    assert charts_across(table(Across(("MR",)), ("MR", "MR"), cells=nothing), "nb") == []


@pytest.mark.django_db
def test_every_table_by_category_is_drawn_with_its_rows(counted_2008: None) -> None:
    """In a year of which the year before is counted too; the totals of a table are not among its bars."""
    days = (date(2009, 3, 3), date(2010, 4, 4))
    write([case_of(scheme, day) for scheme in ALL for day in days for _ in range(6)])
    report = count(2010, language="nb", today=date(2011, 2, 1))
    by_id = {one.id: one for one in report.results}
    assert {name for name, declared in TABLES.items() if declared.across} == DECLARED
    for name in DECLARED:
        result = by_id[name]
        assert result.across is not None
        keys = {column.key for column in result.columns}
        for start in result.across.of:
            assert any(key == start or key.startswith(f"{start}-") for key in keys), (name, start)
        # Whatever was counted, this is what would be drawn of it.
        filled = [replace(row, cells=dict.fromkeys(row.cells, Cell(3))) for row in result.rows]
        found = charts_across(replace(result, rows=tuple(filled)), "nb")
        assert found, name
        left = [row for row in result.rows if row.key not in result.across.without]
        drawn = sum(len(one.strips) // len(one.legend) for one in found)
        assert drawn % len(left) == 0, name
        assert all(2 <= len(one.legend) <= 3 for one in found), name
    assert "cases" in {row.key for row in by_id["T14"].rows}
    drawn_names = {name for one in charts_across(by_id["T14"], "nb") for name in names(one)}
    assert "Saker i alt" not in drawn_names
    # Every drawing of a table has an id of its own.
    ids = [number for result in report.results for number, _chart in shown_table(result, "nb").charts]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"T\d\d-\d", one) for one in ids)
