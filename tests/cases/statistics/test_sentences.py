"""Sentences: the numbers behind every percentage, the base by name, and the right word for each change."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from cases.statistics.declarations import Measure
from cases.statistics.engine import count
from cases.statistics.periods import Period
from cases.statistics.sentences import Growth, Share
from cases.statistics.words import Text

INQUIRIES = Measure("n", Text("", "", ""), "inquiries", {}, ("KT", "inquiries"))
PART = Measure("part", Text("", "", ""), "cases", {}, ("KT", "part"))
SUBJECT = Text("Antallet", "Talet", "The number")


@dataclass
class Standing:
    """Figures as they stand in a table."""

    numbers: dict[tuple[str, int], int | None] = field(default_factory=dict)
    both_whole: bool = True
    least_base: int = 1

    def number(self, measure: Measure, year: int) -> int | None:
        return self.numbers.get((measure.key, year))

    def period(self, year: int) -> Period:
        return Period(date(year, 1, 1), date(year, 12, 31), unfinished=False)

    def comparable(self, year: int) -> bool:
        return self.both_whole


def change(before: int | None, after: int | None, language: str = "nb", *, whole: bool = True) -> str | None:
    figures = Standing({("n", 2007): before, ("n", 2008): after}, whole)
    return Growth(INQUIRIES, SUBJECT).write(figures, 2008, language)


def test_growth_names_both_numbers() -> None:
    assert change(177, 248) == "Antallet økte med 40 prosent, fra 177 i 2007 til 248 i 2008."
    assert change(177, 248, "nn") == "Talet auka med 40 prosent, frå 177 i 2007 til 248 i 2008."
    assert change(177, 248, "en") == "The number rose by 40 per cent, from 177 in 2007 to 248 in 2008."


def test_a_fall_is_not_growth_with_a_minus() -> None:
    assert change(248, 177) == "Antallet gikk ned med 29 prosent, fra 248 i 2007 til 177 i 2008."
    assert change(3, 0, "nn") == "Talet gjekk ned med 100 prosent, frå 3 i 2007 til 0 i 2008."


def test_no_change_growth_from_nothing_and_growth_too_small_for_a_percentage() -> None:
    assert change(93, 93) == "Antallet var det samme i 2008 som i 2007: 93."
    assert change(0, 0, "en") == "The number was the same in 2008 as in 2007: 0."
    assert change(0, 12) == "Antallet gikk fra 0 i 2007 til 12 i 2008; av null kan ingen prosent regnes."
    assert change(1000, 1002) == (
        "Antallet økte med under 1 prosent, fra 1\u00a0000 i 2007 til 1\u00a0002 i 2008."
    )


@pytest.mark.parametrize(("before", "after", "whole"), [(None, 3, True), (3, None, True), (3, 4, False)])
def test_what_cannot_be_compared_is_not(before: int | None, after: int | None, whole: bool) -> None:
    assert change(before, after, whole=whole) is None


def share(part: int | None, whole: int | None, least_base: int = 1) -> str | None:
    parts = ((PART, Text("a", "a", "a")), (PART, Text("b", "b", "b")))
    figures = Standing({("part", 2008): part, ("n", 2008): whole}, least_base=least_base)
    return Share(parts, INQUIRIES, Text("sakene", "sakene", "the cases")).write(figures, 2008, "nb")


def test_a_share_names_its_base_and_its_parts() -> None:
    assert share(3, 12) == "50 prosent av sakene i 2008 (6 av 12) gjaldt a (3) og b (3)."
    assert share(0, 12) == "0 prosent av sakene i 2008 (0 av 12) gjaldt a (0) og b (0)."
    assert share(1, 1000) == "Under 1 prosent av sakene i 2008 (2 av 1\u00a0000) gjaldt a (1) og b (1)."


def test_there_is_no_share_of_nothing_or_of_something_missing() -> None:
    assert share(0, 0) is None
    assert share(None, 12) is None
    assert share(1, None) is None
    # Where figures are protected no percentage is made of a small base.
    assert share(3, 49, 50) is None
    assert share(3, 50, 50) is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "team", "advisers"),
    [
        (
            "nb",
            [
                "Antall henvendelser til Kompetanseteamet økte med 40 prosent, fra 177 i 2007 "
                "til 248 i 2008.",
                "57 prosent av sakene hos Kompetanseteamet i 2008 (141 av 248) gjaldt gjennomført "
                "tvangsekteskap (50) og frykt for tvangsekteskap (91).",
                "I juni 2008 fikk Kompetanseteamet 28 saker; 18 av dem ble meldt av minoritetsrådgivere.",
            ],
            [
                "Rådgiverne arbeidet med 381 saker i juni–desember 2008, som gjaldt 391 personer: 282 "
                "kvinner, 107 menn og 2 med ukjent kjønn.",
                "20 prosent av sakene hos rådgiverne i juni–desember 2008 (77 av 381) gjaldt gjennomført "
                "tvangsekteskap (14) og frykt for tvangsekteskap (63).",
            ],
        ),
        (
            "nn",
            ["I juni 2008 fekk Kompetanseteamet 28 saker; 18 av dei vart melde av minoritetsrådgivarar."],
            [
                "Rådgivarane arbeidde med 381 saker i juni–desember 2008, som gjaldt 391 personar: 282 "
                "kvinner, 107 menn og 2 med ukjent kjønn.",
            ],
        ),
        (
            "en",
            ["In June 2008 the competence team received 28 cases; 18 of them came from minority advisers."],
            [
                "20 per cent of the advisers' cases in June–December 2008 (77 of 381) concerned a forced "
                "marriage (14) and the fear of one (63).",
            ],
        ),
    ],
)
def test_the_sentences_of_2008(
    printed_2008: None, language: str, team: list[str], advisers: list[str]
) -> None:
    report = count(2008, language=language, today=date(2026, 1, 1))
    assert set(team) <= set(report.results[0].sentences)
    assert set(advisers) <= set(report.results[1].sentences)
    said = " ".join(one for result in report.results for one in result.sentences)
    for wrong in ("28 prosent", "56 prosent", "28 per cent", "56 per cent"):
        assert wrong not in said
