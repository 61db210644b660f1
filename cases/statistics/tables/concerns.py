"""T03 and T04: what the cases are about, and whom of which sex they concern."""

from cases.statistics.axes import Measures, Years
from cases.statistics.axes_combined import Beside, Crossed
from cases.statistics.declarations import Across, Percent, Protection, Table
from cases.statistics.tables.shared import (
    ALL_SCHEMES,
    BOTH_SERIES,
    CASES_ANY,
    CONCERNS,
    NEW_CONCERNS,
    OF_ALL_SCHEMES,
    ONCE_A_SCHEME,
    PARTIES,
    PERSONS_ANY,
    PERSONS_ONCE,
    PERSONS_UNIT,
    SCHEMES,
    SEXES,
)
from cases.statistics.words import Dated, Text

ONE_CONCERN = Text(
    nb="Hver sak har én hovedbekymring; de fleste rommer flere forhold.",
    nn="Kvar sak har éi hovuduro; dei fleste rommar fleire forhold.",
    en="Each case has one main concern; most combine several circumstances.",
)
PERCENT = Percent(
    "percent", Text("prosent", "prosent", "per cent"), part=CASES_ANY, of=CASES_ANY, keeps=("scheme",)
)
T03 = Table(
    id="T03",
    title=Dated(
        ((2008, Text("Saker etter hovedbekymring", "Saker etter hovuduro", "Cases by main concern")),)
    ),
    unit=Text(
        "saker, og prosent av sakene", "saker, og prosent av sakene", "cases, and per cent of the cases"
    ),
    rule=ONCE_A_SCHEME,
    base=Text(
        "alle sakene i ordningen i året.",
        "alle sakene i ordninga i året.",
        "all cases of the scheme in the year.",
    ),
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=CONCERNS,
    columns=Beside((Crossed(SCHEMES, Years(back=1)), Crossed(SCHEMES, Measures((PERCENT,))))),
    across=Across(ALL_SCHEMES),
    breaks=(*NEW_CONCERNS, *OF_ALL_SCHEMES),
    measure=CASES_ANY,
    remarks=(ONE_CONCERN,),
    protection=Protection("headline"),
)
T04 = Table(
    id="T04",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Personer etter hovedbekymring og kjønn",
                    "Personar etter hovuduro og kjønn",
                    "Persons by main concern and sex",
                ),
            ),
        )
    ),
    unit=PERSONS_UNIT,
    rule=PERSONS_ONCE,
    base=None,
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=CONCERNS,
    columns=Crossed(PARTIES, SEXES),
    across=Across(("advisers", "team")),
    breaks=(*NEW_CONCERNS, *OF_ALL_SCHEMES),
    measure=PERSONS_ANY,
    remarks=(ONE_CONCERN,),
)
