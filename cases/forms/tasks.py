"""A task of one's post: what is to be done by when, and that it was done or is given up."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import DayField
from advisory.forms.offering import give_choices
from cases.forms.fields import CodeField
from cases.forms.rulings import ReasonField

DONE, GIVEN_UP = "done", "given_up"


class TaskForm(forms.Form):
    use_required_attribute = False

    text = ReasonField(
        label=_("What is to be done?"),
        help_text=_("Your post alone sees it. Kept locked with the case. Write no names."),
        error_messages={"required": _("Write what is to be done.")},
    )
    day = DayField(label=_("By which day?"), help_text=_("The last day, for example 31.12.2027."))


class EndTaskForm(forms.Form):
    """`tasks` are (id, words) of those that are open."""

    use_required_attribute = False

    task = CodeField(label=_("Which task?"))
    how = CodeField(
        label=_("How did it go?"), choices=[(DONE, _("It is done")), (GIVEN_UP, _("It is given up"))]
    )
    reason = ReasonField(
        required=False,
        label=_("Why is it given up, or how did it go?"),
        help_text=_("Needed if it is given up. Kept locked with the case. Write no names."),
    )

    def __init__(self, data: Any = None, *, tasks: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, initial={"task": tasks[0][0] if len(tasks) == 1 else ""})
        give_choices(self, "task", tasks)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("how") == GIVEN_UP and not cleaned.get("reason") and not self.has_error("reason"):
            self.add_error("reason", _("Write why."))
        return cleaned
