"""Every field of every model, sent along with a good form: what is stored is what the form alone would store.

Time stands still and the system's random numbers repeat themselves, so that the same form stores the same
bytes: ids, nonces, seals and the trail. Whatever differs was let in.
"""

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from advisory.models import Account, Post
from advisory.sealing import prepared
from cases.forms.messages import MessageForm
from cases.forms.sheet import FIELDS
from cases.models import Case
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.services.drafts import CASE
from tests.factories import Member, log_case
from tests.matrix import Row
from tests.security.asking import ask, undone
from tests.security.posting import CHANGING, PAGES, VALID, Cast, answers_for, sender_of
from tests.security.rows import Rows, all_rows, differing
from tests.security.test_csrf import STORES_NOTHING
from tests.security.test_matrix import editions, quiet, things

__all__ = ["editions", "quiet", "things"]
# Names that no model has and a careless one might.
BESIDES = ("owner", "version", "is_staff", "is_superuser", "status", "created_by", "_state", "pk")
# A route without a page of its own takes what another's page asks.
TAKEN_WITHOUT_A_PAGE = {"draft_save": FIELDS | frozenset({*MessageForm.base_fields, "revision", CASE})}
# The database's own clock, and what it counts up by itself, do not stand still.
NOT_REPEATABLE = {"audit_change"}
AT_A_TIME = 70


@pytest.fixture
def repeatable(monkeypatch: pytest.MonkeyPatch, quiet: None) -> Callable[[], None]:
    """Call it, and the next random numbers are those that came after the last call."""
    source = random.Random()
    monkeypatch.setattr("os.urandom", source.randbytes)
    monkeypatch.setattr("random._urandom", source.randbytes)
    # What it fetched ahead would be left over for the next time.
    monkeypatch.setattr(prepared.Random, "FETCH", 0)

    def again() -> None:
        source.seed(2008)
        # The trail names a change of the register by its number, which PostgreSQL does not count back.
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [LogEntry]):
                cursor.execute(statement)

    return again


def fields() -> dict[str, Any]:
    """Of every model there is, by the names a form could take for it."""
    found = [field for model in apps.get_models() for field in model._meta.get_fields()]
    concrete = [field for field in found if isinstance(field, models.Field)]
    return {name: field for field in concrete for name in (field.name, field.attname)}


def planted(cast: Cast) -> dict[str, str]:
    """A value for each name, of its field's kind; what is a link leads to a stranger, her post, her case."""
    elsewhere = cast["elsewhere"]
    assert elsewhere.account is not None
    assert elsewhere.post is not None
    links = {
        Account: str(elsewhere.account.pk),
        Post: str(elsewhere.post.pk),
        Case: str(log_case(elsewhere).pk),
    }
    facts = {*CaseFacts.SLOTS, *InquiryFacts.SLOTS, *PersonFacts.SLOTS}
    words = dict.fromkeys((*facts, *BESIDES), "ANNET")
    return words | {name: _value(field, links) for name, field in fields().items()}


def _value(field: Any, links: dict[Any, str]) -> str:
    if isinstance(field, models.BooleanField):
        return "true"
    if isinstance(field, (models.IntegerField, models.DurationField)):
        return "4711"
    if isinstance(field, (models.DateField, models.TimeField)):
        return "2001-01-01"
    model = field.related_model if field.is_relation else field.model
    return links.get(model, links[Account] if isinstance(field, models.UUIDField) else "ANNET")


def asked_for(row: Row, member: Member, args: tuple[Any, ...], typed: dict[str, Any]) -> set[str]:
    """The names that the form itself takes: what was typed, and what stands on its page."""
    names = set(typed) | TAKEN_WITHOUT_A_PAGE.get(row.route, frozenset())
    if row.route in PAGES:
        page = ask(member, "GET", row.route, args).content.decode()
        names |= set(re.findall(r'\sname="([^"]+)"', page))
    return names


def along(extras: dict[str, str], names: set[str]) -> Iterator[dict[str, str]]:
    """The extras that the form does not ask for, plainly and with each prefix of its fields.

    Some at a time: a form that refuses one must not thereby hide what it does with another.
    """
    prefixes = {"", *(name.rpartition("-")[0] + "-" for name in names if "-" in name)}
    made = [(f"{prefix}{name}", value) for prefix in sorted(prefixes) for name, value in extras.items()]
    sent = [(name, value) for name, value in made if name not in names]
    for start in range(0, len(sent), AT_A_TIME):
        yield dict(sent[start : start + AT_A_TIME])


@pytest.mark.one_database("Which fields of a form are read.")
def test_nothing_is_stored_that_the_form_does_not_ask_for(
    cast: Cast,
    editions: Callable[[str], dict[str, tuple[Any, ...]]],
    repeatable: Callable[[], None],
    quiet: None,
) -> None:
    extras = planted(cast)
    assert {"post", "seal", "id", "is_active", "password", "login_digest", "outcome"} <= set(extras)
    for row in CHANGING:
        with undone(*cast.values()):
            args = editions(row.route)["own"]
            typed = answers_for(row, cast, args)
            stores_the_same(row, cast[sender_of(row)], args, typed, extras=extras, repeatable=repeatable)


def stores_the_same(
    row: Row,
    member: Member,
    args: tuple[Any, ...],
    typed: dict[str, Any],
    *,
    extras: dict[str, str],
    repeatable: Callable[[], None],
) -> None:
    names = asked_for(row, member, args, typed)
    before = all_rows()

    def stored(more: dict[str, str]) -> Rows:
        with undone(member):
            repeatable()
            ask(member, "POST", row.route, args, data={**more, **typed})
            return all_rows()

    plain = stored({})
    assert differing(plain, stored({})) <= NOT_REPEATABLE, ("the same form stores the same", row.route)
    assert differing(before, plain) or row.route not in VALID or row.route in STORES_NOTHING, row.route
    for more in along(extras, names):
        found = stored(more)
        let_in = differing(found, plain) - NOT_REPEATABLE
        # Or the form was refused, and nothing at all is stored.
        assert let_in == set() or differing(found, before) <= NOT_REPEATABLE, (
            row.route,
            let_in,
            sorted(more),
        )
