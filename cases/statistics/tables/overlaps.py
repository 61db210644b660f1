"""T16: cases that more than one scheme was asked about."""

from cases.statistics.axes import SUM, Groups, Years
from cases.statistics.declarations import Across, Table
from cases.statistics.tables.shared import (
    ALL_SCHEMES,
    BOTH_SERIES,
    CASES_ANY,
    CASES_UNIT,
    OF_ALL_SCHEMES,
)
from cases.statistics.words import Dated, Text

# As the column `overlap` has them: the sum of 2 ** number for each scheme (MR 1, IR 2, KT 3).
MR_IR, MR_KT, IR_KT, ALL = "6", "10", "12", "14"
T16 = Table(
    id="T16",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Saker registrert i mer enn én ordning",
                    "Saker registrerte i meir enn éi ordning",
                    "Cases registered in more than one scheme",
                ),
            ),
        )
    ),
    unit=CASES_UNIT,
    rule=Text(
        nb="En sak telles i hvert år en ordning først ble spurt om den, etter hvilke ordninger som var "
        "spurt da "
        "året var over; generelle spørsmål telles ikke med.",
        nn="Ei sak blir telt i kvart år ei ordning først vart spurd om ho, etter kva ordningar som var "
        "spurde då "
        "året var over; generelle spørsmål er ikkje med.",
        en="A case counts in each year in which a scheme was first asked about it, by the schemes that had "
        "been "
        "asked when the year was over; general questions are not counted.",
    ),
    base=None,
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=Groups(
        "overlap",
        (
            (
                "MR+IR",
                Text("Skole og utenriksstasjon", "Skule og utanriksstasjon", "School and embassy"),
                (MR_IR,),
            ),
            (
                "MR+KT",
                Text("Skole og Kompetanseteamet", "Skule og Kompetanseteamet", "School and competence team"),
                (MR_KT,),
            ),
            (
                "IR+KT",
                Text(
                    "Utenriksstasjon og Kompetanseteamet",
                    "Utanriksstasjon og Kompetanseteamet",
                    "Embassy and competence team",
                ),
                (IR_KT,),
            ),
            ("all", Text("Alle tre", "Alle tre", "All three"), (ALL,)),
        ),
        total=SUM,
        total_of=(MR_IR, MR_KT, IR_KT, ALL),
    ),
    columns=Years(back=4),
    across=Across(),
    breaks=OF_ALL_SCHEMES,
    measure=CASES_ANY,
    needs=("overlap",),
)
