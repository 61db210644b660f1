"""How she or he can be reached without danger, and the code word: one short text, sealed like every other."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import NoteField


class SafeContactForm(forms.Form):
    use_required_attribute = False

    # A text of the case: what identifies has no place here either.
    text = NoteField(
        label=_("Safe contact and code word"),
        help_text=_(
            "How and when, through whom by role, what is said if somebody else answers, and the code word. "
            "Never a name, a telephone number, an address or a user name: those stay with you on paper."
        ),
    )

    def __init__(self, data: Any = None, *, initial: str = "") -> None:
        super().__init__(data, initial={"text": initial})
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("Write how contact was agreed.")
