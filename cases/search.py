"""Whether a case is one that somebody looks for: compared in memory, with what its reader may open alone.

What is not for her fits nothing, or a search would tell what the page of the case keeps back.
"""

from dataclasses import dataclass, fields

from cases.field_views import OTHERS, Sight
from cases.library_search import fold
from cases.models.case import Case
from cases.models.inquiry import Inquiry


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """Codes, empty where anything will do; `number` is a case's or its beginning, `called` of her own name
    for it as much as she knows, `code` a matter code. Prints nothing of it.
    """

    concern: str = ""
    urgency: str = ""
    country: str = ""
    status: str = ""
    scheme: str = ""
    year: str = ""
    number: str = ""
    called: str = ""
    code: str = ""

    def __repr__(self) -> str:
        return "<wanted>"

    @property
    def is_anything(self) -> bool:
        return not any(getattr(self, one.name) for one in fields(self))


def fits(case: Case, wanted: Wanted, *, sight: Sight, lane: Inquiry | None) -> bool:
    """Of a case that was handed out with its inquiries; `lane` is the one whose status its list shows.

    What it is called and its code are not asked here: both are looked up before a case is opened.
    """
    lanes = list(case.inquiries.all())
    return (
        _says(case, "concern", wanted.concern, sight)
        and _says(case, "urgency", wanted.urgency, sight)
        and _says(case, "focus_country", wanted.country, sight)
        and (not wanted.status or (lane is not None and lane.status == wanted.status))
        and (not wanted.scheme or any(_is_of(one, wanted.scheme, sight) for one in lanes))
        and (not wanted.year or any(str(one.received_on.year) == wanted.year for one in lanes))
        and str(case.pk).startswith(wanted.number)
    )


def is_called(called: str, wanted: str) -> bool:
    """Whether every part of what was typed stands in the name, as it is heard (cases/library_search.py)."""
    name = fold(called)
    return all(part in name for part in fold(wanted).split())


def _says(case: Case, fact: str, code: str, sight: Sight) -> bool:
    return not code or (sight.shows(f"case.{fact}") and getattr(case.facts, fact) == code)


def _is_of(lane: Inquiry, scheme: str, sight: Sight) -> bool:
    return sight.shows(f"{OTHERS}.scheme", lane.post_id) and lane.facts.scheme == scheme
