"""Signing in and out, and what it leaves behind: never what was typed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from advisory.models import Account
from advisory.sealing.lookup import login_digest
from advisory.services.accounts import deactivate_account
from audit.actor import ANONYMOUS
from audit.models import Entry
from audit.verbs import Verb
from tests import factories
from tests.factories import Member

PASSWORD = "fjell fjord foss vidde"
WRONG = "en helt annen ting"


def with_password(member: Member) -> Account:
    return factories.give_password(member, PASSWORD)


@pytest.fixture
def account(adviser: Member) -> Account:
    return with_password(adviser)


@pytest.fixture
def other(colleague: Member) -> Account:
    return with_password(colleague)


def attempt(login: str, password: str, client: Client | None = None, **request: Any) -> Any:
    return (client or Client()).post(
        reverse("account_login"), {"login": login, "password": password}, **request
    )


def fail(login: str, times: int, **request: Any) -> list[int]:
    return [attempt(login, WRONG, **request).status_code for _time in range(times)]


def entries(verb: Verb) -> list[Entry]:
    return list(Entry.objects.filter(verb=verb.value).order_by("at"))


def everything_stored() -> str:
    """Every value of every table, as text."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [
                bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                for row in cursor.fetchall()
                for value in row
            ]
    return "\n".join(found)


def test_sign_in_leads_to_the_first_page_of_ones_work(account: Account) -> None:
    client = Client()

    answer = factories.sign_in(client, account, PASSWORD)

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("start"))
    assert client.get(reverse("account_logout")).status_code == 200
    assert not EmailAddress.objects.exists()


def test_sign_in_is_recorded_on_the_chain_of_the_account(account: Account) -> None:
    before = len(entries(Verb.SIGNED_IN))
    attempt(account.email, PASSWORD)
    assert len(entries(Verb.SIGNED_IN)) == before
    factories.sign_in(Client(), account, PASSWORD)

    made = entries(Verb.SIGNED_IN)[before:]

    assert [(entry.chain, entry.actor) for entry in made] == [(account.pk, account.pk)]
    assert made[0].request is not None


def test_nothing_that_was_typed_is_stored_in_clear(account: Account, caplog: Any) -> None:
    caplog.set_level("DEBUG")
    canary = "kanari-4711@example.invalid"
    client = Client()

    attempt(canary, "kanari-passord-4711", client, query_params={"next": "/kanari-4711"})
    attempt(canary, "kanari-passord-4711", client, HTTP_USER_AGENT="kanari-4711", HTTP_ACCEPT="kanari-4711")
    attempt(account.email, PASSWORD, client)

    assert entries(Verb.SIGN_IN_REFUSED)
    stored = everything_stored()
    assert login_digest(canary) in stored
    assert "kanari" not in stored
    assert account.email not in stored
    sql_apart = [line for line in caplog.records if not line.name.startswith("django.db")]
    logged = "\n".join(line.getMessage() for line in sql_apart)
    assert "kanari" not in logged
    assert account.email not in logged


def test_a_refusal_is_recorded_on_the_strangers_chain_without_a_name(account: Account) -> None:
    attempt(account.email, WRONG)

    (entry,) = entries(Verb.SIGN_IN_REFUSED)

    assert (entry.chain, entry.actor, entry.subject, entry.fields) == (
        ANONYMOUS,
        ANONYMOUS,
        None,
        "credentials",
    )


def test_unknown_wrong_and_deactivated_answer_alike(account: Account, other: Account) -> None:
    assert attempt(other.email, PASSWORD).status_code == 302
    deactivate_account(actor=factories.SUITE, account=other)

    answers = [
        attempt(login, password)
        for login, password in (
            ("nobody@example.invalid", PASSWORD),
            (account.email, WRONG),
            (other.email, PASSWORD),
        )
    ]

    pages = {
        re.sub(r'(name="csrfmiddlewaretoken"|name="login" class="ds-input") value="[^"]*"', "", page)
        for page in (answer.content.decode() for answer in answers)
    }
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len(pages) == 1
    assert "ds-error-summary" in pages.pop()


def test_unknown_and_deactivated_cost_as_much_hashing_as_a_wrong_password(
    account: Account, other: Account, settings: Any
) -> None:
    deactivate_account(actor=factories.SUITE, account=other)
    settings.PASSWORD_HASHERS = ["tests.advisory.test_sign_in.CountingHasher"]
    work: list[int] = []
    for login in (account.email, other.email, "nobody@example.invalid"):
        CountingHasher.count = 0
        attempt(login, WRONG)
        work.append(CountingHasher.count)

    assert work == [1, 1, 1]


class CountingHasher(MD5PasswordHasher):
    count = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).count += 1
        return super().encode(password, salt)


def test_signing_in_ends_a_session_that_was_planted(account: Account, settings: Any) -> None:
    client = Client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    assert session.exists(session.session_key)

    factories.sign_in(client, account, PASSWORD)

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key
    assert not session.exists(session.session_key)


def test_a_deactivated_account_is_out_at_once(account: Account) -> None:
    client = Client()
    factories.sign_in(client, account, PASSWORD)
    assert client.get(reverse("account_logout")).status_code == 200

    deactivate_account(actor=factories.SUITE, account=account)

    assert client.get(reverse("account_logout")).status_code == 302


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/helse/live", "/helse/live"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("http://testserver/helse/live", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_next_stays_in_the_house(account: Account, wanted: str, reached: str) -> None:
    answer = factories.sign_in(Client(), account, PASSWORD, wanted=wanted)

    assert (answer.status_code, answer.headers["Location"]) == (302, reached)


