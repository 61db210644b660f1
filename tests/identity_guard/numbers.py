"""Made-up numbers for the corpus: right by their check digits, from series that no person is ever given.

Norwegian identity numbers have the month + 80, + 65 or + 40 of synthetic registers; the rest is constructed.
"""

import random
from collections.abc import Callable

FIRST, SECOND = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
DUF = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
# What the number of 2032 allows as the remainder of the first check digit.
REFORM_REMAINDERS = (1, 2, 3)
DIGITS = {
    "nb": ("null", "en", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni"),
    "nn": ("null", "ein", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
SHAPES = ("6 5", "6-5", "11", "11", "2 2 2 5", "2.2.2 5", "6 3 2", "4 4 3")


def weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _closed(nine: str, remainder: int = 0) -> str | None:
    first = (remainder - weighed(nine, FIRST)) % 11
    if first == 10:
        return None
    second = -weighed(nine + str(first), SECOND) % 11
    return None if second == 10 else f"{nine}{first}{second}"


def _until_it_closes(dice: random.Random, nine: Callable[[], str], remainder: int = 0) -> str:
    while True:
        closed = _closed(nine(), remainder)
        if closed is not None:
            return closed


def _born(dice: random.Random, *, day: int, month: int) -> Callable[[], str]:
    def nine() -> str:
        when = f"{dice.randint(1, 28) + day:02d}{dice.randint(1, 12) + month:02d}{dice.randint(0, 99):02d}"
        return f"{when}{dice.randint(0, 999):03d}"

    return nine


def fnr(dice: random.Random) -> str:
    """Eleven digits; one in four as the reform of 2032 allows."""
    remainder = dice.choice((0, 0, 0, dice.choice(REFORM_REMAINDERS)))
    return _until_it_closes(dice, _born(dice, day=0, month=dice.choice((80, 80, 65, 40))), remainder)


def dnr(dice: random.Random) -> str:
    return _until_it_closes(dice, _born(dice, day=40, month=80))


def hnr(dice: random.Random) -> str:
    """An H-number (month + 40) or a common help number (it begins with 8 or 9 and has no date)."""
    if dice.random() < 0.5:
        return _until_it_closes(dice, _born(dice, day=0, month=40))
    return _until_it_closes(dice, lambda: f"{dice.choice('89')}0000{dice.randint(0, 9999):04d}")


def duf(dice: random.Random) -> str:
    """Twelve digits: the year, six of their own, two that check."""
    ten = f"{dice.randint(2001, 2024)}{dice.randint(0, 999999):06d}"
    return f"{ten}{weighed(ten, DUF) % 11:02d}"


def account(dice: random.Random) -> str:
    """A Norwegian account with dots or spaces, from a bank number that no bank has, or an IBAN."""
    while True:
        ten = f"00{dice.randint(10, 99):02d}{dice.randint(0, 99):02d}{dice.randint(0, 9999):04d}"
        check = -weighed(ten, SECOND) % 11
        if check < 10:
            eleven = f"{ten}{check}"
            break
    if dice.random() < 0.3:
        mark = 98 - int(f"{eleven}232400") % 97
        return f"NO{mark:02d} {eleven[:4]} {eleven[4:8]} {eleven[8:]}"
    dot = dice.choice((".", " "))
    return f"{eleven[:4]}{dot}{eleven[4:6]}{dot}{eleven[6:]}"


def shaped(dice: random.Random, digits: str) -> str:
    """Eleven digits as people write them: whole, split, with dots."""
    shape = dice.choice(SHAPES)
    out, at, size = "", 0, ""
    for sign in shape + " ":
        if sign.isdigit():
            size += sign
            continue
        out, at, size = out + digits[at : at + int(size)] + sign, at + int(size), ""
    return out[:-1]


def spelled(digits: str, language: str) -> str:
    return " ".join(DIGITS[language][int(digit)] for digit in digits if digit.isdigit())
