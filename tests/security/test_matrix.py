"""Every route, asked by every member of the cast, answers as tests/matrix.py says; no route is unlisted."""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from advisory.pages import rule_of
from advisory.roles import Role
from advisory.sessions import digest_of, row_of
from audit.models import Entry
from cases.models import Draft
from tests import factories
from tests.conftest import CAST
from tests.factories import Member, log_case
from tests.matrix import EVERYBODY, MATRIX, Row

Cast = dict[str, Member]


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


@pytest.fixture
def things(cast: Cast) -> Callable[[str], Any]:
    """What the rows name: made once a test."""
    owner = cast["adviser"]
    draft = Draft(account=owner.account, content="{}", changed_at=timezone.now())
    draft.save(force_insert=True)
    # Somebody else's, so that nobody of the cast is turned out by what the administrator does.
    other = factories.member("other", Role.ADVISER, factories.post("sandaker")).account
    assert owner.account is not None
    assert other is not None
    made = {
        "case": log_case(owner).pk,
        "draft": draft.pk,
        "year": 2008,
        "account": other.pk,
        "factor": owner.account.factors.get().pk,
        "membership": other.memberships.get().pk,
        "session": row_of(digest_of(owner.client.cookies[settings.SESSION_COOKIE_NAME].value)),
    }
    return made.__getitem__


def ask(member: Member, row: Row, args: list[Any]) -> HttpResponse:
    call = getattr(member.client, row.verb.lower())
    return call(reverse(row.route, args=args))  # type: ignore[no-any-return]


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.verb}-{row.route}")
def test_answers(row: Row, cast: Cast, things: Callable[[str], Any]) -> None:
    args = [things(name) for name in row.args]
    # The owner last: her answer may use up the thing (a draft thrown away, a sign-out).
    names = sorted(CAST, key=lambda name: name == "adviser")
    found = {name: ask(cast[name], row, args).status_code for name in names}
    assert found == row.answers


def trail() -> set[tuple[uuid.UUID, int]]:
    return set(Entry.objects.values_list("chain", "number"))


@pytest.mark.parametrize(
    "row",
    [row for row in MATRIX if row.answers["anonymous"] == 302],
    ids=lambda row: f"{row.verb}-{row.route}",
)
def test_a_stranger_on_the_way_to_the_log_in_page_writes_nothing(
    row: Row, anonymous: Member, things: Callable[[str], Any]
) -> None:
    """Or anybody could fill the trail, which nothing empties."""
    args = [things(name) for name in row.args]
    before = trail()
    assert ask(anonymous, row, args).status_code == 302
    assert trail() == before


@pytest.mark.parametrize(
    "row", [row for row in MATRIX if 403 in row.answers.values()], ids=lambda row: row.route
)
def test_whoever_is_signed_in_and_refused_a_page_is_recorded(
    row: Row, cast: Cast, things: Callable[[str], Any]
) -> None:
    args = [things(name) for name in row.args]
    for name in (name for name, answer in row.answers.items() if answer == 403):
        before = trail()
        ask(cast[name], row, args)
        ((chain, number),) = trail() - before
        entry = Entry.objects.get(chain=chain, number=number)
        assert (entry.verb, entry.fields) == ("access.refused", "page")
        assert chain == entry.actor == cast[name].account.pk  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "row", [row for row in MATRIX if "case" in row.args], ids=lambda row: f"{row.verb}-{row.route}"
)
@pytest.mark.parametrize("stranger", ["elsewhere", "embassy", "coordinator", "statistician", "anonymous"])
def test_a_foreign_case_answers_like_an_absent_one(
    row: Row, stranger: str, cast: Cast, things: Callable[[str], Any]
) -> None:
    assert ask(cast["colleague"], row, [things("case")]).status_code == row.answers["colleague"]
    foreign = ask(cast[stranger], row, [things("case")])
    absent = ask(cast[stranger], row, [uuid.uuid4()])
    assert foreign.status_code == absent.status_code
    assert headers(foreign) == headers(absent)
    assert neutral(foreign.content) == neutral(absent.content)


def headers(response: HttpResponse) -> dict[str, str]:
    """All but where the log-in page is told to come back to."""
    return {name: value for name, value in response.headers.items() if name != "Location"}


def neutral(body: bytes) -> bytes:
    """Form tokens differ from answer to answer, and so do the seconds that a session has left."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"|data-left="\d+"', b"", body)


def test_another_verb_is_refused(cast: Cast, things: Callable[[str], Any]) -> None:
    """A page that is only read takes no POST, and one that changes takes no GET."""
    allowed: dict[str, set[str]] = {}
    for row in MATRIX:
        allowed.setdefault(row.route, set()).add(row.verb)
    for row in MATRIX:
        for verb in {"GET", "POST", "PUT", "DELETE", "PATCH"} - allowed[row.route]:
            call = getattr(cast["adviser"].client, verb.lower())
            status = call(reverse(row.route, args=[things(name) for name in row.args])).status_code
            # 403: the page is not for her anyway. 302: signing out sends everybody on, and signed her out.
            assert status in {302, 403, 404, 405}, (verb, row.route)
