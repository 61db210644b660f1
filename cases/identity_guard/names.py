"""Likely names of persons: capitals where a sentence has none, given names in small letters, told names.

Nothing here is certain, so everything asks. A word is looked at in the light of the lists (word_lists) and
of the
words beside it, since Norwegian and English are full of names that are words.
"""

import re
from collections.abc import Iterator

from cases.identity_guard import disguised_names, relations
from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.joined_names import PARTICLES, joined
from cases.identity_guard.nobodys import is_nobodys, is_place, may_be_place
from cases.identity_guard.sentences import Sentence, Word
from cases.identity_guard.word_lists import Names, fold, names, sound, stems_of
from cases.identity_guard.words import Places, words

# In these surroundings a word that nobody knows is rather a place: "i Kharian".
_IN_PLACE = words(
    "i in at near nær utenfor utanfor rundt around byen landsbyen bygda bydelen kommunen fylket regionen "
    "provinsen distriktet village town city district province region"
)
_FROM_PLACE = words("i in fra frå from til to hele heile across mo")
_FOND_OF = words("forelsket forelska kjær interessert tro tillit love forelskelse")
# Endings of words that no dictionary has all of.
_ABSTRACT = tuple(words("ing inga ingen else elsen heten heit heita skap tion tions ness ment leg lig lige"))
_OTHER_SCRIPT = re.compile(
    r"[\u0370-\u1dff\u2c00-\ua6ff\ua800-\uab2f\uabc0-\ufaff\ufb1d-\ufdff\ufe70-\ufefc\U00010000-\U000323af]"
)


def marks(text: str, places: Places) -> Iterator[Mark]:
    known = names()
    found = list(_single(Sentence(text), known))
    found += relations.marks(text, places, known)
    found += list(disguised_names.marks(text, places.zones, known))
    yield from joined(text, found)


def _single(sentence: Sentence, known: Names) -> Iterator[Mark]:
    shouted = _shouts(sentence.words)
    # Whether a word in small letters is a name by itself: most words of a text come again.
    seen: dict[str, bool] = {}
    carries = False
    for place, word in enumerate(sentence.words):
        said = word.said
        follows = carries and sentence.joined(place)
        if not said.isascii() and _OTHER_SCRIPT.search(said):
            is_name = True
        elif said[0].isupper() and not (shouted and said.isupper()):
            is_name = _capital(sentence, place, known, carries=follows)
        elif follows:
            is_name = _small(said, known) or _follows_name(said.lower(), known)
        elif said in seen:
            is_name = seen[said]
        else:
            is_name = seen[said] = _small(said, known)
        if is_name:
            yield Mark("name", word.start, word.end)
        carries = is_name or (follows and said.lower() in PARTICLES)


def _shouts(words_said: list[Word]) -> bool:
    """Whether the text is written in capitals throughout, so that these say nothing."""
    long = [word for word in words_said if len(word.said) > 1]
    return len(long) > 3 and sum(word.said.isupper() for word in long) * 10 > 7 * len(long)


def _capital(sentence: Sentence, place: int, known: Names, *, carries: bool) -> bool:  # noqa: PLR0911 - rules in their order
    """Whether a word that begins with a capital is a name; `carries`: the word before it is one."""
    said = sentence.words[place].said
    stems = stems_of(said)
    if len(said) == 1 or _is_abbreviation(said):
        return False
    if any(is_nobodys(stem) for stem in (said, *stems)) and not (
        carries and not is_place(said) and stems[0] in known.family
    ):
        return False
    if may_be_place(said) and sentence.before(place) in _FROM_PLACE:
        return False
    parts = said.split("-")
    if len(parts) > 1:
        return _hyphened(parts, stems, known)
    opens = sentence.opens(place)
    if said.isupper() and len(said) <= 5:
        return _in_capitals(sentence, place, stems[0], known)
    if carries and not opens:
        return stems[0] in known.family or not (is_word(said.lower()) and _is_common(said.lower()))
    if opens:
        return _capital_that_opens(sentence, place, stems, known)
    return _capital_within(sentence, place, stems, known)


