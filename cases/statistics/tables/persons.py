"""T05, T08 and T18: how old the persons are, which of them are abroad, and what is not known of them."""

from cases.statistics import derived
from cases.statistics.axes import SUM, UNKNOWN, Groups, Measures, Years
from cases.statistics.axes_combined import Crossed
from cases.statistics.declarations import Across, Measure, Percent, Protection, Table
from cases.statistics.tables.shared import (
    ALL_SCHEMES,
    BOTH_SERIES,
    CASES_ANY,
    CASES_UNIT,
    OF_ALL_SCHEMES,
    ONCE_A_SCHEME,
    PERSONS_ANY,
    PERSONS_ONCE,
    PERSONS_UNIT,
    SCHEMES,
    SPECIFIC,
)
from cases.statistics.words import SHARES, Dated, Text

YOUNG, GROWN = Text("Under 18", "Under 18", "Under 18"), Text("18 og over", "18 og over", "18 and over")
AGES = Groups(
    "age_group",
    (
        ("under_18", YOUNG, derived.UNDER_18),
        ("adult", GROWN, derived.ADULT),
        ("unknown", UNKNOWN, ("UKJ", "")),
    ),
    total=SUM,
)
_ABROAD = {
    "under_18": str(derived.YOUNG),
    "adult": str(derived.GROWN),
    "unknown": str(derived.OF_UNKNOWN_AGE),
}
ABROAD = Groups(
    "abroad",
    (
        ("under_18", YOUNG, (_ABROAD["under_18"],)),
        ("adult", GROWN, (_ABROAD["adult"],)),
        ("unknown", UNKNOWN, (_ABROAD["unknown"],)),
    ),
    total=SUM,
    total_of=tuple(_ABROAD.values()),
)
T05 = Table(
    id="T05",
    title=Dated(
        ((2008, Text("Personer etter aldersgruppe", "Personar etter aldersgruppe", "Persons by age group")),)
    ),
    unit=PERSONS_UNIT,
    rule=PERSONS_ONCE,
    base=None,
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=AGES,
    columns=Crossed(SCHEMES, Years(back=1)),
    charted=ALL_SCHEMES,
    breaks=OF_ALL_SCHEMES,
    measure=PERSONS_ANY,
    protection=Protection("headline"),
    remarks=(
        Text(
            "Også de som bare er kjent som under 18 eller som 18 og over, er med i sin gruppe.",
            "Også dei som berre er kjende som under 18 eller som 18 og over, er med i gruppa si.",
            "Those known only as under 18, or as 18 and over, are in their group.",
        ),
    ),
)
T08 = Table(
    id="T08",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Saker der personen er i utlandet ved kontakt",
                    "Saker der personen er i utlandet ved kontakt",
                    "Cases in which the person is abroad at the time of contact",
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
    rows=ABROAD,
    columns=Crossed(SCHEMES, Years(back=1)),
    charted=ALL_SCHEMES,
    breaks=OF_ALL_SCHEMES,
    measure=CASES_ANY,
    needs=("abroad",),
    remarks=(
        Text(
            "Er flere av de saken gjelder i utlandet, er det den yngste som teller.",
            "Er fleire av dei saka gjeld i utlandet, er det den yngste som tel.",
            "When several of those concerned are abroad, the youngest counts.",
        ),
    ),
)


def unknown_share(key: str, label: Text, whole: Measure, column: str, codes: tuple[str, ...]) -> Percent:
    """How much of `whole` has one of these codes, which all mean that it is not known."""
    part = Measure(key, label, whole.unit, SPECIFIC | {column: codes})
    return Percent(key, label, part=part, of=whole)


T18 = Table(
    id="T18",
    title=Dated(
        (
            (
                2008,
                Text(
                    "Andel ukjent per kjennetegn",
                    "Del ukjent per kjenneteikn",
                    "Share unknown by characteristic",
                ),
            ),
        )
    ),
    unit=SHARES,
    rule=Text(
        nb="Kjønn, alder og landbakgrunn er andeler av personer, hvem som henvendte seg er andeler av saker. "
        "Ukjent er også det som ikke er registrert.",
        nn="Kjønn, alder og landbakgrunn er delar av personar, kven som vende seg til oss er delar av saker. "
        "Ukjent er også det som ikkje er registrert.",
        en="Sex, age and background are shares of persons, who asked is a share of cases. What was not "
        "recorded is unknown too.",
    ),
    base=Text(
        "alle personene, eller sakene, i ordningen i året.",
        "alle personane, eller sakene, i ordninga i året.",
        "all persons, or cases, of the scheme in the year.",
    ),
    schemes=ALL_SCHEMES,
    series=BOTH_SERIES,
    first_year=2008,
    rows=Measures(
        (
            unknown_share("sex", Text("Kjønn", "Kjønn", "Sex"), PERSONS_ANY, "sex", ("U", "")),
            unknown_share("age", Text("Alder", "Alder", "Age"), PERSONS_ANY, "age_group", ("UKJ", "")),
            unknown_share(
                "background",
                Text("Landbakgrunn", "Landbakgrunn", "Background"),
                PERSONS_ANY,
                "background",
                (derived.UNKNOWN_COUNTRY, ""),
            ),
            unknown_share(
                "asker",
                Text("Hvem som henvendte seg", "Kven som vende seg til oss", "Who asked"),
                CASES_ANY,
                "asker",
                ("UKJ", ""),
            ),
        )
    ),
    columns=SCHEMES,
    across=Across(ALL_SCHEMES),
    breaks=OF_ALL_SCHEMES,
)
