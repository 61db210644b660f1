"""The sentences beside a table, made from its own figures; nothing is counted again for them.

Each names its base and gives the numbers behind every percentage. A sentence whose figures are
missing, or not comparable, is left out.
"""

from dataclasses import dataclass

from cases.statistics.declarations import Figures, Measure
from cases.statistics.percentages import Base, growth, percentage
from cases.statistics.words import Counted, Dated, Text, grouped, listed

_UP = Text(
    nb="{subject} økte med {percent}, fra {before} i {last_year} til {after} i {year}.",
    nn="{subject} auka med {percent}, frå {before} i {last_year} til {after} i {year}.",
    en="{subject} rose by {percent}, from {before} in {last_year} to {after} in {year}.",
)
_DOWN = Text(
    nb="{subject} gikk ned med {percent}, fra {before} i {last_year} til {after} i {year}.",
    nn="{subject} gjekk ned med {percent}, frå {before} i {last_year} til {after} i {year}.",
    en="{subject} fell by {percent}, from {before} in {last_year} to {after} in {year}.",
)
_SAME = Text(
    nb="{subject} var det samme i {year} som i {last_year}: {after}.",
    nn="{subject} var det same i {year} som i {last_year}: {after}.",
    en="{subject} was the same in {year} as in {last_year}: {after}.",
)
_FROM_NOTHING = Text(
    nb="{subject} gikk fra 0 i {last_year} til {after} i {year}; av null kan ingen prosent regnes.",
    nn="{subject} gjekk frå 0 i {last_year} til {after} i {year}; av null kan ein ikkje rekne prosent.",
    en="{subject} went from 0 in {last_year} to {after} in {year}; nothing is a percentage of zero.",
)
_PERCENT = Text(nb="{n} prosent", nn="{n} prosent", en="{n} per cent")
_UNDER_ONE = Text(nb="under 1 prosent", nn="under 1 prosent", en="less than 1 per cent")
_SHARE = Text(
    nb="{percent} av {base} i {span} ({part} av {whole}) gjaldt {kinds}.",
    nn="{percent} av {base} i {span} ({part} av {whole}) gjaldt {kinds}.",
    en="{percent} of {base} in {span} ({part} of {whole}) concerned {kinds}.",
)


@dataclass(frozen=True, slots=True)
class Growth:
    """The change of a measure on the year before, with both numbers."""

    of: Measure
    subject: Text

    def write(self, figures: Figures, year: int, language: str) -> str | None:
        if not figures.comparable(year):
            return None
        before, after = figures.number(self.of, year - 1), figures.number(self.of, year)
        if before is None or after is None or 0 < before < figures.least_base:
            return None
        change = growth(Base(before, self.subject), after)
        if before == after:
            form = _SAME
        elif change is None:
            form = _FROM_NOTHING
        else:
            form = _UP if after > before else _DOWN
        return form.filled(
            language,
            subject=self.subject.into(language),
            percent=in_words(change, language),
            before=grouped(before, language),
            after=grouped(after, language),
            last_year=year - 1,
            year=year,
        )


@dataclass(frozen=True, slots=True)
class Share:
    """How large a part of the base some measures are together, and each of them."""

    parts: tuple[tuple[Measure, Text], ...]
    of: Measure
    base: Text

    def write(self, figures: Figures, year: int, language: str) -> str | None:
        whole = figures.number(self.of, year)
        parts = [(figures.number(measure, year), name) for measure, name in self.parts]
        known = [(number, name) for number, name in parts if number is not None]
        if not whole or whole < figures.least_base or len(known) < len(parts):
            return None
        total = sum(number for number, _name in known)
        kinds = [f"{name.into(language)} ({grouped(number, language)})" for number, name in known]
        words = in_words(percentage(total, Base(whole, self.base)), language, some=total > 0)
        return _SHARE.filled(
            language,
            percent=words[0].upper() + words[1:],
            base=self.base.into(language),
            span=figures.period(year).months(language),
            part=grouped(total, language),
            whole=grouped(whole, language),
            kinds=listed(kinds, language),
        )


@dataclass(frozen=True, slots=True)
class MonthPart:
    """What came in one month, and how many of them from one source. `form` has {whole}, {part}, {who}."""

    month: int
    of: Measure
    part: Measure
    noun: Counted
    who: Dated
    form: Text

    def write(self, figures: Figures, year: int, language: str) -> str | None:
        whole, part = figures.number(self.of, year), figures.number(self.part, year)
        covered = figures.period(year)
        if not whole or part is None or not covered.first.month <= self.month <= covered.last.month:
            return None
        return self.form.filled(
            language,
            year=year,
            whole=self.noun.of(whole, language),
            part=grouped(part, language),
            who=self.who.at(year).into(language),
        )


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole and all its parts, unknown included. `form` has {whole}, {total} and {parts}."""

    of: tuple[Measure, Counted]
    total: tuple[Measure, Counted]
    parts: tuple[tuple[Measure, Counted], ...]
    form: Text

    def write(self, figures: Figures, year: int, language: str) -> str | None:
        asked = (self.of, self.total, *self.parts)
        numbers = [figures.number(measure, year) for measure, _noun in asked]
        if not numbers[0] or None in numbers:
            return None
        words = [noun.of(number or 0, language) for number, (_m, noun) in zip(numbers, asked, strict=True)]
        return self.form.filled(
            language,
            span=figures.period(year).months(language),
            whole=words[0],
            total=words[1],
            parts=listed(words[2:], language),
        )


def in_words(percent: int | None, language: str, *, some: bool = True) -> str:
    """“40 prosent” without its direction; “under 1 prosent” for something that rounds to nothing."""
    if percent == 0 and some:
        return _UNDER_ONE.into(language)
    return _PERCENT.filled(language, n=grouped(abs(percent or 0), language))
