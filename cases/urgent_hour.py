"""What stands on the first screen in an urgent hour: do and do not, whom to call, which duties hold.

Words and numbers are dated reference data (cases/reference/urgent.csv, the installation's telephones.csv);
nothing here is asked of a case but its urgency and its country.
"""

import uuid
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
    `is_norways`: answered in Norway for what happens there, and read or needed abroad, so that it is said.
    """

    name: str
    telephone: str
    covers: frozenset[str] = frozenset()
    is_norways: bool = False

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
    """The first screen. `numbers` in the order in which one would call, other abroad than in Norway."""

    do: tuple[str, ...]
    do_not: tuple[str, ...]
    numbers: tuple[Number, ...]
    duties: tuple[Duty, ...]
    is_abroad: bool = False

    @property
    def first(self) -> tuple[Number, ...]:
        """Where there is room for little: down to the first that somebody has entered."""
        entered = [at for at, number in enumerate(self.numbers) if number.telephone]
        return self.numbers[: entered[0] + 1] if entered else self.numbers[:1]


@dataclass(frozen=True, slots=True)
class Caller:
    """From where one would call: the posts the reader holds; `is_abroad`, she or the person is there."""

    own: frozenset[uuid.UUID] = frozenset()
    is_abroad: bool = False


IN_NORWAY = Caller()


def advice(stations: Iterable[Station], day: date, caller: Caller = IN_NORWAY) -> Advice:
    """What to do now, with the numbers for everybody and those of these embassies.

    Nobody abroad is helped by 112 first: there the reader's own embassy is, then the others and the team.
    """
    abroad = caller.is_abroad
    norways = tuple(_number(name, name, day, is_norways=abroad) for name in (POLICE, CHILDREN))
    embassies = sorted(stations, key=lambda one: one.post_id not in caller.own)
    of_them = tuple(_of_station(one, day, is_own=one.post_id in caller.own) for one in embassies)
    team = _number(TEAM, TEAM_NUMBER, day)
    return Advice(
        do=sentences("akutt_gjor", day),
        do_not=sentences("akutt_ikke", day),
        numbers=(*of_them, team, *norways) if abroad else (*norways, *of_them, team),
        duties=tuple(duties(day)),
        is_abroad=abroad,
    )


def advice_for(countries: Iterable[str], day: date, caller: Caller = IN_NORWAY, *, actor: Actor) -> Advice:
    """The same with the reader's own embassy and those that cover these countries. Two queries, or none."""
    return advice(covering(day, frozenset(countries), caller.own, actor=actor), day, caller)


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


def _number(name: str, key: str, day: date, *, is_norways: bool = False) -> Number:
    return Number(codebook.label("akutt_telefon", name, day=day), telephone(key, day), is_norways=is_norways)


def _of_station(station: Station, day: date, *, is_own: bool) -> Number:
    """Her own is for every case of hers: the form never hides it."""
    return Number(station.name, telephone(station.key, day), frozenset() if is_own else station.countries)
