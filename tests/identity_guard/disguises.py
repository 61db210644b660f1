"""How the corpus hides what identifies: spelled out, broken, in look-alike letters, with unseen marks."""

import random
from collections.abc import Callable

from tests.identity_guard import numbers

LOOK_ALIKE = str.maketrans("AaEeOoPpCcXxKMHTBi", "АаЕеОоРрСсХхКМНТВі")
UNSEEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\u00ad")
TURNS = ("\u200e", "\u200f", "\u202a", "\u202c")


def _between(dice: random.Random, value: str, signs: tuple[str, ...]) -> str:
    return value[0] + "".join(
        (dice.choice(signs) if dice.random() < 0.4 else "") + sign for sign in value[1:]
    )


def spelled(dice: random.Random, value: str, language: str) -> str:
    return numbers.spelled(value, language)


def zero(dice: random.Random, value: str, language: str) -> str:
    return _between(dice, value, UNSEEN)


def marks(dice: random.Random, value: str, language: str) -> str:
    return _between(dice, value, TURNS)


def broken(dice: random.Random, value: str, language: str) -> str:
    digits = "".join(sign for sign in value if sign.isdigit())
    return f"{digits[:6]}\n{digits[6:]}"


def entity(dice: random.Random, value: str, language: str) -> str:
    return "".join(f"&#{ord(sign)};" if dice.random() < 0.5 else sign for sign in value)


def letters(dice: random.Random, value: str, language: str) -> str:
    return value.translate(LOOK_ALIKE)


FORMS: dict[str, Callable[[random.Random, str, str], str]] = {
    "spelled": spelled,
    "zero": zero,
    "marks": marks,
    "lines": broken,
    "entity": entity,
    "letters": letters,
}
