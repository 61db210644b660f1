"""T01: inquiries to the competence team, and the persons they concerned."""

from datetime import date

from cases.statistics.axes import Measures, Years
from cases.statistics.declarations import Break, Change, Measure, Protection, Table
from cases.statistics.note_words import SCHOOL_ADVISERS
from cases.statistics.sentences import Growth, MonthPart, Share
from cases.statistics.tables.shared import CASES, COMPLETED, FEARED
from cases.statistics.words import Dated, Text

TEAM = {"scheme": ("KT",), "kind": ("SAK",)}
INQUIRIES = Measure(
    "inquiries", Text("Henvendelser", "Førespurnader", "Inquiries"), "inquiries", TEAM, ("KT", "inquiries")
)
INVOLVED = Measure(
    "persons",
    Text("Personer involvert", "Personar involverte", "Persons involved"),
    "persons",
    TEAM,
    ("KT", "persons"),
)
TEAM_COMPLETED = Measure(
    "completed", COMPLETED, "cases", TEAM | {"concern": ("TVE_GJ",)}, ("KT", "concern_TVE_GJ")
)
TEAM_FEARED = Measure("feared", FEARED, "cases", TEAM | {"concern": ("TVE_FR",)}, ("KT", "concern_TVE_FR"))
JUNE = Measure(
    "june", Text("Juni", "Juni", "June"), "cases", TEAM | {"month": ("6",)}, ("KT", "reported_cases")
)
JUNE_FROM_ADVISERS = Measure(
    "june_from_advisers",
    Text("Juni, fra rådgivere", "Juni, frå rådgivarar", "June, from advisers"),
    "cases",
    TEAM | {"month": ("6",), "asker": ("MR",)},
    ("KT", "reported_cases_from_minority_advisers"),
)
T01 = Table(
    id="T01",
    title=Dated(
        (
            (
                2004,
                Text(
                    nb="Henvendelser til Kompetanseteamet og personer involvert",
                    nn="Førespurnader til Kompetanseteamet og personar involverte",
                    en="Inquiries to the competence team and persons involved",
                ),
            ),
        )
    ),
    unit=Text("henvendelser og personer", "førespurnader og personar", "inquiries and persons"),
    rule=Text(
        nb="En sak telles én gang, den dagen teamet først ble spurt; generelle spørsmål telles ikke med.",
        nn="Ei sak blir telt éin gong, den dagen teamet først vart spurt; generelle spørsmål er ikkje med.",
        en="A case counts once, on the day the team was first asked; general questions are not counted.",
    ),
    base=Text(
        nb="henvendelser året før (endring); alle saker hos Kompetanseteamet i året (andeler i teksten).",
        nn="førespurnader året før (endring); alle saker hos Kompetanseteamet i året (delar i teksten).",
        en="inquiries in the year before (change); all cases of the team in the year (shares in the text).",
    ),
    schemes=("KT",),
    series=("KT",),
    first_year=2004,
    rows=Years(total=Text("Sum", "Sum", "Sum")),
    columns=Measures(
        (
            INQUIRIES,
            INVOLVED,
            Change(
                "change_percent",
                Text("Endring i prosent", "Endring i prosent", "Change in per cent"),
                of=INQUIRIES,
            ),
        )
    ),
    charted=("inquiries", "persons"),
    lasting=True,
    protection=Protection("headline"),
    sentences=(
        Growth(
            INQUIRIES,
            Text(
                "Antall henvendelser til Kompetanseteamet",
                "Talet på førespurnader til Kompetanseteamet",
                "The number of inquiries to the competence team",
            ),
        ),
        Growth(
            INVOLVED,
            Text(
                "Antall personer i sakene hos Kompetanseteamet",
                "Talet på personar i sakene hos Kompetanseteamet",
                "The number of persons in the competence team's cases",
            ),
        ),
        Share(
            parts=((TEAM_COMPLETED, COMPLETED), (TEAM_FEARED, FEARED)),
            of=INQUIRIES,
            base=Text(
                "sakene hos Kompetanseteamet", "sakene hos Kompetanseteamet", "the competence team's cases"
            ),
        ),
        MonthPart(
            month=6,
            of=JUNE,
            part=JUNE_FROM_ADVISERS,
            noun=CASES,
            who=SCHOOL_ADVISERS,
            form=Text(
                nb="I juni {year} fikk Kompetanseteamet {whole}; {part} av dem ble meldt av {who}.",
                nn="I juni {year} fekk Kompetanseteamet {whole}; {part} av dei vart melde av {who}.",
                en="In June {year} the competence team received {whole}; {part} of them came from {who}.",
            ),
        ),
    ),
    breaks=(
        Break(
            date(2008, 1, 1),
            Text(
                "teamet ble flyttet fra UDI til IMDi",
                "teamet vart flytta frå UDI til IMDi",
                "the team moved from UDI to IMDi",
            ),
        ),
        Break(
            date(2015, 9, 1),
            Text(
                "samordningen gikk til Bufdir",
                "samordninga gjekk til Bufdir",
                "coordination passed to Bufdir",
            ),
        ),
    ),
)
