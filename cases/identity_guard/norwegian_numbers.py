"""Is this a Norwegian identity number, in any series that is or will be given out; a DUF number; an account?

Written here and not taken from python-stdnum, which knows one way of counting the first check digit, no
synthetic
series and no numbers without a date.
"""

import calendar

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ACCOUNT = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_DUF = (4, 6, 3, 2, 7, 5, 4, 6, 3, 2)
# From 2032 the first check digit may leave these, so that four times as many numbers fit a day.
_RELAXED = (0, 1, 2, 3)
# H-numbers and one synthetic series; NAV's and Skatteetaten's synthetic ones.
_MONTHS_ADDED = (0, 40, 65, 80)
_DAYS_ADDED = (0, 40)


def is_national_id(digits: str) -> bool:
    """Eleven digits: fødselsnummer, D-, H-, FH- and synthetic numbers.

    Where both check digits hold in the old way no date is asked for: FH-numbers have none, and a mistyped or
    invented date does not make the number anybody else's. Where only the new way holds the date must be one.
    """
    if len(digits) != 11 or _left(_SECOND, digits) != 0 or digits == "0" * 11:
        return False
    first = _left(_FIRST, digits)
    return first == 0 or (first in _RELAXED and has_date(digits))


def has_date(digits: str) -> bool:
    """Whether the first six digits are a day, month and year in any of the series."""
    day, month = int(digits[:2]), int(digits[2:4])
    months = {month - added for added in _MONTHS_ADDED}
    days = {day - added for added in _DAYS_ADDED}
    return any(1 <= one <= 12 and 1 <= other <= _longest(one) for one in months for other in days)


def _longest(month: int) -> int:
    # Any year of the hundred may be a leap year.
    return calendar.monthrange(2000, month)[1]


def is_duf(digits: str) -> bool:
    """Twelve digits: year of the application, running number, two digits that check the ten."""
    if len(digits) != 12 or not "1970" <= digits[:4] <= "2099":
        return False
    ten = digits[4:10] + digits[:4]
    return sum(weight * int(one) for weight, one in zip(_DUF, ten, strict=True)) % 11 == int(digits[10:])


def is_account(digits: str) -> bool:
    """Eleven digits of a bank account, by its check digit."""
    return len(digits) == 11 and digits != "0" * 11 and _left(_ACCOUNT, digits) == 0


def _left(weights: tuple[int, ...], digits: str) -> int:
    return sum(weight * int(one) for weight, one in zip(weights, digits, strict=False)) % 11
