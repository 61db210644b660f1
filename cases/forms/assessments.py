"""The risk and the two duties on one form: each is answered, or left as it stands, with a few words why."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advisory.forms.offering import give_choices
from cases.assessments import ANSWERS, RISK
from cases.forms.choices import Choices, offered
from cases.forms.fields import CodeField, NoteField
from cases.urgent_hour import DUTIES

LEFT = ("", _("Leave as it stands"))
# A code of `risiko` that is no result.
NOT_ASSESSED = "IV"
NAMES = (RISK, *DUTIES)


class AssessmentsForm(forms.Form):
    """Field by code of `vurdering`; `why_…` beside it is a text, and goes where every text of a case goes."""

    use_required_attribute = False

    RISIKO = CodeField(required=False, label=_("What did the risk assessment say?"))
    why_RISIKO = NoteField(
        label=_("Why this result?"), help_text=_("Nothing of the form that was used: it stays on paper.")
    )
    AVVERGE = CodeField(required=False, label=_("Does the duty to avert hold?"))
    why_AVVERGE = NoteField(label=_("Why does the duty to avert hold, or not?"))
    OPPLYSE = CodeField(required=False, label=_("Does the duty to inform child welfare hold?"))
    why_OPPLYSE = NoteField(label=_("Why does the duty to inform hold, or not?"))

    def __init__(self, data: Any = None, *, day: date) -> None:
        super().__init__(data, initial=dict.fromkeys(NAMES, ""))
        for name in NAMES:
            give_choices(self, name, [LEFT, *_results(name, day)])
            self.fields[f"why_{name}"].widget.attrs["rows"] = 2

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in NAMES:
            if cleaned.get(f"why_{name}") and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, ValidationError(_("Choose the answer that your words are about.")))
        if not self.errors and not any(cleaned.get(name) for name in NAMES):
            self.add_error(RISK, ValidationError(_("Answer at least one of the three.")))
        return cleaned

    def answers(self) -> dict[str, tuple[str, str]]:
        """Result and words by code of `vurdering`, of those that were answered."""
        said = self.cleaned_data
        return {name: (said[name], said[f"why_{name}"]) for name in NAMES if said[name]}


def _results(name: str, day: date) -> Choices:
    if name == RISK:
        return [(code, label) for code, label in offered("risiko", day) if code != NOT_ASSESSED]
    return [(code, label) for code, label in offered("svar", day) if code in ANSWERS]
