"""The answers about the inquiry itself, in the order in which an adviser asks."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.forms.offering import give_choices
from advisory.standing import Held
from cases.forms import choices
from cases.forms.fields import CodeField, CodesField, CountryField, DayField, NoteField
from cases.forms.why import explain
from cases.models.facts import CaseFacts, InquiryFacts
from cases.told import GENERAL_QUESTION, Told

# Field of the form -> which facts of the row hold it.
CASE_FIELDS = ("urgency", "kind", "concern", "circumstances", "focus_country")
INQUIRY_FIELDS = ("channel", "asker", "actions")


@dataclass(frozen=True)
class Offer:
    """What the form may offer: the day, the posts of the person, countries first, what is stored now."""

    day: date
    posts: tuple[Held, ...]
    first_countries: frozenset[str] = frozenset()
    stored: Told | None = None
    # An agency that does not see all of the case is asked about its own inquiry and nothing else.
    lane_alone: bool = False
    # Countries sorted once a page, not once a field.
    _countries: dict[frozenset[str], choices.Choices] = field(default_factory=dict, compare=False)

    def countries(self, stored: Collection[str] = ()) -> choices.Choices:
        """All countries, and those in `stored` that have ceased to be."""
        key = frozenset(stored)
        if key not in self._countries:
            self._countries[key] = choices.countries(self.day, first=self.first_countries, stored=key)
        return self._countries[key]

    def codes(self, facts: type[CaseFacts] | type[InquiryFacts], name: str) -> choices.Choices:
        """The choices of one fact."""
        slot = facts.SLOTS[name]
        held = self.stored and (self.stored.case if facts is CaseFacts else self.stored.inquiry)
        value = getattr(held, name) if held else ""
        stored = {value} if isinstance(value, str) else value
        if slot.list == choices.COUNTRIES:
            return self.countries(stored)
        return choices.offered(slot.list, self.day, stored=stored)


class InquiryForm(forms.Form):
    """Texts to values; which values belong together is for the services to say."""

    use_required_attribute = False

    # First: it says whom to call, before anything is saved.
    urgency = CodeField(label=_("Urgency"))
    kind = CodeField(label=_("Is it about a person, or a general question?"))
    # A general question may go without one, see clean().
    concern = CodeField(
        label=_("Main concern"),
        help_text=_("Choose the one that weighs most. It is the one that is counted."),
    )
    circumstances = CodesField(
        required=False, label=_("Other circumstances"), help_text=_("Choose as many as apply.")
    )
    focus_country = CountryField(
        required=False,
        label=_("Country"),
        help_text=_("Where the marriage or the stay is, or is feared."),
    )
    post = CodeField(label=_("Which post was asked?"))
    asker = CodeField(label=_("Who asked?"), widget=forms.Select)
    channel = CodeField(label=_("How?"))
    received_on = DayField(label=_("When?"), help_text=_("Day, month and year: dd.mm.yyyy."))
    actions = CodesField(
        required=False, label=_("What you have done so far"), help_text=_("Choose as many as apply.")
    )
    narrative = NoteField(
        label=_("Note"),
        help_text=_(
            "At most 4000 characters. Never write names, telephone numbers, addresses or identity numbers."
        ),
    )

    def __init__(self, data: Any = None, *, offer: Offer, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.offer = offer
        for name in CASE_FIELDS:
            if offer.lane_alone:
                del self.fields[name]
            else:
                give_choices(self, name, offer.codes(CaseFacts, name))
        for name in INQUIRY_FIELDS:
            give_choices(self, name, offer.codes(InquiryFacts, name))
        give_choices(self, "asker", [("", _("Choose")), *offer.codes(InquiryFacts, "asker")])
        if offer.stored is not None or len(offer.posts) < 2:
            del self.fields["post"]
        else:
            give_choices(self, "post", [(str(held.post_id), held.post_name) for held in offer.posts])
        note = self.fields["narrative"]
        assert isinstance(note, NoteField)  # noqa: S101  (for mypy)
        note.known = offer.stored.narrative if offer.stored else ""
        explain(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == GENERAL_QUESTION and self.has_error("concern", "required"):
            del self.errors["concern"]
            cleaned["concern"] = ""
        return cleaned

    def held(self) -> Held | None:
        """The post that was asked; None when the person holds none."""
        if "post" not in self.fields:
            return self.offer.posts[0] if self.offer.posts else None
        chosen = uuid.UUID(self.cleaned_data["post"])
        return next(held for held in self.offer.posts if held.post_id == chosen)

    def case_facts(self) -> CaseFacts:
        """The main concern is not repeated among the other circumstances: it says the same."""
        values = {name: self.cleaned_data[name] for name in CASE_FIELDS}
        others = frozenset(values["circumstances"]) - {values["concern"]}
        return CaseFacts(**{**values, "circumstances": others})
