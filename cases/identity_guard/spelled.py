"""Digits written as words, in bokmål, nynorsk and English: "ni åtte sju", "nittiåtte", "nine eight".

Gathers what can be read as one row of digits, whether in signs, words or both; the modules of numbers look
at nothing but these rows.
"""

import re
from dataclasses import dataclass

_UNITS = {
    "0": "null nul zero oh",
    "1": "en én ein éin ett eitt én one",
    "2": "to two",
    "3": "tre three",
    "4": "fire four",
    "5": "fem five",
    "6": "seks six",
    "7": "sju syv seven",
    "8": "åtte aatte eight",
    "9": "ni nine",
}
_TEENS = {
    "10": "ti ten",
    "11": "elleve eleven",
    "12": "tolv twelve",
    "13": "tretten thirteen",
    "14": "fjorten fourteen",
    "15": "femten fifteen",
    "16": "seksten sixteen",
    "17": "sytten seventeen",
    "18": "atten eighteen",
    "19": "nitten nineteen",
}
_TENS = {
    "20": "tjue tyve twenty",
    "30": "tretti tredve thirty",
    "40": "førti førr forty",
    "50": "femti fifty",
    "60": "seksti sixty",
    "70": "sytti seventy",
    "80": "åtti aatti eighty",
    "90": "nitti ninety",
}
_HUNDRED = frozenset(("hundre", "hundred"))
_TWICE = frozenset(("dobbel", "dobbelt", "dobbelte", "double"))


def _words() -> dict[str, str]:
    words = {
        word: digits
        for one in (_UNITS, _TEENS, _TENS)
        for digits, names in one.items()
        for word in names.split()
    }
    for tens, names in _TENS.items():
        for unit, units in _UNITS.items():
            if unit != "0":
                number = str(int(tens) + int(unit))
                for ten in names.split():
                    for one in units.split():
                        # nittiåtte, and the old åtteognitti, åtte-og-nitti
                        words |= {ten + one: number, f"{one}og{ten}": number}
    return words


WORDS = _words()
_OF_NUMBERS = WORDS.keys() | _HUNDRED | _TWICE
_HUNDREDS = re.compile(
    rf"({'|'.join(one for units in list(_UNITS.values())[1:] for one in units.split())})hundred?(?:og"
    rf"|and)?(\w+)?"
)
_TOKEN = re.compile(r"[^\W_]+")
# Digits, and letters among them that are taken for digits.
_DIGITS = re.compile(r"[\dOoIl|]*\d[\dOoIl|]*")
_ONLY_DIGITS = re.compile(r"\d+")
_LOOKS = str.maketrans("OoIl|", "00111")
# "4O0 OO O12": a group of nothing but letters that are taken for noughts.
_NOUGHTS = frozenset(("o", "oo", "ooo"))
# What may stand between two groups of one number.
_GAP = re.compile(r"[ \n.,\-/_()\[\]:;+*~=\\'\"<>]{0,4}")
# And between words for digits.
_AND = re.compile(r"[ ,\n]{1,3}(?:og|and) ")


@dataclass(frozen=True, slots=True)
class Group:
    """Some digits that stand together; `spelled` when they were words."""

    digits: str
    start: int
    end: int
    spelled: bool

    @property
    def is_unit(self) -> bool:
        return self.spelled and len(self.digits) == 1 and self.digits != "0"


Row = list[Group]


def rows(text: str) -> list[Row]:
    """Every row of groups with nothing but separators between them, in order. Linear."""
    found: list[Row] = []
    twice = -1
    for token in _TOKEN.finditer(text):
        said, lower = token.group(), token.group().lower()
        if lower in _NOUGHTS and found and _goes_on(text, found[-1][-1], token):
            found[-1].append(Group("0" * len(said), token.start(), token.end(), False))
            continue
        if said.isalpha() and lower not in _OF_NUMBERS and "hundre" not in lower:
            twice = -1
            continue
        if lower in _HUNDRED:
            if found and found[-1][-1].is_unit and text[found[-1][-1].end : token.start()] == " ":
                unit = found[-1][-1]
                found[-1][-1] = Group(f"{unit.digits}00", unit.start, token.end(), True)
            continue
        if lower in _TWICE:
            twice = token.start()
            continue
        for group in _groups(token):
            new = group if twice < 0 else Group(group.digits * 2, twice, group.end, group.spelled)
            if found and _follows(text, found[-1][-1], new):
                _append(found[-1], new, text)
            else:
                found.append([new])
        twice = -1
    return [row for one in found for row in _without_stray_words(one)]


def _goes_on(text: str, before: Group, token: re.Match[str]) -> bool:
    """Whether a token stands close between the digits before it and other digits."""
    close = not before.spelled and text[before.end : token.start()] in ("", " ", "-", ".")
    return close and text[token.end() : token.end() + 2].lstrip(" -.")[:1].isalnum()


def _follows(text: str, before: Group, group: Group) -> bool:
    if _GAP.fullmatch(text, before.end, group.start):
        return True
    return before.spelled and group.spelled and bool(_AND.fullmatch(text, before.end, group.start))


def _groups(token: re.Match[str]) -> list[Group]:
    """What of a token is digits: nothing of most."""
    said, start = token.group(), token.start()
    digits = WORDS.get(said.lower()) or _hundreds(said.lower())
    if digits is not None:
        return [Group(digits, start, token.end(), True)]
    if said.isdecimal() or (said[0] in "OoIl|0123456789" and _DIGITS.fullmatch(said)):
        return [Group(said.translate(_LOOKS), start, token.end(), False)]
    return [
        Group(one.group(), start + one.start(), start + one.end(), False)
        for one in _ONLY_DIGITS.finditer(said)
    ]


def _hundreds(lower: str) -> str | None:
    """The digits of "firehundre" and "firehundreogtolv"."""
    if "hundre" not in lower:
        return None
    found = _HUNDREDS.fullmatch(lower)
    rest = WORDS.get(found.group(2) or "null") if found else None
    return f"{int(WORDS[found.group(1)]) * 100 + int(rest)}" if found and rest is not None else None


def _append(row: Row, group: Group, text: str) -> None:
    """Put the group at the end of the row; "nitti åtte" is one group of it, and "fire hundre og tolv" too."""
    before = row[-1]
    if _is_hundreds(before, text) and group.spelled and 0 < int(group.digits) < 100:
        row[-1] = Group(str(int(before.digits) + int(group.digits)), before.start, group.end, True)
        return
    if _is_tens(before, text) and group.is_unit:
        row[-1] = Group(before.digits[0] + group.digits, before.start, group.end, True)
    else:
        row.append(group)


def _is_hundreds(group: Group, text: str) -> bool:
    return group.spelled and text[group.start : group.end].lower().endswith(("hundre", "hundred"))


def _is_tens(group: Group, text: str) -> bool:
    return group.spelled and text[group.start : group.end].lower() in _TENS_WORDS


_TENS_WORDS = frozenset(word for names in _TENS.values() for word in names.split())


def _without_stray_words(row: Row) -> list[Row]:
    """The row, or, where its words are too few to be a number ("en 2008"), what stands between them."""
    if not any(group.spelled for group in row) or sum(len(group.digits) for group in row) >= 7:
        return [row]
    parts: list[Row] = [[]]
    for group in row:
        if group.spelled:
            parts.append([])
        else:
            parts[-1].append(group)
    return [part for part in parts if part]
