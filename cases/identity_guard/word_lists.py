"""Which words are words, which are places, agencies and peoples, and which are names of persons.

Loaded once a process and at first use, from packages and from the lists beside this file. A list that is
missing
or too short breaks the guard: without it names would pass unseen.
"""

import csv
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from babel import Locale
from simplemma.strategies.dictionaries import DefaultDictionaryFactory
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from cases.identity_guard.findings import GuardBroken
from cases.identity_guard.words import in_order

_HERE = Path(__file__).parent / "lists"
_COUNTRIES = Path(__file__).resolve().parents[1] / "reference" / "countries.csv"
# Lists of Faker (MIT) in Latin letters, of the languages that families here and advisers speak.
_FAKER = in_order(
    "no_NO sv_SE da_DK en_PK en_IN tr_TR az_AZ fr_DZ uz_UZ en_KE sw hr_HR pl_PL ro_RO id_ID ha_NG"
)
_ENGLISH_NAMES = 900
# The commonest ones are names although they stand in dictionaries too.
_COMMONEST = 120
_SHORTEST = 3
_OUR_LETTERS = {"å": "å", "ø": "ø", "æ": "æ"}


@dataclass(frozen=True, slots=True)
class Names:
    """In small letters and folded. `small`: names when written so; `given`, `family`: with a capital.

    `also_words`: words too, in small letters names only by their surroundings; those of `hardly` not even so.
    `well_known`: also at the start of a sentence, though a dictionary has them; `sounds`: see `sound`.
    """

    given: frozenset[str]
    well_known: frozenset[str]
    family: frozenset[str]
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
    ours = frozenset(fold(word) for word in _listed("given_names.txt", 4000))
    hardly = frozenset(fold(word) for word in _listed("hardly_names.txt", 50))
    also = frozenset(fold(word) for word in _listed("also_words.txt", 100)) | hardly
    given, family = _of_faker()
    english = [
        *list(FREQUENCY_LISTS["female_names"])[:_ENGLISH_NAMES],
        *list(FREQUENCY_LISTS["male_names"])[:_ENGLISH_NAMES],
    ]
    commonest = {
        name for one in ("female_names", "male_names") for name in list(FREQUENCY_LISTS[one])[:_COMMONEST]
    }
    seldom_words = set(_no_words(name for name in (*given, *english) if len(name) >= _SHORTEST))
    surnames = set(_no_words((*family, *FREQUENCY_LISTS["surnames"])))
    return Names(
        given=ours | seldom_words | also | {name for name in english if len(name) >= _SHORTEST},
        well_known=(ours | commonest) - also,
        family=frozenset(surnames) | _norwegian_surnames(),
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


@cache
def _places() -> frozenset[str]:
    found = {word.lower() for word in _listed("places.txt", 500)}
    with _COUNTRIES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for language in ("nb", "nn", "en"):
                found |= _single_words(row[f"label_{language}"])
    for language in ("nb", "nn", "en"):
        locale = Locale.parse(language)
        for name in (*locale.territories.values(), *locale.languages.values()):
            found |= _single_words(name)
    return frozenset(found)


@cache
def _capitals() -> frozenset[str]:
    """In small letters; those that are names too (SARA, a tool for risk) only as they are written."""
    given = _listed("given_names.txt", 4000)
    words = _listed("capitals.txt", 400)
    return frozenset(word if word.lower() in given else word.lower() for word in words)


def is_place(word: str) -> bool:
    """A country, language, county, town or region, in any case of letters."""
    return word.lower() in _places()


def is_nobodys(word: str) -> bool:
    """Something that has a capital and is no person: a place, an agency, a people, a faith, a brand."""
    lower = word.lower()
    return lower in _places() or lower in _capitals() or word in _capitals()


@cache
def _lexicon() -> "array[int]":
    """Hashes of all words of bokmål, nynorsk and English, in order: a tenth of what the words would take."""
    factory = DefaultDictionaryFactory(cache_max_size=1)
    hashes: set[int] = set()
    for language in ("nb", "nn", "en"):
        hashes.update(hash(word) for word in factory.get_dictionary(language))
    if len(hashes) < 500_000:
        raise GuardBroken("dictionaries")
    return array("q", sorted(hashes))


def _stands(word: str) -> bool:
    words, sought = _lexicon(), hash(word)
    place = bisect_left(words, sought)
    return place < len(words) and words[place] == sought


def is_word(lower: str) -> bool:
    """A word of bokmål, nynorsk or English in small letters, inflected or put together of two."""
    if _stands(lower):
        return True
    if len(lower) > 3 and lower[-1] == "s" and _stands(lower[:-1].rstrip("'")):
        return True
    return _is_compound(lower)


def _is_compound(lower: str) -> bool:
    """Two words, with or without s or e between; short ones are parts of everything and do not count."""
    if not 9 <= len(lower) <= 40:
        return False
    for place in range(4, len(lower) - 3):
        last = lower[place:]
        if _stands(last):
            first = lower[:place]
            if _stands(first) or (first[-1] in "se" and len(first) > 4 and _stands(first[:-1])):
                return True
            if len(first) >= 9 and _is_compound(first):
                return True
    return False


def kin() -> dict[str, str]:
    """By each word of kinship what is offered instead of it with a name."""
    pairs: dict[str, str] = {}
    for line in (_HERE / "kin.txt").read_text(encoding="utf-8").splitlines():
        neutral, colon, said = line.partition(": ")
        if colon and not line.startswith("#"):
            pairs |= dict.fromkeys(said.split(), neutral)
    return pairs


def _listed(name: str, fewest: int) -> set[str]:
    """The words of a list beside this file, without its remarks."""
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    if len(words) < fewest:
        raise GuardBroken(name)
    return words


def _single_words(name: str) -> set[str]:
    return {word.lower() for word in _split(name) if len(word) > 2 or word.isupper()}


def _split(names: str) -> Iterator[str]:
    yield from re.findall(r"[^\W\d_][\w'’\-]*", names)
