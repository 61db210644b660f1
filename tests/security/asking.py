"""Asking as a member of the cast without leaving a trace, and what two answers must have in common."""

import contextlib
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import Member


@contextlib.contextmanager
def undone(*members: Member) -> Iterator[None]:
    """Whatever is done within is taken back: rows by a savepoint, the members' cookies by a copy."""
    cookies = [(member, copy.deepcopy(member.client.cookies)) for member in members]
    block = transaction.atomic()
    # As Django marks its own tests' blocks: what must be durable is let in.
    block._from_testcase = True  # type: ignore[attr-defined]
    try:
        with block:
            yield
            transaction.set_rollback(True)
    finally:
        for member, before in cookies:
            member.client.cookies = before


def ask(member: Member, verb: str, route: str, args: tuple[Any, ...] = (), **sent: Any) -> HttpResponse:
    """One request to a route, by any verb there is; `sent` goes to Django's test client."""
    address = reverse(route, args=args)
    if verb in ("GET", "HEAD", "POST"):
        send = getattr(member.client, verb.lower())
        return send(address, **sent)  # type: ignore[no-any-return]
    return member.client.generic(verb, address, **sent)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody who asks can tell two answers apart by, and how much work each was."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    queries: int


def look(member: Member, verb: str, route: str, args: tuple[Any, ...]) -> tuple[HttpResponse, Look]:
    """The answer, and its look with what was asked for and the form's token taken out."""
    # Django keeps so many and no more, and would then count wrong.
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as caught:
        answer = ask(member, verb, route, args)
    headers = tuple(sorted((name, without(value, args)) for name, value in answer.headers.items()))
    body = neutral(answer.content)
    return answer, Look(answer.status_code, headers, body, len(caught))


def without(text: str, args: tuple[Any, ...]) -> str:
    for one in args:
        text = text.replace(str(one), "…")
    # What leads back after signing in is sealed: as long for every page, and never twice the same.
    return re.sub(r"til%3D[\w%-]+", lambda found: f"til={len(found[0])}", text)


def neutral(body: bytes) -> bytes:
    """Form tokens and sealed ways back differ from answer to answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"|\?til=[\w%-]+', b"", body)
