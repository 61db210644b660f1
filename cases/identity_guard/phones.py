"""Telephone numbers of any country, in rows of digits.

Norwegian ones have eight digits and are recognised by how these are grouped, for sums, years and dates have
eight
too; others by their country code or a leading zero, with the numbering plans of phonenumbers.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import phonenumbers

from cases.identity_guard.figures import are_sums, is_figure
from cases.identity_guard.findings import Mark
from cases.identity_guard.public_numbers import PHONES
from cases.identity_guard.spelled import Group, Row

# Beginning as mobile numbers do.
_OF_MOBILES = {(4, 2, 2), (4, 4)}
_GROUPINGS = {(8,), (2, 2, 2, 2), (3, 2, 3), (4, 4), (1,) * 8, (2, 3, 3), (3, 3, 2), (2, 6), (5, 3), (3, 5)}
# Grouped so, commas and line breaks between the groups do not hide a number; otherwise they part two.
_CLOSE = ("", " ", "-", ".", "/", ") ", ")", " (", ")-", " - ")
_LOOSE = {(8,), (2, 2, 2, 2), (3, 2, 3), (1,) * 8}
_ABROAD = range(8, 16)
_TOLD = re.compile(
    r"(?:tlf|tel|telefon|telefonnummer(?:et)?|telefonen|mobil|mobilen|mobilnummer(?:et)?|mob|phone(?: "
    r"number)?|mobile"
    r"|cell|sms|whatsapp|viber|telegram|signal|nås på|nummeret hennes|nummeret hans|nummeret sitt|her "
    r"number|his number)"
    r"[ .:=\-]{0,4}(?:nr|nummer|no|er|is|på|on|til)?[ .:=\-]{0,4}\(?\+?$",
    re.IGNORECASE,
)
_BEFORE = 40


def marks(text: str, row: Row) -> Iterator[Mark]:
    """Those in one row of digits."""
    told = _TOLD.search(text, max(0, row[0].start - _BEFORE), row[0].start)
    if not told and not _has_plus(text, row[0]) and are_sums(_raw(text, row)):
        return
    place = 0
    while place < len(row):
        size = _at(text, row, place)
        if size:
            yield Mark("phone", _start(text, row[place]), row[place + size - 1].end)
        place += size or 1


def _at(text: str, row: Row, place: int) -> int:
    """How many groups from here are one telephone number; 0 for none."""
    first = row[place]
    told = bool(_TOLD.search(text, max(0, first.start - _BEFORE), first.start))
    coded = _has_plus(text, first) or _is_way_out(first) or _two_zeros(row, place)
    # In the middle of closely standing groups begins a number of eight digits at most.
    whole = place == 0 or not are_close(text, row[place - 1 : place + 1])
    digits, best = "", 0
    for size, group in enumerate(row[place : place + 16], start=1):
        digits += group.digits
        if len(digits) > 17:
            break
        groups = row[place : place + size]
        if is_public(digits):
            return 0
        if coded:
            is_phone = len(digits.removeprefix("00")) in _ABROAD
        else:
            is_phone = not is_figure(text, groups) and (
                (told and 5 <= len(digits) <= 15)
                or _is_norwegian(text, groups, digits, alone=size == len(row))
                or (whole and are_close(text, groups) and _is_foreign(groups, digits))
            )
        if is_phone:
            best = size
            if len(digits) == 8 and not coded:
                break
    return best


def _is_norwegian(text: str, groups: Row, digits: str, *, alone: bool) -> bool:
    """`alone`: no other digits stand beside these."""
    shape = tuple(len(group.digits) for group in groups)
    if len(digits) == 10 and digits.startswith("47") and digits[2] in "2345679" and shape[0] in (2, 10):
        return are_close(text, groups)
    if len(digits) != 8 or not (digits[0] in "2345679" or digits[:2] in ("80", "81", "82", "85", "88")):
        return False
    if shape in _OF_MOBILES and digits[0] in "49" and not _years(groups) and _parted_alike(text, groups):
        return not all(group.digits.endswith("00") for group in groups)
    if shape not in _GROUPINGS or _years(groups):
        return alone and digits[0] in "49" and _is_broken_up(text, groups, digits)
    if shape in _LOOSE and _parted_alike(text, groups):
        return True
    return are_close(text, groups) and not (shape == (2, 3, 3) and digits.endswith("000"))


def _is_broken_up(text: str, groups: Row, digits: str) -> bool:
    """Into many small groups with blanks between: "40 3 28 5 61"."""
    small = len(groups) > 3 and all(len(group.digits) < 4 for group in groups)
    return (
        small
        and not digits.endswith("000")
        and all(text[one.end : two.start] == " " for one, two in pairwise(groups))
    )


def _parted_alike(text: str, groups: Row) -> bool:
    """By the same between all groups; or by different marks, and one may be a new line: "412-34.567"."""
    gaps = [text[one.end : two.start] for one, two in zip(groups, groups[1:], strict=False)]
    if len(set(gaps)) < 2:
        return True
    # Days and times come in pairs: "22.06-24.06", "20.30 21.15".
    paired = len(gaps) == 3 and gaps[0] == gaps[2] and gaps[0] in (".", ":", "/")
    return not paired and all(gap in _CLOSE or gap.strip(" ") == "\n" for gap in gaps)


def _is_foreign(groups: Row, digits: str) -> bool:
    """Without a code: with the zero of national numbers, as America writes them, or valid with a plus."""
    count, first = len(digits), len(groups[0].digits)
    if digits[0] == "0" and 9 <= count <= 12 and digits[1] != "0":
        return count != 11 or first in (3, 4, 5, 11)
    if tuple(len(group.digits) for group in groups) == (3, 3, 4):
        return True
    return 11 <= count <= 13 and first in (1, 2, 3, count) and _abroad(digits)


def is_public(digits: str) -> bool:
    for code in ("0047", "47"):
        if digits.startswith(code) and digits[len(code) :] in PHONES:
            return True
    return digits in PHONES


def _abroad(digits: str) -> bool:
    """Whether digits without any sign of a country code are a valid number with theirs in front."""
    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)


def are_close(text: str, groups: Row) -> bool:
    """Whether one blank, hyphen, point or stroke at most parts each group from the next."""
    return all(
        text[one.end : two.start] in _CLOSE or (one.spelled and two.spelled)
        for one, two in zip(groups, groups[1:], strict=False)
    )


def _years(groups: Row) -> bool:
    return len(groups) == 2 and all("1900" <= group.digits <= "2099" for group in groups)


def _raw(text: str, groups: Row) -> str:
    return text[groups[0].start : groups[-1].end]


def _has_plus(text: str, group: Group) -> bool:
    before = text[max(0, group.start - 3) : group.start].rstrip(" (")
    return before.endswith("+") or text[max(0, group.start - 6) : group.start].lower().rstrip().endswith(
        ("pluss", "plus")
    )


def _is_way_out(group: Group) -> bool:
    """0047, or 00 by itself; and not the 000 of thousands."""
    return group.digits == "00" or (
        group.digits.startswith("00") and group.digits[2:3] != "0" and len(group.digits) > 3
    )


def _two_zeros(row: Row, place: int) -> bool:
    """0047 of which a sign is a word: "null null fire sju"."""
    return row[place].digits == "0" and place + 1 < len(row) and row[place + 1].digits.startswith("0")


def _start(text: str, group: Group) -> int:
    return group.start - 1 if group.start and text[group.start - 1] == "+" else group.start
