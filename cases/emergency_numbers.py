"""Whom to call, from the files alone: for the page that is shown while there is no database to ask.

The same rows that `load_reference` takes in: those of the product, and the installation's own numbers.
"""

from datetime import date

from cases.services.reference import FOLDER, ReferenceRefused, Row, day, read
from cases.services.reference_urgent import NUMBERS, urgent_rows
from cases.urgent_hour import CHILDREN, POLICE, STATION, TEAM, TEAM_NUMBER, Number

NAMES = "akutt_telefon"


def numbers(on: date, language: str) -> tuple[Number, ...]:
    """Those that hold on that day, in the order in which one would call; none that nobody has entered."""
    rows = [row for row in _rows() if _holds(row, on)]
    names = {row["code"]: row[f"label_{language}"] for row in rows if row["field"] == NAMES}
    entered = {row["code"]: row[f"label_{language}"] for row in rows if row["field"] == NUMBERS}
    embassies = {
        row["key"]: f"{names[STATION]}, {row['city']}" for row in read(FOLDER, "embassies") if _holds(row, on)
    }
    named = {POLICE: names[POLICE], CHILDREN: names[CHILDREN], TEAM_NUMBER: names[TEAM], **embassies}
    return tuple(Number(name, entered[key]) for key, name in named.items() if entered.get(key))


def _rows() -> list[Row]:
    """Without the installation's file where that cannot be read: the police's number stands in ours."""
    try:
        return list(urgent_rows(FOLDER))
    except (ReferenceRefused, OSError, ValueError, KeyError):
        return list(read(FOLDER, "urgent"))


def _holds(row: Row, on: date) -> bool:
    first, last = day(row["valid_from"]), day(row["valid_to"])
    return (first is None or first <= on) and (last is None or on <= last)
