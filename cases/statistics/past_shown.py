"""A published series as the page writes it: a line for each figure with where it is from, and its drawing.

Drawn is one figure a year, the one of most days; a year without a figure is a gap, and what covers several
years stands in the table alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from advisory.charts import Chart, Group, drawn
from cases.statistics.chart_breaks import breaks_of
from cases.statistics.past_read import Figure, Series, span_name
from cases.statistics.periods import Period
from cases.statistics.words import grouped, listed, spans

# A drawing of fewer years would show no series.
LEAST_YEARS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One period: what was printed of it and by whom, and what is counted here; empty texts for neither."""

    period: str
    printed: str = ""
    own: str = ""
    source: str = ""
    address: str = ""
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSeries:
    id: str
    title: str
    unit: str
    lines: list[Line]
    has_own: bool
    warnings: list[str]
    chart: Chart | None


def shown_series(series: Series, language: str) -> ShownSeries:
    past = series.past
    return ShownSeries(
        id=past.id,
        title=past.title.into(language),
        unit=past.unit.into(language),
        lines=_lines(series, language),
        has_own=bool(series.own),
        warnings=[_warning(found, language) for found in series.contradicted],
        chart=_chart(series, language),
    )


def _lines(series: Series, language: str) -> list[Line]:
    """In the order of days. Ours stands beside what was printed of the very same days."""
    own = {(one.period.first, one.period.last): one for one in series.own}
    found: list[tuple[Period, Line]] = []
    for one in series.printed:
        ours = own.pop((one.period.first, one.period.last), None)
        line = Line(
            span_name(one.period, language),
            grouped(one.value, language),
            grouped(ours.value, language) if ours else "",
            one.source,
            one.address,
            one.caveats,
        )
        found.append((one.period, line))
    for one in own.values():
        line = Line(span_name(one.period, language), own=grouped(one.value, language))
        found.append((one.period, line))
    return [line for _period, line in sorted(found, key=lambda one: (one[0].first, one[0].last))]


def _warning(figures: Sequence[Figure], language: str) -> str:
    """Two or more figures of the same days, each with who printed it."""
    each = [f"{grouped(one.value, language)} ({one.source})" for one in figures]
    return _("The sources contradict each other for %(period)s: %(figures)s.") % {
        "period": span_name(figures[0].period, language),
        "figures": listed(each, language),
    }


def _chart(series: Series, language: str) -> Chart | None:
    printed, own = _by_year(series.printed), _by_year(series.own)
    years = sorted({*printed, *own})
    if len(years) < LEAST_YEARS:
        return None
    otherwise = {
        one.period.first.year: one
        for found in series.contradicted
        for one in found
        if one is not printed.get(one.period.first.year)
    }
    kinds = [(_("In print"), printed), (_("In print, contradicting"), otherwise), (_("Counted here"), own)]
    kinds = [(name, figures) for name, figures in kinds if figures]
    every = range(years[0], years[-1] + 1)
    groups = [_group(year, [figures.get(year) for _name, figures in kinds], language) for year in every]
    title = series.past.title.into(language)
    return drawn(
        groups,
        title=_("Bar chart: %(what)s") % {"what": title},
        description=_described(title, years, every, language),
        legend=[name for name, _figures in kinds],
        dashed=_("Dashed outline: not a whole year"),
        number=lambda value: grouped(value, language),
        breaks=breaks_of(series.past.breaks, [group.name for group in groups], language),
    )


def _described(title: str, years: Sequence[int], every: range, language: str) -> str:
    said = _("%(what)s, %(first)s to %(last)s. All figures stand in the table.") % {
        "what": title,
        "first": years[0],
        "last": years[-1],
    }
    if gaps := [year for year in every if year not in years]:
        said += " " + _("No figure is known of %(years)s.") % {"years": spans(gaps)}
    return said


def _group(year: int, figures: Sequence[Figure | None], language: str) -> Group:
    return Group(
        name=str(year),
        values=tuple(one.value if one else None for one in figures),
        numbers=tuple(grouped(one.value, language) if one else "" for one in figures),
        dashed=any(one is not None and not one.period.whole_year for one in figures),
    )


def _by_year(figures: Sequence[Figure]) -> dict[int, Figure]:
    """Of each year the figure of most days, of several such the first that was loaded."""
    found: dict[int, Figure] = {}
    for one in figures:
        period = one.period
        if period.first.year != period.last.year:
            continue
        before = found.get(period.first.year)
        if before is None or _days(period) > _days(before.period):
            found[period.first.year] = one
    return found


def _days(period: Period) -> int:
    return (period.last - period.first).days
