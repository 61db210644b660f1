"""The published series, declared: what was counted, in which unit, where it breaks, and our own count of it.

Cases, persons and inquiries are series of their own, and so are counts that are made otherwise: nothing here
is ever added up or drawn together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.statistics.declarations import Break, Conditions, Measure, Table
from cases.statistics.tables.advisers import ADVISERS, ALL_PERSONS, T02, WORKED_WITH
from cases.statistics.tables.concerns import T03
from cases.statistics.tables.persons import ABROAD, T08
from cases.statistics.tables.shared import (
    ADVISERS_BEGAN,
    CASES_ANY,
    CASES_UNIT,
    MOVED_TO_BUFDIR,
    MOVED_TO_IMDI,
    PERSONS_UNIT,
    RENAMED,
)
from cases.statistics.tables.team import INQUIRIES, INVOLVED, T01
from cases.statistics.tables.times import ACTIVE, NEW, T12
from cases.statistics.tables.work import INQUIRIES_UNIT
from cases.statistics.words import Text


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """What this register counts of the same, by the declaration of one of its tables."""

    table: Table
    measure: Measure
    where: Conditions


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """`printed`: (series, measure) pairs of PublishedFigure that are of one unit and may stand together."""

    id: str
    title: Text
    unit: Text
    printed: tuple[tuple[str, str], ...]
    breaks: tuple[Break, ...] = ()
    own: Own | None = None
    # The same where it is not shown beside the series: of half-years, which stand in a table of their own.
    counted: Own | None = None


def _of_scheme(table: Table, scheme: str, more: Mapping[str, tuple[str, ...]] | None = None) -> Own:
    return Own(table, CASES_ANY, {"scheme": (scheme,), **(more or {})})


SERIES = (
    Past(
        "team-inquiries",
        Text(
            "Henvendelser til Kompetanseteamet",
            "Førespurnader til Kompetanseteamet",
            "Inquiries to the competence team",
        ),
        INQUIRIES_UNIT,
        (("KT", "inquiries"), ("PAST_KT", "inquiries")),
        (MOVED_TO_IMDI, MOVED_TO_BUFDIR),
        Own(T01, INQUIRIES, {}),
    ),
    Past(
        "team-cases",
        Text("Saker hos Kompetanseteamet", "Saker hos Kompetanseteamet", "Cases of the competence team"),
        CASES_UNIT,
        (("PAST_KT", "cases"),),
        (MOVED_TO_BUFDIR,),
        _of_scheme(T03, "KT"),
    ),
    Past(
        "team-persons",
        Text(
            "Personer i sakene hos Kompetanseteamet",
            "Personar i sakene hos Kompetanseteamet",
            "Persons in the competence team's cases",
        ),
        PERSONS_UNIT,
        (("KT", "persons"),),
        (MOVED_TO_IMDI, MOVED_TO_BUFDIR),
        Own(T01, INVOLVED, {}),
    ),
    Past(
        "team-cases-abroad",
        Text(
            "Saker hos Kompetanseteamet der personen er i utlandet",
            "Saker hos Kompetanseteamet der personen er i utlandet",
            "Cases of the competence team in which the person is abroad",
        ),
        CASES_UNIT,
        (("PAST_KT", "cases_abroad"),),
        (MOVED_TO_BUFDIR,),
        _of_scheme(T08, "KT", {"abroad": ABROAD.total_of}),
    ),
    Past(
        "team-persons-abroad",
        Text(
            "Personer i utlandet i sakene hos Kompetanseteamet",
            "Personar i utlandet i sakene hos Kompetanseteamet",
            "Persons abroad in the competence team's cases",
        ),
        PERSONS_UNIT,
        (("PAST_KT", "persons_abroad"),),
    ),
    Past(
        "school-advisers-cases",
        Text(
            "Saker hos minoritetsrådgiverne (fra 2023 mangfoldsrådgiverne)",
            "Saker hos minoritetsrådgivarane (frå 2023 mangfaldsrådgivarane)",
            "Cases of the minority advisers (from 2023 diversity advisers)",
        ),
        CASES_UNIT,
        (("PAST_MR", "cases"),),
        (RENAMED,),
        _of_scheme(T03, "MR"),
    ),
    Past(
        "embassy-advisers-cases",
        Text(
            "Saker hos integreringsrådgiverne (fra 2023 spesialutsendingene)",
            "Saker hos integreringsrådgivarane (frå 2023 spesialutsendingane)",
            "Cases of the integration advisers (from 2023 special envoys)",
        ),
        CASES_UNIT,
        (("PAST_IR", "cases"),),
        (RENAMED,),
        _of_scheme(T03, "IR"),
    ),
    Past(
        "advisers-cases",
        Text(
            "Saker som minoritets- og integreringsrådgiverne arbeidet med",
            "Saker som minoritets- og integreringsrådgivarane arbeidde med",
            "Cases that minority and integration advisers worked with",
        ),
        CASES_UNIT,
        (("ADVISERS", "cases"),),
        (ADVISERS_BEGAN, RENAMED),
        Own(T02, WORKED_WITH, {}),
    ),
    Past(
        "advisers-persons",
        Text(
            "Personer hos minoritets- og integreringsrådgiverne",
            "Personar hos minoritets- og integreringsrådgivarane",
            "Persons of minority and integration advisers",
        ),
        PERSONS_UNIT,
        (("ADVISERS", "persons"), ("PAST_ADVISERS", "persons")),
        (ADVISERS_BEGAN, RENAMED),
        Own(T02, ALL_PERSONS, {}),
    ),
    Past(
        "advisers-new",
        Text(
            "Nye saker hos begge slags rådgivere, per halvår",
            "Nye saker hos begge slag rådgivarar, per halvår",
            "New cases of both kinds of advisers, by half-year",
        ),
        CASES_UNIT,
        (("PAST_ADVISERS", "new_cases"),),
        counted=Own(T12, NEW, ADVISERS),
    ),
    Past(
        "advisers-active",
        Text(
            "Aktive saker hos begge slags rådgivere, per halvår",
            "Aktive saker hos begge slag rådgivarar, per halvår",
            "Active cases of both kinds of advisers, by half-year",
        ),
        CASES_UNIT,
        (("PAST_ADVISERS", "active_cases"),),
        counted=Own(T12, ACTIVE, ADVISERS),
    ),
    Past(
        "red-cross",
        Text(
            "Henvendelser til Røde Kors-telefonen",
            "Førespurnader til Raude Kors-telefonen",
            "Inquiries to the Red Cross telephone",
        ),
        INQUIRIES_UNIT,
        (("PAST_RED_CROSS", "inquiries"),),
    ),
    Past(
        "seif",
        Text("Henvendelser til SEIF", "Førespurnader til SEIF", "Inquiries to SEIF"),
        INQUIRIES_UNIT,
        (("PAST_SEIF", "inquiries"),),
    ),
    Past(
        "kripos",
        Text(
            "Henvendelser fra politidistrikt til Kripos",
            "Førespurnader frå politidistrikt til Kripos",
            "Inquiries of police districts to Kripos",
        ),
        INQUIRIES_UNIT,
        (("PAST_KRIPOS", "inquiries"),),
    ),
    Past(
        "udi",
        Text(
            "Avslag på familiegjenforening ved mistanke om tvangsekteskap, UDI",
            "Avslag på familiesameining ved mistanke om tvangsekteskap, UDI",
            "Refused family reunifications for suspected forced marriage, UDI",
        ),
        CASES_UNIT,
        (("PAST_UDI", "refusals"),),
    ),
)
