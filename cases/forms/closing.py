"""How a case ended."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.choices import offered
from cases.forms.fields import CodeField
from cases.models.facts import InquiryFacts


class CloseForm(forms.Form):
    use_required_attribute = False

    outcome = CodeField(label=_("How did it end?"))

    def __init__(self, data: Any = None, *, day: date) -> None:
        super().__init__(data)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for mypy)
        field.choices = offered(InquiryFacts.SLOTS["outcome"].list, day)
