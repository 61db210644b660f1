"""Choosing a password, and changing it: beside the field, what is wrong with it; never what was typed."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advisory.models import Account
from advisory.passwords import LONGEST, SHORTEST, matches, normalised

# The script puts a button beside each that shows what is typed; its words come from the page.
SHOWN = {"data-show": _("Show the password"), "data-hide": _("Hide the password")}


def password_field(label: Any, *, autocomplete: str, required: Any) -> forms.CharField:
    """Blanks at either end belong to it; pasting is welcome, and managers are told what it is."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete, **SHOWN}),
        error_messages={"required": required},
    )


class NewPasswordForm(forms.Form):
    """The password twice, checked against the account it is for."""

    use_required_attribute = False

    password = password_field(
        _("New password"),
        autocomplete="new-password",
        required=_("Type a password."),
    )
    again = password_field(
        _("The same password again"), autocomplete="new-password", required=_("Type the password again.")
    )

    def __init__(self, data: Any = None, *, account: Account, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.account = account
        text = _(
            "At least %(least)d characters, and nothing that others can guess. Four or five words that have "
            "nothing to do with each other do. A password manager does it for you."
        )
        self.fields["password"].help_text = text % {"least": SHORTEST}

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if {"password", "again"} <= said.keys() and normalised(said["password"]) != normalised(said["again"]):
            self.add_error("again", _("The two are not the same."))
        return said


class ChangePasswordForm(NewPasswordForm):
    """And the old one first, so that nobody changes it at a screen that was left open."""

    old = password_field(
        _("Old password"), autocomplete="current-password", required=_("Type your old password.")
    )
    field_order = ("old", "password", "again")

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not matches(old, self.account.password):
            raise ValidationError(_("This is not your old password."), code="old")
        return old

    def clean_password(self) -> str:
        password = super().clean_password()
        # Only to somebody who has shown that she knows the old one: else it could be guessed here too.
        if "old" in self.cleaned_data and matches(password, self.account.password):
            raise ValidationError(_("This is the password you have already."), code="same")
        return password
