"""The notes under a table: what is counted, of what, when, by whom, from where, and who may see it.

Every table carries them; a figure without them says something else.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from cases import codebook
from cases.statistics import note_words as words
from cases.statistics.figures import TableFigures
from cases.statistics.keys import key_of
from cases.statistics.periods import period
from cases.statistics.result import Origin, Status
from cases.statistics.sources import Source
from cases.statistics.words import day_name, grouped, listed, spans

CAPACITY = ("minority_advisers", "schools", "integration_advisers", "embassies")


def notes(
    figures: TableFigures, years: Sequence[int], status: Status, language: str, signs: Collection[str]
) -> Iterator[str]:
    """The notes of a table that shows these years; the last of them is the one it is of."""
    table = figures.table
    if status is not Status.PUBLISHED:
        yield words.MARK.into(language) + "."
    rule = table.rule.into(language)
    yield words.UNIT.filled(language, unit=table.unit.into(language), rule=rule)
    if table.base is not None:
        yield words.BASE.filled(language, base=table.base.into(language))
    yield from (remark.into(language) for remark in (*table.remarks, *figures.remarks(years)))
    yield from _periods(figures, years, language)
    yield words.SCHEMES.filled(language, names=", ".join(_scheme_names(figures, years, language)))
    yield from _advisers(figures, years[-1], language)
    for one in table.breaks:
        if figures.period(min(years)).first < one.day <= figures.period(years[-1]).last:
            yield words.BREAK.filled(language, day=day_name(one.day, language), why=one.why.into(language))
    yield from _sources(figures, years, language)
    gone = sorted(figures.known.erased.intersection(years))
    if gone and not table.lasting:
        yield words.ERASED.filled(language, years=spans(gone))
    if signs:
        yield words.SIGNS.filled(language, signs="; ".join(_signs(signs, language)))
    yield words.NO_MEASURE_OF_EXTENT.into(language)


def _periods(figures: TableFigures, years: Sequence[int], language: str) -> Iterator[str]:
    first, last = figures.period(min(years)), figures.period(max(years))
    yield words.PERIOD.filled(
        language, first=day_name(first.first, language), last=day_name(last.last, language)
    )
    for year in years:
        covered = figures.period(year)
        if covered.unfinished and figures.source(year) is Source.COUNTED:
            yield words.UNFINISHED.filled(language, year=year, day=day_name(covered.last, language))
        elif not (covered.unfinished or covered.whole_year):
            yield words.PARTIAL.filled(language, months=covered.months(language))
        yield from _partial_schemes(figures, year, language)


def _partial_schemes(figures: TableFigures, year: int, language: str) -> Iterator[str]:
    """Schemes that were there for a shorter part of the year than the others."""
    whole = figures.period(year)
    by_months: dict[str, list[str]] = {}
    for scheme in figures.table.schemes:
        covered = period(year, (scheme,), figures.today)
        if covered.first > whole.first:
            name = codebook.entries("ordning")[scheme].label(covered.last, language)
            by_months.setdefault(covered.months(language), []).append(name)
    for months, names in by_months.items():
        yield words.PARTIAL_SCHEMES.filled(language, months=months, names=listed(names, language))


def _scheme_names(figures: TableFigures, years: Sequence[int], language: str) -> Iterator[str]:
    """The names that held in the period; one that ended within it with its last year."""
    first, last = figures.period(min(years)).first, figures.period(max(years)).last
    for scheme in figures.table.schemes:
        for label in codebook.entries("ordning")[scheme].labels:
            begins, ends = label.valid_from or date.min, label.valid_to or date.max
            if begins > last or ends < first:
                continue
            name = label.text(language)
            yield words.UNTIL.filled(language, name=name, year=ends.year) if ends < last else name


def _advisers(figures: TableFigures, year: int, language: str) -> Iterator[str]:
    """How many advisers there were: more advisers find more cases."""
    covered = period(year, ("MR", "IR"), figures.today)
    begun = min(label.valid_from or date.min for label in codebook.entries("ordning")["MR"].labels)
    if begun > covered.last:
        return
    printed = figures.sources.printed
    known = {name: printed.get(("CAPACITY", name, year)) for name in CAPACITY}
    if None in known.values():
        yield words.ADVISERS_NOT_GIVEN.filled(language, year=year)
        return
    yield words.ADVISERS.filled(
        language,
        span=covered.months(language),
        mr=words.SCHOOL_ADVISERS.at(year).into(language),
        ir=words.EMBASSY_ADVISERS.at(year).into(language),
        **{name: grouped(one.value, language) for name, one in known.items() if one},
    )


def _sources(figures: TableFigures, years: Sequence[int], language: str) -> Iterator[str]:
    """Where each year's figures come from, and where ours differ from those in print."""
    by_note: dict[tuple[str, str], list[int]] = {}
    for year in years:
        source = "; ".join(figures.sources.names(figures.table.series, year))
        by_note.setdefault((_kind(figures, year), source), []).append(year)
    for (kind, source), found in by_note.items():
        form = {
            "printed": words.PRINTED,
            "same": words.SAME_AS_PRINTED,
            "partly": words.PARTLY_PRINTED,
            "none": words.NO_FIGURES,
        }
        yield form.get(kind, words.COUNTED).filled(language, years=spans(found), source=source)
        if kind == "differs":
            for year in found:
                what = "; ".join(_differences(figures, year, language))
                yield words.DIFFERS.filled(language, year=year, source=source, what=what)


def _kind(figures: TableFigures, year: int) -> str:
    source = figures.source(year)
    if source is not Source.COUNTED:
        return str(source.value)
    compared = [
        cell for (_asked, when), cell in figures.asked.items() if when == year and cell.printed is not None
    ]
    if not compared:
        return str(source.value)
    if any(_differences(figures, year, "nb")):
        return "differs"
    return "same" if len(compared) == _counted(figures, year) else "partly"


def _counted(figures: TableFigures, year: int) -> int:
    """How many figures of the year were counted here."""
    return sum(
        when == year and cell.origin == Origin.COUNTED for (_asked, when), cell in figures.asked.items()
    )


def _differences(figures: TableFigures, year: int, language: str) -> Iterator[str]:
    seen = set()
    for ((measure, where), when), cell in figures.asked.items():
        if when != year or cell.origin != Origin.COUNTED or cell.printed in (None, cell.value):
            continue
        key = key_of(measure, dict(where), year)
        if key in seen:
            continue
        seen.add(key)
        yield words.INSTEAD.filled(
            language,
            label=measure.label.into(language),
            ours=grouped(cell.value or 0, language),
            printed=grouped(cell.printed or 0, language),
        )


def _signs(signs: Collection[str], language: str) -> Iterator[str]:
    """The signs that stand in this table, as the code list explains them."""
    for sign, entry in codebook.entries("celletegn").items():
        if sign in signs:
            yield f"{sign} = {entry.label(language=language).lower()}"
