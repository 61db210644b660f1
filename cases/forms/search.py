"""What one may look for among one's cases: codes, numbers, one's own names. All may be left open."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import NO_AUTOFILL
from advisory.forms.offering import give_choices
from advisory.sorting import sort_key
from cases import codebook
from cases.forms.choices import COUNTRIES, Choices
from cases.forms.fields import FIRST_DAY, CodeField, CountryField
from cases.forms.matters import MatterCodeField
from cases.search import Wanted
from cases.services.case_names import LONGEST

NUMBER_LENGTH = 36
LISTS = {"concern": "hovedbekymring", "urgency": "hastegrad", "status": "status", "scheme": "ordning"}


class CaseSearchForm(forms.Form):
    """Also codes that are no longer in use: older cases have them."""

    use_required_attribute = False

    called = forms.CharField(
        label=_("Your name for the case"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={**NO_AUTOFILL, "spellcheck": "false"}),
        help_text=_("A part of it will do. Only your own names are looked through."),
        error_messages={"max_length": _("Write at most %(limit_value)d signs.")},
    )
    concern = CodeField(label=_("Main concern"), required=False, widget=forms.Select)
    urgency = CodeField(label=_("Urgency"), required=False, widget=forms.Select)
    status = CodeField(label=_("Status"), required=False, widget=forms.Select)
    country = CountryField(label=_("Country"), required=False)
    scheme = CodeField(label=_("Scheme"), required=False, widget=forms.Select)
    year = CodeField(label=_("Year"), required=False, widget=forms.Select)
    number = forms.CharField(
        label=_("Case number"),
        required=False,
        max_length=NUMBER_LENGTH,
        widget=forms.TextInput(attrs={**NO_AUTOFILL, "spellcheck": "false"}),
        help_text=_("Its beginning will do."),
        error_messages={"max_length": _("A case number has 36 signs.")},
    )
    code = MatterCodeField(
        label=_("Matter code"),
        required=False,
        help_text=_("Finds the case of yours that has this code now."),
    )

    def __init__(self, data: Any = None, *, day: date) -> None:
        super().__init__(data)
        for name, code_list in LISTS.items():
            self._offer(name, [(code, entry.label()) for code, entry in codebook.entries(code_list).items()])
        self._offer("country", _by_label(codebook.entries(COUNTRIES)))
        years = [str(year) for year in range(day.year, FIRST_DAY.year - 1, -1)]
        self._offer("year", [(year, year) for year in years])

    def wanted(self) -> Wanted:
        """What is looked for, of a form that is valid."""
        values = self.cleaned_data
        return Wanted(**{**values, "number": values["number"].strip().lower()})

    def _offer(self, name: str, offered: Choices) -> None:
        give_choices(self, name, [("", _("All")), *offered])


def _by_label(codes: Collection[str]) -> Choices:
    pairs = [(code, codebook.label(COUNTRIES, code)) for code in codes]
    return sorted(pairs, key=lambda pair: sort_key(pair[1]))
