"""A matter code: what one adviser tells another by telephone, so that two cases can be linked. Pure.

Eleven random letters of Crockford's base32, 55 bits, and one that checks them; read out in three groups.
The check finds every single wrong letter and any two that changed places, so what gets past it is no slip.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM, GROUP = 11, 4
# What is heard or read as another letter; the alphabet has none of these.
MEANT = str.maketrans("OIL", "011")
# x⁵ + x² + 1: multiplying by x goes through all 31 numbers but nought, so each place weighs differently.
_POLYNOMIAL = 0b100101


class NoMatterCode(Exception):
    """What was typed is none: too long, too short, or with a letter that is wrong."""


def new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _place in range(RANDOM))
    return letters + ALPHABET[_times_x(_sum(letters))]


def shown(code: str) -> str:
    """As it is read out: K7QD-92MX-4TPA."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def plain(typed: str) -> str:
    """The code that was meant: letters small or large, whatever signs between them; O is 0, I and L are 1.

    Raises NoMatterCode.
    """
    letters = "".join(one for one in unicodedata.normalize("NFKC", typed).upper() if one.isalnum())
    code = letters.translate(MEANT)
    if len(code) != RANDOM + 1 or any(one not in ALPHABET for one in code) or _sum(code):
        raise NoMatterCode
    return code


def _sum(letters: str) -> int:
    """Nought for a whole code that is right."""
    found = 0
    for one in letters:
        found = _times_x(found) ^ ALPHABET.index(one)
    return found


def _times_x(number: int) -> int:
    doubled = number << 1
    return doubled ^ _POLYNOMIAL if doubled & 0b100000 else doubled
