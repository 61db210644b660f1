"""A question of one's own: a table declared while it is asked, and counted by the engine like every other.

Figures alone come back, and they are internal: the disclosure control knows declared tables only, and nothing
of a question ever becomes part of an edition.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cases.statistics import engine
from cases.statistics.axes import Years
from cases.statistics.axes_combined import Crossed
from cases.statistics.declarations import Axis, Measure, Table
from cases.statistics.dimensions import COUNTED, DIMENSIONS, YEAR, YEAR_LABEL
from cases.statistics.figures import TableFigures
from cases.statistics.histogram import Unit
from cases.statistics.result import Result
from cases.statistics.tables.shared import ALL_SCHEMES, BOTH_SERIES, OF_ALL_SCHEMES
from cases.statistics.words import LANGUAGES, Dated, Text

FIRST_YEAR = 2008
# More years beside each other nobody reads, and each costs a column for every category.
MOST_YEARS = 10
ID = "S1"
_TITLE = Text(
    "{what} etter {rows} og {columns}", "{what} etter {rows} og {columns}", "{what} by {rows} and {columns}"
)
_RULES: dict[Unit, Text] = {
    "cases": Text(
        nb="En sak telles én gang i hver rute i tabellen, også når flere ordninger ble spurt, den dagen en "
        "ordning først ble spurt. Generelle spørsmål telles ikke med.",
        nn="Ei sak blir telt éin gong i kvar rute i tabellen, også når fleire ordningar vart spurde, den "
        "dagen ei ordning først vart spurd. Generelle spørsmål er ikkje med.",
        en="A case counts once in each cell of the table, also when several schemes were asked, on the day "
        "a scheme was first asked. General questions are not counted.",
    ),
    "persons": Text(
        nb="En person telles én gang i hver rute i tabellen, også når flere ordninger ble spurt.",
        nn="Ein person blir telt éin gong i kvar rute i tabellen, også når fleire ordningar vart spurde.",
        en="A person counts once in each cell of the table, also when several schemes were asked.",
    ),
    "inquiries": Text(
        nb="En sak, eller et spørsmål, telles én gang i hver ordning som ble spurt, den dagen den først ble "
        "spurt.",
        nn="Ei sak, eller eit spørsmål, blir telt éin gong i kvar ordning som vart spurd, den dagen ho "
        "først vart spurd.",
        en="A case, or a question, counts once in each scheme that was asked, on the day it was first asked.",
    ),
    "active": Text(
        nb="En sak er aktiv i hvert halvår noen i ordningen har den åpen. Over et år telles den én gang. "
        "Generelle spørsmål telles ikke med.",
        nn="Ei sak er aktiv i kvart halvår nokon i ordninga har ho open. Over eit år blir ho telt éin gong. "
        "Generelle spørsmål er ikkje med.",
        en="A case is active in each half-year in which somebody in the scheme has it open. Over a year it "
        "counts once. General questions are not counted.",
    ),
    "closed": Text(
        nb="En sak er avsluttet i det halvåret alle i ordningen har avsluttet den. Over et år telles den én "
        "gang. Generelle spørsmål telles ikke med.",
        nn="Ei sak er avslutta i det halvåret alle i ordninga har avslutta ho. Over eit år blir ho telt éin "
        "gong. Generelle spørsmål er ikkje med.",
        en="A case is closed in the half-year in which all in the scheme have closed it. Over a year it "
        "counts once. General questions are not counted.",
    ),
}
_REMARK = Text(
    nb="Et spørsmål du har stilt selv. Slike tall går ikke ut av huset; det gjør bare utgaver.",
    nn="Eit spørsmål du har stilt sjølv. Slike tal går ikkje ut av huset; det gjer berre utgåver.",
    en="A question of your own. Such figures do not leave the house; editions alone do.",
)


@dataclass(frozen=True, slots=True)
class Question:
    """`rows` and `columns` are keys of DIMENSIONS, or YEAR. Raises ValueError for what cannot be asked."""

    unit: Unit
    rows: str
    columns: str
    first: int
    last: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.first <= self.last or self.last - self.first >= MOST_YEARS:
            raise ValueError("no such years can be asked for")
        if self.unit not in COUNTED or not all(
            goes_with(self.unit, one) for one in (self.rows, self.columns)
        ):
            raise ValueError("this cannot be counted by that")
        if clash(self.rows, self.columns):
            raise ValueError("rows and columns ask the same")

    @property
    def said(self) -> tuple[str, ...]:
        """As the trail has it: names of the code and years, never a code of a case."""
        return ("question", self.unit, self.rows, self.columns, str(self.first), str(self.last))

    def table(self) -> Table:
        """The declaration that the question is."""
        chosen = [DIMENSIONS[one] for one in (self.rows, self.columns) if one != YEAR]
        counted = COUNTED[self.unit]
        needs = dict.fromkeys((*counted.needs, *(need for one in chosen for need in one.needs)))
        where = {column: codes for one in chosen for column, codes in one.where.items()}
        measure = counted.measure
        if where:
            measure = Measure(measure.key, measure.label, measure.unit, {**measure.where, **where})
        rows, columns = self._axes()
        return Table(
            id=ID,
            title=Dated(((FIRST_YEAR, self._title()),)),
            unit=_each(lambda language: _lowered(counted.label.into(language))),
            rule=_RULES[self.unit],
            base=None,
            schemes=where.get("scheme", ALL_SCHEMES),
            series=BOTH_SERIES,
            first_year=FIRST_YEAR,
            rows=rows,
            columns=columns,
            breaks=OF_ALL_SCHEMES,
            measure=measure,
            needs=tuple(needs),
            remarks=(_REMARK,),
        )

    def _axes(self) -> tuple[Axis, Axis]:
        """Years that stand neither in the rows nor in the columns stand beside each other in these."""
        years = Years(back=self.last - self.first)
        rows, columns = (years if one == YEAR else DIMENSIONS[one].axis for one in (self.rows, self.columns))
        if YEAR not in (self.rows, self.columns) and self.first < self.last:
            return rows, Crossed(columns, years)
        return rows, columns

    def _title(self) -> Text:
        return _each(
            lambda language: _TITLE.filled(
                language,
                what=COUNTED[self.unit].label.into(language),
                rows=_lowered(label_of(self.rows).into(language)),
                columns=_lowered(label_of(self.columns).into(language)),
            )
        )


def answer(question: Question, *, language: str, today: date) -> Result:
    """Counted now, with the marks and notes of a declared table.

    A fixed number of queries whatever the number of cases. Raises SealError when a record does not open.
    """
    table = question.table()
    known = engine.read([table], question.last, today)
    return engine.make_result(TableFigures(table, question.last, known), question.last, language)


def goes_with(unit: str, name: str) -> bool:
    """Whether this can be counted by that dimension, or by the year."""
    return name == YEAR or (name in DIMENSIONS and unit in DIMENSIONS[name].units)


def clash(rows: str, columns: str) -> bool:
    """Whether both ask the same: they cannot be crossed."""
    return rows == columns or (
        YEAR not in (rows, columns) and DIMENSIONS[rows].column == DIMENSIONS[columns].column
    )


def label_of(name: str) -> Text:
    return YEAR_LABEL if name == YEAR else DIMENSIONS[name].label


def _each(write: Callable[[str], str]) -> Text:
    return Text(*(write(language) for language in LANGUAGES))


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
