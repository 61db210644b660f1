"""Signing in through the identity provider: tied by its owner alone, for the password, not the factor."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from advisory.models import Account, Subject
from advisory.services.accounts import deactivate_account, take_password_away
from advisory.services.factors import reset_factors
from audit.models import Entry
from audit.verbs import Verb
from config.identity_provider import read_provider
from tests import factories
from tests.advisory.test_sign_in import everything_stored
from tests.factories import Member
from tests.security.identity_provider import OTHER_KEY, IdentityProvider, public, running

LOGIN, FACTOR = reverse_lazy("account_login"), reverse_lazy("mfa_authenticate")


@pytest.fixture
def there(settings: Any) -> Iterator[IdentityProvider]:
    with running() as made:
        settings.OIDC = made.provider()
        yield made


def go(client: Client, there: IdentityProvider, route: str = "oidc_sign_in", **query: str) -> Any:
    """There and back."""
    begun = client.get(reverse(route, query=query))
    assert begun.status_code == 302, begun.status_code
    return client.get(reverse("oidc_back"), there.passed(begun.headers["Location"]))


def tie(member: Member, there: IdentityProvider) -> Account:
    assert member.account is not None
    assert go(member.client, there, "oidc_link").headers["Location"] == reverse("oidc_confirm")
    assert member.client.post(reverse("oidc_confirm")).status_code == 302
    member.account.refresh_from_db()
    return member.account


def refusals() -> list[str]:
    return [entry.fields for entry in Entry.objects.filter(verb=Verb.SIGN_IN_REFUSED.value)]


def test_tied_she_signs_in_there_and_gives_her_factor_here(adviser: Member, there: IdentityProvider) -> None:
    tie(adviser, there)
    client = Client()

    answer = go(client, there, next="/saker/")

    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/saker/").status_code == 302
    into = client.post(reverse("mfa_authenticate"), {"code": factories.code_now()})
    assert (into.status_code, into.headers["Location"]) == (302, "/saker/")
    assert client.get("/saker/").status_code == 200


def test_what_is_asked_for_is_who_she_is_and_nothing_else(there: IdentityProvider, reference: None) -> None:
    asked = parse_qs(urlsplit(Client().get(reverse("oidc_sign_in")).headers["Location"]).query)

    assert asked["scope"] == ["openid"]
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))


def test_nothing_of_it_is_stored_in_clear(adviser: Member, there: IdentityProvider) -> None:
    there.claims = {"sub": "kanari-4711", "email": "kanari-4711@example.invalid", "name": "Kanari-4711"}

    tie(adviser, there)
    go(Client(), there)

    stored = everything_stored()
    assert "kanari-4711" not in stored.lower()
    assert there.issuer not in stored
    assert not EmailAddress.objects.exists()


def test_an_e_mail_address_ties_nobody(adviser: Member, there: IdentityProvider) -> None:
    assert adviser.account is not None
    there.claims = {
        "email": adviser.account.email,
        "email_verified": True,
        "preferred_username": adviser.account.email,
    }
    assert go(Client(), there).url == LOGIN
    there.claims = {}
    tie(adviser, there)
    there.claims = {"sub": "another", "email": adviser.account.email, "email_verified": True}

    assert go(Client(), there).url == LOGIN
    assert refusals() == ["provider", "provider"]


def test_only_her_own_button_ties(adviser: Member, there: IdentityProvider) -> None:
    """Somebody else's way back, in her browser, ties nothing; nor does hers alone."""
    other = Client()
    begun = other.get(reverse("oidc_sign_in"))
    adviser.client.get(reverse("oidc_link"))

    planted = there.passed(begun.headers["Location"])
    assert adviser.client.get(reverse("oidc_back"), planted).url == reverse("factors")  # type: ignore[attr-defined]
    assert adviser.client.get(reverse("oidc_confirm")).status_code == 302
    assert go(adviser.client, there, "oidc_link").url == reverse("oidc_confirm")
    assert adviser.client.get(reverse("oidc_confirm")).status_code == 200
    assert not Subject.objects.exists()
    assert Client().post(reverse("oidc_confirm")).status_code == 302
    assert not Subject.objects.exists()


