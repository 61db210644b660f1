"""Every route, asked by every member of the cast, answers as tests/matrix.py says; no route is unlisted."""

import logging
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from advisory.pages import rule_of
from advisory.roles import Role
from advisory.sessions import digest_of, row_of
from audit.models import Entry
from cases.models import Draft
from config.limits import METHODS
from tests import factories
from tests.conftest import CAST
from tests.factories import Member, log_case
from tests.headers import own
from tests.matrix import AWAY, EVERYBODY, MATRIX, OUTSIDE, OWNED, Row
from tests.security.asking import Look, ask, look, undone

Cast = dict[str, Member]
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
ROWS = {(row.route, row.verb): row for row in MATRIX}
ARGS = {row.route: row.args for row in MATRIX}


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def test_no_route_is_without_a_row() -> None:
    assert {row.route for row in MATRIX} == {pattern.name for pattern in patterns()}


def test_a_row_answers_the_whole_cast() -> None:
    assert set(EVERYBODY) == set(CAST)
    assert all(set(row.answers) == set(CAST) for row in MATRIX)


def test_every_view_states_its_rule() -> None:
    assert not [pattern.name for pattern in patterns() if rule_of(pattern.callback) is None]


def things_of(owner: Member) -> dict[str, Any]:
    """What the rows name, made for its owner."""
    draft = Draft(account=owner.account, content="{}", changed_at=timezone.now())
    draft.save(force_insert=True)
    # Somebody else's, so that nobody of the cast is turned out by what the administrator does.
    other = factories.member("other", Role.ADVISER, factories.post("sandaker")).account
    writer = factories.member("writer", Role.COORDINATOR, factories.post("kt-koordinator"))
    assert owner.account is not None
    assert other is not None
    return {
        "case": log_case(owner).pk,
        "event": uuid.uuid4(),
        "advice": factories.keep_advice(writer),
        "draft": draft.pk,
        "year": 2008,
        "number": 1,
        "language": "nb",
        "table": "T02",
        "name": "csv",
        "version": 1,
        "place": 1,
        "account": other.pk,
        "factor": owner.account.factors.get().pk,
        "membership": other.memberships.get().pk,
        "session": row_of(digest_of(owner.client.cookies[settings.SESSION_COOKIE_NAME].value)),
    }


@pytest.fixture
def things(cast: Cast) -> Callable[[str], Any]:
    """The adviser's."""
    return things_of(cast["adviser"]).__getitem__


@pytest.fixture
def quiet() -> Iterator[None]:
    """No line for each of thousands of refusals, and a clock that stands: no session's time goes by."""
    logging.disable(logging.CRITICAL)
    with time_machine.travel(timezone.now(), tick=False):
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def editions(things: Callable[[str], Any]) -> Callable[[str], dict[str, tuple[Any, ...]]]:
    """A route's arguments: the adviser's things, those of somebody outside the cast, and none there are."""
    strangers = things_of(factories.member("stranger", Role.ADVISER, factories.post("rud")))

    def editions_of(route: str) -> dict[str, tuple[Any, ...]]:
        own = tuple(map(things, ARGS[route]))
        foreign = tuple(strangers[name] for name in ARGS[route])
        absent = tuple(map(nowhere, own))
        found = {"own": own, "foreign": foreign, "absent": absent}
        # What is nobody's, as a year, has no foreign edition.
        return {name: args for name, args in found.items() if name == "own" or args != own}

    return editions_of


def nowhere(thing: Any) -> Any:
    """One of its kind that there is not."""
    if isinstance(thing, uuid.UUID):
        return uuid.uuid4()
    return 1900 if isinstance(thing, int) else "x" * len(thing)


def row_of_verb(route: str, verb: str) -> Row | None:
    return ROWS.get((route, verb)) or (ROWS.get((route, "GET")) if verb == "HEAD" else None)


