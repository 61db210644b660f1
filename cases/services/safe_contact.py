"""How she can be reached without danger, and the code word: the one text of the urgent hour.

Sealed under the case's key like every text, and never in a list, a letter or a printed page.
"""

import uuid

from advisory.standing import Standing
from cases.models.case import Case
from cases.models.event import EventKind
from cases.models.inquiry import Inquiry
from cases.services.journeys import told


def agree_contact(
    *, standing: Standing, case: Case, inquiry: Inquiry, seen: uuid.UUID | None, text: str
) -> None:
    """The whole of what was agreed now. Raises ChangedMeanwhile when `seen` is no longer the newest."""
    told(EventKind.CONTACT, standing=standing, case=case, inquiry=inquiry, seen=seen, text=text)
