"""A rule of routing, and the frame of all of them: which codes, which posts, from which day, why."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import NO_AUTOFILL, DayField
from advisory.forms.offering import give_choices
from advisory.forms.refusals import refuse
from cases import codebook
from cases.forms.choices import COUNTRIES, Choices, countries
from cases.forms.fields import CodeField, CodesField
from cases.forms.guarded import GuardedField, GuardedInput, GuardedTextarea
from cases.routing.explain import LABELS, target_words
from cases.routing.facts import FACTS
from cases.routing.problems import Problem
from cases.routing.rules import KEY_LENGTH, STAYS, Rule
from cases.services.rule_sets import REASON_LENGTH


class RuleForm(forms.Form):
    """`targets` are those there are. What else may be wrong with a rule is said by `problems`."""

    use_required_attribute = False

    key = GuardedField(
        label=_("Name of the rule"),
        help_text=_("Small letters, digits and hyphens. It stands in the reason of each case that it moves."),
        max_length=KEY_LENGTH,
        widget=GuardedInput(attrs={**NO_AUTOFILL, "spellcheck": "false"}),
        can_keep=False,
        error_messages={"required": _("Give the rule a name.")},
    )
    lead = CodeField(required=False, label=_("Who leads the case?"), widget=forms.Select)
    consult = CodesField(required=False, label=_("Who is asked for advice?"))
    stops = forms.BooleanField(
        required=False,
        label=_("Stop here"),
        help_text=_("Of a case that this rule is for, the rules after it are not asked."),
    )
    valid_from = DayField(
        required=False,
        label=_("First day"),
        help_text=_("Leave it empty for a rule without a first day."),
    )
    valid_to = DayField(
        required=False, label=_("Last day"), help_text=_("Leave it empty for a rule without a last day.")
    )

    def __init__(self, data: Any = None, *, targets: list[str], rule: Rule | None = None) -> None:
        super().__init__(data, initial=_initial(rule))
        for name, fact in FACTS.items():
            self.fields[name] = CodesField(
                required=False,
                label=str(LABELS[name]),
                choices=_codes(fact.list, dict(rule.when if rule else ())),
            )
        named: Choices = [(target, target_words(target)) for target in targets]
        give_choices(self, "lead", [("", _("No answer by this rule")), *named, (STAYS, target_words(STAYS))])
        give_choices(self, "consult", named)

    @property
    def conditions(self) -> list[forms.BoundField]:
        """The facts, in their order; countries are many, and folded away (see `country`)."""
        return [self[name] for name, fact in FACTS.items() if fact.list != COUNTRIES]

    @property
    def country(self) -> forms.BoundField:
        return self["focus_country"]

    def rule(self) -> Rule:
        said = self.cleaned_data
        return Rule(
            key=said["key"].strip(),
            when=tuple((name, frozenset(said[name])) for name in FACTS if said[name]),
            lead=said["lead"],
            consult=tuple(said["consult"]),
            stops=said["stops"],
            valid_from=said["valid_from"],
            valid_to=said["valid_to"],
        )

    def refuse(self, problem: Problem) -> None:
        """Say it beside the field that it is about, or above all."""
        refuse(self, problem)


class FrameForm(forms.Form):
    """From which day the rules of a draft are to hold, and why."""

    use_required_attribute = False

    valid_from = DayField(label=_("In force from"), help_text=_("Today or a later day."))
    reason = GuardedField(
        label=_("Why?"),
        help_text=_("Kept for as long as this register is. Nothing of a case."),
        max_length=REASON_LENGTH,
        widget=GuardedTextarea(attrs={**NO_AUTOFILL, "rows": 3}),
        can_keep=False,
        error_messages={"required": _("Write why.")},
    )

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day < timezone.localdate():
            raise ValidationError(_("Choose today or a later day."), code="past")
        return day


class DecideForm(forms.Form):
    """`remarks`: whether there are any that she is to say she has looked at."""

    use_required_attribute = False

    seen = forms.BooleanField(
        label=_("I have looked at the remarks, and the rules are to be so"),
        error_messages={"required": _("Say that you have looked at the remarks on these rules.")},
    )

    def __init__(self, data: Any = None, *, remarks: bool) -> None:
        super().__init__(data)
        if not remarks:
            del self.fields["seen"]


def _initial(rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    said = {name: sorted(codes) for name, codes in rule.when}
    return {
        **said,
        "key": rule.key,
        "lead": rule.lead,
        "consult": list(rule.consult),
        "stops": rule.stops,
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
    }


def _codes(field: str, when: dict[str, frozenset[str]]) -> Choices:
    """Every code of the list, old ones as well: cases carry them."""
    if field != COUNTRIES:
        return [(code, entry.label()) for code, entry in codebook.entries(field).items()]
    offered = countries(timezone.localdate(), stored=when.get("focus_country", frozenset()))
    # Not a country at all: it is a condition that is left out.
    return [one for one in offered if one[0] != ""]
