"""Why somebody is shut out of a case, lets herself in or passes it on; whom it is about, and which case."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.forms.absence import AddressField
from advisory.forms.fields import NO_AUTOFILL
from advisory.forms.offering import give_choices
from cases.forms.fields import CodeField
from cases.forms.guarded import GuardedField, GuardedTextarea
from cases.forms.holding import CaseNumberField
from cases.services.rulings import REASON_LENGTH

# The choice that asks for an address.
ELSE = "else"


class ReasonField(GuardedField):
    widget = GuardedTextarea(attrs={**NO_AUTOFILL, "rows": 3, "spellcheck": "false"})
    default_error_messages = {
        "required": _("Write why."),
        "max_length": _("This is too long: %(show_value)d characters, and at most %(limit_value)d."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Why?"))
        kwargs.setdefault("help_text", _("Kept locked with the case. Write no names."))
        super().__init__(max_length=REASON_LENGTH, **kwargs)


class KeepOutForm(forms.Form):
    """`people` are those who can open the case now, (id, name), she herself first."""

    use_required_attribute = False

    person = CodeField(label=_("Who is not to see the case?"))
    email = AddressField(
        required=False,
        label=_("Somebody else: her e-mail address"),
        help_text=_("The one she signs in with."),
    )
    reason = ReasonField()

    def __init__(self, data: Any = None, *, people: Sequence[tuple[str, Any]], anybody: bool) -> None:
        super().__init__(data)
        give_choices(self, "person", [*people, (ELSE, _("Somebody else"))] if anybody else people)
        if not anybody:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("person") == ELSE and not cleaned.get("email") and not self.has_error("email"):
            self.add_error("email", _("Write the e-mail address."))
        return cleaned


class GlassForm(forms.Form):
    use_required_attribute = False

    case = CaseNumberField(label=_("Case number"), help_text=_("As it stands in the address of the case."))
    reason = ReasonField(
        label=_("What is the emergency?"),
        help_text=_("Those whose case it is read this. Kept locked with the case. Write no names."),
    )


class KeepOutByNumberForm(forms.Form):
    use_required_attribute = False

    case = CaseNumberField(label=_("Case number"), help_text=_("As it stands in the address of the case."))
    person = AddressField(
        label=_("Who is not to see the case?"), help_text=_("The e-mail address she signs in with.")
    )
    reason = ReasonField()


class ChosenForm(forms.Form):
    """Choices that the page knows, by the names of the fields."""

    use_required_attribute = False

    def __init__(
        self, data: Any = None, *, choices: dict[str, Iterable[tuple[str, Any]]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        for name, offered in choices.items():
            give_choices(self, name, [("", _("Choose")), *offered])


class LetBackForm(ChosenForm):
    person = CodeField(label=_("Who, and which case?"), widget=forms.Select)
    reason = ReasonField()


class PassOnForm(ChosenForm):
    post = CodeField(label=_("Post that nobody holds"), widget=forms.Select)
    to = CodeField(label=_("Post that takes over"), widget=forms.Select)
    reason = ReasonField()


class PassOnCaseForm(ChosenForm):
    post = CodeField(label=_("Case that nobody can open"), widget=forms.Select)
    to = CodeField(label=_("Post that takes over"), widget=forms.Select)
    reason = ReasonField()
