"""What the tests of the guard ask: which pieces of a text were found, by kind."""

from collections.abc import Iterable

from cases.identity_guard import check


def found(text: str, *, own: Iterable[str] = ()) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in check(text, own_names=own).findings]


def kinds(text: str) -> set[str]:
    return {one.kind for one in check(text).findings}


def verdict(text: str) -> str:
    return check(text).verdict
