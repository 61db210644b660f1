"""Which days of a year a figure covers: from the first day of its schemes to today at the latest.

The days the schemes began are data (code list `ordning`), so 2004 is November and December for
the competence team, and 2008 is June to December for the advisers, without saying so here.
"""

import calendar
from dataclasses import dataclass
from datetime import date

from cases import codebook
from cases.statistics.words import Text, day_name, month_name

_SO_FAR = Text(nb="{year}, til og med {day}", nn="{year}, til og med {day}", en="{year}, up to {day}")


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are included. `unfinished`: the year was not over when it was counted."""

    first: date
    last: date
    unfinished: bool

    @property
    def whole_year(self) -> bool:
        return (self.first.month, self.first.day) == (1, 1) and (self.last.month, self.last.day) == (12, 31)

    def label(self, language: str) -> str:
        """“2008”, “November–desember 2004”, “2026, til og med 3. mai”."""
        if self.unfinished:
            day = day_name(self.last, language).removesuffix(f" {self.last.year}")
            return _SO_FAR.filled(language, year=self.first.year, day=day)
        if self.whole_year or not self._whole_months:
            return str(self.first.year)
        words = self.months(language)
        return words[0].upper() + words[1:]

    def months(self, language: str) -> str:
        """“november–desember 2004”; whole years are only the year."""
        if self.whole_year:
            return str(self.first.year)
        first, last = (month_name(day.month, language) for day in (self.first, self.last))
        return f"{first if first == last else f'{first}–{last}'} {self.first.year}"

    @property
    def _whole_months(self) -> bool:
        ends = calendar.monthrange(self.last.year, self.last.month)[1]
        return self.first.day == 1 and self.last.day == ends


def period(year: int, schemes: tuple[str, ...], today: date) -> Period:
    """The days of `year` in which any of the schemes was there. Raises LookupError without code lists."""
    labels = [label for scheme in schemes for label in codebook.entries("ordning")[scheme].labels]
    begins = min((label.valid_from or date.min for label in labels), default=date.min)
    first, last = max(date(year, 1, 1), begins), date(year, 12, 31)
    if first.year != year:  # before the schemes: nothing was there to count
        first = date(year, 1, 1)
    if today < last:
        return Period(first, max(today, first), unfinished=True)
    return Period(first, last, unfinished=False)
