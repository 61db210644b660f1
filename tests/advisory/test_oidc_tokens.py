"""Which identity tokens are believed: each way of forging or mixing one up, alone."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory.oidc.provider import Provider
from advisory.oidc.tokens import NoToken, Subject, opened
from tests.security.identity_provider import KEY, OTHER_KEY, b64, new_key, public, token

NOW = 1_780_000_000
ISSUER = "https://login.example.no"
PROVIDER = Provider(name="x", issuer=ISSUER, client_id="fritt-valg", client_secret="x")  # noqa: S106
GOOD: dict[str, Any] = {
    "iss": ISSUER,
    "aud": "fritt-valg",
    "sub": "kari",
    "nonce": "n-1",
    "iat": NOW,
    "exp": NOW + 300,
}


def keys(anew: bool) -> Iterable[dict[str, Any]]:
    return [public(KEY, "one")]


def open_it(text: str, *, provider: Provider = PROVIDER, held: Any = keys) -> Subject:
    return opened(text, provider=provider, nonce="n-1", now=NOW, keys=held)


def always(held: list[dict[str, Any]]) -> Any:
    return lambda anew: held


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != name}


@pytest.mark.parametrize(
    "changes",
    [{}, {"aud": ["fritt-valg"]}, {"nbf": NOW}, {"exp": NOW - 59}, {"iat": NOW + 59}, {"acr": "any"}],
)
def test_a_good_one_says_who(changes: dict[str, Any]) -> None:
    assert open_it(token(GOOD | changes)) == Subject(ISSUER, "kari")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": f"{ISSUER}/"}, "issuer"),
        ({"aud": "another"}, "audience"),
        ({"aud": ["fritt-valg", "another"]}, "audience"),
        ({"aud": []}, "audience"),
        ({"nonce": "n-2"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"exp": NOW - 60}, "time"),
        ({"exp": "9999999999"}, "time"),
        ({"exp": True}, "time"),
        ({"exp": float("nan")}, "time"),
        ({"exp": float("inf")}, "time"),
        ({"iat": NOW - 601}, "time"),
        ({"iat": NOW + 61}, "time"),
        ({"nbf": NOW + 61}, "time"),
        ({"sub": ""}, "subject"),
        ({"sub": 7}, "subject"),
        ({"sub": "x" * 256}, "subject"),
    ],
)
def test_for_somebody_else_or_of_another_time_it_is_none(changes: dict[str, Any], word: str) -> None:
    with pytest.raises(NoToken) as refused:
        open_it(token(GOOD | changes))

    assert refused.value.args == (word,)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_nothing_may_be_missing(name: str) -> None:
    with pytest.raises(NoToken):
        open_it(token(without(name)))


def test_signed_by_another_key_it_is_none() -> None:
    with pytest.raises(NoToken, match="signature"):
        open_it(token(GOOD, key=OTHER_KEY))
    with pytest.raises(NoToken, match="signature"):
        open_it(token(GOOD, kid="two"))


def test_a_key_may_be_too_small_or_for_something_else() -> None:
    small = new_key(1024)
    for held in (
        [public(small, "one")],
        [public(KEY, "one") | {"use": "enc"}],
        [{"kty": "oct", "kid": "one"}],
    ):
        with pytest.raises(NoToken, match="signature"):
            open_it(token(GOOD, key=small if held[0].get("use") == "sig" else KEY), held=always(held))


@pytest.mark.parametrize("head", [{"alg": "none"}, {"alg": "HS256"}, {"alg": "RS512"}, {"crit": ["x"]}])
def test_no_other_algorithm_is_taken(head: dict[str, Any]) -> None:
    with pytest.raises(NoToken, match="algorithm"):
        open_it(token(GOOD, **head))


def test_without_a_signature_it_is_none() -> None:
    signed = token(GOOD).rpartition(".")[0]
    deep = b64(b"[" * 100_000)
    for text in (f"{signed}.", signed, f"{signed}.AAAA", f"{deep}.{deep}.AAAA"):
        with pytest.raises(NoToken):
            open_it(text)


def test_what_was_signed_cannot_be_changed() -> None:
    head, _claims, signature = token(GOOD).split(".")

    with pytest.raises(NoToken, match="signature"):
        open_it(f"{head}.{b64(json.dumps(GOOD | {'sub': 'ola'}).encode())}.{signature}")


def test_a_new_key_is_looked_for_once() -> None:
    asked: list[bool] = []

    def rotating(anew: bool) -> Iterable[dict[str, Any]]:
        asked.append(anew)
        return [public(KEY, "one")] if anew else [public(OTHER_KEY, "nought")]

    assert open_it(token(GOOD), held=rotating).subject == "kari"
    assert asked == [False, True]


def test_a_level_that_is_asked_for_must_be_met() -> None:
    high = Provider(name="x", issuer=ISSUER, client_id="fritt-valg", client_secret="x", acr=("high",))  # noqa: S106

    assert open_it(token(GOOD | {"acr": "high"}), provider=high).subject == "kari"
    for changes in ({}, {"acr": "low"}, {"acr": ["high"]}):
        with pytest.raises(NoToken, match="acr"):
            open_it(token(GOOD | changes), provider=high)


@given(
    st.text(max_size=200)
    | st.lists(st.binary(max_size=30), min_size=3, max_size=3).map(lambda parts: ".".join(map(b64, parts)))
)
def test_anything_else_is_no_token_and_no_error(text: str) -> None:
    with pytest.raises(NoToken):
        open_it(text)
