"""How a case ended, and whether she is followed up."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.forms.offering import give_choices
from cases.errors import NotFollowedUp
from cases.follow_ups import BOTH, BOTH_TIMES, MONTHS, WITHOUT, Plan
from cases.forms.choices import offered
from cases.forms.fields import CodeField, CodesField
from cases.forms.rulings import ReasonField
from cases.models.facts import EventFacts, InquiryFacts


class CloseForm(forms.Form):
    """`follows`: whether her post plans follow-ups; both are chosen beforehand."""

    use_required_attribute = False

    outcome = CodeField(label=_("How did it end?"))
    follow_up = CodesField(
        label=_("When do you ask how it is going?"),
        required=False,
        help_text=_(
            "You are reminded when it is time. Nothing is planned where advice was all that was asked for, "
            "or the case was registered in error."
        ),
    )
    why_not = ReasonField(
        required=False,
        label=_("Why not?"),
        help_text=_(
            "Needed if you take one out, for example because contact is not safe. Kept locked "
            "with the case. Write no names."
        ),
    )

    def __init__(self, data: Any = None, *, day: date, follows: bool) -> None:
        super().__init__(data, initial={"follow_up": list(MONTHS)})
        give_choices(self, "outcome", offered(InquiryFacts.SLOTS["outcome"].list, day))
        give_choices(self, "follow_up", offered(EventFacts.SLOTS["follow_up"].list, day))
        if not follows:
            del self.fields["follow_up"], self.fields["why_not"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "why_not" in self.fields and cleaned.get("outcome") not in WITHOUT:
            left = BOTH - set(cleaned.get("follow_up", BOTH))
            if left and not cleaned.get("why_not") and not self.has_error("why_not"):
                self.add_error("why_not", NotFollowedUp.sentence)
        return cleaned

    def plan(self) -> Plan:
        """What she chose; the service asks whether it is hers to plan."""
        said = self.cleaned_data
        if "follow_up" not in said:
            return BOTH_TIMES
        return Plan(frozenset(said["follow_up"]), said["why_not"])
