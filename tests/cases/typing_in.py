"""What an adviser types, as a browser would send it."""

from typing import Any

from cases.models import Case, Inquiry
from cases.services.inquiries import told_in
from cases.told import Told

# A pupil of 16–17 who came herself and fears a marriage in Pakistan.
ANSWERS: dict[str, Any] = {
    "kind": "SAK",
    "concern": "TVE_FR",
    "circumstances": ["REISE", "SOSK"],
    "focus_country": "PK",
    "persons": "1",
    "person-1-sex": "K",
    "person-1-age_group": "16-17",
    "person-1-background": "PK",
    "person-1-whereabouts": "REI",
    "asker": "SELV",
    "channel": "OPPM",
    "received_on": "03.06.2026",
    "urgency": "HASTER",
    "actions": ["RAD", "SAMT"],
    "narrative": "Redd for sommeren.",
}
SISTER = {
    "persons": "2",
    "person-2-sex": "K",
    "person-2-age_group": "18-21",
    "person-2-background": "",
    "person-2-whereabouts": "UTL",
}


def typed(**changes: Any) -> dict[str, Any]:
    """The answers with some changed; `None` takes one away. `__` in a name stands for `-`."""
    answers = {**ANSWERS, **{name.replace("__", "-"): value for name, value in changes.items()}}
    return {name: value for name, value in answers.items() if value is not None}


def as_lists(answers: dict[str, Any]) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in answers.items()}


def stored(case: Case) -> Told:
    """What is stored in the only lane of a case that was handed out."""
    return told_in(case, only_lane(case))


def only_lane(case: Case) -> Inquiry:
    return case.inquiries.get()
