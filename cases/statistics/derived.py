"""Columns that no record holds: a case's entries with its persons, its inquiries and its posts."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cases import codebook
from cases.statistics.decoding import Column, Columns

# Persons of one case told of different countries; beyond every number of the list `land`.
MIXED = 65_535
UNKNOWN_COUNTRY = "XX"
ABROAD = "UTL"
UNDER_18 = ("00-15", "16-17", "B")
ADULT = ("18-21", "22-25", "26-30", "31-40", "41+", "V")
# Numbers of the column `abroad`; 0 is a case in which nobody is abroad.
YOUNG, GROWN, OF_UNKNOWN_AGE = 1, 2, 3
LATEST = 9_999


def person_entries(entries: Columns, case_of_person: Column, facts: Columns) -> Columns:
    """Every entry with every person of its case. Also gives each entry its number of persons."""
    case = entries["case"]
    cases = int(max(case.max(initial=-1), case_of_person.max(initial=-1))) + 1
    in_case = np.bincount(case_of_person, minlength=cases)
    by_case = np.argsort(case_of_person, kind="stable")
    begins = np.cumsum(in_case) - in_case
    entries["persons"] = size = in_case[case]
    entry = np.repeat(np.arange(len(case)), size)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(size) - size, size)
    person = by_case[np.repeat(begins[case], size) + within]
    return {"entry": entry, "person": person} | {name: column[person] for name, column in facts.items()}


def case_background(entries: int, persons: Columns) -> Column:
    """The background that those of a case share; MIXED when they do not, 0 when none is known."""
    background = persons["background"].astype(np.int64)
    known = (background != 0) & (background != codebook.number_of("land", UNKNOWN_COUNTRY))
    least = np.full(entries, MIXED, dtype=np.int64)
    most = np.zeros(entries, dtype=np.int64)
    np.minimum.at(least, persons["entry"][known], background[known])
    np.maximum.at(most, persons["entry"][known], background[known])
    return np.where(most == 0, 0, np.where(least == most, most, MIXED))


def abroad(entries: int, persons: Columns) -> Column:
    """Of whoever of a case is abroad, the youngest counts: under 18, grown up, or of unknown age."""
    away = persons["whereabouts"] == codebook.number_of("oppholdssted", ABROAD)
    found = np.zeros(entries, dtype=np.int64)
    found[persons["entry"][away]] = OF_UNKNOWN_AGE
    # The youngest last, so that it is the one that stays.
    for number, ages in ((GROWN, ADULT), (YOUNG, UNDER_18)):
        codes = [codebook.number_of("aldersgruppe", age) for age in ages]
        found[persons["entry"][away & np.isin(persons["age_group"], codes)]] = number
    return found


def overlap(entries: Columns, cases: int) -> Column:
    """The schemes that the case had been asked in when the entry's year ended, as the sum of 2 ** number."""
    found = np.zeros(len(entries["case"]), dtype=np.int64)
    for code in codebook.entries("ordning"):
        number = codebook.number_of("ordning", code)
        since = np.full(cases, LATEST, dtype=np.int64)
        of_scheme = entries["scheme"] == number
        np.minimum.at(since, entries["case"][of_scheme], entries["year"][of_scheme])
        found += np.where(since[entries["case"]] <= entries["year"], 1 << number, 0)
    return found


def actions(entries: Columns, owners: Column, inquiries: Columns) -> Column:
    """All that was done in a case's inquiries to the scheme, as a bitmap."""
    done = np.zeros(len(entries["case"]), dtype=np.uint64)
    if not len(done):
        return done
    key = entries["case"] * 256 + entries["scheme"]
    order = np.argsort(key)
    wanted = owners * 256 + inquiries["scheme"]
    at = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
    there = key[order][at] == wanted
    np.bitwise_or.at(done, order[at[there]], inquiries["actions"][there])
    return done


def placed(posts: Sequence[Any], numbers: Mapping[uuid.UUID, int]) -> Column:
    """The number of each post's place; 0 for a post that is no such place."""
    return np.array([numbers.get(post, 0) for post in posts], dtype=np.int64)
