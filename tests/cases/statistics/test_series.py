"""The published past beside our counts: each unit for itself, its sources said, and no basis of any count."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from audit.models import Entry
from audit.verbs import Verb
from cases.models import PublishedFigure
from cases.statistics import engine
from cases.statistics.past import SERIES
from cases.statistics.past_read import read_all
from cases.statistics.past_shown import ShownSeries, shown_series
from cases.statistics.sources import BESIDE, sources
from tests.cases.statistics.register import case_of, write
from tests.factories import Member

pytestmark = pytest.mark.django_db
TODAY = date(2024, 3, 4)


def shown(language: str = "nb") -> dict[str, ShownSeries]:
    with translation.override(language):
        found = [shown_series(one, language) for one in read_all(language=language, today=TODAY)]
    return {one.id: one for one in found}


def page(member: Member, language: str = "nb") -> str:
    member.client.cookies["language"] = language
    answer = member.client.get(reverse("statistics_series"))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_figure_beside_our_counts_is_in_one_series_of_its_own_unit(reference: None) -> None:
    units = {"cases": "saker", "persons": "personer", "inquiries": "henvendelser"}
    by_name = {name: one for one in SERIES for name in one.printed}
    assert len(by_name) == sum(len(one.printed) for one in SERIES)
    rows = PublishedFigure.objects.filter(series__startswith=BESIDE)
    assert rows
    for row in rows:
        assert by_name[row.series, row.measure].unit.nb == units[row.unit]
    for past in SERIES:
        assert {row.unit for row in rows if (row.series, row.measure) in past.printed} <= {
            unit for unit, word in units.items() if word == past.unit.nb
        }


def test_a_line_says_its_period_its_source_and_what_to_bear_in_mind(reference: None) -> None:
    found = shown()
    lines = {line.period: line for line in found["team-inquiries"].lines}
    assert list(lines)[:2] == ["November–desember 2004", "2005"]
    assert lines["2008"].source == "IMDi årsrapport 2008"
    half = lines["Januar–juni 2013"]
    assert (half.printed, half.address[:28]) == ("196", "https://www.dagsavisen.no/ny")
    assert "regnet ut av endringen" in half.caveats[1]
    cases = {line.period: line.printed for line in found["team-cases"].lines}
    assert (cases["2023"], cases["Januar 2008 – juni 2012"]) == ("1\u00a0137", "1\u00a0390")
    assert "2008–2015" in {line.period for line in found["embassy-advisers-cases"].lines}


def test_figures_that_contradict_each_other_are_said_to(reference: None) -> None:
    found = shown()
    (warning,) = found["advisers-persons"].warnings
    assert "juni–desember 2008" in warning.lower()
    assert "391 (IMDi årsrapport 2008)" in warning
    assert "170 (Utrop, januar 2010, sitert IMDi)" in warning
    assert [one.id for one in found.values() if one.warnings] == ["advisers-persons"]


def test_the_drawing_has_gaps_breaks_and_marks_what_is_no_whole_year(reference: None) -> None:
    found = shown()
    chart = found["team-cases"].chart
    assert chart is not None
    names = [name.text for name in chart.names]
    assert (names[0], names[-1], len(chart.bars)) == ("2011", "2023", 11)
    assert [bar.number for bar in chart.bars if bar.dashed] == ["197"]
    assert "2012, 2020." in chart.description
    (cut,) = chart.cuts
    assert cut.why == "brudd 1. september 2015: samordningen gikk til Bufdir"
    at_2015, at_2016 = (next(one.at for one in chart.names if one.text == year) for year in ("2015", "2016"))
    assert at_2015 < cut.at < at_2016
    # One figure draws no series.
    assert found["kripos"].chart is None
    both = found["advisers-persons"].chart
    assert both is not None
    assert [(bar.series, bar.number) for bar in both.bars] == [(0, "391"), (1, "170"), (0, "438")]


def test_ours_stands_beside_what_was_printed_of_the_same_days(reference: None) -> None:
    with time_machine.travel(TODAY):
        before = shown()["team-cases"]
        assert not before.has_own
        write([case_of("KT", date(2023, 5, 5))] * 3 + [case_of("KT", date(2024, 2, 2))])
        write([case_of("MR", date(2023, 5, 5))] * 2)
        after = shown()
    lines = {line.period: (line.printed, line.own) for line in after["team-cases"].lines}
    assert lines["2023"] == ("1\u00a0137", "3")
    assert lines["2024, til og med 4. mars"] == ("", "1")
    assert lines["2022"] == ("891", "")
    assert {line.period: line.own for line in after["school-advisers-cases"].lines}["2023"] == "2"
    # The same unit only: persons of the team are counted, and stand in the series of persons.
    assert {line.period: line.own for line in after["team-persons"].lines}["2023"] == "3"
    assert not after["red-cross"].has_own


def test_no_year_is_taken_from_these_figures(reference: None) -> None:
    assert not [name for name, _measure, _year in sources().printed if name.startswith(BESIDE)]
    with time_machine.travel(TODAY):
        assert engine.latest_year() == 2008
        write([case_of("KT", date(2023, 5, 5))])
        (team,) = engine.count(2023, tables=("T01",)).results
    cells = {row.key: row.cells["inquiries"].value for row in team.rows}
    assert (cells["2023"], cells["2013"]) == (1, None)


def test_the_page_has_a_table_for_each_series_and_none_of_two_units(
    reference: None, statistician: Member
) -> None:
    html = page(statistician)
    assert html.count("<table") == len(SERIES)
    assert "style=" not in html
    heads = re.findall(r'<th scope="col" class="number">(.*?)</th>', html)
    assert {head.partition(" (")[2] for head in heads} == {"saker)", "personer)", "henvendelser)"}
    assert 'rel="noreferrer external"' in html
    # Nothing of ours is counted, so nothing is internal.
    assert "Internt – ikke for publisering" not in html
    write([case_of("KT", date(2020, 5, 5))])
    assert "<strong>Internt – ikke for publisering</strong>" in page(statistician)
    assert "Førespurnader til Kompetanseteamet" in page(statistician, "nn")
    assert "Cases of the competence team" in page(statistician, "en")


def test_it_is_recorded_and_reached_from_the_year(reference: None, statistician: Member) -> None:
    year = statistician.client.get(reverse("statistics_year", args=[2008])).content.decode()
    assert f'href="{reverse("statistics_series")}"' in year
    page(statistician)
    assert statistician.account is not None
    entry = Entry.objects.filter(chain=statistician.account.pk).latest("number")
    assert (entry.verb, entry.fields) == (Verb.STATISTICS_COUNTED, "series")
