"""The team's own tables: half-years, the season and what is not known, declared like the year's.

They are in no edition: what leaves the house stands in `tables`.
"""

from dataclasses import replace
from datetime import date

from cases.statistics import derived, engine
from cases.statistics.axes import Measures, Years
from cases.statistics.axes_combined import Crossed
from cases.statistics.figures import TableFigures
from cases.statistics.result import Result
from cases.statistics.tables.persons import T18, unknown_share
from cases.statistics.tables.shared import CASES_ANY, PERSONS_ANY, SCHEMES
from cases.statistics.tables.times import T11, T12
from cases.statistics.words import Dated, Text

# By the fact, as records name it: which codes say that it is not known. An empty one is not recorded.
UNKNOWN_CODES: dict[str, tuple[str, ...]] = {
    "concern": ("UKJ", ""),
    "urgency": ("",),
    "focus_country": (derived.UNKNOWN_COUNTRY, ""),
    "asker": ("UKJ", ""),
    "channel": ("",),
    "sex": ("U", ""),
    "age_group": ("UKJ", ""),
    "background": (derived.UNKNOWN_COUNTRY, ""),
    "whereabouts": ("UKJ", ""),
}
OF_PERSONS = ("sex", "age_group", "background", "whereabouts")
FACTS: dict[str, Text] = {
    "concern": Text("Hovedbekymring", "Hovuduro", "Main concern"),
    "urgency": Text("Hastegrad", "Hastegrad", "Urgency"),
    "focus_country": Text("Sakens land", "Landet saka gjeld", "Country of the case"),
    "asker": Text("Hvem som henvendte seg", "Kven som vende seg til oss", "Who asked"),
    "channel": Text("Kanal", "Kanal", "Channel"),
    "sex": Text("Kjønn", "Kjønn", "Sex"),
    "age_group": Text("Alder", "Alder", "Age"),
    "background": Text("Landbakgrunn", "Landbakgrunn", "Background"),
    "whereabouts": Text("Hvor personen er", "Kvar personen er", "Where the person is"),
}

HALF_YEARS = replace(
    T12,
    id="A1",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Nye, aktive og avsluttede saker per halvår",
                    "Nye, aktive og avslutta saker per halvår",
                    "New, active and closed cases by half-year",
                ),
            ),
        )
    ),
)
SEASON = replace(T11, id="A2", columns=Crossed(SCHEMES, Years(back=1)))
UNKNOWN = replace(
    T18,
    id="A3",
    rule=Text(
        nb="Kjønn, alder, landbakgrunn og hvor personen er, er andeler av personer; resten er andeler av "
        "saker. Ukjent er også det som ikke er registrert.",
        nn="Kjønn, alder, landbakgrunn og kvar personen er, er delar av personar; resten er delar av saker. "
        "Ukjent er også det som ikkje er registrert.",
        en="Sex, age, background and where the person is are shares of persons; the others are shares of "
        "cases. What was not recorded is unknown too.",
    ),
    rows=Measures(
        tuple(
            unknown_share(fact, FACTS[fact], PERSONS_ANY if fact in OF_PERSONS else CASES_ANY, fact, codes)
            for fact, codes in UNKNOWN_CODES.items()
        )
    ),
    remarks=(
        Text(
            "Kanalen er ikke registrert når et annet arbeidssted spurte.",
            "Kanalen er ikkje registrert når ein annan arbeidsstad spurde.",
            "How it came is not recorded where another post asked.",
        ),
    ),
)


def work_tables(year: int, *, language: str, today: date) -> tuple[Result, Result, Result]:
    """Half-years, season and what is not known, of one reading.

    A fixed number of queries whatever the number of cases. Raises NoSuchYear for one that none of them has;
    SealError when a record does not open.
    """
    tables = (HALF_YEARS, SEASON, UNKNOWN)
    if not T11.first_year <= year <= today.year:
        raise engine.NoSuchYear(year)
    known = engine.read(tables, year, today)
    half_years, season, unknown = (
        engine.make_result(TableFigures(table, year, known), year, language) for table in tables
    )
    return half_years, season, unknown
