"""The page before summer as lines of a table and as a chart: by week and country, and never by day."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from advisory.charts import Chart, Group, drawn
from cases import codebook
from cases.forms.journeys import week_label
from cases.journeys import Week, by_week_and_country, week_of
from cases.models.case import Case
from cases.planned import Planned


@dataclass(frozen=True, slots=True)
class Line:
    """One week and country: how many, and in which cases. `is_past`: the week is over, so is she back?"""

    week: str
    country: str
    number: int
    cases: list[Case]
    is_past: bool


def lines_of(planned: Sequence[Planned], today: date) -> list[Line]:
    """In the order of weeks, those that nobody knows last."""
    cases: dict[tuple[Week, str], list[Case]] = defaultdict(list)
    for one in planned:
        cases[one.journey.week, one.journey.country].append(one.case)
    this_week = week_of(today)
    return [
        Line(
            week=week_label(line.week),
            country=codebook.label("land", line.country) or _("Not known"),
            number=line.number,
            cases=sorted(cases[line.week, line.country], key=lambda case: (case.opened_at, case.pk)),
            is_past=bool(line.week) and line.week < this_week,
        )
        for line in by_week_and_country(one.journey for one in planned)
    ]


def chart_of(planned: Sequence[Planned], today: date) -> Chart | None:
    """Journeys by week; those of weeks that nobody knows stand last."""
    counted = Counter(one.journey.week for one in planned)
    weeks = sorted(counted, key=lambda week: (not week, week))
    this_week = week_of(today)
    groups = [
        Group(
            str(week.number) if week else "?",
            (counted[week],),
            (str(counted[week]),),
            dashed=bool(week) and week < this_week,
        )
        for week in weeks
    ]
    return drawn(
        groups,
        title=_("Bar chart: %(what)s") % {"what": _("Planned journeys by week")},
        description=_("All numbers stand in the table. A question mark stands for weeks that nobody knows."),
        legend=[_("Planned journeys, by number of the week")],
        dashed=_("Dashed outline: the week is over"),
    )