def test_tying_wants_the_factor_afresh_and_ends_other_sessions(
    adviser: Member, there: IdentityProvider, time_machine: Any
) -> None:
    assert adviser.account is not None
    elsewhere = Client()
    elsewhere.force_login(adviser.account, backend=factories.BACKEND)
    tie(adviser, there)
    assert elsewhere.get("/saker/").status_code == 302
    assert adviser.client.get("/saker/").status_code == 200

    time_machine.move_to(timezone.now() + timedelta(minutes=6))

    for route in ("oidc_link", "oidc_confirm"):
        assert reverse("account_reauthenticate") in adviser.client.get(reverse(route)).headers["Location"]
    adviser.client.post(reverse("oidc_unlink"))
    assert Subject.objects.exists()


def test_one_user_there_is_one_account_here(
    adviser: Member, colleague: Member, there: IdentityProvider
) -> None:
    tie(adviser, there)
    go(colleague.client, there, "oidc_link")

    colleague.client.post(reverse("oidc_confirm"))

    assert Subject.objects.get().account == adviser.account


def test_untied_she_does_not_get_in(adviser: Member, there: IdentityProvider) -> None:
    account = tie(adviser, there)
    assert go(Client(), there).url == FACTOR

    adviser.client.post(reverse("oidc_unlink"))

    assert go(Client(), there).url == LOGIN
    verbs = Entry.objects.filter(chain=account.pk).values_list("verb", flat=True)
    assert {Verb.SUBJECT_TIED.value, Verb.SUBJECT_UNTIED.value} <= set(verbs)


def test_a_deactivated_account_does_not_get_in(adviser: Member, there: IdentityProvider) -> None:
    account = tie(adviser, there)
    assert go(Client(), there).url == FACTOR

    deactivate_account(actor=factories.SUITE, account=account)

    assert go(Client(), there).url == LOGIN


def test_a_reset_and_a_lost_factor_end_it(
    adviser: Member, colleague: Member, there: IdentityProvider
) -> None:
    """Whoever runs the provider cannot come in by it before she has chosen her factor anew."""
    account = tie(adviser, there)
    reset_factors(actor=factories.SUITE, account=account)
    assert go(Client(), there).url == LOGIN
    factories.give_factor(account)
    assert go(Client(), there).url == FACTOR

    take_password_away(actor=factories.SUITE, account=account)

    assert go(Client(), there).url == LOGIN
    # What is left over of it stands in nobody's way.
    tie(colleague, there)
    assert go(Client(), there).url == FACTOR


def test_a_row_moved_or_put_back_by_sql_finds_nobody(
    adviser: Member, colleague: Member, there: IdentityProvider
) -> None:
    """Her own row pointed at a colleague's account; and one put back after she was untied."""
    account = tie(adviser, there)
    row = Subject.objects.get()
    Subject.objects.update(account=colleague.account)
    assert go(Client(), there).url == LOGIN
    Subject.objects.update(account=account)
    assert go(Client(), there).url == FACTOR
    adviser.client.post(reverse("oidc_unlink"))

    row.save(force_insert=True)

    assert go(Client(), there).url == LOGIN


def test_the_way_back_is_gone_once_and_in_the_browser_that_began(
    adviser: Member, there: IdentityProvider
) -> None:
    tie(adviser, there)
    client = Client()
    query = there.passed(client.get(reverse("oidc_sign_in")).headers["Location"])
    assert Client().get(reverse("oidc_back"), query).url == LOGIN
    assert client.get(reverse("oidc_back"), query | {"state": "x"}).url == LOGIN
    # That used it up.
    assert client.get(reverse("oidc_back"), query).url == LOGIN

    assert go(client, there).url == FACTOR


