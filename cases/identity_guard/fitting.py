"""The neutral word as its sentence needs it: one marries somebody, not the pupil, and has the pupil's father.

Only what the words beside the finding tell at once. Where they tell nothing, the kind's own word stands.
"""

import re

from cases.identity_guard.findings import Mark
from cases.identity_guard.relations import KIN

# Somebody, one more of those who are named, and whose; by the language of the text.
_SOMEBODY = {"nb": "noen", "nn": "nokon", "en": "somebody"}
_ANOTHER = {"nb": "en annen", "nn": "ein annan", "en": "another person"}
_AREA = {"nb": "et område", "nn": "eit område", "en": "an area"}
_WHOSE = {"nb": "s", "nn": "s", "en": "'s"}
_MARRIES = re.compile(
    r"\b(?:gift\w*|forlov\w*|viet?|vies|vigd|viast|kjærest\w*|sambo\w*|married|marry|engaged)"
    r"(?: (?:seg|bort|bortgift))? (?:med|til|to|with) $|\b(?:marry|marries|marrying) $",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:i|in) $", re.IGNORECASE)
_IS = re.compile(r"\b(?:er|var|is|was) $", re.IGNORECASE)
_NEXT = re.compile(r" ([^\W\d_]+)")
_YEARS = re.compile(r"\d{1,2}")
_NEAR = 30
# The first age of each group that the register keeps, and how the group is written.
_GROUPS = ((16, "16–17"), (18, "18–21"), (22, "22–25"), (26, "26–30"))
_YEARS_WORD = {"nb": " år", "nn": " år", "en": ""}
_ELDEST = 30


def fitting(text: str, mark: Mark, usual: str, language: str, met: dict[str, str]) -> str:
    """What to offer instead of a finding: `usual`, the kind's own word, unless another fits better.

    `met`: the names found before it in the text, with what is offered instead of each.
    """
    before = text[max(0, mark.start - _NEAR) : mark.start]
    if mark.kind == "name":
        return _of_name(text, mark, usual, language, met, marries=bool(_MARRIES.search(before)))
    if mark.kind == "address" and _IN.search(before):
        return _AREA[language]
    if mark.kind == "age" and _IS.search(before):
        return _group(text[mark.start : mark.end], language) or usual
    return usual


def _of_name(text: str, mark: Mark, usual: str, language: str, met: dict[str, str], *, marries: bool) -> str:
    name, is_whose = _whose(text, mark)
    if name not in met:
        others = usual in met.values()
        met[name] = _SOMEBODY[language] if marries else _ANOTHER[language] if others else usual
    return met[name] + (_WHOSE[language] if is_whose else "")


def _whose(text: str, mark: Mark) -> tuple[str, bool]:
    """The name alone, and whether it says whose the kin behind it is: "Aminas far"."""
    name = text[mark.start : mark.end].casefold()
    bare = name.removesuffix("'s").removesuffix("’s")
    if bare != name:
        return bare, True
    following = _NEXT.match(text, mark.end)
    is_whose = name.endswith("s") and following is not None and following[1].lower() in KIN
    return name.removesuffix("s") if is_whose else name, is_whose


def _group(age: str, language: str) -> str:
    """The age group of the years in it; nothing where they are none, or of no group with two ends."""
    years = _YEARS.match(age)
    if years is None or int(years.group()) > _ELDEST:
        return ""
    found = [words for first, words in _GROUPS if first <= int(years.group())]
    return found[-1] + _YEARS_WORD[language] if found else ""
