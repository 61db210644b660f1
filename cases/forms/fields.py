"""The kinds of answer an adviser gives: one code, several codes, a day, a short note.

Each says in plain words what is wrong with an answer that it cannot use.
"""

import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import NO_AUTOFILL
from cases.forms.guarded import GuardedField, GuardedTextarea

NOTE_LENGTH = 4000
# The competence team's first month; nothing that is counted is older.
FIRST_DAY = date(2004, 11, 1)
WRITTEN_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")


class CodeField(forms.ChoiceField):
    """One code of a list, as radio buttons unless another widget is given. `may_be_needed`: for some answers
    and not for others, so that it is not called optional.
    """

    widget: type[forms.Widget] = forms.RadioSelect
    default_error_messages = {
        "required": _("Choose one."),
        "invalid_choice": _("This choice is not on the list."),
    }

    def __init__(self, *, may_be_needed: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.may_be_needed = may_be_needed


class CountrySelect(forms.Select):
    """A list of some 250 countries up to thirteen times a page: drawn in one loop, without sub-templates."""

    template_name = "cases/countries.html"


class CountryField(CodeField):
    widget = CountrySelect


class CodesField(forms.MultipleChoiceField):
    """Any number of codes of a list, as checkboxes."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "invalid_choice": _("One of these choices is not on the list."),
        "invalid_list": _("One of these choices is not on the list."),
    }


class DayField(forms.DateField):
    """The day somebody asked: in Norwegian or ISO notation, not in the future, not before FIRST_DAY.

    A text and not type=date: a browser shows that in its own language, whatever the page's is.
    """

    widget = forms.DateInput(format="%d.%m.%Y", attrs={**NO_AUTOFILL, "inputmode": "numeric"})
    input_formats = ("%d.%m.%Y", "%Y-%m-%d")
    default_error_messages = {
        "required": _("Write the day, for example 03.06.2026."),
        "invalid": _("Write the day as dd.mm.yyyy, for example 03.06.2026."),
        "no_such_day": _("There is no such day."),
        "future": _("The day cannot be in the future."),
        "too_early": _("The day cannot be before 01.11.2004."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", self.input_formats)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """None for an empty answer. Raises ValidationError for anything that is not a day."""
        if isinstance(value, str) and len(value) > 40:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return super().to_python(value)
        except ValidationError:
            if isinstance(value, str) and WRITTEN_DAY.fullmatch(value.strip()):
                raise ValidationError(self.error_messages["no_such_day"], code="no_such_day") from None
            raise

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value > timezone.localdate():
            raise ValidationError(self.error_messages["future"], code="future")
        if value < FIRST_DAY:
            raise ValidationError(self.error_messages["too_early"], code="too_early")


class NoteField(GuardedField):
    """A short text."""

    widget = GuardedTextarea(attrs={**NO_AUTOFILL, "rows": 6, "spellcheck": "false"})
    default_error_messages = {
        "max_length": _("The note is too long: %(show_value)d characters, and at most %(limit_value)d."),
        "null_characters_not_allowed": _("The note holds a character that cannot be stored."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=NOTE_LENGTH, **kwargs)


def id_from(text: str | None) -> uuid.UUID | None:
    """The id in a hidden field or an address; None for what is none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
