"""The words of a text in their order, and how each stands to its neighbours."""

import re
from typing import NamedTuple

from cases.identity_guard.acting import OF_PERSONS, OF_PERSONS_IN_ENGLISH

_TOKEN = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
_SENTENCE_ENDS = ".!?:\n"
# What may stand between the end of a sentence and the first word of the next.
_BEFORE_WORD = " \"'«»(-[*•"


class Word(NamedTuple):
    """A word of the text, as it is written."""

    said: str
    start: int
    end: int


class Sentence:
    """The words of a text, and how each stands to those beside it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = [Word(found.group(), found.start(), found.end()) for found in _TOKEN.finditer(text)]

    def opens(self, place: int) -> bool:
        """Whether a word is the first of a sentence."""
        if place == 0:
            return True
        word, before = self.words[place], self.words[place - 1]
        gap = self.text[before.end : word.start].rstrip(_BEFORE_WORD)
        return bool(gap) and gap[-1] in _SENTENCE_ENDS

    def joined(self, place: int) -> bool:
        """Whether only a blank or a hyphen parts a word from the one before."""
        return place > 0 and self.text[self.words[place - 1].end : self.words[place].start] in (" ", "-")

    def before(self, place: int) -> str:
        """The word before, in small letters; empty for none."""
        return self.words[place - 1].said.lower() if place else ""

    def acts(self, place: int) -> bool:
        """Whether what follows is what persons do."""
        return self._after(place) in OF_PERSONS or self.acts_in_english(place)

    def acts_in_english(self, place: int) -> bool:
        return self._after(place) in OF_PERSONS_IN_ENGLISH

    def _after(self, place: int) -> str:
        after = place + 1
        return self.words[after].said.lower() if after < len(self.words) and self.joined(after) else ""
