"""The quick log: five choices in a corridor, in the words of the whole form; the rest is told later.

The fields are those of the whole form and bear its names, so that one can go on there.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.datastructures import MultiValueDict

from advisory.forms.refusals import refuse
from cases.errors import Refusal
from cases.forms.inquiry import InquiryForm, Offer
from cases.forms.persons import PersonForm, prefix
from cases.forms.sheet import Mistake, mistakes_in
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.told import SPECIFIC_CASE, Told

ABOUT_CASE = ("urgency", "concern")
ABOUT_PERSON = ("age_group", "sex", "whereabouts")
# `post` is asked of whoever holds several.
ASKED = frozenset([*ABOUT_CASE, "post"])


class QuickSheet:
    """The five answers. `checked=False` shows what was chosen without a word about mistakes."""

    def __init__(self, typed: Mapping[str, list[str]], *, offer: Offer, checked: bool = False) -> None:
        self.typed: MultiValueDict[str, str] = MultiValueDict(typed)
        given = self.typed if checked else None
        chosen = {name: self.typed.get(name, "") for name in ASKED}
        self.form = InquiryForm(given, offer=offer, initial=chosen)
        for name in self.form.fields.keys() - ASKED:
            del self.form.fields[name]
        chosen = {name: self.typed.get(f"{prefix(1)}-{name}", "") for name in ABOUT_PERSON}
        self.person = PersonForm(1, given, offer=offer, initial=chosen)
        for name in self.person.fields.keys() - set(ABOUT_PERSON):
            del self.person.fields[name]

    def is_valid(self) -> bool:
        right = self.form.is_valid()
        return self.person.is_valid() and right

    def told(self, scheme: str, *, received_on: date) -> Told:
        """The values, for a sheet that is valid: asked today, about one person, and the rest not recorded."""
        about = {name: self.form.cleaned_data[name] for name in ABOUT_CASE}
        person = {name: self.person.cleaned_data[name] for name in ABOUT_PERSON}
        return Told(
            received_on=received_on,
            case=CaseFacts(kind=SPECIFIC_CASE, **about),
            inquiry=InquiryFacts(scheme=scheme),
            persons=(PersonFacts(**person),),
        )

    def refuse(self, refusal: Refusal) -> None:
        """Show what a service said no to, beside the field it names."""
        refuse(self.form, refusal)

    def mistakes(self) -> list[Mistake]:
        """From the top of the page down."""
        found = [*mistakes_in(self.form), *mistakes_in(self.person)]
        order = ("", "urgency", "post", "concern", *ABOUT_PERSON)
        return sorted(found, key=lambda one: order.index(one.name))
