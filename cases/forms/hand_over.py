"""Asking another post about a case, and what is answered."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory.forms.offering import give_choices
from cases.forms.choices import offered
from cases.forms.fields import CodeField
from cases.forms.rulings import ChosenForm, ReasonField
from cases.services.hand_over import SPAN, SPANS
from cases.sharing import How

HOW = {
    How.TAKE_OVER: _("To take the case over: it leads from then on, and you go on as one that is asked"),
    How.ADVISE: _("For advice or for a part of the work: you go on leading"),
}
# Codes of `svar` that such a question can be answered with.
ANSWERS = ("JA", "NEI", "VETIKKE")
LISTS = {"basis": "delingsgrunnlag", "hastens": "svar", "harms_siblings": "svar"}


class DaysField(forms.TypedChoiceField):
    """For how long: one of a few numbers of days."""

    default_error_messages = {"invalid_choice": _("This choice is not on the list.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_spans, coerce=int, initial=SPAN, **kwargs)


def _spans() -> list[tuple[int, str]]:
    """In the language of whoever is asked, who is not known yet when the field is made."""
    return [(days, gettext("%(number)d days") % {"number": days}) for days in SPANS]


class SendForm(forms.Form):
    """`posts` are (group, [(id, name)]) of those that may be asked; `suggested` is one of them, or empty."""

    use_required_attribute = False

    submission = forms.UUIDField(widget=forms.HiddenInput)
    to = CodeField(
        label=_("Whom do you ask?"),
        widget=forms.Select,
        help_text=_("A post, not a person: a colleague sees it when somebody is away."),
    )
    how = CodeField(label=_("What do you ask for?"), choices=list(HOW.items()))
    basis = CodeField(label=_("Why may the case be shared?"))
    hastens = CodeField(
        label=_("Could the person be taken out of the country sooner if the family learned of it?"),
        help_text=_("That an agency or another post is involved."),
    )
    harms_siblings = CodeField(label=_("Could it harm sisters or brothers?"))
    days = DaysField(
        label=_("How long may the other post see the case?"),
        help_text=_("It ends by itself, and you can extend it. A post that takes the case over keeps it."),
    )
    why = ReasonField(
        required=False,
        label=_("What do you want to say to them?"),
        help_text=_(
            "What you ask, and how you keep the person safe. Kept locked with the case. Write no names."
        ),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        posts: Sequence[tuple[Any, Iterable[tuple[str, str]]]],
        leads: bool,
        day: date,
        suggested: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        if suggested:
            self.initial["to"] = suggested
        if not self.is_bound:
            self.initial.setdefault("submission", uuid.uuid4())
        give_choices(self, "to", [("", _("Choose")), *((name, list(some)) for name, some in posts)])
        if not leads:
            give_choices(self, "how", [(How.ADVISE.value, HOW[How.ADVISE])])
            self.initial.setdefault("how", How.ADVISE.value)
        for name, code_list in LISTS.items():
            codes = offered(code_list, day)
            if code_list == "svar":
                codes = [one for one in codes if one[0] in ANSWERS]
            give_choices(self, name, codes)


class AcceptForm(forms.Form):
    """There is nothing to say."""


class DeclineForm(forms.Form):
    use_required_attribute = False

    code = CodeField(label=_("Why not?"))
    reason = ReasonField(label=_("Say more"), help_text=_("The other post reads it. Write no names."))

    def __init__(self, data: Any = None, *, day: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        give_choices(self, "code", offered("avslag", day))


class PassOnLaneForm(ChosenForm):
    submission = forms.UUIDField(widget=forms.HiddenInput)
    to = CodeField(label=_("Who should be asked instead?"), widget=forms.Select)
    reason = ReasonField(help_text=_("The post that asked you reads it. Write no names."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("submission", uuid.uuid4())


class TakeBackForm(forms.Form):
    use_required_attribute = False

    reason = ReasonField(help_text=_("The other post reads it. Write no names."))


class ExtendForm(forms.Form):
    use_required_attribute = False

    days = DaysField(label=_("How long from now?"))
    reason = ReasonField(help_text=_("The other post reads it. Write no names."))
