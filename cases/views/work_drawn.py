"""The team's work figures as charts, and a time as words. Every number of a chart stands in its table."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advisory.charts import Chart, Group, drawn
from cases import codebook
from cases.statistics.cells import shown
from cases.statistics.charts import first_known
from cases.statistics.lanes import Answering, InHand
from cases.statistics.result import Cell, Result, Sign
from cases.statistics.words import grouped

HOUR, DAY = 60, 24 * 60
PARTIES = ("advisers", "team")
COUNTS = ("new", "active", "closed")


def half_year_charts(result: Result, language: str) -> list[tuple[str, Chart]]:
    """By a name of its own, one for the advisers and one for the team: new, active and closed."""
    labels = {column.key: column.label for column in result.columns}
    found: list[tuple[str, Chart]] = []
    groups = {party: _half_years(result, party, language) for party in PARTIES}
    first = first_known(groups.values())
    for party in PARTIES:
        keys = [f"{party}-{count}" for count in COUNTS]
        name = labels[keys[0]].partition(":")[0]
        chart = drawn(
            groups[party][first:],
            title=_("Bar chart: %(what)s") % {"what": f"{result.title}. {name}"},
            description=_("By year and half. All numbers stand in the table."),
            legend=[f"{name}: {labels[key].partition(': ')[2]}" for key in keys],
            unit=result.unit,
            dashed=_("Dashed outline: provisional, for the year is not over"),
            number=lambda value: grouped(value, language),
        )
        if chart is not None:
            found.append((f"halves-{party}", chart))
    return found


def _half_years(result: Result, party: str, language: str) -> list[Group]:
    return [
        _group(row.key.replace("-H", "/"), [row.cells[f"{party}-{count}"] for count in COUNTS], language)
        for row in result.rows
    ]


def in_hand_chart(found: list[InHand]) -> Chart | None:
    """Open, unanswered and overdue cases of each scheme."""
    groups = []
    for one in found:
        values = (one.open, one.unanswered, one.overdue)
        groups.append(Group(scheme_name(one.scheme), values, tuple(str(value) for value in values)))
    return drawn(
        groups,
        title=_("Bar chart: %(what)s") % {"what": _("In hand now")},
        description=_("By scheme. All numbers stand in the table."),
        legend=[_("Open cases"), _("Not answered"), _("Overdue")],
        dashed="",
        unit=_("Cases"),
    )


def answering_lines(found: list[Answering]) -> Iterator[tuple[str, list[str]]]:
    """Each scheme with its cells as text; a dash where there is nothing to tell."""
    for one in found:
        median = "–" if one.median is None else time_words(one.median)
        share = "–" if one.percent is None else _("%(number)d %%") % {"number": one.percent}
        yield (
            scheme_name(one.scheme),
            [str(one.asked), str(one.answered), median, share, f"{one.in_time}/{one.due}"],
        )


def in_hand_lines(found: list[InHand]) -> Iterator[tuple[str, list[str]]]:
    for one in found:
        numbers = (one.open, one.unanswered, one.overdue, one.waiting)
        yield scheme_name(one.scheme), [str(number) for number in numbers]


def scheme_name(code: str) -> str:
    return codebook.label("ordning", code)


def time_words(minutes: int) -> str:
    """In the unit that fits: minutes up to an hour, hours up to two days, then days; a half goes up."""
    if minutes < HOUR:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    if minutes < 2 * DAY:
        hours = (minutes + HOUR // 2) // HOUR
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    days = (minutes + DAY // 2) // DAY
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}


def _group(name: str, cells: list[Cell], language: str) -> Group:
    return Group(
        name=name,
        values=tuple(cell.value for cell in cells),
        numbers=tuple(shown(cell, language) for cell in cells),
        dashed=any(cell.sign == Sign.PROVISIONAL for cell in cells),
    )
