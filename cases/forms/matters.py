"""The matter code that somebody was told, typed as she wrote it down."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import NO_AUTOFILL
from cases.matter_code import NoMatterCode, plain

# A code with a sign between every two letters, and blanks around it.
LONGEST = 60


class MatterCodeField(forms.CharField):
    """Gives the plain code, or nothing. A slip is found here, before anything is looked for or counted."""

    default_error_messages = {
        "required": _("Write the code."),
        "no_code": _(
            "This is no matter code: something in it was misheard or mistyped. Read it through once more."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        attrs = {**NO_AUTOFILL, "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=LONGEST, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return plain(typed) if typed else ""
        except NoMatterCode:
            raise ValidationError(self.error_messages["no_code"], code="no_code") from None


class MatterCodeForm(forms.Form):
    use_required_attribute = False

    code = MatterCodeField(
        label=_("The code you were told"),
        help_text=_(
            "Three groups of four letters and digits. Blanks, hyphens, and small or large do not matter."
        ),
    )
