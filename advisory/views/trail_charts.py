"""The week's reading as drawings: by hour, by day, by account; each has its table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from advisory.charts import Chart, Group, drawn
from advisory.services.trail_review import Reader, Review, Tally
from advisory.weeks import OSLO

# More accounts than this do not fit side by side; the table has them all.
ACCOUNTS = 12


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with the table of what it draws: a name, openings of a case, pages of the list.

    Neither number for a day that is still to come: nothing is known of it, which is not nothing read.
    """

    id: str
    title: str
    first: str
    rows: Sequence[tuple[str, int | None, int | None]]
    chart: Chart | None


def charts_of(review: Review) -> list[Drawing]:
    hours = [(f"{hour:02}", tally) for hour, tally in enumerate(review.hours)]
    today = timezone.localdate(timezone=OSLO)
    days = [
        (
            f"{date_format(day, 'D')} {day.day}.{day.month}.",
            None if day > today and not tally.opened and not tally.pages else tally,
        )
        for day, tally in review.days
    ]
    return [
        _drawing(
            "hours", _("Reading by hour of the day"), _("Hour"), hours, _("Dashed outline: night, 22–06")
        ),
        _drawing("days", _("Reading by day"), _("Day"), days, _("Dashed outline: weekend in Norway")),
        _by_account(review.readers),
    ]


def _drawing(
    id_: str, title: str, first: str, tallies: Sequence[tuple[str, Tally | None]], dashed: str
) -> Drawing:
    groups = [
        Group(name, (one.opened, one.pages), (str(one.opened), str(one.pages)), one.free)
        if one
        else Group(name, (None, None), ("", ""))
        for name, one in tallies
    ]
    rows = [(name, one.opened, one.pages) if one else (name, None, None) for name, one in tallies]
    more = "" if all(one for _name, one in tallies) else _("Days to come have no bar.")
    return Drawing(id_, title, first, rows, _chart(title, groups, dashed, more))


def _by_account(readers: Sequence[Reader]) -> Drawing:
    """Numbered as in the table: names would not stand side by side."""
    most = sorted(enumerate(readers, start=1), key=lambda one: -one[1].readings)[:ACCOUNTS]
    shown = [(number, one) for number, one in sorted(most, key=itemgetter(0)) if one.readings]
    title = _("Reading by account")
    groups = [
        Group(str(number), (one.opened, one.pages), (str(one.opened), str(one.pages)), bool(one.marks))
        for number, one in shown
    ]
    rows = [(f"{number} {one.name}", one.opened, one.pages) for number, one in shown]
    chart = _chart(title, groups, _("Dashed outline: marked"), unit=_("Number of the account in the table"))
    return Drawing("accounts", title, _("Account"), rows, chart)


def _chart(title: str, groups: list[Group], dashed: str, more: str = "", unit: str = "") -> Chart | None:
    told = _("Openings of a case and pages of the list. All figures stand in the table.")
    return drawn(
        groups,
        title=_("Bar chart: %(what)s") % {"what": title},
        description=f"{told} {more}".strip(),
        legend=[_("Openings of a case"), _("Pages of the list")],
        dashed=dashed,
        unit=unit,
    )
