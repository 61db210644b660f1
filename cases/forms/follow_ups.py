"""What became of a follow-up: whether there was contact, how it stands, and whether the case goes on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.forms.offering import give_choices
from cases.follow_ups import NOT_REACHED, REACHED, WITHOUT
from cases.forms.choices import offered
from cases.forms.fields import CodeField
from cases.forms.rulings import ReasonField
from cases.models.facts import EventFacts

STAYS, GOES_ON = "stays", "goes_on"


class FollowUpForm(forms.Form):
    """`planned` are (id, words) of those to come."""

    use_required_attribute = False

    event = CodeField(label=_("Which follow-up?"))
    reached = CodeField(
        label=_("Was there contact with the person it concerns?"),
        choices=[(REACHED, _("Yes")), (NOT_REACHED, _("No, it was not possible or not safe"))],
    )
    outcome = CodeField(
        label=_("How does it stand now?"), required=False, help_text=_("Only if there was contact.")
    )
    text = ReasonField(
        required=False,
        label=_("A few words"),
        help_text=_("Those who see the whole case read it. Kept locked with the case. Write no names."),
    )
    then = CodeField(
        label=_("What now?"),
        choices=[(STAYS, _("The case stays closed")), (GOES_ON, _("Open the case again"))],
    )

    def __init__(self, data: Any = None, *, planned: Sequence[tuple[str, str]], day: date) -> None:
        super().__init__(data, initial={"event": planned[0][0]})
        outcomes = offered(EventFacts.SLOTS["outcome"].list, day)
        give_choices(self, "event", list(planned))
        give_choices(self, "outcome", [one for one in outcomes if one[0] not in WITHOUT])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reached") == REACHED and not cleaned.get("outcome") and not self.has_error("outcome"):
            self.add_error("outcome", _("Choose how it stands now."))
        return cleaned
