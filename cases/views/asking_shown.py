"""What another post has asked of its reader's: on top of the case as long as her post works on it."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Case, Inquiry
from cases.models.inquiry import Answer
from cases.services.answers import asking
from cases.sharing import How
from cases.status import Status
from cases.wording import Row, event_rows

# What is told of why it was shared.
SHARED = ("asked_for", "basis", "hastens", "harms_siblings")


@dataclass(frozen=True, slots=True)
class Asking:
    """`post` asked at this moment; `rows` say what for and on which ground, `text` is what it wrote.

    `awaits_advice`: it was to advise; `is_advised`: it says that it has.
    """

    post: str
    at: datetime
    rows: list[Row]
    text: str
    awaits_advice: bool
    is_advised: bool


def asking_of(case: Case, own: Inquiry | None) -> Asking | None:
    """To the post of `own` that has accepted, until its lane is closed. The lane is loaded with both posts.

    Whoever may not read what was asked is not handed it out with the case, and is shown nothing.
    """
    if own is None or own.asked_by is None or own.answer != Answer.ACCEPTED or own.status == Status.CLOSED:
        return None
    asked = asking(case, own)
    if asked is None:
        return None
    return Asking(
        post=own.asked_by.name,
        at=asked.at,
        rows=event_rows(asked.facts, SHARED),
        text=asked.text,
        awaits_advice=asked.facts.asked_for == How.ADVISE,
        is_advised=own.status == Status.ADVISED,
    )
