"""Every text comes by the gate: no sealed column takes another, and no form has a field beside it."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps

import advisory.forms
import cases.forms
from advisory.forms.absence import AddressField
from advisory.sealing.checked import Checked
from advisory.sealing.codecs import TextCodec
from advisory.sealing.errors import Unchecked
from advisory.sealing.fields import SealedFacts, SealedField, SealedProfile, SealedText
from advisory.sealing.registry import SEALED
from cases import raw_opening
from cases.forms.guarded import GuardedField, GuardedInput, GuardedTextarea
from cases.forms.holding import CaseNumberField
from tests.architecture.source import imports, modules, templates, users_of

# What is typed here becomes an account or a case, found or not, and is kept nowhere.
LOOKED_UP = (AddressField, CaseNumberField)
# Fields that are no text about anybody, and what they are.
NOT_GUARDED = {
    "advisory.forms.administration.InviteForm.name": "a member of staff",
    "advisory.forms.administration.InviteForm.email": "a member of staff",
    "advisory.forms.administration.PersonForm.name": "a member of staff",
    "advisory.forms.administration.PersonForm.email": "a member of staff",
    "advisory.forms.factors.CodeForm.code": "six digits, compared",
    "advisory.forms.factors.AnswerForm.credential": "what a passkey answers",
    "advisory.forms.factors.NewPasskeyForm.credential": "what a passkey answers",
    "advisory.forms.factors.NewPasskeyForm.name": "a member of staff's own telephone or key",
    "cases.forms.matters.MatterCodeForm.code": "a random code, looked up",
    "cases.forms.persons.PersonForm.id": "a random number",
    "cases.forms.search.CaseSearchForm.called": "compared with her own names, and kept nowhere",
    "cases.forms.search.CaseSearchForm.code": "a random code, looked up",
    "cases.forms.search.CaseSearchForm.number": "compared with random numbers, and kept nowhere",
    "cases.forms.library.SearchForm.words": "compared with what is stored, and kept nowhere",
}
# Templates that draw the fields of forms.
DRAWN = {
    f"config/templates/django/forms/widgets/{name}.html" for name in ("input", "input_option", "textarea")
}
# Who says that a text needs no look, and why.
WITHOUT_A_LOOK = {
    "ours": {
        "cases/demo/notes.py": "notes written for the demonstration, which a test holds to the guard",
        "cases/services/edition_steps.py": "a step and its moment",
        "cases/services/matter_codes.py": "a random code, ids and a moment",
        "cases/services/matter_rows.py": "ids, codes and moments",
        "cases/services/suggested.py": "rules by their keys, and facts by their codes",
        "cases/services/kept_words.py": "codes: the reason, and the kinds of what was kept",
    },
    "stored": {
        "cases/forms/guarded.py": "left as it was, and saved with what is changed beside it",
        "cases/services/library_steps.py": "what stood in the library, taken out or brought back",
        "cases/services/answers.py": "why the post before it asked, handed on with the case",
    },
    "around": {
        "cases/services/periods.py": "a reason that came by the gate, among numbers",
        "cases/services/case_names.py": "a name that came by the gate, among ids",
        "cases/services/edition_steps.py": "a reason that came by the gate, among figures",
        "cases/services/library_steps.py": "title and text that came by the gate, among codes",
        "cases/services/rule_sets.py": "a reason that came by the gate, among rules of codes",
    },
    "let_through": {"cases/forms/guarded.py": "examined in the line before"},
}


def sealed_fields() -> Iterator[SealedField]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedField):
                yield field


TEXTS = [field for field in sealed_fields() if isinstance(getattr(type(field), "codec", None), TextCodec)]


def all_forms() -> Iterator[type[forms.Form]]:
    for package in (advisory.forms, cases.forms):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for one in vars(module).values():
                if isinstance(one, type) and issubclass(one, forms.Form) and one.__module__ == found.name:
                    yield one


def test_a_sealed_column_is_of_facts_of_staff_and_places_or_of_text() -> None:
    """And of texts alone nobody knows what stands in them; columns of facts are packed by the house."""
    of_codes = {field.label for field in sealed_fields() if isinstance(field, SealedFacts | SealedProfile)}
    others = {field.label for field in sealed_fields()} - of_codes - {field.label for field in TEXTS}
    assert others == {"advisory.Factor.content", "cases.Segment.content"}


@pytest.mark.parametrize("field", TEXTS, ids=str)
def test_a_column_of_text_takes_what_came_by_the_gate_alone(field: SealedField) -> None:
    row: Any = field.model()
    if SEALED[field.label].ungated:
        assert len(SEALED[field.label].ungated) > 30, "the registry says why"
        return
    for typed in ("Hun heter noe.", str(Checked("Hun heter noe.")), Checked("Hun ") + "heter noe."):
        setattr(row, field.attname, typed)
        with pytest.raises(Unchecked):
            field.sealed_on(row)


def test_every_text_of_a_case_is_read_again_by_scan_texts() -> None:
    """What the house writes of itself, why a rule or an edition is as it is, is of no case."""
    of_cases = {
        field.label for field in TEXTS if isinstance(field, SealedText) and not SEALED[field.label].ungated
    }
    read = {raw_opening.NARRATIVE, raw_opening.REASON, raw_opening.END_REASON, raw_opening.EVENT_TEXT}
    assert of_cases == read
    source = modules()["cases/text_scan.py"]
    assert all(
        f"raw_opening.{name}" in source for name in ("NARRATIVE", "REASON", "END_REASON", "EVENT_TEXT")
    )


def test_columns_of_text_without_the_gate_are_few() -> None:
    assert {label for label, entry in SEALED.items() if entry.ungated} == {
        "advisory.Letter.content",
        "cases.Draft.content",
        "cases.RuleDraft.content",
    }


def test_every_field_for_text_is_guarded_or_said_not_to_be() -> None:
    free = {
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in all_forms()
        for name, field in form.base_fields.items()
        if is_free_text(field)
    }
    assert free == set(NOT_GUARDED)


def is_free_text(field: forms.Field) -> bool:
    """Whether somebody can type what she wants into it, and nothing looks at it."""
    written = (
        isinstance(field, forms.CharField)
        and not isinstance(field, forms.UUIDField)
        and not isinstance(field.widget, forms.PasswordInput)
    )
    return written and not isinstance(field, (GuardedField, *LOOKED_UP))


def test_no_template_has_a_field_for_text_of_its_own() -> None:
    written = re.compile(r"<textarea|<input(?![^>]*type=.(hidden|checkbox|radio|submit))")
    assert not [name for name, text in templates() if name not in DRAWN and written.search(text)]


def test_a_guarded_field_is_read_by_a_widget_that_reads_what_comes_beside_it() -> None:
    guarded = [
        (form, name)
        for form in all_forms()
        for name, field in form.base_fields.items()
        if isinstance(field, GuardedField) and not isinstance(field.widget, GuardedInput | GuardedTextarea)
    ]
    assert not guarded


@pytest.mark.parametrize("name", sorted(WITHOUT_A_LOOK))
def test_who_lets_a_text_through_without_a_look_is_known(name: str) -> None:
    calling = {module for module in modules() if f"gate.{name}(" in modules()[module]}
    assert calling == set(WITHOUT_A_LOOK[name])


def test_nobody_but_the_gate_makes_a_pass() -> None:
    making = {name for name in modules() if re.search(r"(?<!class )\bChecked\(", modules()[name])}
    assert making == {"cases/gate.py"}
    asking = users_of("identity_guard") | {
        name for name in modules() if "cases.identity_guard" in imports(name)
    }
    asking = {name for name in asking if "identity_guard/" not in name}
    assert asking - {"cases/management/commands/check_text.py"} == {
        "cases/gate.py",
        "cases/forms/guarded.py",
        "cases/forms/quoting.py",
    }
