"""How the urgent hour of a case stands, in the reader's words: risk, duties, journey, safe contact.

It asks for what the door handed out with the case, and says nothing of what it did not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases import checklists, codebook
from cases.assessments import RISK, Assessed, assessed, missing, needs_duties, newest
from cases.field_views import Sight
from cases.forms.journeys import ASKED, JourneyForm, week_label
from cases.journeys import PLANNED, week_told
from cases.models.case import Case
from cases.models.event import FIELDS, Event, EventKind
from cases.models.facts import EventFacts
from cases.told import GENERAL_QUESTION
from cases.urgent_hour import DUTIES, URGENT
from cases.wording import DAY

# By kind of event, in the order in which an adviser asks: the page that adds to it.
PAGES = {
    EventKind.ASSESSMENT: "case_assess",
    EventKind.JOURNEY: "case_journey",
    EventKind.CHECKLIST: "case_checklist",
    EventKind.CONTACT: "case_contact",
}
LABELS: dict[EventKind, Promise] = {
    EventKind.JOURNEY: gettext_lazy("Journey"),
    EventKind.CHECKLIST: gettext_lazy("Travel checklist"),
    EventKind.CONTACT: gettext_lazy("Safe contact and code word"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: how it stands, or that nobody has said anything yet; `page` is where that is said.

    What is not `is_printed` stays on the screen when the page goes to a printer.
    """

    label: str
    texts: tuple[str, ...]
    is_open: bool
    page: str
    is_printed: bool = True


def settled(case: Case, sight: Sight) -> list[Line]:
    """Every line that its reader may see, in the order in which an adviser asks.

    A general question that does not hasten is about nobody in danger: of it only what somebody said.
    """
    events = list(case.events.all())
    kinds = [kind for kind in PAGES if sight.shows(FIELDS[kind])]
    lines = [line for kind in kinds for line in _lines(kind, events)]
    general = sight.shows("case.kind") and case.facts.kind == GENERAL_QUESTION
    hastens = sight.shows("case.urgency") and case.facts.urgency in URGENT
    return [line for line in lines if not line.is_open] if general and not hastens else lines


def owed(case: Case, sight: Sight) -> list[str]:
    """Names of the duties that must be assessed before the case is closed; to who sees the whole case."""
    if not sight.is_whole or case.closed_at is not None:
        return []
    if not needs_duties(case.facts, (person.facts for person in case.persons.all())):
        return []
    return [codebook.label("vurdering", duty) for duty in missing(case.events.all())]


def assessment_lines(events: list[Event]) -> list[Line]:
    """The risk and both duties: result, role and day, or that nobody has assessed it."""
    stand = assessed(events)
    return [_assessment(code, stand.get(code)) for code in (RISK, *DUTIES)]


def journey_texts(facts: EventFacts) -> list[str]:
    """What was told of a journey, a line each; nothing of what was not asked."""
    planned = {"JA": _("A journey is planned."), "NEI": _("No journey is planned.")}
    said = [planned.get(facts.result, _("Nobody knows whether a journey is planned."))]
    if facts.result != PLANNED:
        return said
    country = codebook.label("land", facts.country) or _("Country not known")
    said.append(f"{country}, {week_label(week_told(facts)).lower()}")
    for name in ASKED:
        if answer := getattr(facts, name):
            said.append(f"{JourneyForm.base_fields[name].label} {codebook.label('svar', answer)}")
    return said


def checklist_text(facts: EventFacts | None) -> str:
    counted = checklists.count(facts)
    return ngettext(
        "%(done)d of %(relevant)d thing is done.",
        "%(done)d of %(relevant)d things are done.",
        counted.relevant,
    ) % {"done": counted.done, "relevant": counted.relevant}


def told_texts(event: Event) -> tuple[str, ...]:
    """What the newest telling of a journey, a checklist or a contact says, a line each."""
    if event.facts.kind == EventKind.CONTACT:
        return tuple(event.text.splitlines())
    if event.facts.kind == EventKind.CHECKLIST:
        return (checklist_text(event.facts),)
    return tuple(journey_texts(event.facts))


def _lines(kind: EventKind, events: list[Event]) -> Iterator[Line]:
    if kind == EventKind.ASSESSMENT:
        yield from assessment_lines(events)
        return
    event = newest(events, kind)
    texts = told_texts(event) if event is not None else (_("Not recorded"),)
    yield Line(str(LABELS[kind]), texts, event is None, PAGES[kind], kind != EventKind.CONTACT)


def _assessment(code: str, stands: Assessed | None) -> Line:
    label = codebook.label("vurdering", code)
    page = PAGES[EventKind.ASSESSMENT]
    if stands is None:
        return Line(label, (_("Not assessed"),), True, page)
    result = codebook.label("risiko" if code == RISK else "svar", stands.result)
    by = _("%(role)s, %(day)s") % {
        "role": codebook.label("rolle", stands.role),
        "day": date_format(timezone.localtime(stands.at), DAY),
    }
    return Line(label, (result, by), False, page)
