"""A new edition of the statistics: of which year, why, which tables it leaves out or lets hide figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import NO_AUTOFILL
from advisory.forms.offering import give_choices
from cases.forms.fields import CodeField, CodesField
from cases.forms.guarded import GuardedField, GuardedTextarea
from cases.services.edition_steps import REASON_LENGTH
from cases.statistics.declarations import Table


class EditionForm(forms.Form):
    """`years` are those that are over, newest first; `tables` those an edition can have."""

    use_required_attribute = False

    year = CodeField(label=_("Year"), widget=forms.Select)
    reason = GuardedField(
        label=_("Why?"),
        help_text=_("Kept for as long as this register is. Nothing of a case."),
        max_length=REASON_LENGTH,
        widget=GuardedTextarea(attrs={**NO_AUTOFILL, "rows": 3}),
        can_keep=False,
        error_messages={"required": _("Write why.")},
    )
    left_out = CodesField(
        label=_("Tables to leave out"),
        help_text=_("Mostly none. For when the gate refuses a table."),
        required=False,
    )
    hides = CodesField(
        label=_("Tables that hide small figures instead of rounding"),
        help_text=_("Mostly none. Such a table shows its other figures as they are."),
        required=False,
    )

    def __init__(
        self, data: Any = None, *, years: list[int], tables: list[Table], language: str, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        give_choices(self, "year", [(str(year), str(year)) for year in years])
        listed = [(one.id, f"{one.id} {one.title.at(years[0]).into(language)}") for one in tables]
        for name in ("left_out", "hides"):
            give_choices(self, name, listed)
