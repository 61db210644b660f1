"""T11 and T12: new cases by month, and new, active and closed cases by half-year."""

from cases.statistics.axes import SUM, Measures, Months
from cases.statistics.axes_combined import Crossed
from cases.statistics.axes_halves import HalfYears
from cases.statistics.declarations import Measure, Protection, Table
from cases.statistics.tables.shared import (
    ALL_SCHEMES,
    BOTH_SERIES,
    CASES_ANY,
    CASES_UNIT,
    OF_ALL_SCHEMES,
    ONCE_A_SCHEME,
    PARTIES,
    SCHEMES,
    SPECIFIC,
)
from cases.statistics.words import Dated, Text

NEW = Measure("new", Text("nye", "nye", "new"), "cases", SPECIFIC)
ACTIVE = Measure("active", Text("aktive", "aktive", "active"), "active", SPECIFIC)
CLOSED = Measure("closed", Text("avsluttede", "avslutta", "closed"), "closed", SPECIFIC)
T11 = Table(
    id="T11",
    title=Dated(((2008, Text("Nye saker etter måned", "Nye saker etter månad", "New cases by month")),)),
    unit=CASES_UNIT,
    rule=ONCE_A_SCHEME,
    base=None,
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=Months(total=SUM),
    columns=SCHEMES,
    charted=ALL_SCHEMES,
    breaks=OF_ALL_SCHEMES,
    measure=CASES_ANY,
    protection=Protection("headline"),
)
T12 = Table(
    id="T12",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Nye og aktive saker per halvår",
                    "Nye og aktive saker per halvår",
                    "New and active cases by half-year",
                ),
            ),
        )
    ),
    unit=CASES_UNIT,
    rule=Text(
        nb="Ny er en sak i det halvåret en av ordningene først ble spurt. Aktiv er den så lenge noen i "
        "ordningen "
        "har den åpen. Avsluttet er den når alle har avsluttet den innen halvåret er over. En sak kan være "
        "alle "
        "tre, så kolonnene legges ikke sammen. Generelle spørsmål telles ikke med.",
        nn="Ny er ei sak i det halvåret ei av ordningane først vart spurd. Aktiv er ho så lenge nokon i "
        "ordninga "
        "har ho open. Avslutta er ho når alle har avslutta ho innan halvåret er over. Ei sak kan vere alle "
        "tre, så "
        "kolonnane blir ikkje lagde saman. Generelle spørsmål er ikkje med.",
        en="A case is new in the half-year in which one of the schemes was first asked. It is active as "
        "long as "
        "somebody in the scheme has it open. It is closed when all have closed it before the half-year "
        "ends. A "
        "case can be all three, so the columns are not added up. General questions are not counted.",
    ),
    base=None,
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=HalfYears(back=1),
    columns=Crossed(PARTIES, Measures((NEW, ACTIVE, CLOSED))),
    breaks=OF_ALL_SCHEMES,
    needs=("spans",),
)
