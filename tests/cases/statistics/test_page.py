"""The page of a year: for those who may read figures, recorded first, real tables, one drawing."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit import record
from audit.actor import HOUSE, job
from audit.models import Entry
from audit.verbs import Verb
from cases.statistics.tables import TABLES
from cases.statistics.words import day_name
from tests.cases.statistics.register import case_of, write
from tests.conftest import unprotected_trail
from tests.factories import Member

pytestmark = pytest.mark.django_db


def page(member: Member, year: int = 2008, language: str = "nb") -> str:
    member.client.cookies["language"] = language
    answer = member.client.get(reverse("statistics_year", args=[year]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_tables_stand_there_as_tables(printed_2008: None, statistician: Member) -> None:
    html = page(statistician)
    assert html.count("<caption") == html.count("<table") == 18
    for table in TABLES:
        assert f'href="#{table}"' in html
        assert f'<caption id="{table}">' in html
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', html, flags=re.DOTALL)
    cells = {name: re.findall(r'<td class="number">(.*?)</td>', rest) for name, rest in rows}
    assert cells["2008"] == ["248", "269", "40"]
    assert cells["Antall saker"] == ["381"]
    assert "Ikke mulig å oppgi tall" in html
    assert "57 prosent av sakene hos Kompetanseteamet i 2008 (141 av 248)" in html
    # What the report of 2008 did not print is for internal use.
    assert html.count("Internt – ikke for publisering.</li>") == 16


def test_the_chart_is_named_described_and_free_of_inline_style(
    printed_2008: None, statistician: Member
) -> None:
    html = page(statistician)
    inquiries, persons, *_others = re.findall(
        r'<figure class="chart[^>]*>.*?</figure>', html, flags=re.DOTALL
    )
    assert 'role="img" aria-labelledby="T01-1-chart-title T01-1-chart-desc"' in inquiries
    assert "<title id=" in inquiries
    assert "<desc id=" in inquiries
    assert "style=" not in html
    # Inquiries and persons are not drawn together: five years each, the first one not whole, the break of
    # 2008, and the numbers of the table over the bars.
    for drawing, number in ((inquiries, 248), (persons, 269)):
        assert drawing.count('<rect class="chart-bar chart-bar--0') == 5 + 1
        assert drawing.count("chart-bar--partial") == 1 + 1
        assert "a: brudd 1. januar 2008: teamet ble flyttet fra UDI til IMDi" in drawing
        assert f">{number}</text>" in drawing


def test_it_speaks_the_readers_language(printed_2008: None, statistician: Member) -> None:
    assert "Førespurnader til Kompetanseteamet" in page(statistician, language="nn")
    assert "Inquiries to the competence team" in page(statistician, language="en")


def test_it_says_when_the_seals_were_last_tried(printed_2008: None, statistician: Member) -> None:
    """The cases of this register have no trail, so first their seals do not hold."""
    assert "Det er aldri kontrollert om noe er endret utenom programmet." in page(statistician)
    with pytest.raises(CommandError) as refused:
        call_command("verify_seals", stdout=StringIO(), stderr=StringIO())
    assert f": {str(refused.value).partition(' ')[0]} er endret utenom programmet eller ødelagt." in page(
        statistician
    )
    record.alone(Verb.SEALS_VERIFIED, actor=job("verify_seals"), chain=HOUSE, fields=["good-5", "bad-0"])
    day = day_name(timezone.localdate(), "nb")
    assert f"Sist kontrollert {day}: ingenting er endret utenom programmet." in page(statistician)
    assert f"Sist kontrollert {day}: ingenting er endra utanom programmet." in page(
        statistician, language="nn"
    )
    assert "Last checked on" in page(statistician, language="en")


def test_it_says_that_seals_did_not_hold_and_believes_no_forged_entry(
    printed_2008: None, statistician: Member
) -> None:
    actor = job("verify_seals")
    record.alone(Verb.SEALS_VERIFIED, actor=actor, chain=HOUSE, fields=["good-1200", "bad-3"])
    assert ": 3 er endret utenom programmet eller ødelagt." in page(statistician)
    with unprotected_trail():
        Entry.objects.filter(verb=Verb.SEALS_VERIFIED).update(fields="good-1203 bad-0")
    html = page(statistician)
    assert "ingenting er endret" not in html
    assert "Når det sist ble kontrollert, kan ikke sies" in html


def test_internal_figures_are_marked(printed_2008: None, coordinator: Member) -> None:
    write([case_of("KT", date(2008, 2, 2))])
    html = page(coordinator)
    assert "<strong>Internt – ikke for publisering</strong>" in html
    assert "249" in html


def test_it_is_recorded_with_the_reader(printed_2008: None, statistician: Member) -> None:
    page(statistician)
    assert statistician.account is not None
    entry = Entry.objects.filter(chain=statistician.account.pk).latest("number")
    assert (entry.verb, entry.fields) == (Verb.STATISTICS_COUNTED, "2008")


def test_every_year_of_the_tables_can_be_chosen_and_no_other(
    printed_2008: None, statistician: Member
) -> None:
    html = page(statistician, 2006)
    assert 'aria-current="page">2006</a>' in html
    assert html.count("<table") == 1
    for year in (2003, 9999):
        assert statistician.client.get(reverse("statistics_year", args=[year])).status_code == 404


def test_the_entry_leads_to_the_newest_year(printed_2008: None, statistician: Member) -> None:
    answer = statistician.client.get(reverse("statistics"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("statistics_year", args=[2008]))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("coordinator", 200), ("representative", 200), ("statistician", 200), ("adviser", 403),
        ("embassy", 403), ("privacy", 403), ("administrator", 403), ("deactivated", 302), ("anonymous", 302),
    ],
)  # fmt: skip
def test_who_may_read_it(counted_2008: None, request: pytest.FixtureRequest, name: str, status: int) -> None:
    member: Member = request.getfixturevalue(name)
    assert member.client.get(reverse("statistics_year", args=[2008])).status_code == status


def test_a_page_takes_the_same_number_of_queries_whatever_the_number_of_cases(
    counted_2008: None, statistician: Member
) -> None:

    page(statistician)
    with CaptureQueriesContext(connection) as few:
        page(statistician)
    write([case_of("MR", date(2008, 9, 9), sexes=("K", "M"))] * 30)
    with CaptureQueriesContext(connection) as many:
        page(statistician)
    assert len(many) == len(few)
