"""What identifies is written into every field for text of every page, and comes back marked: unsaved.

The fields are those of the forms that the pages show; one that no page of these shows fails the suite.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django import forms

from advisory.roles import Role
from advisory.services.accounts import deactivate_account
from cases import gate
from cases.forms.guarded import GuardedField
from cases.forms.sheet import Sheet
from cases.services.keeping_out import keep_out_by_id
from tests import factories
from tests.architecture.test_gate import all_forms
from tests.cases.identity_guard.test_numbers import with_check_digits
from tests.factories import Member
from tests.security.asking import ask, undone
from tests.security.posting import CHANGING, PAGES, Cast, answers_for, sender_of
from tests.security.rows import all_rows, differing
from tests.security.test_matrix import editions, quiet, things

__all__ = ["editions", "quiet", "things"]
pytestmark = pytest.mark.django_db
# A synthetic one: nobody has it.
NUMBER = with_check_digits("018190007")
# That she was shown the page of the case again.
TRAIL = {"audit_entry", "audit_chainhead"}
CLEAN = "Etter avtale i uke 26."


@pytest.mark.one_database("Refused before anything is stored.")
def test_an_identity_number_comes_back_from_every_field_for_text(
    cast: Cast, editions: Callable[[str], dict[str, tuple[Any, ...]]], quiet: None
) -> None:
    tried = set()
    for row in CHANGING:
        if row.route in PAGES:
            with undone(*cast.values()):
                args = editions(row.route)["own"]
                if row.route == "coordination":
                    leaves_work(cast)
                typed = answers_for(row, cast, args)
                tried |= set(refused(cast[sender_of(row)], row.route, args, typed))
    assert tried == guarded_fields()


def leaves_work(cast: Cast) -> None:
    """A post with a case that nobody holds, and a case that nobody may open."""
    gone = factories.member("gone", Role.ADVISER, factories.post("stovner"))
    factories.log_case(gone)
    assert gone.account is not None
    deactivate_account(actor=factories.SUITE, account=gone.account)
    alone = cast["elsewhere"]
    assert alone.account is not None
    keep_out_by_id(
        standing=cast["coordinator"].standing,
        case_id=factories.log_case(alone).pk,
        account_id=alone.account.pk,
        reason=gate.ours("I slekt."),
    )


def guarded_fields() -> set[str]:
    return {
        f"{form.__qualname__}.{name}"
        for form in all_forms()
        for name, field in form.base_fields.items()
        if isinstance(field, GuardedField)
    }


def refused(member: Member, route: str, args: tuple[Any, ...], typed: dict[str, Any]) -> Iterator[str]:
    """Each field of the route's page in which the number was refused, and a clean text was not."""
    shown = list(forms_of(ask(member, "GET", route, args)))
    before = all_rows()
    for form in shown:
        for name, field in form.fields.items():
            if not isinstance(field, GuardedField):
                continue
            called = f"{type(form).__qualname__}.{name}"
            # On a page of several forms the button says which: "extend 7" for extend-7-reason.
            sent = typed | {"do": (form.prefix or typed.get("do", "")).replace("-", " ", 1)}
            for text, taken in ((CLEAN, True), (f"Hun har {NUMBER} i passet.", False)):
                with undone(member):
                    answer = ask(member, "POST", route, args, data=sent | {form.add_prefix(name): text})
                    after = {} if taken else all_rows()
                if taken:
                    assert not complains(answer, called), (route, called)
                else:
                    assert complains(answer, called), (route, called)
                    assert f"<mark>{NUMBER}</mark>" in answer.content.decode(), (route, called)
                    assert differing(before, after) <= TRAIL, (route, called)
                    assert NUMBER not in str(after), (route, called)
            yield called


def complains(answer: Any, called: str) -> bool:
    """Whether the page has found something in the field."""
    qualname, _dot, name = called.partition(".")
    return any(
        type(form).__qualname__ == qualname and form.is_bound and form.fields[name].found
        for form in forms_of(answer)
    )


def forms_of(answer: Any) -> Iterator[forms.Form]:
    """The forms that the page was drawn from, each once."""
    seen: dict[int, forms.Form] = {}
    for context in answer.context or ():
        for scope in getattr(context, "dicts", [context]):
            for value in scope.values():
                seen |= {id(form): form for form in _within(value)}
    yield from seen.values()


def _within(value: Any) -> Iterator[forms.Form]:
    if isinstance(value, forms.Form):
        yield value
    elif isinstance(value, Sheet):
        yield value.form
    elif isinstance(value, dict):
        for one in value.values():
            yield from _within(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _within(one)