def test_too_late_or_refused_there_is_no_way_in(
    adviser: Member, there: IdentityProvider, time_machine: Any
) -> None:
    tie(adviser, there)
    client = Client()
    query = there.passed(client.get(reverse("oidc_sign_in")).headers["Location"])
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    assert client.get(reverse("oidc_back"), query).url == LOGIN

    begun = there.passed(client.get(reverse("oidc_sign_in")).headers["Location"])

    refused = client.get(reverse("oidc_back"), {"state": begun["state"], "error": "access_denied"})
    assert refused.url == LOGIN
    assert "Virksomheten" in client.get(LOGIN).content.decode()


@pytest.mark.parametrize(
    "claims", [{"aud": "another"}, {"nonce": "another"}, {"iss": "http://127.0.0.1:1"}, {"exp": 1}]
)
def test_a_token_for_another_lets_nobody_in(
    adviser: Member, there: IdentityProvider, claims: dict[str, Any]
) -> None:
    tie(adviser, there)
    assert go(Client(), there).url == FACTOR
    there.claims = claims

    assert go(Client(), there).url == LOGIN


def test_its_keys_may_change(
    adviser: Member, there: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    tie(adviser, there)
    there.signs_with = OTHER_KEY
    assert go(Client(), there).url == LOGIN
    there.head, there.keys = {"kid": "two"}, [public(OTHER_KEY, "two")]
    monkeypatch.setattr("advisory.oidc.provider.AGAIN_SECONDS", 0)

    assert go(Client(), there).url == FACTOR


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/token", (500, {})),
        ("/token", (200, b"<html>")),
        ("/token", (200, {"access_token": "x"})),
        ("/token", (302, {})),
        ("/token", (200, b"[" * 300_000)),
        ("/keys", (404, {})),
        ("/.well-known/openid-configuration", (200, {"issuer": "https://evil.example"})),
        ("/.well-known/openid-configuration", (200, {})),
    ],
)
def test_when_it_does_not_answer_as_it_should_that_is_said(
    adviser: Member, there: IdentityProvider, path: str, answer: Any
) -> None:
    there.sabotage = {path: answer}
    client = Client()
    begun = client.get(reverse("oidc_sign_in"))
    if begun.url != LOGIN:
        begun = client.get(reverse("oidc_back"), there.passed(begun.headers["Location"]))

    assert begun.url == LOGIN
    assert "Virksomheten" in client.get(LOGIN).content.decode()


def test_without_a_provider_there_are_no_such_pages(adviser: Member, settings: Any) -> None:
    assert settings.OIDC is None
    assert b"tjeneste" not in Client().get(reverse("account_login")).content
    assert Client().get(reverse("oidc_sign_in")).status_code == 404


def test_with_one_the_ways_are_shown(adviser: Member, there: IdentityProvider) -> None:
    assert f'href="{reverse("oidc_sign_in")}"' in Client().get(reverse("account_login")).content.decode()
    assert reverse("oidc_link") in adviser.client.get(reverse("factors")).content.decode()
    tie(adviser, there)

    assert reverse("oidc_unlink") in adviser.client.get(reverse("factors")).content.decode()


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({}, None),
        ({"ISSUER": "https://login.example.no", "CLIENT_ID": "x"}, None),
        ({"ISSUER": "https://login.example.no"}, "CLIENT_ID"),
        ({"ISSUER": "http://login.example.no", "CLIENT_ID": "x"}, "https"),
        ({"ISSUER": "login.example.no", "CLIENT_ID": "x"}, "https"),
        (
            {"ISSUER": "https://login.example.no", "CLIENT_ID": "x", "CLIENT_SECRET_FILE": "/nowhere"},
            "SECRET",
        ),
    ],
)
def test_the_operator_is_told_what_is_missing(
    told: dict[str, str], error: str | None, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hemmelig")
    secret.chmod(0o400)
    for name, value in ({"CLIENT_SECRET_FILE": str(secret)} | told).items():
        monkeypatch.setenv(f"FRITTVALG_PROVE_{name}", value)
    if error is None:
        found = read_provider("FRITTVALG_PROVE")
        assert (found is not None) == bool(told)
        assert "hemmelig" not in repr(found)
        return

    with pytest.raises(ImproperlyConfigured, match=error):
        read_provider("FRITTVALG_PROVE")
