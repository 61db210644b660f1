"""T06, T09 and T10: where the persons come from as told, and which stations and counties were asked."""

from cases.statistics import derived
from cases.statistics.axes import SUM, Years
from cases.statistics.axes_places import Countries, Located
from cases.statistics.declarations import Across, Measure, Protection, Table
from cases.statistics.tables.shared import (
    ALL_SCHEMES,
    BOTH_SERIES,
    CASES_ANY,
    CASES_UNIT,
    OF_ALL_SCHEMES,
    RENAMED,
    SPECIFIC,
)
from cases.statistics.words import Dated, Text

# Fewer than so many cases of a country are not shown by its name.
AT_LEAST = 5
# Of a station or a county readers know more by themselves.
COARSE = Protection("rounded", base=5)
EMBASSIES = Measure("cases", CASES_ANY.label, "cases", SPECIFIC | {"scheme": ("IR",)})
SCHOOLS = Measure("cases", CASES_ANY.label, "cases", SPECIFIC | {"scheme": ("MR",)})
T06 = Table(
    id="T06",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Saker etter oppgitt landbakgrunn",
                    "Saker etter oppgitt landbakgrunn",
                    "Cases by background as told",
                ),
            ),
        )
    ),
    unit=CASES_UNIT,
    rule=Text(
        nb="En sak telles én gang i året, også når flere ordninger ble spurt; generelle spørsmål telles "
        "ikke med.",
        nn="Ei sak blir telt éin gong i året, også når fleire ordningar vart spurde; generelle spørsmål er "
        "ikkje med.",
        en="A case counts once a year, also when several schemes were asked; general questions are not "
        "counted.",
    ),
    base=None,
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=Countries(
        "case_background",
        CASES_ANY,
        AT_LEAST,
        others=Text("Andre land", "Andre land", "Other countries"),
        mixed=str(derived.MIXED),
        unknown=(derived.UNKNOWN_COUNTRY,),
        total=SUM,
    ),
    columns=Years(back=4),
    across=Across(),
    breaks=OF_ALL_SCHEMES,
    measure=CASES_ANY,
    needs=("background",),
    remarks=(
        Text(
            f"Land med færre enn {AT_LEAST} saker i det siste året, og saker om personer med ulik bakgrunn, "
            "står under andre land.",
            f"Land med færre enn {AT_LEAST} saker i det siste året, og saker om personar med ulik bakgrunn, "
            "står under andre land.",
            f"Countries with fewer than {AT_LEAST} cases in the last year, and cases of persons with "
            f"different "
            "backgrounds, stand under other countries.",
        ),
    ),
)
T09 = Table(
    id="T09",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Integreringsrådgivernes saker etter utenriksstasjon",
                    "Sakene til integreringsrådgivarane etter utanriksstasjon",
                    "The integration advisers' cases by embassy",
                ),
            ),
            (
                2023,
                Text(
                    "Spesialutsendingenes saker etter utenriksstasjon",
                    "Sakene til spesialutsendingane etter utanriksstasjon",
                    "The special envoys' cases by embassy",
                ),
            ),
        )
    ),
    unit=CASES_UNIT,
    rule=Text(
        nb="En sak telles én gang, ved den stasjonen som først ble spurt; generelle spørsmål telles ikke "
        "med.",
        nn="Ei sak blir telt éin gong, ved den stasjonen som først vart spurd; generelle spørsmål er ikkje "
        "med.",
        en="A case counts once, at the embassy that was asked first; general questions are not counted.",
    ),
    base=None,
    schemes=("IR",),
    series=("ADVISERS",),
    first_year=2008,
    rows=Located("station", total=SUM),
    columns=Years(back=4),
    across=Across(),
    breaks=(RENAMED,),
    measure=EMBASSIES,
    needs=("places",),
    protection=COARSE,
)
T10 = Table(
    id="T10",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Minoritetsrådgivernes saker etter fylke",
                    "Sakene til minoritetsrådgivarane etter fylke",
                    "The minority advisers' cases by county",
                ),
            ),
            (
                2023,
                Text(
                    "Mangfoldsrådgivernes saker etter fylke",
                    "Sakene til mangfaldsrådgivarane etter fylke",
                    "The diversity advisers' cases by county",
                ),
            ),
        )
    ),
    unit=CASES_UNIT,
    rule=Text(
        nb="En sak telles én gang, i fylket til den skolen som først ble spurt; generelle spørsmål telles "
        "ikke med.",
        nn="Ei sak blir telt éin gong, i fylket til den skulen som først vart spurd; generelle spørsmål er "
        "ikkje med.",
        en="A case counts once, in the county of the school that was asked first; general questions are not "
        "counted.",
    ),
    base=None,
    schemes=("MR",),
    series=("ADVISERS",),
    first_year=2008,
    rows=Located("county", total=SUM),
    columns=Years(back=4),
    across=Across(),
    breaks=(RENAMED,),
    measure=SCHOOLS,
    needs=("places",),
    protection=COARSE,
)
