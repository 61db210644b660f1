"""One's own account: what it shows, the password, the language."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from advisory.account_seal import verified_memberships
from advisory.models import Account
from advisory.passwords import matches
from advisory.services.outbox import send_due
from audit.models import Entry
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db

OLD, NEW = "an older one of five words", "vidda blåser gjennom sju notater"
TYPED = {"old": OLD, "password": NEW, "again": NEW}


@pytest.fixture
def account(adviser: Member) -> Account:
    found = factories.give_password(adviser, OLD)
    adviser.client.force_login(found, backend=factories.BACKEND)
    return found


def test_it_shows_who_one_is_and_which_posts_until_when(adviser: Member, account: Account) -> None:
    adviser.client.cookies["language"] = "en"
    page = adviser.client.get("/konto/").content.decode()
    assert account.name in page
    assert account.email in page
    assert "Sandaker" in page
    assert "No end" in page
    factories.redate(adviser, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(days=40))
    page = adviser.client.get("/konto/").content.decode()
    assert f"{timezone.localdate() + timedelta(days=40):%d.%m.%Y}" in page
    assert 'href="/konto/"' in adviser.client.get("/saker/").content.decode()


def test_the_password_is_changed_with_the_old_one(adviser: Member, account: Account) -> None:
    other = Client()
    other.force_login(account, backend=factories.BACKEND)
    assert other.get("/saker/").status_code == 200
    assert adviser.client.post("/konto/passord", TYPED).status_code == 302
    stored = Account.objects.get(pk=account.pk)
    assert matches(NEW, stored.password)
    assert len(verified_memberships(stored)) == 1
    assert adviser.client.get("/saker/").status_code == 200, "she stays signed in here"
    assert other.get("/saker/").status_code == 302, "and nowhere else"
    entry = Entry.objects.get(chain=account.pk, verb="account.password_changed", actor=account.pk)
    assert entry.origin is not None
    assert [one.sent for one in send_due()] == [True]
    assert mail.outbox[-1].to == [account.email]
    for secret in (OLD, NEW, account.name):
        assert secret not in str(mail.outbox[-1].body)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"old": "something else altogether"}, "old"),
        ({"old": ""}, "old"),
        ({"password": "kort", "again": "kort"}, "password"),
        ({"password": OLD, "again": OLD}, "password"),
        ({"password": "Sandaker vgs Sandaker vgs", "again": "Sandaker vgs Sandaker vgs"}, "password"),
        ({"again": NEW + "x"}, "again"),
        ({"again": ""}, "again"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_changes(
    adviser: Member, account: Account, changes: dict[str, str], field: str
) -> None:
    typed = {**TYPED, **changes}
    answer = adviser.client.post("/konto/passord", typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in page
    for secret in filter(None, typed.values()):
        assert f'value="{secret}"' not in page
    assert matches(OLD, Account.objects.get(pk=account.pk).password)
    assert adviser.client.post("/konto/passord", TYPED).status_code == 302


def test_guessing_the_old_one_is_as_slow_as_at_the_log_in_page(adviser: Member, account: Account) -> None:
    wrong = {**TYPED, "old": "something else altogether"}
    found = [adviser.client.post("/konto/passord", wrong).status_code for _ in range(8)]
    assert found[0] == 200
    assert found[-1] == 429
    assert adviser.client.post("/konto/passord", TYPED).status_code == 429
    assert matches(OLD, Account.objects.get(pk=account.pk).password)
    # What is not a guess is not counted, and tells nothing.
    unsaid = adviser.client.post("/konto/passord", {"old": "", "password": OLD, "again": OLD})
    assert unsaid.status_code == 200
    assert 'id="id_old_error"' in unsaid.content.decode()
    assert 'id="id_password_error"' not in unsaid.content.decode()


def test_managers_are_told_what_each_field_is(adviser: Member, account: Account) -> None:
    page = adviser.client.get("/konto/passord").content.decode()
    assert page.count('autocomplete="new-password"') == 2
    assert page.count('autocomplete="current-password"') == 1
    assert 'autocomplete="username"' in page
    assert 'maxlength="1024"' in page


def test_the_language_holds_from_the_next_page_on(adviser: Member, account: Account) -> None:
    adviser.client.cookies["language"] = "en"
    answer = adviser.client.post("/konto/", {"language": "nn"})
    assert answer.status_code == 302
    assert Account.objects.get(pk=account.pk).language == "nn"
    # What the browser had chosen goes; Django's test client keeps an empty one.
    assert answer.cookies["language"]["max-age"] == 0
    del adviser.client.cookies["language"]
    assert '<html lang="nn"' in adviser.client.get("/konto/").content.decode()
    assert 'id="id_language_error"' in adviser.client.post("/konto/", {"language": "de"}).content.decode()
    assert Entry.objects.filter(verb="register.changed", actor=account.pk).exists()