def _in_capitals(sentence: Sentence, place: int, stem: str, known: Names) -> bool:
    """KHAN, AMINA: short words in capitals are abbreviations, unless the lists know them as names."""
    said = sentence.words[place].said
    if stem in known.well_known and not is_word(said.lower()):
        return not sentence.opens(place) or sentence.acts(place)
    return len(said) > 3 and stem in known.surnames and (not sentence.opens(place) or sentence.acts(place))


def _is_abbreviation(said: str) -> bool:
    """UiO, FoU, FrP"""
    return len(said) <= 4 and any(sign.isupper() for sign in said[1:]) and not said.isupper()


def _capital_that_opens(sentence: Sentence, place: int, stems: list[str], known: Names) -> bool:
    """Every first word has a capital: here it is a name by the lists, by what it does, or as no word."""
    lower = sentence.words[place].said.lower()
    given = next((stem for stem in stems if stem in known.given), None)
    if given in known.also_words:
        return sentence.acts(place) and (given not in known.hardly or not sentence.acts_in_english(place))
    if given:
        return given in known.well_known or not is_word(lower)
    return len(lower) > 2 and not is_word(lower) and not lower.endswith(_ABSTRACT)


def _capital_within(sentence: Sentence, place: int, stems: list[str], known: Names) -> bool:
    """A capital in mid-sentence is a name unless a dictionary has the word, or a place would stand there."""
    lower, before = sentence.words[place].said.lower(), sentence.before(place)
    if any(stem in known.given for stem in stems):
        return True
    if is_word(lower):
        is_surname = any(stem in known.surnames for stem in stems)
        return is_surname or before in (
            relations.NAMED_AFTER if stems[0] in known.family else relations.TITLES
        )
    if any(stem in known.family for stem in stems):
        return True
    fond = place > 1 and sentence.words[place - 2].said.lower() in _FOND_OF
    return len(lower) > 2 and (fond or before not in _IN_PLACE)


def _is_common(lower: str) -> bool:
    """Whether a word after a name is rather no part of it: "Fatima Familien"."""
    return lower.endswith(("en", "et", "er", "ene", "ing", "skolen", "kontoret", "senteret", "tjenesten"))


def _hyphened(parts: list[str], stems: list[str], known: Names) -> bool:
    """Anne-Marie and Al-Hassan are names; Nord-Irak, Oslo-skole and UDI-saken are none."""
    if any(stem in known.given for stem in stems):
        return True
    folded = [fold(part) for part in parts]
    if folded[0] in known.given and (folded[-1] in known.given or folded[-1] in known.family):
        return True
    if folded[0] in ("al", "el", "ul", "abu", "bin", "ibn") and len(folded) == 2:
        return not is_nobodys(parts[1])
    if parts[0].isupper() or is_nobodys(parts[0]) or is_nobodys(parts[-1]) or is_word(folded[-1]):
        return folded[0] in known.small and not is_nobodys(parts[0])
    return not is_word(folded[0])


def _small(said: str, known: Names) -> bool:
    """Whether a word in small letters is a name by itself."""
    lower = said.lower()
    if len(lower) < 3:
        return False
    stems = stems_of(said)
    if stems[0] in known.small:
        return not is_nobodys(lower)
    if "-" in lower and len(lower) > 6:
        # "amina-saken", "mor-fatima" and "fatima-khan" tell of her as well.
        parts = lower.split("-")
        return all(fold(part) in known.given for part in parts) or any(
            len(part) > 3 and fold(part) in known.small and not is_nobodys(part) for part in parts
        )
    if len(lower) < 5 or is_word(lower) or is_nobodys(lower):
        return False
    return any(stem in known.small or sound(stem) in known.sounds for stem in stems)


def _follows_name(lower: str, known: Names) -> bool:
    """Whether a word in small letters after a name is more of it: "amina khan"."""
    if is_nobodys(lower):
        return False
    if fold(lower) in known.surnames and len(lower) > 3:
        return True
    if is_word(lower):
        return fold(lower) in known.family and len(lower) > 4
    return fold(lower) in known.family or len(lower) > 3
