"""Every field of every model, sent along with a good form: what is stored is what the form alone would store.

Time stands still and the system's random numbers repeat themselves, so that the same form stores the same
bytes: ids, nonces, seals and the trail. Whatever differs was let in.
"""

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.utils import timezone

from advisory.sealing import prepared
from cases.forms.sheet import FIELDS
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from tests.factories import Member, log_case
from tests.matrix import Row
from tests.security.asking import ask, undone
from tests.security.posting import CHANGING, PAGES, VALID, Cast, answers_for, sender_of
from tests.security.rows import Rows, all_rows, differing
from tests.security.test_csrf import STORES_NOTHING
from tests.security.test_matrix import editions, things

__all__ = ["editions", "things"]
# Names that no model has and a careless one might.
BESIDES = ("owner", "version", "is_staff", "is_superuser", "status", "created_by", "_state", "pk")
# A route without a page of its own takes what another's page asks.
TAKEN_WITHOUT_A_PAGE = {"draft_save": FIELDS}
# The database's own clock, and what it counts up by itself, do not stand still.
NOT_REPEATABLE = {"audit_change"}


@pytest.fixture
def repeatable(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Call it, and the next random numbers are those that came after the last call."""
    source = random.Random()
    monkeypatch.setattr("os.urandom", source.randbytes)
    monkeypatch.setattr("random._urandom", source.randbytes)
    # What it fetched ahead would be left over for the next time.
    monkeypatch.setattr(prepared.Random, "FETCH", 0)
    with time_machine.travel(timezone.now(), tick=False):
        yield lambda: source.seed(2008)


def fields() -> dict[str, Any]:
    """Of every model there is, by the names a form could take for it."""
    found = [field for model in apps.get_models() for field in model._meta.get_fields()]
    concrete = [field for field in found if isinstance(field, models.Field)]
    return {name: field for field in concrete for name in (field.name, field.attname)}


def planted(cast: Cast) -> list[dict[str, str]]:
    """A value for each name, of its field's kind; ids are a stranger's account, her post, her case."""
    elsewhere = cast["elsewhere"]
    assert elsewhere.account is not None
    assert elsewhere.post is not None
    facts = {*CaseFacts.SLOTS, *InquiryFacts.SLOTS, *PersonFacts.SLOTS}
    ids = [str(one.pk) for one in (elsewhere.account, elsewhere.post, log_case(elsewhere))]
    return [
        {
            **dict.fromkeys((*facts, *BESIDES), one),
            **{name: _value(field, one) for name, field in fields().items()},
        }
        for one in ids
    ]


def _value(field: Any, one: str) -> str:
    if isinstance(field, models.BooleanField):
        return "true"
    if isinstance(field, (models.IntegerField, models.DurationField)):
        return "4711"
    if isinstance(field, (models.DateField, models.TimeField)):
        return "2001-01-01"
    return one


def asked_for(row: Row, member: Member, args: tuple[Any, ...], typed: dict[str, Any]) -> set[str]:
    """The names that the form itself takes: what was typed, and what stands on its page."""
    names = set(typed) | TAKEN_WITHOUT_A_PAGE.get(row.route, frozenset())
    if row.route in PAGES:
        page = ask(member, "GET", row.route, args).content.decode()
        names |= set(re.findall(r'\sname="([^"]+)"', page))
    return names


def along(extras: dict[str, str], names: set[str]) -> dict[str, str]:
    """The extras that the form does not ask for, plainly and with each prefix of its fields."""
    prefixes = {"", *(name.rpartition("-")[0] + "-" for name in names if "-" in name)}
    made = {f"{prefix}{name}": value for prefix in prefixes for name, value in extras.items()}
    return {name: value for name, value in made.items() if name not in names}


@pytest.mark.parametrize("row", CHANGING, ids=lambda row: row.route)
def test_nothing_is_stored_that_the_form_does_not_ask_for(
    row: Row,
    cast: Cast,
    editions: Callable[[str], dict[str, tuple[Any, ...]]],
    repeatable: Callable[[], None],
) -> None:
    args = editions(row.route)["own"]
    member = cast[sender_of(row)]
    typed = answers_for(row, cast, args)
    names = asked_for(row, member, args, typed)
    extras = planted(cast)
    assert {"post", "seal", "id", "is_active", "password", "login_digest"} <= {
        name for more in extras for name in more
    }
    before = all_rows()

    def stored(more: dict[str, str]) -> Rows:
        with undone(member):
            repeatable()
            ask(member, "POST", row.route, args, data={**along(more, names), **typed})
            return all_rows()

    plain = stored({})
    assert differing(plain, stored({})) <= NOT_REPEATABLE, "the same form stores the same"
    assert differing(before, plain) or row.route not in VALID or row.route in STORES_NOTHING
    for more in extras:
        found = stored(more)
        let_in = differing(found, plain) - NOT_REPEATABLE
        # Or the form was refused, and nothing at all is stored.
        assert let_in == set() or differing(found, before) <= NOT_REPEATABLE, (row.route, let_in)
