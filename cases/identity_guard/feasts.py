"""Feasts with their year: a feast is a day that all have in common, with its year it is one of somebody."""

import re
from collections.abc import Iterator

from cases.identity_guard.findings import Mark
from cases.identity_guard.words import Places, words

_FEAST = (
    r"(?:nyttårsaften|nyttårsaftan|nyttårsdagen|1\. nyttårsdag|julaften|julaftan|lille julaften|(?:første"
    r"|andre|1\.|2\.) "
    r"juledag|sankthans(?:aften|aftan)?|st\.? ?hans(?: ?aften)?|påskeaften|langfredag|skjærtorsdag"
    r"|palmesøndag|pinseaften"
    r"|valentinsdagen|lucia|halloween|new year'?s (?:eve|day)|christmas (?:eve|day)|boxing day|newroz"
    r"|nowruz|nevruz"
    r"|(?:første|1\.) (?:eid-?dag|dag av eid|dag i eid)|first day of eid)"
)
# One of these stands in every one of them.
_OF_FEASTS = words(
    "nyttårsaften nyttårsaftan nyttårsdagen nyttårsdag julaften julaftan juledag sankthansaften "
    "sankthansaftan "
    "sankthans hans påskeaften langfredag skjærtorsdag palmesøndag pinseaften valentinsdagen lucia halloween "
    "new christmas boxing newroz nowruz nevruz eid"
)
_FEAST_OF_YEAR = re.compile(
    rf"\b{_FEAST}(?: i)? (?P<y>(?:19|20)\d\d|i år|this year|i fjor|neste år|next year)", re.IGNORECASE
)


def marks(text: str, places: Places) -> Iterator[Mark]:
    if not places.keys().isdisjoint(_OF_FEASTS):
        for found in _FEAST_OF_YEAR.finditer(text):
            yield Mark("date", found.start(), found.end())