def test_empty_fields_are_told_beside_the_field(account: Account) -> None:
    page = attempt(account.email, "").content.decode()

    assert 'aria-describedby="id_password_error"' in page
    assert 'href="#id_password"' in page
    assert account.email in page  # what was right is kept


def test_one_advisers_failures_do_not_lock_out_a_colleague(
    account: Account, other: Account, time_machine: Any
) -> None:
    time_machine.move_to("2026-06-01T10:00:00Z", tick=False)
    assert attempt(account.email, PASSWORD).status_code == 302

    assert fail(account.email, 6) == [200, 200, 200, 200, 429, 429]

    locked = attempt(account.email, PASSWORD)
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "901"
    assert "ds-heading" in locked.content.decode()
    assert PASSWORD not in locked.content.decode()
    assert entries(Verb.SIGN_IN_REFUSED)[-1].fields == "locked"
    assert attempt(other.email, PASSWORD).status_code == 302


def test_an_unknown_log_in_is_locked_like_a_known_one(account: Account) -> None:
    assert fail("nobody@example.invalid", 5) == fail(account.email, 5)


def test_tries_during_a_lock_out_do_not_prolong_it(account: Account, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T10:00:00Z")
    fail(account.email, 5)
    time_machine.move_to("2026-06-01T10:14:00Z")
    assert fail(account.email, 1) == [429]

    time_machine.move_to("2026-06-01T10:15:01Z")

    assert attempt(account.email, PASSWORD).status_code == 302


def test_success_forgives_the_failures_before_it(account: Account) -> None:
    fail(account.email, 4)
    factories.sign_in(Client(), account, PASSWORD)

    assert not AccessAttempt.objects.exists()
    assert fail(account.email, 4) == [200, 200, 200, 200]


def test_stored_failures_hold_tags_alone(account: Account) -> None:
    request = {"HTTP_USER_AGENT": "Firefox", "HTTP_ACCEPT": "text/html", "REMOTE_ADDR": "192.0.2.7"}
    attempt(account.email, WRONG, **request)
    attempt(account.email.upper(), WRONG, query_params={"next": "/sak/"}, **request)

    (row,) = AccessAttempt.objects.all()

    assert row.username == account.login_digest
    assert row.failures_since_start == 2
    assert str(row.ip_address).startswith("fd")
    assert "192.0.2.7" not in everything_stored()
    assert (row.user_agent, row.http_accept, row.path_info) == ("", "", reverse("account_login"))
    assert not (row.get_data + row.post_data).replace("-", "").strip()
    assert not AccessLog.objects.exists()
    assert not AccessFailureLog.objects.exists()


@pytest.mark.parametrize(
    "written", [str.upper, str.title, lambda text: f"  {text}  ", lambda text: text.replace("a", "\uff41")]
)
def test_spellings_of_one_log_in_count_as_one(account: Account, written: Callable[[str], str]) -> None:
    assert attempt(written(account.email), PASSWORD).status_code == 302
    fail(account.email, 3)

    assert fail(written(account.email), 2) == [200, 429]


def test_a_forged_forwarding_header_changes_nothing(account: Account, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 0

    statuses = [fail(account.email, 1, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")[0] for number in range(5)]

    assert statuses[-1] == 429
    assert attempt(account.email, PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.1").status_code == 429


def test_behind_one_proxy_the_address_it_saw_counts(account: Account, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1

    statuses = [
        fail(account.email, 1, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 192.0.2.7")[0]
        for number in range(5)
    ]

    assert statuses[-1] == 429
    elsewhere = attempt(account.email, PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.7, 192.0.2.8")
    assert elsewhere.status_code == 302


def test_sign_out_takes_a_post_and_is_recorded(account: Account) -> None:
    client = Client()
    factories.sign_in(client, account, PASSWORD)
    assert client.get(reverse("account_logout")).status_code == 200
    before = len(entries(Verb.SIGNED_OUT))

    answer = client.post(reverse("account_logout"))

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("account_login"))
    assert [(entry.chain, entry.actor) for entry in entries(Verb.SIGNED_OUT)[before:]] == [
        (account.pk, account.pk)
    ]
    assert client.get(reverse("account_logout")).status_code == 302


def test_a_form_without_its_token_signs_nobody_in(account: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(reverse("account_login")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    sent = {"login": account.email, "password": PASSWORD}
    assert strict.post(reverse("account_login"), sent | {"csrfmiddlewaretoken": token[1]}).status_code == 302

    refused = Client(enforce_csrf_checks=True).post(reverse("account_login"), sent)

    assert refused.status_code == 403
    assert b"ds-heading" in refused.content


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "account_change_password"]
)
def test_nobody_signs_up_or_resets(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_somebody_who_is_signed_in_is_led_on(adviser: Member) -> None:
    answer = adviser.client.get(reverse("account_login"))

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("start"))


def test_the_language_is_the_accounts_unless_the_browser_chose(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(language="nn")
    client = Client()
    factories.sign_in(client, account, PASSWORD)
    assert '<html lang="nn"' in client.get(reverse("account_logout")).content.decode()

    client.post(reverse("set_language"), {"language": "en"})

    assert '<html lang="en"' in client.get(reverse("account_logout")).content.decode()
