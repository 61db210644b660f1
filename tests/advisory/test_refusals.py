"""What a rule said no to stands beside the field it names, and above all where the form has no such field."""

import re
from typing import Any

import pytest
from django import forms

from advisory.errors import Declined
from advisory.forms.refusals import refuse
from cases.errors import Refusal
from tests import factories
from tests.architecture.source import modules
from tests.factories import Member


class Form(forms.Form):
    reason = forms.CharField(required=False)


@pytest.mark.parametrize("kind", [Refusal, Declined])
@pytest.mark.parametrize(
    ("named", "shown_at"), [("reason", "reason"), ("elsewhere", "__all__"), (None, "__all__")]
)
def test_beside_the_field_it_names_or_above_all(kind: Any, named: str | None, shown_at: str) -> None:
    form, refusal = Form({"reason": "x"}), kind()
    refusal.field, refusal.sentence = named, "Not so."
    assert form.is_valid()
    refuse(form, refusal)
    assert form.errors == {shown_at: ["Not so."]}


def test_no_other_module_puts_the_field_of_a_refusal_on_a_form() -> None:
    """Those that name a field of their own form do so by its name."""
    by_field = re.compile(r"add_error\(\s*\w+\.field\b")
    found = [name for name, text in modules().items() if by_field.search(text)]
    assert found == []
    assert by_field.search("form.add_error(refusal.field, str(refusal.sentence))")


def test_a_page_shows_a_refusal_that_names_a_field_it_does_not_have(
    elsewhere: Member, adviser: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = factories.log_case(adviser)
    sent = {"case": str(case.pk), "reason": "Hun reiser i kveld."}

    def says_no(**given: Any) -> None:
        refusal = Refusal()
        refusal.field, refusal.sentence = "nowhere_here", "Not so."  # type: ignore[assignment]
        raise refusal

    with monkeypatch.context() as patched:
        patched.setattr("cases.views.glass.break_glass", says_no)
        page = elsewhere.client.post("/saker/nod/", sent)
    assert (page.status_code, "Not so." in page.content.decode()) == (200, True)
    assert elsewhere.client.post("/saker/nod/", sent).status_code == 302
