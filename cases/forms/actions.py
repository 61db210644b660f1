"""One thing that was done in a case: what, with which agency, on which day."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.forms.offering import give_choices
from cases.forms.choices import offered
from cases.forms.fields import CodeField, DayField
from cases.models.facts import EventFacts


class ActionForm(forms.Form):
    """`day` is today in Norway."""

    use_required_attribute = False

    action = CodeField(label=_("What was done?"), widget=forms.Select)
    agency = CodeField(
        label=_("With which agency?"),
        required=False,
        widget=forms.Select,
        help_text=_("Leave it empty if no agency had a part in it."),
    )
    day = DayField(
        label=_("On which day?"),
        help_text=_(
            "For example 03.06.2026. Of a journey home no day is kept but the one on which you record it."
        ),
    )

    def __init__(self, data: Any = None, *, day: date) -> None:
        super().__init__(data, initial={"day": day})
        for name, first in (("action", _("Choose")), ("agency", _("No agency"))):
            give_choices(self, name, [("", first), *offered(EventFacts.SLOTS[name].list, day)])
