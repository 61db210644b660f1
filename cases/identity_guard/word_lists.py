"""Which words are names of persons, and how their spellings are made alike.

Loaded once a process and at first use, from packages and from the lists beside this file. A list that is
missing
or too short breaks the guard: without it names would pass unseen.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import GuardBroken
from cases.identity_guard.listed import listed
from cases.identity_guard.words import in_order

# Lists of Faker (MIT) in Latin letters, of the languages that families here and advisers speak.
_FAKER = in_order(
    "no_NO sv_SE da_DK en_PK en_IN tr_TR az_AZ fr_DZ uz_UZ en_KE sw hr_HR pl_PL ro_RO id_ID ha_NG"
)
_ENGLISH_NAMES = 900
# The commonest ones are names although they stand in dictionaries too.
_COMMONEST = 120
_SHORTEST = 3
# Common surnames that no list of Faker for these languages has.
_COMMON = in_order(
    "khan ahmed ahmad ahmadi ali hussain hussein begum bibi kaur singh kumar sharma malik butt chaudhry shah "
    "syed iqbal akhtar mirza raja hassani hosseini mohammadi rezai karimi jafari mohamed mohammed abdi "
    "warsame "
    "farah nur jama hansen johansen olsen larsen andersen andreassen pedersen nilsen kristiansen jensen "
    "karlsen johnsen pettersen eriksen berg haugen hagen johannessen jacobsen dahl solberg nguyen tran"
)
_OUR_LETTERS = {"å": "å", "ø": "ø", "æ": "æ"}


@dataclass(frozen=True, slots=True)
class Names:
    """In small letters and folded. `small`: names when written so; `given`, `family`: with a capital.

    `also_words`: words too, in small letters names only by their surroundings; those of `hardly` not even so.
    `surnames`: of families here, also where a dictionary has them: with a capital within a sentence.
    `well_known`: also at the start of a sentence, though a dictionary has them; `sounds`: see `sound`.
    """

    given: frozenset[str]
    well_known: frozenset[str]
    family: frozenset[str]
    surnames: frozenset[str]
    small: frozenset[str]
    also_words: frozenset[str]
    hardly: frozenset[str]
    sounds: frozenset[str]


def fold(word: str) -> str:
    """Small letters without the marks that are none of ours: Ayşe and Ayse are one."""
    lower = word.lower()
    if lower.isascii():
        return lower
    kept = []
    for sign in lower:
        kept.append(_OUR_LETTERS.get(sign) or unicodedata.normalize("NFD", sign)[0])
    return "".join(kept)


def sound(folded: str) -> str:
    """What is left when spellings of one name are made alike: Fatimah and Faatima, Zeynab and Zainab."""
    said = folded
    for old, new in (
        ("ph", "f"),
        ("kh", "k"),
        ("gh", "g"),
        ("dh", "d"),
        ("ck", "k"),
        ("sch", "sh"),
        ("ou", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("ey", "ai"),
        ("ei", "ai"),
        ("ay", "ai"),
        ("q", "k"),
        ("c", "k"),
        ("w", "v"),
        ("y", "i"),
        ("z", "s"),
        ("x", "h"),
        ("e", "a"),
        ("o", "u"),
    ):
        said = said.replace(old, new)
    said = re.sub(r"(.)\1+", r"\1", said)
    return said.removesuffix("h") if len(said) > _SHORTEST else said


@cache
def names() -> Names:
    """Raises GuardBroken when a list is missing or far too short."""
    ours = frozenset(fold(word) for word in listed("given_names.txt"))
    hardly = frozenset(fold(word) for word in listed("hardly_names.txt"))
    also = frozenset(fold(word) for word in listed("also_words.txt")) | hardly
    given, family = _of_faker()
    english = [
        *list(FREQUENCY_LISTS["female_names"])[:_ENGLISH_NAMES],
        *list(FREQUENCY_LISTS["male_names"])[:_ENGLISH_NAMES],
    ]
    commonest = {
        name for one in ("female_names", "male_names") for name in list(FREQUENCY_LISTS[one])[:_COMMONEST]
    }
    seldom_words = set(_no_words(name for name in (*given, *english) if len(name) >= _SHORTEST))
    by_themselves = frozenset(fold(name) for name in (*family, *_COMMON) if len(name) >= _SHORTEST)
    surnames = set(_no_words((*family, *FREQUENCY_LISTS["surnames"])))
    return Names(
        given=ours | seldom_words | also | {name for name in english if len(name) >= _SHORTEST},
        well_known=(ours | commonest) - also,
        family=frozenset(surnames) | _norwegian_surnames(),
        surnames=by_themselves | _norwegian_surnames(),
        small=(ours | seldom_words | frozenset(name for name in commonest if not is_word(name))) - also,
        also_words=also,
        hardly=hardly,
        sounds=frozenset(sound(name) for name in ours if len(name) > _SHORTEST + 1),
    )


def _no_words(all_names: Iterable[str]) -> Iterator[str]:
    """Those that are no words, neither as they are written nor without their marks; folded."""
    for name in all_names:
        folded = fold(name)
        if not is_word(folded) and not is_word(name.lower()):
            yield folded


def _norwegian_surnames() -> frozenset[str]:
    provider = import_module("faker.providers.person.no_NO").Provider
    return frozenset(fold(name) for name in provider.last_names)


def _of_faker() -> tuple[set[str], set[str]]:
    given: set[str] = set()
    family: set[str] = set()
    for language in _FAKER:
        provider = import_module(f"faker.providers.person.{language}").Provider
        for attribute in dir(provider):
            of = (
                given
                if attribute.startswith("first_name")
                else family
                if attribute.startswith("last_name")
                else None
            )
            value = getattr(provider, attribute)
            if of is not None and not callable(value):
                of |= {word for name in value for word in name.split() if word.isalpha()}
    if len(given) < 3000 or len(family) < 3000:
        raise GuardBroken("names of Faker")
    return given, family


def stems_of(said: str) -> list[str]:
    """The word, without the s of the genitive, and its parts, folded."""
    folded = fold(said)
    stems = [folded]
    if folded.endswith("'s"):
        stems.append(folded[:-2])
    elif folded.endswith("s") and len(folded) > 3:
        stems.append(folded[:-1].rstrip("'-"))
    elif folded.endswith("'"):
        stems.append(folded[:-1])
    return stems
