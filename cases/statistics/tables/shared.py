"""Nouns, measures, axes and breaks that more than one table uses."""

from datetime import date

from cases.statistics.axes import SUM, UNKNOWN, Codes, Groups
from cases.statistics.declarations import Break, Measure
from cases.statistics.words import Counted, Dated, Text

COMPLETED = Text(nb="gjennomført tvangsekteskap", nn="gjennomført tvangsekteskap", en="a forced marriage")
FEARED = Text(nb="frykt for tvangsekteskap", nn="frykt for tvangsekteskap", en="the fear of one")
CASES = Counted(Text("sak", "sak", "case"), Text("saker", "saker", "cases"))
PERSONS = Counted(Text("person", "person", "person"), Text("personer", "personar", "persons"))

ALL_SCHEMES = ("MR", "IR", "KT")
# Where either is in print and the year is not counted here, nothing is counted of it.
BOTH_SERIES = ("KT", "ADVISERS")
SPECIFIC = {"kind": ("SAK",)}
CASES_ANY = Measure("cases", Text("Saker", "Saker", "Cases"), "cases", SPECIFIC)
PERSONS_ANY = Measure("persons", Text("Personer", "Personar", "Persons"), "persons", SPECIFIC)

CASES_UNIT = Text("saker", "saker", "cases")
PERSONS_UNIT = Text("personer", "personar", "persons")
ONCE_A_SCHEME = Text(
    nb="En sak telles én gang i hver ordning som ble spurt, den dagen ordningen først ble spurt. "
    "Samme sak kan stå i flere ordninger, så ordningene legges ikke sammen. Generelle spørsmål telles ikke "
    "med.",
    nn="Ei sak blir telt éin gong i kvar ordning som vart spurd, den dagen ordninga først vart spurd. "
    "Same sak kan stå i fleire ordningar, så ordningane blir ikkje lagde saman. "
    "Generelle spørsmål er ikkje med.",
    en="A case counts once in each scheme that was asked, on the day that scheme was first asked. The same "
    "case may stand in several schemes, so the schemes are not added up. General questions are not counted.",
)
PERSONS_ONCE = Text(
    nb="En person telles én gang i hver ordning (eller gruppe av ordninger) som ble spurt. Samme person kan "
    "stå "
    "i flere, så de legges ikke sammen.",
    nn="Ein person blir telt éin gong i kvar ordning (eller gruppe av ordningar) som vart spurd. Same "
    "person kan "
    "stå i fleire, så dei blir ikkje lagde saman.",
    en="A person counts once in each scheme (or group of schemes) that was asked. The same person may stand "
    "in "
    "several, so they are not added up.",
)

SCHEMES = Codes("ordning", "scheme")
ADVISERS_NAME = Dated(
    (
        (2008, Text("Rådgivere", "Rådgivarar", "Advisers")),
        (
            2023,
            Text(
                "Rådgivere og spesialutsendinger", "Rådgivarar og spesialutsendingar", "Advisers and envoys"
            ),
        ),
    )
)
TEAM_NAME = Text("Kompetanseteamet", "Kompetanseteamet", "The competence team")
PARTIES = Groups("scheme", (("advisers", ADVISERS_NAME, ("MR", "IR")), ("team", TEAM_NAME, ("KT",))))
CONCERNS = Codes("hovedbekymring", "concern", unknown=("UKJ",), other="ANN", total=SUM)
SEXES = Groups(
    "sex",
    (
        ("women", Text("Kvinner", "Kvinner", "Women"), ("K",)),
        ("men", Text("Menn", "Menn", "Men"), ("M",)),
        ("unknown", UNKNOWN, ("U", "")),
    ),
    total=SUM,
)

RENAMED = Break(
    date(2023, 1, 1), Text("nye navn på ordningene", "nye namn på ordningane", "new names of the schemes")
)
ADVISERS_BEGAN = Break(
    date(2008, 6, 1),
    Text(
        "ordningene med rådgivere begynte",
        "ordningane med rådgivarar tok til",
        "the schemes of advisers began",
    ),
)
MOVED_TO_IMDI = Break(
    date(2008, 1, 1),
    Text(
        "teamet ble flyttet fra UDI til IMDi",
        "teamet vart flytta frå UDI til IMDi",
        "the team moved from UDI to IMDi",
    ),
)
MOVED_TO_BUFDIR = Break(
    date(2015, 9, 1),
    Text("samordningen gikk til Bufdir", "samordninga gjekk til Bufdir", "coordination passed to Bufdir"),
)
OF_ALL_SCHEMES = (ADVISERS_BEGAN, MOVED_TO_BUFDIR, RENAMED)
NEW_CONCERNS = tuple(
    Break(date(year, 1, 1), why)
    for year, why in (
        (
            2009,
            Text(
                "ekstrem kontroll, trusler eller vold og etterlatt i utlandet er egne grupper",
                "ekstrem kontroll, trugsmål eller vald og etterlaten i utlandet er eigne grupper",
                "extreme control, threats or violence, and left behind abroad are groups of their own",
            ),
        ),
        (
            2012,
            Text(
                "kjønnslemlestelse er egne grupper",
                "kjønnslemlesting er eigne grupper",
                "genital mutilation makes groups of its own",
            ),
        ),
        (
            2015,
            Text(
                "andre familierelaterte saker er en egen gruppe",
                "andre familierelaterte saker er ei eiga gruppe",
                "other family-related matters are a group of their own",
            ),
        ),
        (
            2016,
            Text(
                "«etterlatt i utlandet» heter ufrivillig opphold i utlandet",
                "«etterlaten i utlandet» heiter ufrivillig opphald i utlandet",
                "“left behind abroad” is called held or left abroad against own will",
            ),
        ),
        (
            2018,
            Text(
                "«ekstrem kontroll» heter negativ sosial kontroll; barneekteskap og mistanke om gjennomført "
                "tvangsekteskap er egne grupper",
                "«ekstrem kontroll» heiter negativ sosial kontroll; barneekteskap og mistanke om gjennomført "
                "tvangsekteskap er eigne grupper",
                "“extreme control” is called negative social control; child marriage and suspected forced "
                "marriage are groups of their own",
            ),
        ),
        (
            2023,
            Text(
                "frykt for ufrivillig opphold i utlandet er en egen gruppe",
                "frykt for ufrivillig opphald i utlandet er ei eiga gruppe",
                "the fear of being left abroad is a group of its own",
            ),
        ),
    )
)
