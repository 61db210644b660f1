"""Forms of the second factor: a code that is typed, what a browser's passkey answers, a passkey's name."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.factors import codes

# A browser's answer with its keys and certificates is some thousands of signs.
LONGEST_ANSWER = 32_768
LONGEST_NAME = 60


class CodeForm(forms.Form):
    """A code of an app or a recovery code, as it is read off: blanks and hyphens do not matter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "inputmode": "text",
            }
        ),
        error_messages={"required": _("Type the code.")},
    )

    def clean_code(self) -> str:
        return codes.plain(self.cleaned_data["code"])


class AnswerForm(forms.Form):
    """What a browser says for a passkey, as JSON in a hidden field that the script fills."""

    credential = forms.CharField(
        max_length=LONGEST_ANSWER, required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    def clean_credential(self) -> dict[str, Any]:
        try:
            found = json.loads(self.cleaned_data["credential"])
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise forms.ValidationError(_("The browser gave no passkey. Try once more."))
        return found


class NewPasskeyForm(AnswerForm):
    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("So that you know it again: “my telephone”."),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
