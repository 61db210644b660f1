"""What was printed about a year, as the sums that the invented cases must add up to."""

from dataclasses import dataclass
from datetime import date

from cases.demo.errors import NoMargins
from cases.models import PublishedFigure

CONCERNS = ("TVE_GJ", "TVE_FR")
# Measure of the printed table -> code of the list `kjonn`.
SEXES = {"women": "K", "men": "M", "unknown": "U"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """Cases (or inquiries about specific cases), persons, and the cases of each printed main concern."""

    cases: int
    persons: int
    concerns: dict[str, int]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Margins:
    """`reported` inquiries to the team came between `reported_first` and `reported_last`, and
    `passed_on` of them from minority advisers."""

    advisers: Scheme
    sexes: dict[str, int]
    team: Scheme
    reported: int
    passed_on: int
    reported_first: date
    reported_last: date


def printed(year: int, *, scale: int = 1) -> Margins:
    """The printed margins of a year, each times `scale`. Raises NoMargins when one is not printed."""
    rows = {(row.series, row.measure): row for row in PublishedFigure.objects.filter(year=year)}

    def row(series: str, measure: str) -> PublishedFigure:
        try:
            return rows[series, measure]
        except KeyError:
            raise NoMargins(year, f"{measure} of {series}") from None

    def count(series: str, measure: str) -> int:
        return int(row(series, measure).value) * scale

    def scheme(series: str, cases: str) -> Scheme:
        return Scheme(
            cases=count(series, cases),
            persons=count(series, "persons"),
            concerns={code: count(series, f"concern_{code}") for code in CONCERNS},
            first=row(series, cases).period_from,
            last=row(series, cases).period_to,
        )

    reported = row("KT", "reported_cases")
    return Margins(
        advisers=scheme("ADVISERS", "cases"),
        sexes={code: count("ADVISERS", measure) for measure, code in SEXES.items()},
        team=scheme("KT", "inquiries"),
        reported=count("KT", "reported_cases"),
        passed_on=count("KT", "reported_cases_from_minority_advisers"),
        reported_first=reported.period_from,
        reported_last=reported.period_to,
    )
