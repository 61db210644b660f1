"""T14, T15 and T17: what was done, what kind of inquiries came, and the training that was held."""

from cases.statistics.axes import SUM, Codes, Groups, Measures, Years
from cases.statistics.axes_combined import Beside, Crossed
from cases.statistics.declarations import Across, Measure, Table
from cases.statistics.tables.shared import (
    ALL_SCHEMES,
    BOTH_SERIES,
    CASES_ANY,
    OF_ALL_SCHEMES,
    ONCE_A_SCHEME,
    SCHEMES,
    SPECIFIC,
)
from cases.statistics.words import Dated, Text

INQUIRIES_UNIT = Text("henvendelser", "førespurnader", "inquiries")
NO_ACTION = Measure(
    "none",
    Text("Saker uten registrert tiltak", "Saker utan registrert tiltak", "Cases without a recorded action"),
    "cases",
    SPECIFIC | {"acted": ("0",)},
)
IN_ALL = Measure("cases", Text("Saker i alt", "Saker i alt", "Cases in all"), "cases", SPECIFIC)
ANY_INQUIRY = Measure("inquiries", Text("Henvendelser", "Førespurnader", "Inquiries"), "inquiries", {})
TRAINING = Measure(
    "training",
    Text("Kompetansehevende tiltak", "Kompetansehevande tiltak", "Training and talks"),
    "inquiries",
    {"actions": ("KURS",)},
)
T14 = Table(
    id="T14",
    title=Dated(((2008, Text("Tiltak i saker", "Tiltak i saker", "Actions in cases")),)),
    unit=Text("saker med tiltaket", "saker med tiltaket", "cases with the action"),
    rule=Text(
        nb="En sak kan ha flere tiltak og telles én gang for hvert av dem, så radene legges ikke sammen. "
        + ONCE_A_SCHEME.nb,
        nn="Ei sak kan ha fleire tiltak og blir telt éin gong for kvart av dei, så radene blir ikkje lagde "
        "saman. " + ONCE_A_SCHEME.nn,
        en="A case may have several actions and counts once for each of them, so the rows are not added up. "
        + ONCE_A_SCHEME.en,
    ),
    base=None,
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=Beside((Codes("tiltak", "actions"), Measures((NO_ACTION, IN_ALL)))),
    columns=SCHEMES,
    across=Across(ALL_SCHEMES, without=(IN_ALL.key,)),
    breaks=OF_ALL_SCHEMES,
    measure=CASES_ANY,
    needs=("actions",),
)
T15 = Table(
    id="T15",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Konkrete saker og generelle spørsmål",
                    "Konkrete saker og generelle spørsmål",
                    "Specific cases and general questions",
                ),
            ),
        )
    ),
    unit=INQUIRIES_UNIT,
    rule=Text(
        nb="En sak, eller et spørsmål, telles én gang i hver ordning som ble spurt, den dagen den først ble "
        "spurt.",
        nn="Ei sak, eller eit spørsmål, blir telt éin gong i kvar ordning som vart spurd, den dagen ho "
        "først vart spurd.",
        en="A case, or a question, counts once in each scheme that was asked, on the day it was first asked.",
    ),
    base=None,
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=Groups(
        "kind",
        (
            ("SAK", Text("Konkrete saker", "Konkrete saker", "Specific cases"), ("SAK",)),
            ("GEN", Text("Generelle spørsmål", "Generelle spørsmål", "General questions"), ("GEN",)),
        ),
        total=SUM,
    ),
    columns=Crossed(SCHEMES, Years(back=1)),
    charted=ALL_SCHEMES,
    breaks=OF_ALL_SCHEMES,
    measure=ANY_INQUIRY,
)
T17 = Table(
    id="T17",
    title=Dated(
        ((2008, Text("Kompetansehevende tiltak", "Kompetansehevande tiltak", "Training and talks")),)
    ),
    unit=Text(
        "henvendelser som førte til tiltaket",
        "førespurnader som førte til tiltaket",
        "inquiries that led to it",
    ),
    rule=Text(
        nb="Telles når tiltaket er registrert i en henvendelse, også et generelt spørsmål.",
        nn="Blir telt når tiltaket er registrert i ein førespurnad, også eit generelt spørsmål.",
        en="Counted when the action was recorded in an inquiry, also in a general question.",
    ),
    base=None,
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=Measures((TRAINING,)),
    columns=SCHEMES,
    breaks=OF_ALL_SCHEMES,
    needs=("actions",),
    remarks=(
        Text(
            "Kurs og foredrag som ikke begynte med en henvendelse, er ikke med.",
            "Kurs og foredrag som ikkje byrja med ein førespurnad, er ikkje med.",
            "Training and talks that did not begin with an inquiry are not in it.",
        ),
    ),
)
