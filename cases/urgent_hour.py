"""What stands on the first screen in an urgent hour: do and do not, whom to call, which duties hold.

Words and numbers are dated reference data (cases/reference/urgent.csv, the installation's telephones.csv);
nothing here is asked of a case but its urgency and its country.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from audit.actor import Actor
from cases import codebook
from cases.services.reference_urgent import NUMBERS
from cases.stations import Station, covering

# Codes of `hastegrad`.
ACUTE, HASTENS = "AKUTT", "HASTER"
URGENT = (ACUTE, HASTENS)
# Codes of `akutt_telefon`, and for those that are no embassy of `akutt_nummer` too.
POLICE, CHILDREN, TEAM, STATION = "POLITI", "BARN", "KT", "STASJON"
TEAM_NUMBER = "kt-koordinator"
# Codes of `plikt` and of the lists that hold their sentences.
DUTIES = {"AVVERGE": "plikt_avverge", "OPPLYSE": "plikt_opplyse"}
RULES = {"TAUSHET": "plikt_taushet", "SAMTYKKE": "plikt_samtykke"}


@dataclass(frozen=True, slots=True)
class Number:
    """Whom to call. An empty telephone: the installation has not entered it.

    `covers`: the countries whose cases it is for; nothing for a number that is for every case.
    """

    name: str
    telephone: str
    covers: frozenset[str] = frozenset()

    @property
    def dialled(self) -> str:
        return "".join(sign for sign in self.telephone if sign in "+0123456789")

    @property
    def countries(self) -> str:
        """For the script of the form, which shows the embassy of the country that is chosen."""
        return " ".join(sorted(self.covers))


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty or a rule as it read on a day: `code` of the list `plikt`, its title, its sentences."""

    code: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """The first screen. `numbers` in the order in which one would call."""

    do: tuple[str, ...]
    do_not: tuple[str, ...]
    numbers: tuple[Number, ...]
    duties: tuple[Duty, ...]


def advice(stations: Iterable[Station], day: date) -> Advice:
    """What to do now, with the numbers for everybody and those of these embassies."""
    return Advice(
        do=sentences("akutt_gjor", day),
        do_not=sentences("akutt_ikke", day),
        numbers=(
            _number(POLICE, POLICE, day),
            _number(CHILDREN, CHILDREN, day),
            *(_of_station(station, day) for station in stations),
            _number(TEAM, TEAM_NUMBER, day),
        ),
        duties=tuple(duties(day)),
    )


def advice_for(countries: Iterable[str], day: date, *, actor: Actor) -> Advice:
    """The same with the embassies that cover these countries on that day. Two queries, or none."""
    return advice(covering(day, frozenset(countries), actor=actor), day)


def duties(day: date) -> list[Duty]:
    """The reference texts that held on that day: the two duties, then what else holds when one shares."""
    return [
        Duty(code, codebook.label("plikt", code, day=day), sentences(field, day))
        for code, field in (DUTIES | RULES).items()
    ]


def sentences(field: str, day: date) -> tuple[str, ...]:
    """The sentences of a list that held on that day, in its order, in the reader's language."""
    return tuple(entry.label(day) for entry in codebook.entries(field).values() if entry.offered_on(day))


def telephone(key: str, day: date) -> str:
    """The number that held on that day; nothing where none was entered, or the list does not know the key."""
    entry = codebook.entries(NUMBERS).get(key)
    return entry.label(day) if entry is not None and entry.offered_on(day) else ""


def _number(name: str, key: str, day: date) -> Number:
    return Number(codebook.label("akutt_telefon", name, day=day), telephone(key, day))


def _of_station(station: Station, day: date) -> Number:
    return Number(station.name, telephone(station.key, day), station.countries)
