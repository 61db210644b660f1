"""E-mail addresses and links with blanks between: "l e y l a @ m a i l . c o m", "www . site . com"."""

import re
from collections.abc import Iterator

from cases.identity_guard.findings import Mark

_EMAIL = re.compile(r"(?<!\w)\w(?: [\w.]){2,40} ?@ ?\w(?: \w){1,40} ?\. ?\w(?: ?\w){1,6}(?!\w)")
_LINK = re.compile(r"\bwww ?\. ?[\w\-]{2,60} ?\. ?[a-z]{2,10}\b(?: ?/ ?[\w.\-]{1,60}){0,6}", re.IGNORECASE)
# An address is no longer than so before and after its sign; a text has few of them.
_BEFORE, _AFTER, _MOST = 90, 120, 50


def emails(text: str) -> Iterator[Mark]:
    """Sought around each @, so that a text of blanks costs nothing."""
    place = -1
    for _each in range(_MOST):
        place = text.find("@", place + 1)
        if place < 0:
            return
        for found in _EMAIL.finditer(text, max(0, place - _BEFORE), place + _AFTER):
            yield Mark("email", found.start(), found.end())


def links(text: str) -> Iterator[Mark]:
    for found in _LINK.finditer(text):
        if " " in found.group():
            yield Mark("link", found.start(), found.end())
