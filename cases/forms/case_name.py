"""A name of one's own for a case: one line, in words that name nobody."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import NO_AUTOFILL
from cases.forms.guarded import GuardedField, GuardedInput
from cases.identity_guard.alone import has_figures, name_in
from cases.services.case_names import LONGEST


class OwnNameField(GuardedField):
    """No reason lets stand what may name somebody: any other word does as well, and it is read in lists."""

    default_error_messages = {
        "required": _("Write a name, or leave the case without one."),
        "max_length": _("Write at most %(limit_value)d signs."),
        "unseen": _("There is a sign in it that cannot be seen. Write it anew."),
        "name": _("“%(word)s” may be somebody's name. Choose words that stand in a dictionary."),
        "figures": _("Numbers may tell a day or a person. Write words, with one short number at most."),
    }

    def __init__(self, **kwargs: Any) -> None:
        attrs = {**NO_AUTOFILL, "spellcheck": "false"}
        super().__init__(can_keep=False, max_length=LONGEST, widget=GuardedInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> str:
        """One line, whatever blanks were typed."""
        return " ".join(super().to_python(value).split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value.isprintable():
            raise ValidationError(self.error_messages["unseen"], code="unseen")

    def clean(self, value: Any) -> str:
        """What the guard finds comes first, marked in the text."""
        said = str(super().clean(value))
        if said == self.known:
            return said
        if word := name_in(said):
            raise ValidationError(self.error_messages["name"], code="name", params={"word": word})
        if has_figures(said):
            raise ValidationError(self.error_messages["figures"], code="figures")
        return said


class CaseNameForm(forms.Form):
    """`called` is the name that there is, if there is one."""

    use_required_attribute = False

    # Not `name`: browsers offer to fill that in with somebody's.
    called = OwnNameField(
        label=_("Your name for the case"),
        help_text=_(
            "A word or two by which you know it again, such as “The mountain” or “Blue folder”. Only you see "
            "it. Nothing of the person: no name, initials, place or day."
        ),
    )

    def __init__(self, data: Any = None, *, called: str = "") -> None:
        super().__init__(data, initial={"called": called})
        # What was let through is not looked at again: the guard may have learnt since.
        self.fields["called"].known = called  # type: ignore[attr-defined]
