"""The persons a case concerns: one block of answers each, from one to twelve.

How many blocks there are stands in a hidden field and is never believed beyond twelve.
"""

import uuid
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from advisory.forms.offering import give_choices
from cases.forms import choices
from cases.forms.fields import CodeField, CountryField, id_from
from cases.forms.inquiry import Offer
from cases.forms.why import explain
from cases.models.facts import PersonFacts
from cases.told import Told

COUNT = "persons"
MOST = 12
NAMES = tuple(PersonFacts.SLOTS)
# Which stored person a block is about, so that she stays the same when another is removed.
ID = "id"
FIELDS = (ID, *NAMES)


class PersonForm(forms.Form):
    use_required_attribute = False

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    sex = CodeField(label=_("Sex"))
    age_group = CodeField(label=_("Age"))
    background = CountryField(
        required=False, label=_("Background"), help_text=_("The country the family comes from, as told.")
    )
    whereabouts = CodeField(label=_("Where is the person now?"))

    def __init__(self, number: int, data: Any, *, offer: Offer, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=prefix(number), initial=initial)
        self.number = number
        stored = offer.stored.persons if offer.stored else ()
        for name, slot in PersonFacts.SLOTS.items():
            kept = {getattr(person, name) for person in stored} - {""}
            if slot.list == choices.COUNTRIES:
                give_choices(self, name, offer.countries(kept))
            else:
                give_choices(self, name, choices.offered(slot.list, offer.day, stored=kept))
        # The same holds for all of them, and would be on the line for each.
        if number == 1:
            explain(self)
        else:
            self.fields["background"].help_text = ""

    @property
    def anchor(self) -> str:
        """The id of her block on the page."""
        return prefix(self.number)

    def facts(self) -> PersonFacts:
        return PersonFacts(**{name: self.cleaned_data[name] for name in NAMES})


class Persons:
    """The blocks together. `checked` says whether the answers are judged or only shown again."""

    def __init__(self, typed: MultiValueDict[str, str], *, offer: Offer, checked: bool) -> None:
        # Who is asked about her own inquiry alone is asked about nobody.
        self.count = 0 if offer.lane_alone else count_of(typed)
        self.typed = typed
        self.forms = [
            PersonForm(
                number,
                typed if checked else None,
                offer=offer,
                initial={name: typed.get(f"{prefix(number)}-{name}", "") for name in FIELDS},
            )
            for number in range(1, self.count + 1)
        ]
        self.errors: list[str] = []

    def is_valid(self, *, general: bool) -> bool:
        """A general question has no persons; an empty first block is how the page looks without any."""
        if self._miscounted():
            self.errors.append(
                ngettext(
                    "The case can concern from 1 to %(most)d person.",
                    "The case can concern from 1 to %(most)d persons.",
                    MOST,
                )
                % {"most": MOST}
            )
        if general:
            self._let_go_of_empty()
            if self.filled():
                self.errors.append(
                    gettext(
                        "A general question concerns no person. Remove what you chose here, "
                        "or choose specific case above."
                    )
                )
            return not self.errors
        # Every block is asked, so that all messages are shown at once.
        wrong = [form.number for form in self.forms if not form.is_valid()]
        return not wrong and not self.errors

    def filled(self) -> bool:
        """Whether anything at all was answered about a person."""
        return any(self.typed.get(f"{prefix(form.number)}-{name}") for form in self.forms for name in NAMES)

    def facts(self) -> tuple[PersonFacts, ...]:
        return tuple(form.facts() for form in self.forms)

    def ids(self) -> tuple[uuid.UUID | None, ...]:
        return tuple(id_from(form.cleaned_data[ID]) for form in self.forms)

    @property
    def may_add(self) -> bool:
        return self.count < MOST

    @property
    def may_remove(self) -> bool:
        """The last block stays, but what was answered in it can be taken back: a radio button cannot."""
        return self.count > 1 or self.filled()

    def _let_go_of_empty(self) -> None:
        """Unanswered questions about nobody are no mistakes."""
        for form in self.forms:
            form.is_bound = False

    def _miscounted(self) -> bool:
        return _number(self.typed.get(COUNT, "1")) not in range(1, MOST + 1)


def prefix(number: int) -> str:
    return f"person-{number}"


def is_about_persons(field: str) -> bool:
    """Whether a field of the page is one of theirs, or says how many they are."""
    return field == COUNT or field.startswith("person-")


def count_of(typed: MultiValueDict[str, str]) -> int:
    """How many blocks to show, whatever was sent: 1 to MOST."""
    return max(1, min(MOST, _number(typed.get(COUNT, "1")) or 1))


def with_one_more(typed: MultiValueDict[str, str]) -> MultiValueDict[str, str]:
    changed = typed.copy()
    changed[COUNT] = str(min(MOST, count_of(typed) + 1))
    return changed


def without(typed: MultiValueDict[str, str], number: int) -> MultiValueDict[str, str]:
    """The same without person `number`: those after her move up. The last block stays, empty."""
    count = count_of(typed)
    if number not in range(1, count + 1):
        return typed
    changed = typed.copy()
    for place in range(number, count + 1):
        for name in FIELDS:
            changed.pop(f"{prefix(place)}-{name}", None)
            following = typed.getlist(f"{prefix(place + 1)}-{name}")
            if place < count and following:
                changed.setlist(f"{prefix(place)}-{name}", following)
    changed[COUNT] = str(max(1, count - 1))
    return changed


def typed_persons(told: Told) -> dict[str, list[str]]:
    """What the fields would hold for the persons of what was told."""
    typed = {COUNT: [str(max(1, len(told.persons)))]}
    for number, (person, known) in enumerate(told.persons_by_row(), start=1):
        for name in NAMES:
            typed[f"{prefix(number)}-{name}"] = [getattr(person, name)]
        typed[f"{prefix(number)}-{ID}"] = [str(known or "")]
    return typed


def _number(text: str | None) -> int | None:
    """None for what is no plain number of at most nine digits."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
