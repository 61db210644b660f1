"""Rows of digits: identity numbers, accounts and cards by their check digits, telephone and long numbers.

Identity numbers are sought first and in every grouping: one is split up anywhere.
"""

import re
from collections.abc import Iterator

from stdnum import iban, luhn

from cases.identity_guard import foreign_numbers, phones
from cases.identity_guard.figures import are_sums, plain_figures
from cases.identity_guard.findings import Mark
from cases.identity_guard.norwegian_numbers import has_date, is_account, is_duf, is_national_id
from cases.identity_guard.spelled import Row, rows
from cases.identity_guard.words import Zones, near_digits

_IBAN = re.compile(r"\b[A-Za-z]{2}\d\d(?: ?[A-Za-z0-9]{2,4}){2,8}\b")
_ACCOUNT_SHAPE = re.compile(r"\d{4}[ .\-]\d\d[ .\-]\d{5}")
_ACCOUNT_TOLD = re.compile(
    r"(?:konto|kontonummer(?:et)?|kontonr|account|bank)[ .:]{0,3}(?:nr|nummer|number|no|er|is)?[ .:]{0,3}$",
    re.IGNORECASE,
)
# "De seks første er 010199, de fem siste 12345": words between the halves of one number.
_HALVES = re.compile(r"(?<!\d)(\d{6})(?!\d)(?=[^\d]{3,60}\d{5}(?!\d))[^\d]{3,60}(\d{5})(?!\d)")
_CARD = range(14, 20)
# The longest that is sought as one number.
_LONGEST = 19
_BEFORE = 24
# Digits that nothing in these texts has so many of.
_LONG = 9


def marks(text: str, zones: Zones) -> Iterator[Mark]:
    for found in near_digits(_IBAN, text, zones):
        said = found.group()
        # The words after it may look like more of it.
        while " " in said and not iban.is_valid(said):
            said = said.rpartition(" ")[0]
        if iban.is_valid(said):
            yield Mark("account", found.start(), found.start() + len(said))
    yield from foreign_numbers.marks(text, zones)
    for row in rows(text):
        if len(row) > 1 or len(row[0].digits) > 4:
            yield from _in_row(text, row)
    yield from foreign_numbers.told(text, zones)
    for found in near_digits(_HALVES, text, zones):
        if is_national_id(found.group(1) + found.group(2)):
            yield Mark("national_id", found.start(1), found.end(2))


def _in_row(text: str, row: Row) -> Iterator[Mark]:
    taken = list(_with_check_digits(text, row))
    yield from taken
    rest: list[Row] = [[]]
    for group in row:
        if any(
            one.start < group.end and group.start < one.end for one in _near(taken, group.start, group.end)
        ):
            rest.append([])
        else:
            rest[-1].append(group)
    for part in rest:
        if part:
            called = list(phones.marks(text, part))
            yield from called
            if not called:
                yield from _long(text, part)


def _near(taken: list[Mark], start: int, end: int) -> list[Mark]:
    """Those of the marks, which are in order, that may touch the place: found by halving."""
    low, high = 0, len(taken)
    while low < high:
        middle = (low + high) // 2
        if taken[middle].end <= start:
            low = middle + 1
        else:
            high = middle
    return taken[low : low + 1] if low < len(taken) and taken[low].start < end else []


def _with_check_digits(text: str, row: Row) -> Iterator[Mark]:
    """Numbers that begin and end with a group, or stand inside a group of very many digits."""
    place = 0
    while place < len(row):
        size, kind = _best_at(text, row, place)
        if size:
            yield Mark(kind, row[place].start, row[place + size - 1].end)
            place += size
            continue
        group = row[place]
        if len(group.digits) > 11 and not group.spelled:
            for start in _inside(group.digits):
                yield Mark("national_id", group.start + start, group.start + start + 11)
        place += 1


def _best_at(text: str, row: Row, place: int) -> tuple[int, str]:
    digits = ""
    for size, group in enumerate(row[place : place + _LONGEST], start=1):
        digits += group.digits
        if len(digits) > _LONGEST:
            break
        if len(digits) >= 10:
            whole = not _continued(text, row, place) and not _continued(text, row, place + size)
            kind = _kind(text, row[place : place + size], digits, whole=whole)
            if kind:
                return size, kind
    return 0, ""


def _kind(text: str, groups: Row, digits: str, *, whole: bool) -> str:  # noqa: PLR0911 - rules in their order
    """What the digits of these groups are; empty for nothing.

    Where two check digits hold, any grouping will do. Where one does, chance holds it for every tenth sum
    too: then the groups must stand close, be no sums or years, and no part of a longer number (`whole`).
    """
    count = len(digits)
    raw = text[groups[0].start : groups[-1].end]
    before = text[max(0, groups[0].start - _BEFORE) : groups[0].start]
    if count == 11 and (_ACCOUNT_TOLD.search(before) or _ACCOUNT_SHAPE.fullmatch(raw)) and is_account(digits):
        return "account"
    if is_national_id(digits):
        return "national_id"
    # The date written with its century: 12.06.2008 and five digits.
    if count == 13 and digits[4:6] in ("19", "20") and is_national_id(digits[:4] + digits[6:]):
        return "national_id"
    if is_duf(digits):
        return "duf_number"
    if not whole:
        return ""
    if len(groups) > 1 and (not phones.are_close(text, groups) or are_sums(raw) or _with_year(groups)):
        return ""
    if is_account(digits):
        return "account"
    if before.rstrip(" (").endswith("+") or digits.startswith("00"):
        return ""
    if foreign_numbers.knows(digits):
        return "foreign_id"
    return "account" if count in _CARD and digits[0] in "3456" and luhn.is_valid(digits) else ""


def _continued(text: str, row: Row, place: int) -> bool:
    """Whether the group at a place goes on what stands close before it."""
    return 0 < place < len(row) and phones.are_close(text, row[place - 1 : place + 1])


def _with_year(groups: Row) -> bool:
    return any(len(group.digits) == 4 and "1900" <= group.digits <= "2099" for group in groups)


def _inside(digits: str) -> Iterator[int]:
    """Where in very many digits an identity number stands, by both check digits and a date."""
    place = 0
    while place <= len(digits) - 11:
        part = digits[place : place + 11]
        if has_date(part) and is_national_id(part):
            yield place
            place += 11
        else:
            place += 1


def _long(text: str, row: Row) -> Iterator[Mark]:
    """A number that is longer than any sum or year and that no rule knows."""
    digits = "".join(group.digits for group in row)
    if phones.is_public(digits):
        return
    if (
        len(digits) >= _LONG
        and phones.are_close(text, row)
        and not plain_figures(text[row[0].start : row[-1].end])
    ):
        yield Mark("number", row[0].start, row[-1].end)
        return
    longest = max(row, key=lambda group: len(group.digits))
    if len(longest.digits) >= _LONG - 2:
        yield Mark("number", longest.start, longest.end)
    elif len(digits) >= _LONG and (len(row) <= 5 or any(group.spelled for group in row) or _single(row)):
        raw = text[row[0].start : row[-1].end]
        if not plain_figures(raw):
            yield Mark("number", row[0].start, row[-1].end)


def _single(row: Row) -> bool:
    return all(len(group.digits) <= 2 for group in row)
