"""What was told of a case, for its page: what it is about, whom it concerns, the inquiry of each post.

It asks for what the door handed out with the case, and draws nothing in place of what it did not.
"""

from dataclasses import dataclass

from cases.field_views import FIELDS, OTHERS, Sight
from cases.models import Case, Inquiry
from cases.models.facts import PersonFacts
from cases.services.inquiries import coded_in
from cases.wording import Row, case_rows, person_texts, rows

ABOUT = ("case.kind", "case.concern", "case.circumstances", "case.focus_country", "case.urgency")
ASKED = ("inquiry.asker", "inquiry.channel", "received_on", "inquiry.actions", "inquiry.outcome")


@dataclass(frozen=True, slots=True)
class Persons:
    """What may be told of each: the columns there are, and a line a person, each text with its column."""

    columns: list[str]
    lines: list[list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One post's inquiry in words; `has_note` says whether its note is for the reader, were there one."""

    lane: Inquiry
    rows: list[Row]
    has_note: bool
    note: str

    @property
    def anchor(self) -> str:
        return f"lane-{self.lane.pk}"


def about_of(case: Case, sight: Sight) -> list[Row]:
    return case_rows(case.facts, [name for name in ABOUT if sight.shows(name)])


def persons_of(case: Case, sight: Sight) -> Persons:
    names = [name for name in PersonFacts.SLOTS if sight.shows(f"person.{name}")]
    columns = [str(FIELDS[f"person.{name}"]) for name in names]
    lines = [person_texts(person.facts, names) for person in case.persons.all()]
    return Persons(columns, [list(zip(columns, texts, strict=True)) for texts in lines])


def asked_in(case: Case, lane: Inquiry, sight: Sight) -> Asked:
    """The outcome only once there is one."""

    def shows(name: str) -> bool:
        return sight.shows(name, lane.post_id)

    names = [name for name in ASKED if name == "received_on" or shows(name.replace("inquiry", OTHERS))]
    told = coded_in(case, lane)
    if "inquiry.outcome" in names and not told.inquiry.outcome:
        names.remove("inquiry.outcome")
    has_note = shows(f"{OTHERS}.narrative")
    return Asked(lane, rows(told, names), has_note, lane.narrative if has_note else "")
