"""Reads the sources of the corpus and fills their sentences, with the true spans of what identifies.

A source line is "language: text"; {slot} and {slot!form} are filled, [kind|text] is a span of its own.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.identity_guard import foreign, numbers
from tests.identity_guard.disguises import FORMS

SOURCES = Path(__file__).parent / "sources"
PART = re.compile(
    r"\[(?P<kind>\w+)\|(?P<inside>(?:[^\[\]]|\[at\]|\[dot\])*)\]|\{(?P<slot>\w+)(?:!(?P<form>\w+))?\}"
)
NUMBERS = {"fnr": numbers.fnr, "dnr": numbers.dnr, "hnr": numbers.hnr}
# What a slot is a span of; slots that are not here tell nobody who somebody is.
SAME_NAME = (
    "fnr dnr hnr duf phone email link handle address postcode passport plate flight booking account date "
    "class school coordinates initials"
)
KINDS = {"given": "name", "name": "name", "lower": "name_lower", "abroad": "phone", "foreign": "foreign_id"}
KINDS |= {kind: kind for kind in SAME_NAME.split()}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence; `kind` is empty where it tells nobody who somebody is."""

    text: str
    kind: str = ""


Words = dict[tuple[str, str], list[str]]


def lines(half: str, name: str) -> list[tuple[str, str]]:
    """(language, text) of each line of a source that is not a comment."""
    content = (SOURCES / half / f"{name}.txt").read_text(encoding="utf-8")
    told = (line.partition(": ") for line in content.splitlines() if line and not line.startswith("#"))
    return [(language, text) for language, _colon, text in told]


def words(half: str) -> Words:
    """(slot, language) to what may fill it."""
    found: Words = {}
    for line in (SOURCES / half / "words.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            slot, languages, *entries = line.split(" | ")
            for language in ("nb nn en" if languages == "*" else languages).split():
                found[slot, language] = entries
    return found


class Writer:
    """Fills sentences of one half from its own words and its own dice."""

    def __init__(self, half: str) -> None:
        self.dice = random.Random(f"identity guard {half}")
        self.words = words(half)

    def fill(self, language: str, text: str) -> list[Part]:
        parts, at = [], 0
        for found in PART.finditer(text):
            parts.append(Part(text[at : found.start()]))
            parts.append(self._span(language, found))
            at = found.end()
        parts.append(Part(text[at:]))
        return [part for part in parts if part.text]

    def _span(self, language: str, found: re.Match[str]) -> Part:
        if found["kind"]:
            inside = "".join(part.text for part in self.fill(language, found["inside"]))
            return Part(inside, found["kind"])
        value = self._value(language, found["slot"])
        if found["form"]:
            value = FORMS[found["form"]](self.dice, value, language)
        return Part(value, KINDS.get(found["slot"], ""))

    def _value(self, language: str, slot: str) -> str:
        if slot in NUMBERS:
            return numbers.shaped(self.dice, NUMBERS[slot](self.dice))
        if slot in {"duf", "account"}:
            return getattr(numbers, slot)(self.dice)  # type: ignore[no-any-return]
        if slot == "foreign":
            return foreign.MAKERS[self.dice.choice(sorted(foreign.MAKERS))](self.dice)
        if slot == "name":
            return f"{self._value(language, 'given')} {self._value(language, 'family')}"
        return self.dice.choice(self.words[slot, language])

    def hurried(self, parts: list[Part]) -> list[Part]:
        """The same as somebody types it in a hurry: small first letter, no space, letters swapped."""
        first, chance = parts[0], self.dice.random()
        plain = not first.kind and not first.text[1:2].isupper()
        if plain and chance < 0.4:
            parts = [Part(first.text[0].lower() + first.text[1:]), *parts[1:]]
        elif plain and chance < 0.6:
            parts = [Part(first.text[0].upper() + first.text[1:]), *parts[1:]]
        if self.dice.random() < 0.12:
            parts = [part if part.kind else Part(self._mistyped(part.text)) for part in parts]
        if self.dice.random() < 0.3:
            parts = [
                *parts,
                Part(self.dice.choice((".", ".", " ...", "!", ". Følges opp", ". ny tlf mandag"))),
            ]
        return parts

    def _mistyped(self, text: str) -> str:
        longer = list(re.finditer(r"\b[a-zæøå]{6,}", text))
        if not longer:
            return text
        at = self.dice.choice(longer).start() + self.dice.randint(1, 3)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def sentence(language: str, parts: list[Part]) -> dict[str, Any]:
    """A line of the corpus."""
    return {
        "text": "".join(part.text for part in parts),
        "spans": list(_spans(parts)),
        "language": language,
    }


def _spans(parts: list[Part]) -> Iterator[dict[str, Any]]:
    at = 0
    for part in parts:
        if part.kind:
            yield {"start": at, "end": at + len(part.text), "kind": part.kind}
        at += len(part.text)
