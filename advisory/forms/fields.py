"""Fields that several forms have: a day to come, written as people write it here."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NO_AUTOFILL = {"autocomplete": "off"}
# Longer is no day; so long a text is not even looked at.
LONGEST_DAY = 40


class DayField(forms.DateField):
    """A day in Norwegian or ISO notation.

    A text and not type=date: a browser shows that in its own language, whatever the page's is.
    """

    widget = forms.DateInput(format="%d.%m.%Y", attrs={**NO_AUTOFILL, "inputmode": "numeric"})
    default_error_messages = {
        "required": _("Write the day, for example 31.12.2027."),
        "invalid": _("Write the day as dd.mm.yyyy, for example 31.12.2027."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=("%d.%m.%Y", "%Y-%m-%d"), **kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and len(value) > LONGEST_DAY:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