def is_asked(route: str, verb: str, edition: str, *, let_in: bool) -> bool:
    """Her own thing by every verb, and each thing by every verb that the door stops.

    Else where a view could tell things apart: by a verb that a row states, of one whom the page's rule lets
    in. Whoever it refuses never comes to the view; that this is so is seen by GET.
    """
    if edition == "own" or verb not in METHODS:
        return True
    return row_of_verb(route, verb) is not None if let_in else verb == "GET"


def declared(route: str, verb: str, edition: str, name: str, *, let_in: bool) -> int:
    """The status that the matrix states; for a verb without a row, what the page's rule or the door says."""
    if verb not in METHODS:
        return 405
    row = row_of_verb(route, verb)
    if row is None:
        return 405 if let_in else AWAY if name in OUTSIDE else 403
    answer = row.answers[name]
    if edition == "own" or answer in (403, 404) or (answer == AWAY and name in OUTSIDE):
        return answer
    if edition == "absent":
        return row.absent
    if row.foreign is not None:
        return row.foreign
    return answer if OWNED.isdisjoint(row.args) else 404


@pytest.mark.one_database("Rules of pages; what the door finds is seen on both in test_access.py.")
@pytest.mark.slow
def test_every_verb_of_every_route_answers_everybody_as_declared(
    cast: Cast, editions: Callable[[str], dict[str, tuple[Any, ...]]], quiet: None
) -> None:
    """Also that headers are the policy's, and that a thing that is not hers looks like one there is not."""
    wrong: dict[tuple[str, ...], Any] = {}
    standing = {name: None if name in OUTSIDE else member.standing for name, member in cast.items()}
    rules = {pattern.name: rule_of(pattern.callback) for pattern in patterns()}
    for route, verb, name in ((route, verb, name) for route in ARGS for verb in VERBS for name in CAST):
        member = cast[name]
        let_in = rules[route].allows(standing[name])  # type: ignore[union-attr]
        looks: dict[str, Look] = {}
        for edition, args in editions(route).items():
            if not is_asked(route, verb, edition, let_in=let_in):
                continue
            with undone(member):
                answer, looks[edition] = look(member, verb, route, args)
            expected = declared(route, verb, edition, name, let_in=let_in)
            if answer.status_code != expected:
                wrong[route, verb, name, edition] = (answer.status_code, expected)
            own(answer)
        if "foreign" in looks and looks["foreign"].status == looks["absent"].status != 200:
            told_apart = [one for one in looks if looks[one].status == looks["absent"].status]
            if len({looks[one] for one in told_apart}) > 1:
                wrong[route, verb, name, "looks"] = {one: looks[one] for one in told_apart}
    assert wrong == {}


def trail() -> set[tuple[uuid.UUID, int]]:
    return set(Entry.objects.values_list("chain", "number"))


def test_a_stranger_on_the_way_to_the_log_in_page_writes_nothing(
    cast: Cast, things: Callable[[str], Any]
) -> None:
    """Or anybody could fill the trail, which nothing empties."""
    before = trail()
    away = [row for row in MATRIX if row.answers["anonymous"] == AWAY]
    assert away
    for row in away:
        ask(cast["anonymous"], row.verb, row.route, tuple(map(things, row.args)))
        assert trail() == before, (row.route, row.verb)


def test_whoever_is_signed_in_and_refused_a_page_is_recorded(
    cast: Cast, things: Callable[[str], Any]
) -> None:
    refused = [(row, name) for row in MATRIX for name, answer in row.answers.items() if answer == 403]
    assert refused
    for row, name in refused:
        with undone(cast[name]):
            before = trail()
            ask(cast[name], row.verb, row.route, tuple(map(things, row.args)))
            ((chain, number),) = trail() - before
            entry = Entry.objects.get(chain=chain, number=number)
            assert (entry.verb, entry.fields) == ("access.refused", "page")
            assert chain == entry.actor == cast[name].account.pk  # type: ignore[union-attr]
