"""What a consulted agency sees of a case that began elsewhere: one table, agency by field, with its reason.

The door hands a case out together with a sight made of this table (cases/access.py); a row of the case then
has nothing else to give. An agency that the table does not name sees its own part alone. That there is a
case, since when, and how many persons it concerns is told to whoever holds it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.errors import NotShown

# Of the case, of each person, and of the inquiries at other posts; an agency's own inquiry is its own.
FIELDS: dict[str, Promise] = {
    "case.kind": _("Kind"),
    "case.concern": _("Main concern"),
    "case.circumstances": _("Other circumstances"),
    "case.focus_country": _("Country"),
    "case.urgency": _("Urgency"),
    "person.sex": _("Sex"),
    "person.age_group": _("Age"),
    "person.background": _("Background"),
    "person.whereabouts": _("Where"),
    "others.lanes": _("Which other posts work on it, since when and how it stands there"),
    "others.scheme": _("Scheme at other posts"),
    "others.asker": _("Who asked other posts"),
    "others.channel": _("How other posts were asked"),
    "others.actions": _("Done at other posts so far"),
    "others.outcome": _("Outcome at other posts"),
    "others.narrative": _("Notes of other posts"),
    "event.assessments": _("Risk, and whether the two duties hold"),
    "event.journey": _("Planned journey"),
    "event.checklist": _("Travel checklist"),
    "event.contact": _("Safe contact and code word"),
}
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class View:
    """What one agency sees, and why no more and no less."""

    shown: frozenset[str]
    why: Promise


def _view(why: Promise, *shown: str) -> View:
    return View(frozenset(shown), why)


# Codes of the list `etat`.
VIEWS: dict[str, View] = {
    "IMDI": View(
        frozenset(FIELDS),
        _("Leads the advisers and holds the parts of a case together, so it sees all of them."),
    ),
    "UDI": _view(
        _(
            "Decides on residence and family reunion: what is feared, where, and the age and place of those "
            "concerned. Not who asked, nor which school or embassy."
        ),
        "case.kind",
        "case.concern",
        "case.circumstances",
        "case.focus_country",
        "case.urgency",
        "person.age_group",
        "person.background",
        "person.whereabouts",
        "event.journey",
    ),
    "POD": _view(
        _(
            "Protects: what is feared, how soon, whom, where she is and may be taken, whom to call and what "
            "was done. Not what she told her school, nor who asked, nor how she is reached."
        ),
        "case.kind",
        "case.concern",
        "case.focus_country",
        "case.urgency",
        "person.sex",
        "person.age_group",
        "person.background",
        "person.whereabouts",
        "others.lanes",
        "others.scheme",
        "others.actions",
        "event.assessments",
        "event.journey",
        "event.checklist",
    ),
    "BUFDIR": _view(
        _(
            "Child welfare: how a child lives and what was done for her. Not where her family comes from, "
            "nor who asked."
        ),
        "case.kind",
        "case.concern",
        "case.circumstances",
        "case.focus_country",
        "case.urgency",
        "person.sex",
        "person.age_group",
        "person.whereabouts",
        "others.lanes",
        "others.scheme",
        "others.actions",
        "others.outcome",
        "event.assessments",
        "event.journey",
        "event.checklist",
    ),
    "AVDIR": _view(
        _("Livelihood and address protection: how urgent it is, and the age and place of those concerned."),
        "case.kind",
        "case.concern",
        "case.urgency",
        "person.age_group",
        "person.whereabouts",
    ),
    "HDIR": _view(
        _("Health care: what was done to her or is feared, her sex and age. Not where she is or comes from."),
        "case.kind",
        "case.concern",
        "case.urgency",
        "person.sex",
        "person.age_group",
    ),
}


@dataclass(frozen=True, slots=True)
class Sight:
    """What of one case its reader may open: fields by name; a lane at one of the posts `own`, all of it.

    `has_lane`: one of them has a part in it. Boundless is a job, which reads what posts wrote for themselves
    and shows it to nobody.
    """

    shown: frozenset[str]
    own: frozenset[uuid.UUID] = frozenset()
    has_lane: bool = False
    is_boundless: bool = False

    @property
    def is_whole(self) -> bool:
        return len(self.shown) == len(FIELDS)

    def shows(self, name: str, post_id: uuid.UUID | None = None) -> bool:
        """Whether this field may be opened; `post_id` is whose lane it stands in, for one of a lane."""
        return name in self.shown or post_id in self.own

    def must_show(self, name: str, post_id: uuid.UUID | None = None) -> None:
        """Raises NotShown."""
        if not self.shows(name, post_id):
            raise NotShown(name)

    def part_of(self, facts: Any, group: str, post_id: uuid.UUID | None = None) -> Any:
        """These facts, or what is left of them: `group` is the first word of their fields' names."""
        names = [name for name in facts.SLOTS if self.shows(f"{group}.{name}", post_id)]
        return facts if len(names) == len(facts.SLOTS) else facts.part(names)


WHOLE = Sight(frozenset(FIELDS))
NOTHING = Sight(frozenset())
BOUNDLESS = Sight(frozenset(FIELDS), is_boundless=True)


def sight_of(agencies: Iterable[str], own: Iterable[uuid.UUID], *, has_lane: bool = False) -> Sight:
    """What these consulted agencies see together; `own` are their posts."""
    shown = [VIEWS[code].shown for code in agencies if code in VIEWS]
    return Sight(frozenset().union(*shown), frozenset(own), has_lane)
