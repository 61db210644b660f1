"""T02: inquiries to the advisers at schools and embassies, as cases and persons."""

from datetime import date

from cases.statistics.axes import Measures, Years
from cases.statistics.declarations import Break, Measure, Protection, Table
from cases.statistics.sentences import Breakdown, Share
from cases.statistics.tables.shared import CASES, COMPLETED, FEARED, PERSONS
from cases.statistics.words import Counted, Dated, Text

ADVISERS = {"scheme": ("MR", "IR"), "kind": ("SAK",)}
WORKED_WITH = Measure(
    "cases",
    Text("Antall saker", "Talet på saker", "Number of cases"),
    "cases",
    ADVISERS,
    ("ADVISERS", "cases"),
)
WOMEN = Measure(
    "women", Text("Kvinner", "Kvinner", "Women"), "persons", ADVISERS | {"sex": ("K",)}, ("ADVISERS", "women")
)
MEN = Measure("men", Text("Menn", "Menn", "Men"), "persons", ADVISERS | {"sex": ("M",)}, ("ADVISERS", "men"))
# Not recorded is unknown too, so that the three always add up.
UNKNOWN = Measure(
    "unknown",
    Text("Ukjent", "Ukjent", "Unknown"),
    "persons",
    ADVISERS | {"sex": ("U", "")},
    ("ADVISERS", "unknown"),
)
ALL_PERSONS = Measure(
    "persons",
    Text("Personer i alt", "Personar i alt", "Persons in all"),
    "persons",
    ADVISERS,
    ("ADVISERS", "persons"),
)
ADVISERS_COMPLETED = Measure(
    "completed", COMPLETED, "cases", ADVISERS | {"concern": ("TVE_GJ",)}, ("ADVISERS", "concern_TVE_GJ")
)
ADVISERS_FEARED = Measure(
    "feared", FEARED, "cases", ADVISERS | {"concern": ("TVE_FR",)}, ("ADVISERS", "concern_TVE_FR")
)
T02 = Table(
    id="T02",
    title=Dated(
        (
            (
                2008,
                Text(
                    nb="Henvendelser til minoritets- og integreringsrådgivere",
                    nn="Førespurnader til minoritets- og integreringsrådgivarar",
                    en="Inquiries to minority and integration advisers",
                ),
            ),
            (
                2023,
                Text(
                    nb="Henvendelser til mangfoldsrådgivere og spesialutsendinger for integreringssaker",
                    nn="Førespurnader til mangfaldsrådgivarar og spesialutsendingar for integreringssaker",
                    en="Inquiries to diversity advisers and special envoys for integration matters",
                ),
            ),
        )
    ),
    unit=Text("saker og personer", "saker og personar", "cases and persons"),
    rule=Text(
        nb="En sak telles én gang i året, også når både skole og utenriksstasjon ble spurt; "
        "generelle spørsmål telles ikke med.",
        nn="Ei sak blir telt éin gong i året, også når både skule og utanriksstasjon vart spurde; "
        "generelle spørsmål er ikkje med.",
        en="A case counts once a year, also when both a school and an embassy were asked; "
        "general questions are not counted.",
    ),
    base=Text(
        nb="alle saker hos rådgiverne i året (andeler i teksten).",
        nn="alle saker hos rådgivarane i året (delar i teksten).",
        en="all cases of the advisers in the year (shares in the text).",
    ),
    schemes=("MR", "IR"),
    series=("ADVISERS",),
    first_year=2008,
    rows=Measures((WORKED_WITH, WOMEN, MEN, UNKNOWN, ALL_PERSONS)),
    columns=Years(back=4),
    charted=("cases", "persons"),
    lasting=True,
    protection=Protection("headline"),
    sentences=(
        Breakdown(
            of=(WORKED_WITH, CASES),
            total=(ALL_PERSONS, PERSONS),
            parts=(
                (WOMEN, Counted(Text("kvinne", "kvinne", "woman"), Text("kvinner", "kvinner", "women"))),
                (MEN, Counted(Text("mann", "mann", "man"), Text("menn", "menn", "men"))),
                (UNKNOWN, Counted(*(2 * (Text("med ukjent kjønn", "med ukjent kjønn", "of unknown sex"),)))),
            ),
            form=Text(
                nb="Rådgiverne arbeidet med {whole} i {span}, som gjaldt {total}: {parts}.",
                nn="Rådgivarane arbeidde med {whole} i {span}, som gjaldt {total}: {parts}.",
                en="The advisers worked with {whole} in {span}, concerning {total}: {parts}.",
            ),
        ),
        Share(
            parts=((ADVISERS_COMPLETED, COMPLETED), (ADVISERS_FEARED, FEARED)),
            of=WORKED_WITH,
            base=Text("sakene hos rådgiverne", "sakene hos rådgivarane", "the advisers' cases"),
        ),
    ),
    breaks=(
        Break(
            date(2023, 1, 1),
            Text("nye navn på ordningene", "nye namn på ordningane", "new names of the schemes"),
        ),
    ),
)
