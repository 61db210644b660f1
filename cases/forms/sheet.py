"""The whole page of an inquiry: what was typed, shown again or judged, and what it says as values.

What was typed stays a set of texts until all of it is right, so that nothing of it is lost
to one wrong answer, to a step like adding a person, or to a break in the line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from advisory.forms.refusals import refuse
from cases.errors import Refusal
from cases.forms.guarded import EXTRAS, GuardedField
from cases.forms.inquiry import CASE_FIELDS, INQUIRY_FIELDS, InquiryForm, Offer
from cases.forms.persons import COUNT, MOST, Persons, is_about_persons, prefix, typed_persons
from cases.forms.persons import FIELDS as PERSON_FIELDS
from cases.forms.topics import Topic, Typed, named, topic_of
from cases.models.facts import InquiryFacts
from cases.told import GENERAL_QUESTION, Told

Answers = Mapping[str, list[str]]
SEVERAL = ("circumstances", "actions")
FIELDS = frozenset(
    [*InquiryForm.base_fields, COUNT]
    + ["narrative" + extra for extra in EXTRAS]
    + [f"{prefix(number)}-{name}" for number in range(1, MOST + 1) for name in PERSON_FIELDS]
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One line of the summary above the form; `anchor` is the id of the element to go to, `name` the field's
    as the page sends it, and nothing for what is about all of the form."""

    message: str
    label: str = ""
    anchor: str = ""
    name: str = ""


class Sheet:
    """The form with its persons. `checked=False` shows what was typed without a word about mistakes."""

    def __init__(self, typed: Mapping[str, list[str]], *, offer: Offer, checked: bool = False) -> None:
        self.typed: Typed = MultiValueDict(typed)
        self.offer = offer
        self.checked = checked
        self.form = InquiryForm(self.typed if checked else None, offer=offer, initial=self._initial())
        self.persons = Persons(self.typed, offer=offer, checked=checked)
        self.refused: Refusal | None = None

    def is_valid(self) -> bool:
        right = self.form.is_valid()
        if self.lane_alone:
            return right
        general = self.form.cleaned_data.get("kind") == GENERAL_QUESTION
        return self.persons.is_valid(general=general) and right

    def told(self, scheme: str) -> Told:
        """The values, for a sheet that is valid. What the page does not ask for is kept as stored."""
        values = self.form.cleaned_data
        stored = self.offer.stored
        before = stored.inquiry if stored else InquiryFacts(scheme=scheme)
        answers = {name: values[name] for name in INQUIRY_FIELDS}
        answers["actions"] = frozenset(answers["actions"])
        said = {
            "received_on": values["received_on"],
            "inquiry": replace(before, **answers),
            "narrative": values["narrative"],
        }
        if stored is not None and self.lane_alone:
            return replace(stored, **said)
        general = values["kind"] == GENERAL_QUESTION
        return Told(
            case=self.form.case_facts(),
            persons=() if general else self.persons.facts(),
            person_ids=() if general else self.persons.ids(),
            **said,
        )

    @property
    def lane_alone(self) -> bool:
        """Whether the page asks about one post's inquiry and not about the case and its persons."""
        return self.offer.lane_alone

    @property
    def is_rewritten(self) -> bool:
        """Whether the page comes back with a neutral word in the note."""
        return cast(GuardedField, self.form.fields["narrative"]).rewritten

    def refuse(self, refusal: Refusal) -> None:
        """Show what a service said no to, beside the field it names."""
        self.refused = refusal
        if refusal.field == COUNT:
            self.persons.errors.append(str(refusal.sentence))
        elif self.form.is_bound:
            refuse(self.form, refusal)

    def mistakes(self) -> list[Mistake]:
        """Everything to be put right, from the top of the page down. None on the page of a step, such as a
        neutral word that was put: one goes on where it was taken."""
        if self.is_rewritten:
            return []
        found = list(mistakes_in(self.form))
        if self.refused is not None and not self.form.is_bound:
            found.append(Mistake(str(self.refused.sentence)))
        above = [one for one in found if one.name in ("", *CASE_FIELDS)]
        below = [one for one in found if one not in above]
        return above + self._mistakes_about_persons() + below

    def wrong(self) -> tuple[Topic, ...]:
        """The topics with something to be put right."""
        return named({topic_of(one.name).name for one in self.mistakes() if one.name})

    def mistakes_on(self, shown: tuple[Topic, ...]) -> list[Mistake]:
        """Those of these pages, and what is about all of the form."""
        return [one for one in self.mistakes() if not one.name or topic_of(one.name) in shown]

    def _mistakes_about_persons(self) -> list[Mistake]:
        found = [Mistake(message, anchor="persons", name=COUNT) for message in self.persons.errors]
        for form in self.persons.forms:
            person = gettext("Person %(number)d") % {"number": form.number}
            found += [
                replace(one, label=f"{person}, {one.label}", name=f"{form.prefix}-{one.name}")
                for one in mistakes_in(form)
            ]
        return found

    def _initial(self) -> dict[str, Any]:
        return {
            name: self.typed.getlist(name) if name in SEVERAL else self.typed.get(name, "")
            for name in InquiryForm.base_fields
            if name in self.typed
        }


def kept(posted: Typed) -> dict[str, list[str]]:
    """The texts of the page's own fields, and nothing else that was sent along."""
    return {name: posted.getlist(name) for name in posted if name in FIELDS}


def merged(typed: Answers, base: Answers, stored: Answers) -> dict[str, list[str]]:
    """What she changed since `base` stays hers; what she left alone takes what is stored now.

    Persons go together, for one may have been removed. Without a base all of it counts as hers.
    """
    names = [name for name in sorted({*typed, *stored}) if name in FIELDS]
    hers = {name for name in names if _said(typed, name) != _said(base, name)} if base else set(names)
    if any(is_about_persons(name) for name in hers):
        hers |= {name for name in names if is_about_persons(name)}
    chosen = {name: typed if name in hers else stored for name in names}
    return {name: list(source[name]) for name, source in chosen.items() if name in source}


def typed_from(told: Told, *, lane_alone: bool = False) -> dict[str, list[str]]:
    """What the fields would hold for what is stored; `lane_alone` for a page that does not ask the rest."""
    typed: dict[str, list[str]] = {}
    if not lane_alone:
        typed |= {name: _texts(getattr(told.case, name)) for name in CASE_FIELDS} | typed_persons(told)
    typed |= {name: _texts(getattr(told.inquiry, name)) for name in INQUIRY_FIELDS}
    typed["received_on"] = [told.received_on.strftime("%d.%m.%Y")]
    typed["narrative"] = [told.narrative]
    return typed


def _texts(value: str | frozenset[str]) -> list[str]:
    return [value] if isinstance(value, str) else sorted(value)


def mistakes_in(form: forms.Form) -> Iterator[Mistake]:
    """Those of one form in the order of its fields; none of one that was not judged."""
    if not form.is_bound:
        return
    for message in form.non_field_errors():
        yield Mistake(str(message))
    for field in form:
        for message in field.errors:
            yield Mistake(str(message), str(field.label), _anchor(field), field.name)


def _anchor(field: BoundField) -> str:
    """A group of buttons is entered at its first."""
    return field.id_for_label or f"{field.auto_id}_0"


def _said(answers: Answers, name: str) -> list[str]:
    """A browser sends no empty list, its own line ends, and several choices in the order of the page."""
    return sorted(text.replace("\r\n", "\n") for text in answers.get(name, []) if text)
