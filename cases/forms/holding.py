"""Until when, and why, erasing is held back; how many months cases are kept, and why."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import NO_AUTOFILL, DayField
from cases.forms.fields import CodeField, id_from
from cases.forms.guarded import GuardedField, GuardedTextarea
from cases.retention import BOUNDS
from cases.services.holds import LONGEST, Reason
from cases.services.periods import REASON_LENGTH


class UntilField(DayField):
    """A day after today."""

    default_error_messages = {
        "not_later": _("Choose a day after today, and at most five years ahead."),
    }

    def validate(self, value: date | None) -> None:
        super().validate(value)
        today = timezone.localdate()
        if value is not None and not today < value <= today + LONGEST:
            raise ValidationError(self.error_messages["not_later"], code="not_later")


class HoldForm(forms.Form):
    use_required_attribute = False

    until = UntilField(label=_("Hold back until"), help_text=_("The last day, for example 31.12.2027."))
    reason = CodeField(label=_("Why?"), choices=Reason.choices)


class CaseNumberField(forms.CharField):
    widget = forms.TextInput(attrs={**NO_AUTOFILL, "spellcheck": "false"})
    default_error_messages = {
        "required": _("Write the case's number."),
        "no_id": _("This is no case number."),
    }

    def clean(self, value: Any) -> uuid.UUID:
        # In an emergency the whole address is pasted, from a colleague's message.
        parts = str(super().clean(value)).strip().split("/")
        found = next((number for part in parts if (number := id_from(part))), None)
        if found is None:
            raise ValidationError(self.error_messages["no_id"], code="no_id")
        return found


class ReleaseByNumberForm(forms.Form):
    """For the privacy officer, who does not see the case."""

    use_required_attribute = False

    case = CaseNumberField(
        label=_("Case number"),
        help_text=_("As it stands in the address of the case and in the review of access."),
    )


class HoldByNumberForm(ReleaseByNumberForm, HoldForm):
    field_order = ("case", "until", "reason")


MONTHS = {"texts": _("Months that texts are kept"), "facts": _("Months that facts are kept")}


class PeriodForm(forms.Form):
    """One of the two periods; the bounds are those of the service."""

    use_required_attribute = False

    months = forms.IntegerField(
        widget=forms.TextInput(attrs={**NO_AUTOFILL, "inputmode": "numeric"}),
        error_messages={"required": _("Write a number of months."), "invalid": _("Write a whole number.")},
    )
    reason = GuardedField(
        label=_("Why?"),
        help_text=_("Kept for as long as this register is. Nothing of a case."),
        max_length=REASON_LENGTH,
        widget=GuardedTextarea(attrs={**NO_AUTOFILL, "rows": 3}),
        can_keep=False,
        error_messages={"required": _("Write why.")},
    )

    def __init__(self, data: Any = None, *, key: str, **kwargs: Any) -> None:
        super().__init__(data, prefix=key, **kwargs)
        self.key = key
        # Said twice on one page and once more above a mistake: each says what it is about.
        self.fields["months"].label = MONTHS[key]
        self.least, self.most = BOUNDS[key]

    def clean_months(self) -> int:
        months: int = self.cleaned_data["months"]
        if not self.least <= months <= self.most:
            text = gettext("Between %(least)d and %(most)d months.") % {
                "least": self.least,
                "most": self.most,
            }
            raise ValidationError(text, code="bounds")
        return months
