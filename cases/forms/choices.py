"""What a form offers: the codes in use on a day, in the reader's language and order.

A code that is stored already stays on offer when its case is changed, also after its list
has dropped it.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from advisory.models import Coverage
from advisory.sorting import sort_key
from advisory.standing import Held
from cases import codebook

COUNTRIES = "land"
UNKNOWN_COUNTRY = "XX"

Choices = list[tuple[Any, Any]]


def offered(field: str, day: date, *, stored: Collection[str] = ()) -> Choices:
    """(code, label) of the codes in use on `day` and of those in `stored`, in the list's order."""
    return [
        (code, entry.label())
        for code, entry in codebook.entries(field).items()
        if entry.offered_on(day) or code in stored
    ]


def countries(day: date, *, first: Collection[str] = (), stored: Collection[str] = ()) -> Choices:
    """Nothing, then the countries of `first`, then all others, each sorted as the language sorts."""
    labels = dict(offered(COUNTRIES, day, stored=stored))
    unknown = [(UNKNOWN_COUNTRY, labels.pop(UNKNOWN_COUNTRY))] if UNKNOWN_COUNTRY in labels else []
    common = _by_label((code, label) for code, label in labels.items() if code in first)
    others = _by_label((code, label) for code, label in labels.items() if code not in first)
    begin: Choices = [("", _("Not recorded")), *unknown]
    if not common:
        return [*begin, *others]
    return [*begin, (_("Countries with an integration adviser"), common), (_("Other countries"), others)]


def covered_countries(posts: Iterable[Held], day: date) -> frozenset[str]:
    """Countries to offer first: those of the embassies held, else those in which an embassy acts itself."""
    rows = [row for row in Coverage.objects.all() if row.holds_on(day)]
    held = {one.post_id for one in posts}
    own = [row for row in rows if row.post_id in held]
    acting = [row for row in rows if not row.profile["advisory_only"]]
    return frozenset(str(row.profile["country"]) for row in (own or acting))


def _by_label(pairs: Iterable[tuple[str, Any]]) -> Choices:
    return sorted(pairs, key=lambda pair: sort_key(str(pair[1])))
