"""Parts of the first page that are numbers alone: posts' load, the year in progress, how old a queue is."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advisory.charts import Chart, Group, drawn
from advisory.http import AdviserRequest
from audit import record
from audit.verbs import Verb
from cases.queue_age import Age
from cases.services.editions import Issued, editions
from cases.services.workload import Load, workload
from cases.statistics import engine
from cases.statistics.note_words import MARK
from cases.statistics.shown import Shown, shown_table
from cases.statistics.words import LANGUAGES
from cases.statistics.work_tables import work_tables
from cases.views.editions import state_of
from cases.views.work_drawn import half_year_charts
from cases.views.workload import load_chart

# Posts of the table, and editions; the rest stands a page further on.
POSTS, EDITIONS = 10, 5


@dataclass(frozen=True, slots=True)
class Loads:
    """The fullest posts, how many there are besides, and a chart of those that stand here."""

    shown: list[Load]
    more: int
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class Year:
    """The newest year, as the page of work figures tells it, and the newest editions with states."""

    number: int
    is_over: bool
    mark: str
    half_years: Shown
    charts: list[tuple[str, Chart]]
    unknown: Shown
    editions: list[tuple[Issued, str]]
    more_editions: int


def load_part(request: AdviserRequest) -> Loads:
    loads = workload(request.standing)
    return Loads(loads[:POSTS], max(0, len(loads) - POSTS), load_chart(loads[:POSTS]))


def year_part(request: AdviserRequest) -> Year:
    """Recorded before it is counted, like the page of work figures."""
    language = (get_language() or LANGUAGES[0])[:2]
    today = timezone.localdate()
    year = engine.latest_year(today)
    record.alone(Verb.STATISTICS_COUNTED, actor=request.standing.actor, fields=["work", str(year)])
    half_years, _season, unknown = work_tables(year, language=language, today=today)
    issued = editions()
    return Year(
        number=year,
        is_over=year < today.year,
        mark=MARK.into(language),
        half_years=shown_table(half_years, language),
        charts=half_year_charts(half_years, language),
        unknown=shown_table(unknown, language),
        editions=[(one, state_of(one)) for one in issued[:EDITIONS]],
        more_editions=max(0, len(issued) - EDITIONS),
    )


def age_chart(age: Age) -> Chart | None:
    """Open parts by how long ago they began."""
    return drawn(
        [Group(str(words), (number,), (str(number),)) for words, number in age.bands],
        title=_("Bar chart: %(what)s") % {"what": _("How old what is in hand is")},
        description=_("Open parts by how long ago they began. All numbers stand in the table."),
        legend=[_("Open parts")],
        dashed="",
    )
