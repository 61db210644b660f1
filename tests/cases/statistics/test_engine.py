"""Where each year's figures come from, what stands where there is none, and who may see them."""

from datetime import date
from typing import Any

import pytest

from cases.models import CountedYear, PublishedFigure
from cases.statistics import engine
from cases.statistics.axes import Codes, Measures
from cases.statistics.declarations import Table
from cases.statistics.keys import both
from cases.statistics.result import Report, Result, Status
from cases.statistics.tables import TABLES
from cases.statistics.tables.advisers import ADVISERS, T02
from cases.statistics.words import Dated, Text
from tests.cases.statistics.register import case_of, write

pytestmark = pytest.mark.django_db
TODAY = date(2012, 5, 20)


def count(year: int, **options: Any) -> Report:
    """Of the two tables that the report of 2008 printed, unless others are asked for."""
    known = [name for name in ("T01", "T02") if TABLES[name].first_year <= year]
    return engine.count(year, today=options.pop("today", TODAY), **{"tables": known} | options)


def column(result: Result, key: str) -> dict[str, int | None]:
    return {row.key: row.cells[key].value for row in result.rows}


def signs(result: Result, key: str) -> dict[str, str]:
    return {row.key: str(row.cells[key].sign) for row in result.rows if row.cells[key].sign}


def test_2008_is_what_was_printed(printed_2008: None) -> None:
    team, advisers = count(2008).results
    assert column(team, "inquiries") == {
        "2004": 11, "2005": 93, "2006": 116, "2007": 177, "2008": 248, "sum": 645,
    }  # fmt: skip
    assert column(team, "persons") == {
        "2004": 13, "2005": 105, "2006": 129, "2007": 196, "2008": 269, "sum": 712,
    }  # fmt: skip
    assert column(team, "change_percent") == {
        "2004": None, "2005": None, "2006": 25, "2007": 53, "2008": 40, "sum": None,
    }  # fmt: skip
    assert signs(team, "change_percent") == {"2004": ".", "2005": ".", "sum": "."}
    assert [one.key for one in advisers.columns] == ["2008"]
    assert column(advisers, "2008") == {
        "cases": 381, "women": 282, "men": 107, "unknown": 2, "persons": 391,
    }  # fmt: skip
    assert count(2008).status is Status.PUBLISHED


def test_one_more_case_changes_the_tables_by_exactly_that_and_makes_them_internal(printed_2008: None) -> None:
    write([case_of("MR", date(2008, 9, 9), sexes=("K", "K"))])
    report = count(2008)
    team, advisers = report.results
    assert column(advisers, "2008") == {
        "cases": 382, "women": 284, "men": 107, "unknown": 2, "persons": 393,
    }  # fmt: skip
    assert (team.status, advisers.status, report.status) == (
        Status.PUBLISHED, Status.INTERNAL, Status.INTERNAL,
    )  # fmt: skip
    assert "(Internt – ikke for publisering)" in advisers.title
    assert advisers.notes[0] == "Internt – ikke for publisering."
    assert any("Antall saker 382, publisert 381" in note for note in advisers.notes)
    assert "Internt" not in team.title


def test_only_a_figure_of_the_text_differs_and_the_table_is_internal(printed_2008: None) -> None:
    PublishedFigure.objects.filter(series="KT", measure="concern_TVE_GJ").update(value=49)
    assert count(2008).results[0].status is Status.INTERNAL


def test_a_printed_year_that_is_not_declared_counted_stays_as_printed(reference: None) -> None:
    CountedYear.objects.all().delete()
    write([case_of("KT", date(2008, 9, 9))])
    team, advisers = count(2008).results
    assert column(team, "inquiries")["2008"] == 248
    assert column(advisers, "2008")["persons"] == 391
    assert "Kilde for 2004–2008: publiserte tall (IMDi årsrapport 2008)." in team.notes
    # The text is there too, from the same source.
    assert any(one.startswith("57 prosent av sakene") for one in team.sentences)


def test_a_year_neither_printed_nor_counted_is_missing_and_in_no_sum(counted_2008: None) -> None:
    write([case_of("KT", date(2010, 3, 3)), case_of("MR", date(2010, 3, 3))])
    team, advisers = count(2010).results
    assert column(team, "inquiries") == {
        "2004": 11, "2005": 93, "2006": 116, "2007": 177, "2008": 0, "2009": None, "2010": 1, "sum": 398,
    }  # fmt: skip
    assert signs(team, "inquiries") == {"2009": ".."}
    assert {"2009": "..", "2010": ".."}.items() <= signs(team, "change_percent").items()
    assert column(advisers, "2009") == dict.fromkeys(("cases", "women", "men", "unknown", "persons"))
    assert any(note.startswith("Ingen tall for 2009:") for note in team.notes)
    assert team.sentences == (
        "100 prosent av sakene hos Kompetanseteamet i 2010 (1 av 1) gjaldt gjennomført tvangsekteskap (0) "
        "og frykt for tvangsekteskap (1).",
    )


