"""What a question of one's own may choose from: axes as in the year's tables, and what goes with each.

A new dimension is a line here. Which facts a record has stands in `cases.models.facts`.
"""

from dataclasses import dataclass, field

from cases.statistics import derived
from cases.statistics.axes import SUM, Codes
from cases.statistics.axes_halves import HALVES
from cases.statistics.axes_places import Countries
from cases.statistics.declarations import Axis, Conditions, Measure, Need
from cases.statistics.histogram import Unit
from cases.statistics.tables.askers import T07
from cases.statistics.tables.countries import T06, T09, T10
from cases.statistics.tables.overlaps import T16
from cases.statistics.tables.persons import ABROAD, AGES
from cases.statistics.tables.shared import CASES_ANY, CONCERNS, PERSONS_ANY, SCHEMES, SEXES
from cases.statistics.tables.times import ACTIVE, CLOSED, T11
from cases.statistics.tables.work import ANY_INQUIRY, T15
from cases.statistics.words import Text

_OTHER_COUNTRIES = Text("Andre land", "Andre land", "Other countries")


@dataclass(frozen=True, slots=True)
class Dimension:
    """`column`: what it asks about; two of one are not crossed. `where` narrows what is counted."""

    key: str
    label: Text
    axis: Axis
    units: tuple[Unit, ...]
    column: str
    needs: tuple[Need, ...] = ()
    where: Conditions = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: in a title, by which measure, and what the reading has to have for it."""

    label: Text
    measure: Measure
    needs: tuple[Need, ...] = ()


COUNTED: dict[Unit, Counted] = {
    "cases": Counted(Text("Saker", "Saker", "Cases"), CASES_ANY),
    "persons": Counted(Text("Personer", "Personar", "Persons"), PERSONS_ANY),
    "inquiries": Counted(
        Text(
            "Henvendelser, også generelle spørsmål",
            "Førespurnader, også generelle spørsmål",
            "Inquiries, general questions too",
        ),
        ANY_INQUIRY,
    ),
    "active": Counted(
        Text("Aktive saker per halvår", "Aktive saker per halvår", "Active cases by half-year"),
        ACTIVE,
        ("spans",),
    ),
    "closed": Counted(
        Text("Avsluttede saker per halvår", "Avslutta saker per halvår", "Closed cases by half-year"),
        CLOSED,
        ("spans",),
    ),
}
_ALL: tuple[Unit, ...] = ("cases", "persons", "inquiries", "active", "closed")
_RECORDED: tuple[Unit, ...] = ("cases", "persons", "inquiries")
_CASES: tuple[Unit, ...] = ("cases",)
_PERSONS: tuple[Unit, ...] = ("persons",)
_BOTH: tuple[Unit, ...] = ("cases", "persons")


def _countries(column: str, measure: Measure) -> Countries:
    """Each that there is: those of a few stand together only where a table leaves the house."""
    return Countries(
        column,
        measure,
        at_least=1,
        others=_OTHER_COUNTRIES,
        mixed=str(derived.MIXED),
        unknown=(derived.UNKNOWN_COUNTRY,),
        total=SUM,
    )


_LISTED = (
    Dimension("scheme", Text("Ordning", "Ordning", "Scheme"), SCHEMES, _ALL, "scheme"),
    Dimension("half", Text("Halvår", "Halvår", "Half-year"), HALVES, _ALL, "month"),
    Dimension("month", Text("Måned", "Månad", "Month"), T11.rows, _RECORDED, "month"),
    Dimension("concern", Text("Hovedbekymring", "Hovuduro", "Main concern"), CONCERNS, _BOTH, "concern"),
    Dimension(
        "urgency",
        Text("Hastegrad", "Hastegrad", "Urgency"),
        Codes("hastegrad", "urgency", unknown=(), total=SUM),
        _BOTH,
        "urgency",
    ),
    Dimension(
        "asker",
        Text("Hvem som henvendte seg", "Kven som vende seg til oss", "Who asked"),
        T07.rows,
        _RECORDED,
        "asker",
    ),
    Dimension(
        "channel",
        Text("Kanal", "Kanal", "Channel"),
        Codes("kanal", "channel", unknown=(), other="ANN", total=SUM),
        _RECORDED,
        "channel",
    ),
    Dimension("sex", Text("Kjønn", "Kjønn", "Sex"), SEXES, _PERSONS, "sex"),
    Dimension("age", Text("Aldersgruppe", "Aldersgruppe", "Age group"), AGES, _PERSONS, "age_group"),
    Dimension(
        "age-fine",
        Text("Aldersgruppe, fint delt", "Aldersgruppe, fint delt", "Age group, in smaller ones"),
        Codes("aldersgruppe", "age_group", unknown=("UKJ",), total=SUM),
        _PERSONS,
        "age_group",
    ),
    Dimension(
        "whereabouts",
        Text("Hvor personen er", "Kvar personen er", "Where the person is"),
        Codes("oppholdssted", "whereabouts", unknown=("UKJ",), total=SUM),
        _PERSONS,
        "whereabouts",
    ),
    Dimension(
        "background",
        Text("Landbakgrunn (personer)", "Landbakgrunn (personar)", "Background (persons)"),
        _countries("background", PERSONS_ANY),
        _PERSONS,
        "background",
    ),
    Dimension(
        "case-background",
        Text("Landbakgrunn (saker)", "Landbakgrunn (saker)", "Background (cases)"),
        T06.rows,
        _CASES,
        "background",
        ("background",),
    ),
    Dimension(
        "country",
        Text("Sakens land", "Landet saka gjeld", "Country of the case"),
        _countries("focus_country", CASES_ANY),
        _CASES,
        "focus_country",
    ),
    Dimension(
        "abroad",
        Text(
            "Alderen til den som er i utlandet", "Alderen til den som er i utlandet", "Age of who is abroad"
        ),
        ABROAD,
        _CASES,
        "abroad",
        ("abroad",),
    ),
    Dimension(
        "actions",
        Text("Tiltak", "Tiltak", "Actions"),
        Codes("tiltak", "actions"),
        _CASES,
        "actions",
        ("actions",),
    ),
    Dimension(
        "overlap",
        Text("Mer enn én ordning", "Meir enn éi ordning", "More than one scheme"),
        T16.rows,
        _CASES,
        "overlap",
        ("overlap",),
    ),
    Dimension(
        "station",
        Text("Utenriksstasjon", "Utanriksstasjon", "Embassy"),
        T09.rows,
        _CASES,
        "place",
        ("places",),
        {"scheme": ("IR",)},
    ),
    Dimension(
        "county",
        Text("Fylke", "Fylke", "County"),
        T10.rows,
        _CASES,
        "place",
        ("places",),
        {"scheme": ("MR",)},
    ),
    Dimension(
        "kind",
        Text("Sak eller spørsmål", "Sak eller spørsmål", "Case or question"),
        T15.rows,
        ("inquiries",),
        "kind",
    ),
)
DIMENSIONS = {one.key: one for one in _LISTED}
# Not a dimension of its own: the years that are asked for.
YEAR = "year"
YEAR_LABEL = Text("År", "År", "Year")
