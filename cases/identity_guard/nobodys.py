"""What has a capital and is no person: places, agencies, peoples, faiths, brands."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel import Locale

from cases.identity_guard.listed import listed
from cases.identity_guard.words import words

_COUNTRIES = Path(__file__).resolve().parents[1] / "reference" / "countries.csv"

# Of the names of languages and countries those that are given names too, and seldom so.
_PEOPLES = words("danish sami tajik sahara")
# Places that are named less often than persons called so.
_NAMES_FIRST = words("rana sana sofia musa carl aden asia hama azad")
# Words too, or too large to be written to.
_NO_TOWNS = words(
    "norden vesten østen sør nord øst vest aust north south east west ho hue van mo otta gol ski ås rud "
    "fjell "
    "gamle nordre søndre vestre great britain middle cape new york tel dar es abu da la van essen lund bryn "
    "galle urfa rif fes swat batman horn golfen fosen salten"
)


@cache
def _places() -> frozenset[str]:
    found = {word.lower() for word in listed("places.txt")}
    with _COUNTRIES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for language in ("nb", "nn", "en"):
                found |= _single_words(row[f"label_{language}"])
    given = {word.lower() for word in listed("given_names.txt")}
    for language in ("nb", "nn", "en"):
        locale = Locale.parse(language)
        for name in (*locale.territories.values(), *locale.languages.values()):
            # Saint Martin and Jan Mayen do not make Martin and Jan places.
            found |= _single_words(name) - (given - _PEOPLES)
    return frozenset(found - _NAMES_FIRST)


@cache
def _towns() -> frozenset[str]:
    countries: set[str] = set(_NO_TOWNS)
    for language in ("nb", "nn", "en"):
        locale = Locale.parse(language)
        for name in (*locale.territories.values(), *locale.languages.values()):
            countries |= _single_words(name)
    return frozenset(word.lower() for word in listed("places.txt")) - countries - _NAMES_FIRST


@cache
def _capitals() -> frozenset[str]:
    """In small letters; those that are names too (SARA, a tool for risk) only as they are written."""
    given = listed("given_names.txt")
    words = listed("capitals.txt")
    return frozenset(word if word.lower() in given else word.lower() for word in words)


def is_place(word: str) -> bool:
    """A country, language, county, town or region, in any case of letters."""
    return word.lower() in _places()


def is_town(word: str) -> bool:
    """A town or region, in any case of letters: no country, language or part of the world."""
    return word.lower() in _towns()


def may_be_place(word: str) -> bool:
    """A name that is a place where one is or comes from: Sofia, Rana."""
    return word.lower() in _NAMES_FIRST


def is_nobodys(word: str) -> bool:
    """Something that has a capital and is no person: a place, an agency, a people, a faith, a brand."""
    lower = word.lower()
    return lower in _places() or lower in _capitals() or word in _capitals()


def _single_words(name: str) -> set[str]:
    return {word.lower() for word in _split(name) if len(word) > 2 or word.isupper()}


def _split(names: str) -> Iterator[str]:
    yield from re.findall(r"[^\W\d_][\w'’\-]*", names)