def test_advisers_show_five_years_at_most_and_none_before_2008(counted_2008: None) -> None:
    assert [one.key for one in count(2010).results[1].columns] == ["2008", "2009", "2010"]
    later = count(2014, today=date(2015, 1, 1)).results[1]
    assert [one.key for one in later.columns] == ["2010", "2011", "2012", "2013", "2014"]
    assert [result.id for result in count(2007).results] == ["T01"]


def test_an_unfinished_year_is_provisional_and_compared_with_nothing(counted_2008: None) -> None:
    write([case_of("KT", date(2011, 4, 4)), case_of("KT", date(2012, 4, 4)), case_of("MR", date(2012, 4, 4))])
    report = count(2012)
    team, advisers = report.results
    assert report.status is Status.PROVISIONAL
    assert signs(team, "inquiries")["2012"] == signs(team, "inquiries")["sum"] == "*"
    assert signs(team, "change_percent")["2012"] == "."
    assert set(signs(advisers, "2012").values()) == {"*"}
    assert team.rows[-2].label == "2012, til og med 20. mai"
    assert any("2012 er ikke over" in note for note in team.notes)
    assert not any("2011 til" in sentence for sentence in team.sentences)
    assert count(2012, today=date(2013, 1, 1)).status is Status.INTERNAL


def test_every_table_says_what_its_figures_are(printed_2008: None) -> None:
    for result in count(2008).results:
        said = "\n".join(result.notes)
        for part in (
            "Enhet:", "Grunnlag for prosent:", "Periode:", "Ufullstendig år:", "Ordningenes navn i perioden:",
            "30 minoritetsrådgivere ved 29 skoler og 6 integreringsrådgivere ved 6 utenriksstasjoner",
            "Kilde for", "De er ikke et mål på omfanget.",
        ):  # fmt: skip
            assert part in said, (result.id, part)
    assert "Brudd i serien 1. januar 2008" in "\n".join(count(2008).results[0].notes)


def test_names_are_those_of_the_time(counted_2008: None) -> None:
    report = count(2024, today=date(2025, 2, 1))
    advisers = report.results[1]
    assert advisers.title.startswith("Henvendelser til mangfoldsrådgivere og spesialutsendinger")
    assert any("Minoritetsrådgiver (til og med 2022), Mangfoldsrådgiver" in note for note in advisers.notes)
    assert any("Antall rådgivere i 2024 er ikke oppgitt." in note for note in advisers.notes)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_figures_are_the_same_in_every_language(printed_2008: None, language: str) -> None:
    report, norwegian = count(2008, language=language), count(2008)
    for one, other in zip(report.results, norwegian.results, strict=True):
        assert [row.cells for row in one.rows] == [row.cells for row in other.rows]
        assert len(one.notes) == len(other.notes)
        assert len(one.sentences) == len(other.sentences)


@pytest.mark.parametrize("year", [2003, 2013])
def test_a_year_before_all_tables_or_not_begun_is_refused(reference: None, year: int) -> None:
    with pytest.raises(engine.NoSuchYear):
        count(year)


@pytest.mark.parametrize(("year", "table"), [(2008, "T99"), (2007, "T02")])
def test_a_table_that_is_not_there_is_refused(reference: None, year: int, table: str) -> None:
    with pytest.raises(engine.NoSuchTable, match=table):
        count(year, tables=[table])


def test_the_latest_year_is_the_newest_of_print_and_register(reference: None) -> None:
    assert engine.latest_year(TODAY) == 2008
    write([case_of("KT", date(2011, 4, 4))])
    assert engine.latest_year(TODAY) == 2011


def test_a_new_table_is_a_declaration(counted_2008: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sex by main concern: another axis, and nothing in the engine knows of it."""
    word = Text("x", "x", "x")
    table = Table(
        id="T90", title=Dated(((2008, word),)), unit=word, rule=word, base=word, schemes=("MR", "IR"),
        series=("ADVISERS",), first_year=2008,
        rows=Codes("hovedbekymring", "concern"),
        columns=Measures(T02.rows.items[1:]),  # type: ignore[attr-defined]
    )  # fmt: skip
    monkeypatch.setitem(TABLES, "T90", table)
    day = date(2008, 9, 9)
    write([
        case_of("MR", day, sexes=("K", "M")), case_of("MR", day, concern="TVE_GJ", sexes=("U",)),
        case_of("KT", day, concern="TVE_GJ"),
    ])  # fmt: skip
    (result,) = count(2008, tables=["T90"]).results
    rows = {row.key: [cell.value for cell in row.cells.values()] for row in result.rows}
    assert rows["TVE_FR"] == [1, 1, 0, 2]
    assert rows["TVE_GJ"] == [0, 0, 1, 1]
    assert sum(sum(n or 0 for n in numbers) for numbers in rows.values()) == 6
    # Codes that came later are not offered for 2008.
    assert "BEK" not in rows


def test_conditions_on_the_same_column_both_hold() -> None:

    assert both(ADVISERS, {"scheme": ("IR", "KT")})["scheme"] == ("IR",)
