"""Made-up years with small figures of every kind, and corrections of them; the same for the same seed."""

import random
from collections.abc import Collection
from datetime import date, timedelta

from tests import factories
from tests.cases.statistics.register import Asked, Matter, write

SCHEMES = {"MR": 6, "IR": 2, "KT": 3}
POSTS = {
    "MR": ("rud", "lillestrom", "hellerud", "ulsrud", "sogn", "bjerke"),
    "IR": ("amman", "ankara", "islamabad"),
    "KT": ("kt-imdi",),
}
ASKERS = {"SELV": 30, "BV": 14, "POL": 6, "MR": 8, "IR": 2, "ADV": 2, "UKJ": 1}
CONCERNS = {"TVE_FR": 30, "NSK": 20, "VOT": 12, "ANN": 6, "TVE_GJ": 4, "UKJ": 2}
SEXES = {"K": 70, "M": 25, "U": 3}
AGES = {"16-17": 30, "V": 30, "22-25": 10, "B": 3, "UKJ": 3}
BACKGROUNDS = {"PK": 30, "SO": 20, "IQ": 12, "AF": 5, "TR": 4, "XX": 3, "": 1}
WHEREABOUTS = {"NOR": 80, "UTL": 12, "": 3}
ACTIONS = ("RAD", "KURS", "KART")


def matters(seed: int, number: int, years: Collection[int]) -> list[Matter]:
    dice = random.Random(seed)
    return [_matter(dice, dice.choice(sorted(years))) for _ in range(number)]


def store(told: list[Matter], seed: int) -> None:
    """Each at a post of the scheme that was asked first."""
    dice = random.Random(seed)
    by_post: dict[str, list[Matter]] = {}
    for matter in told:
        by_post.setdefault(dice.choice(POSTS[matter.asked[0].scheme]), []).append(matter)
    for key, found in by_post.items():
        write(found, factories.post(key))


def _matter(dice: random.Random, year: int) -> Matter:
    def one(weights: dict[str, int]) -> str:
        return dice.choices(list(weights), list(weights.values()))[0]

    first, day = one(SCHEMES), date(year, 1, 1) + timedelta(days=dice.randrange(365))
    asked = [Asked(first, day, one(ASKERS), actions=frozenset(dice.sample(ACTIONS, dice.randrange(3))))]
    for scheme in SCHEMES:
        if scheme != first and dice.random() < 0.12:
            later = min(day + timedelta(days=dice.randrange(60)), date(year, 12, 31))
            asked.append(Asked(scheme, later, dice.choice(("MR", "IR", "ADV"))))
    persons = dice.choices((1, 2, 3), (85, 12, 3))[0]

    def each(weights: dict[str, int]) -> tuple[str, ...]:
        return tuple(one(weights) for _ in range(persons))

    return Matter(
        tuple(asked), each(SEXES), one(CONCERNS), "GEN" if dice.random() < 0.08 else "SAK",
        each(AGES), each(BACKGROUNDS), each(WHEREABOUTS),
    )  # fmt: skip
