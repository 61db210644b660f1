"""What happened in a case, in one table to which rows are only added: asked, answered, advised, done, noted.

What kind it is of, and who may see it, stands sealed in the facts; the text under the case's key.
"""

import uuid
from enum import StrEnum
from typing import Any, ClassVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from advisory.models import Post
from advisory.sealing.fields import SealedFacts, SealedText
from cases.errors import NotShown
from cases.field_views import Sight
from cases.models.case import Case, CaseRowMixin
from cases.models.inquiry import Inquiry


class EventKind(StrEnum):
    """Codes of the list `hendelse`."""

    ASKED = "SENDT"
    ACCEPTED = "GODTATT"
    DECLINED = "AVSLATT"
    PASSED_ON = "VIDERE"
    TAKEN_BACK = "TRUKKET"
    EXPIRED = "UTLOPT"
    EXTENDED = "FORLENGET"
    ROUTED = "RUTET"
    CLAIMED = "TATT"
    RELEASED = "SLUPPET"
    STATUS = "STATUS"
    QUESTION = "SPORSMAL"
    REPLY = "SVAR"
    ADVICE = "RAD"
    NOTE = "NOTAT"
    ACTION = "TILTAK"
    ASSESSMENT = "VURDERING"
    JOURNEY = "REISE"
    CHECKLIST = "SJEKK"
    CONTACT = "KONTAKT"
    TASK = "OPPGAVE"
    DONE = "GJORT"
    FOLLOW_UP = "OPPFOLGING"
    LINKED = "KOBLET"
    UNLINKED = "FRAKOBLET"
    WORDS_KEPT = "BEHOLDT"


# Which of them an agency is shown only if its part needs them: names of cases/field_views.py.
FIELDS = {
    EventKind.ASSESSMENT: "event.assessments",
    EventKind.JOURNEY: "event.journey",
    EventKind.CHECKLIST: "event.checklist",
    EventKind.CONTACT: "event.contact",
}
OUTCOME = "others.outcome"
ACTIONS = "others.actions"
TASKS = frozenset({EventKind.TASK, EventKind.DONE})
# How it stands in a lane, which an agency is told of its own lane, or where it sees those of others.
OF_LANE = frozenset({EventKind.STATUS, EventKind.CLAIMED, EventKind.RELEASED})

# Told to those alone who see the case whole: why it was routed, for its text is made of the facts of the
# case, whichever the rules looked at; and that others work on the same matter.
OF_WHOLE = frozenset({EventKind.ROUTED, EventKind.LINKED, EventKind.UNLINKED})


class SeenBy(StrEnum):
    """Codes of the list `synlighet`: the writing post alone; the lane's two posts; all who work on it."""

    OWN = "EGEN"
    LANE = "LINJE"
    ALL = "ALLE"


class Event(CaseRowMixin, models.Model):
    """`post` wrote it, in its own lane or another's; `refers_to` is what it answers, ends or takes back."""

    GROUP = "event"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    lane = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="events")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, db_index=False, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    at = models.DateTimeField()
    # The constraint of the key is checked by the index below whenever a row goes.
    refers_to = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, db_index=False, related_name="referring"
    )
    due_at = models.DateTimeField(null=True)
    facts = SealedFacts()
    text = SealedText()

    unscoped: ClassVar[models.Manager["Event"]] = models.Manager()

    class Meta:
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        default_permissions = ()
        ordering = ("at", "id")
        indexes = [
            models.Index(
                fields=["refers_to"], condition=models.Q(refers_to__isnull=False), name="event_refers_to"
            ),
            # Follow-ups of cases that were closed are found by it; few events have a day.
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="event_due"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def as_handed_out(self, facts: Any) -> Any:
        """All of the facts, or NotShown to who is not among those it was written for.

        A part of them, without the outcome, to an agency that does not see that of another post's lane.
        """
        if not self.is_shown_to_who_holds(facts):
            raise NotShown("event")
        if facts.kind == EventKind.STATUS and not self._lock().sight.shows(OUTCOME, self.lane.post_id):
            return facts.part(name for name in facts.SLOTS if name != "outcome")
        return facts

    def text_key(self) -> tuple[int, AESGCM]:
        """As for any row, and raises NotShown to who is not among those it was written for."""
        if not self.is_shown_to_who_holds(self.facts):
            raise NotShown("event")
        return super().text_key()

    def is_shown_to_who_holds(self, facts: Any) -> bool:
        """Whether the reader to whom the case was handed out may see an event with these facts."""
        sight = self._lock().sight
        if sight.is_boundless or self.post_id in sight.own:
            return True
        # A lane that passed on to another post takes with it what is still to be done there.
        if facts.kind in TASKS and self.lane.post_id in sight.own:
            return True
        if self._is_kept_back(facts, sight):
            return False
        if facts.seen_by == SeenBy.LANE:
            return not sight.own.isdisjoint({self.lane.post_id, self.lane.asked_by_id})
        holds = sight.is_whole or sight.has_lane or facts.kind in FIELDS
        return facts.seen_by == SeenBy.ALL and holds

    def _is_kept_back(self, facts: Any, sight: Sight) -> bool:
        """Whether an agency's part of the case does not need such a thing."""
        if facts.kind in FIELDS and not sight.shows(FIELDS[EventKind(facts.kind)]):
            return True
        if facts.kind in OF_WHOLE:
            return not sight.is_whole
        # Why it is not safe, and how she is, is told to those who see all of the case.
        if facts.kind == EventKind.FOLLOW_UP:
            return not sight.is_whole and self.lane.post_id not in sight.own
        if facts.kind == EventKind.ACTION:
            return not sight.shows(ACTIONS, self.lane.post_id)
        return facts.kind in OF_LANE and not sight.shows("others.lanes", self.lane.post_id)
