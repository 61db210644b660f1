"""A planned journey in codes: whether, where to, in which week, and what was asked of it. Never a date."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from advisory.forms.offering import give_choices
from cases.forms.choices import Choices, countries, offered
from cases.forms.fields import CodeField, CountryField
from cases.journeys import PLANNED, Week, weeks_from
from cases.models.facts import EventFacts

# Facts of an event that are answers of `svar`.
ASKED = ("date_known", "return_ticket", "wants_to_go", "earlier_journeys", "dual_citizenship")
NOT_ASKED = ("", _("Not asked"))
# What can be said of a journey: it is, it is not (any more), one does not know.
SAID = ("JA", "NEI", "VETIKKE")


class JourneyForm(forms.Form):
    use_required_attribute = False

    planned = CodeField(label=_("Is a journey planned?"))
    country = CountryField(required=False, label=_("Where to?"))
    week = CodeField(
        required=False,
        widget=forms.Select,
        label=_("In which week does it begin?"),
        help_text=_("The week alone. The day, the flight and the address stay with you on paper."),
    )
    date_known = CodeField(required=False, label=_("Does the person know the day?"))
    return_ticket = CodeField(required=False, label=_("Is there a return ticket?"))
    wants_to_go = CodeField(required=False, label=_("Does the person want to go?"))
    earlier_journeys = CodeField(
        required=False, label=_("Have there been earlier journeys, or did siblings not come back?")
    )
    dual_citizenship = CodeField(required=False, label=_("Is the person a citizen of that country too?"))

    def __init__(
        self, data: Any = None, *, day: date, first: Iterable[str], told: EventFacts | None, country: str
    ) -> None:
        """`first` are countries to offer first; `country` is the case's, for a journey not told of before."""
        super().__init__(data, initial=_initial(told, country))
        stored = {told.country} if told is not None else {country}
        answers = [(code, label) for code, label in offered("svar", day) if code in SAID]
        give_choices(self, "planned", answers)
        give_choices(self, "country", countries(day, first=frozenset(first), stored=stored - {""}))
        give_choices(self, "week", _weeks(day, _initial(told, country)["week"]))
        for name in ASKED:
            give_choices(self, name, [NOT_ASKED, *answers])

    def facts(self) -> dict[str, str]:
        """Facts of an event. Of a journey that is not planned nothing else is kept."""
        said = self.cleaned_data
        if said["planned"] != PLANNED:
            return {"result": said["planned"]}
        year, _dash, week = said["week"].partition("-")
        answers = {name: said[name] for name in ASKED}
        return {"result": PLANNED, "country": said["country"], "year": year, "week": week, **answers}


def _initial(told: EventFacts | None, country: str) -> dict[str, str]:
    if told is None:
        return {"country": country, "week": "", **dict.fromkeys(ASKED, "")}
    week = f"{told.year}-{told.week}" if told.year and told.week else ""
    answers = {name: getattr(told, name) for name in ASKED}
    return {"planned": told.result, "country": told.country, "week": week, **answers}


def _weeks(day: date, stored: str) -> Choices:
    """From this week on, by month; a stored one that is past stays on offer."""
    weeks = weeks_from(day)
    offered: Choices = [("", _("Not known"))]
    if stored and stored not in {week.code for week in weeks}:
        year, _dash, number = stored.partition("-")
        offered.append((stored, week_label(Week(int(year), int(number)))))
    return [*offered, *((week.code, f"{week_label(week)} ({_month(week)})") for week in weeks)]


def week_label(week: Week) -> str:
    """In words, with the year; of an unknown one that it is not known."""
    if not week:
        return str(_("Not known"))
    return str(_("Week %(number)d, %(year)d")) % {"number": week.number, "year": week.year}


def _month(week: Week) -> str:
    """Of the week's Thursday, as ISO counts weeks to years."""
    return str(MONTHS[date.fromisocalendar(week.year, week.number, 4).month])
