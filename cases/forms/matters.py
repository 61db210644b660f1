"""The matter code that somebody was told, typed as she wrote it down."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import NO_AUTOFILL
from cases.matter_code import NoMatterCode, plain

# A code with a sign between every two letters, and blanks around it.
LONGEST = 60


class MatterCodeForm(forms.Form):
    """A slip is found here, before anything is looked for or counted."""

    use_required_attribute = False

    code = forms.CharField(
        label=_("The code you were told"),
        help_text=_(
            "Three groups of four letters and digits. Blanks, hyphens, and small or large do not matter."
        ),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={**NO_AUTOFILL, "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Write the code.")},
    )

    def clean_code(self) -> str:
        try:
            return plain(self.cleaned_data["code"])
        except NoMatterCode:
            text = _(
                "This is no matter code: something in it was misheard or mistyped. Read it through once more."
            )
            raise ValidationError(text, code="no_code") from None
