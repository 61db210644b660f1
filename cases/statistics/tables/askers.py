"""T07 and T13: who turned to the schemes, and what the advisers passed on to the competence team."""

from cases.statistics.axes import SUM, Codes, Groups, Months
from cases.statistics.declarations import Across, Measure, Table
from cases.statistics.tables.shared import (
    ALL_SCHEMES,
    BOTH_SERIES,
    CASES_ANY,
    CASES_UNIT,
    MOVED_TO_BUFDIR,
    OF_ALL_SCHEMES,
    ONCE_A_SCHEME,
    RENAMED,
    SCHEMES,
    SPECIFIC,
)
from cases.statistics.words import Dated, Text

TO_THE_TEAM = Measure("cases", CASES_ANY.label, "cases", SPECIFIC | {"scheme": ("KT",)})
T07 = Table(
    id="T07",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Saker etter hvem som henvendte seg",
                    "Saker etter kven som vende seg til oss",
                    "Cases by who asked",
                ),
            ),
        )
    ),
    unit=CASES_UNIT,
    rule=ONCE_A_SCHEME,
    base=None,
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=Codes("henvender", "asker", unknown=("UKJ",), other="ANN", total=SUM),
    columns=SCHEMES,
    across=Across(ALL_SCHEMES),
    breaks=OF_ALL_SCHEMES,
    measure=CASES_ANY,
    remarks=(
        Text(
            "Det er den første henvendelsen til ordningen som teller.",
            "Det er den første førespurnaden til ordninga som tel.",
            "It is the first inquiry to the scheme that counts.",
        ),
    ),
)
T13 = Table(
    id="T13",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Saker sendt fra rådgivere til Kompetanseteamet",
                    "Saker sende frå rådgivarar til Kompetanseteamet",
                    "Cases sent from advisers to the competence team",
                ),
            ),
        )
    ),
    unit=CASES_UNIT,
    rule=Text(
        nb="En sak telles én gang, den dagen teamet først ble spurt; generelle spørsmål telles ikke med.",
        nn="Ei sak blir telt éin gong, den dagen teamet først vart spurt; generelle spørsmål er ikkje med.",
        en="A case counts once, on the day the team was first asked; general questions are not counted.",
    ),
    base=None,
    schemes=("KT",),
    series=("KT",),
    first_year=2008,
    rows=Months(total=SUM),
    columns=Groups(
        "asker",
        (
            (
                "MR",
                Dated(
                    (
                        (
                            2008,
                            Text(
                                "Fra minoritetsrådgivere",
                                "Frå minoritetsrådgivarar",
                                "From minority advisers",
                            ),
                        ),
                        (
                            2023,
                            Text(
                                "Fra mangfoldsrådgivere", "Frå mangfaldsrådgivarar", "From diversity advisers"
                            ),
                        ),
                    )
                ),
                ("MR",),
            ),
            (
                "IR",
                Dated(
                    (
                        (
                            2008,
                            Text(
                                "Fra integreringsrådgivere",
                                "Frå integreringsrådgivarar",
                                "From integration advisers",
                            ),
                        ),
                        (
                            2023,
                            Text("Fra spesialutsendinger", "Frå spesialutsendingar", "From special envoys"),
                        ),
                    )
                ),
                ("IR",),
            ),
        ),
        total=Text("Fra rådgivere i alt", "Frå rådgivarar i alt", "From advisers in all"),
        total_of=("MR", "IR"),
    ),
    breaks=(MOVED_TO_BUFDIR, RENAMED),
    measure=TO_THE_TEAM,
)
