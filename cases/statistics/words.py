"""Words of the tables in the three languages, and numbers and days as each language writes them.

Not the screen catalogues: a table is printed in any language whatever the screen speaks, and its
words are frozen with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LANGUAGES = ("nb", "nn", "en")
HARD_SPACE = "\u00a0"
MINUS = "\u2212"

_NORWEGIAN = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]
_ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_AND = {"nb": "og", "nn": "og", "en": "and"}


@dataclass(frozen=True, slots=True)
class Text:
    nb: str
    nn: str
    en: str

    def into(self, language: str) -> str:
        """The text in `language` (nb, nn or en). Raises ValueError for another one."""
        if language not in LANGUAGES:
            raise ValueError(f"no table has words in {language!r}")
        return str(getattr(self, language))

    def filled(self, language: str, **values: object) -> str:
        return self.into(language).format(**values)


# Unit of a table whose figures are all shares.
SHARES = Text("prosent", "prosent", "per cent")


@dataclass(frozen=True, slots=True)
class Dated:
    """A name and the years from which each form of it holds, oldest first."""

    forms: tuple[tuple[int, Text], ...]

    def at(self, year: int) -> Text:
        """The form of that year; the oldest for a year before all of them."""
        return [text for since, text in self.forms if since <= year or since == self.forms[0][0]][-1]


@dataclass(frozen=True, slots=True)
class Counted:
    """A noun as it stands after one and after any other number."""

    one: Text
    many: Text

    def of(self, number: int, language: str) -> str:
        """The number with its noun: “1 sak”, “381 saker”."""
        noun = self.one if number == 1 else self.many
        return f"{grouped(number, language)} {noun.into(language)}"


def grouped(value: int, language: str) -> str:
    """Groups of three: hard space in Norwegian (Språkrådet), comma in English; a real minus."""
    digits = f"{abs(value):,}"
    if language != "en":
        digits = digits.replace(",", HARD_SPACE)
    return f"{MINUS if value < 0 else ''}{digits}"


def month_name(month: int, language: str) -> str:
    return (_ENGLISH if language == "en" else _NORWEGIAN)[month - 1]


def day_name(day: date, language: str) -> str:
    """“1. november 2004”, “1 November 2004”."""
    point = "" if language == "en" else "."
    return f"{day.day}{point} {month_name(day.month, language)} {day.year}"


def listed(items: Sequence[str], language: str) -> str:
    """“a, b og c”."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {_AND[language]} {items[-1]}"


def spans(years: Sequence[int]) -> str:
    """Years as runs: “2004–2007, 2009”."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
