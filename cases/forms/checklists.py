"""The travel checklist: of each thing on the list whether it is done, not done or not relevant."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.checklists import LIST, Mark
from cases.forms.choices import offered
from cases.forms.fields import CodeField

MARKS = [
    (Mark.DONE.value, _("Done")),
    (Mark.NOT_DONE.value, _("Not done")),
    (Mark.NOT_RELEVANT.value, _("Not relevant")),
]


class ChecklistForm(forms.Form):
    use_required_attribute = False

    def __init__(self, data: Any = None, *, stand: Mapping[str, Mark], day: date) -> None:
        super().__init__(data, initial={code: mark.value for code, mark in stand.items()})
        for code, label in offered(LIST, day):
            self.fields[code] = CodeField(label=label, choices=MARKS)

    def answers(self) -> dict[str, Mark]:
        """How each thing stands, by code."""
        return {code: Mark(self.cleaned_data[code]) for code in self.fields}
