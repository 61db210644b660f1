"""Identity numbers of other countries for the corpus, right by their check digits and constructed."""

import random
from collections.abc import Callable

from tests.identity_guard import numbers

VERHOEFF_TURN = (
    ("0123456789", "1576283094", "5803796142", "8916043527")
    + ("9453126870", "4286573901", "2793806415", "7046913258")
)  # fmt: skip
VERHOEFF_SUM = (
    ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678")
    + ("5987604321", "6598710432", "7659821043", "8765932104", "9876543210")
)  # fmt: skip
CPR = (4, 3, 2, 7, 6, 5, 4, 3, 2)
FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def swedish(dice: random.Random) -> str:
    """Ten digits from the series 980–989, which is kept for tests."""
    when = f"{dice.randint(80, 99)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    nine = f"{when}{dice.randint(980, 989)}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(nine))
    check = -sum(value // 10 + value % 10 for value in doubled) % 10
    return f"{when}-{nine[6:]}{check}"


def danish(dice: random.Random) -> str:
    while True:
        when = f"{dice.randint(1, 28):02d}{dice.randint(1, 12):02d}{dice.randint(90, 99)}"
        nine = f"{when}{dice.randint(100, 399)}"
        check = -numbers.weighed(nine, CPR) % 11
        if check < 10:
            return f"{when}-{nine[6:]}{check}"


def finnish(dice: random.Random) -> str:
    """The running number is from 900 up: the series for temporary numbers."""
    day = f"{dice.randint(1, 28):02d}{dice.randint(1, 12):02d}{dice.randint(90, 99)}"
    number = f"{dice.randint(900, 999)}"
    return f"{day}-{number}{FINNISH[int(day + number) % 31]}"


def turkish(dice: random.Random) -> str:
    nine = [dice.randint(1, 9)] + [dice.randint(0, 9) for _place in range(8)]
    tenth = (7 * sum(nine[0::2]) - sum(nine[1::2])) % 10
    return "".join(map(str, [*nine, tenth, (sum(nine) + tenth) % 10]))


def pakistani(dice: random.Random) -> str:
    """A province that there is, a district of zeros that there is not."""
    return f"{dice.randint(1, 7)}0000-{dice.randint(0, 9999999):07d}-{dice.randint(1, 9)}"


def indian(dice: random.Random) -> str:
    eleven = f"{dice.randint(2, 9)}{dice.randint(0, 10**10 - 1):010d}"
    state = 0
    for place, digit in enumerate(reversed(eleven), start=1):
        state = int(VERHOEFF_SUM[state][int(VERHOEFF_TURN[place % 8][int(digit)])])
    check = VERHOEFF_SUM[state].index("0")
    whole = f"{eleven}{check}"
    return f"{whole[:4]} {whole[4:8]} {whole[8:]}"


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "swedish": swedish,
    "danish": danish,
    "finnish": finnish,
    "turkish": turkish,
    "pakistani": pakistani,
    "indian": indian,
}
