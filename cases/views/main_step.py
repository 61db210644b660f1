"""What a case asks of its reader now, the one thing: two tables in order, of which her page draws buttons.

Pure. Whoever asks it names only what the reader may do.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.next_action import What


class Asks(Enum):
    """Something that a case asks of whoever opens it."""

    HAND_OVER = auto()
    QUESTION = auto()
    ADVICE = auto()
    MATTER = auto()
    REST_OF_LOG = auto()
    URGENT = auto()
    DUTIES = auto()
    TASK_DUE = auto()
    FOLLOW_UP_DUE = auto()
    SUGGESTED = auto()
    CLAIM = auto()
    RISK = auto()
    STATUS = auto()
    WORK = auto()
    TASK = auto()
    FOLLOW_UP = auto()
    CLOSE = auto()


class Way(Enum):
    """Another way on, which nothing asks for."""

    CHANGE = auto()
    SEND = auto()
    ASKED = auto()
    WRITE = auto()
    CLOSE = auto()
    REOPEN = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """A button: `page` is the route it leads to, `query` behind it; `is_sent`: the button does it itself."""

    page: str
    label: Promise
    query: str = ""
    is_sent: bool = False


_WRITE = _("Write: a question, advice, a note")
_SEND = _("Ask another post")
_CLOSE = _("Close the case")

# The first of these that is asked is the one thing: whoever waits for her comes first, then what protects
# somebody, then her day's work.
MAIN: dict[Asks, Step] = {
    Asks.HAND_OVER: Step("case_answer", _("See what they ask, and answer")),
    Asks.QUESTION: Step("case_message", _("Answer the question")),
    Asks.ADVICE: Step("case_message", _("Answer the question"), query="?kind=RAD"),
    Asks.MATTER: Step("case_matter", _("Answer whether it is the same matter")),
    Asks.REST_OF_LOG: Step("case_change", _("Complete the inquiry")),
    Asks.URGENT: Step("case_assess", _("Assess risk and duties")),
    Asks.DUTIES: Step("case_assess", _("Assess the duties")),
    Asks.TASK_DUE: Step("case_task_end", _("Say what became of the task")),
    Asks.FOLLOW_UP_DUE: Step("case_follow_up", _("Say how the follow-up went")),
    Asks.SUGGESTED: Step("case_send", _SEND),
    Asks.CLAIM: Step("case_claim", _("Take the case"), is_sent=True),
    Asks.RISK: Step("case_assess", _("Assess the risk")),
    Asks.STATUS: Step("case_status", _("Say how the case stands")),
    Asks.WORK: Step("case_message", _WRITE),
    Asks.TASK: Step("case_task_end", _("Say what became of the task")),
    Asks.FOLLOW_UP: Step("case_follow_up", _("Say how the follow-up went")),
    Asks.CLOSE: Step("case_close", _CLOSE),
}
WAYS: dict[Way, Step] = {
    Way.CHANGE: Step("case_change", _("Change")),
    Way.SEND: Step("case_send", _SEND),
    Way.ASKED: Step("case_asked", _("Posts that you have asked")),
    Way.WRITE: Step("case_message", _WRITE),
    Way.CLOSE: Step("case_close", _CLOSE),
    Way.REOPEN: Step("case_reopen", _("Open the case again"), is_sent=True),
}
# What is asked where nothing of the rest is, by what her lane awaits; of one that waits for others nothing.
BY_LANE: dict[What, frozenset[Asks]] = {
    What.ANSWER: frozenset({Asks.HAND_OVER}),
    What.CLAIM: frozenset({Asks.CLAIM}),
    What.ASSESS: frozenset({Asks.RISK, Asks.STATUS}),
    What.WORK: frozenset({Asks.WORK}),
    What.REPLY: frozenset({Asks.QUESTION}),
    What.WAIT_REPLY: frozenset(),
    What.DO_TASK: frozenset({Asks.TASK}),
    What.FOLLOW_UP: frozenset({Asks.FOLLOW_UP}),
    What.CLOSE: frozenset({Asks.CLOSE}),
}


def main_step(asked: Collection[Asks]) -> Step | None:
    """None where the case asks nothing of her."""
    return next((step for asks, step in MAIN.items() if asks in asked), None)


def other_steps(ways: Collection[Way], main: Step | None) -> list[Step]:
    """In the order of the table, without the one thing itself. Who answers may write something else too."""
    return [step for way, step in WAYS.items() if way in ways and (main is None or step.label != main.label)]
