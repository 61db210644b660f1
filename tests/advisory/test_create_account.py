"""The first account: what is asked for, what is refused, and that nothing secret is said."""

import os
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from advisory.account_seal import verified_memberships
from advisory.models import Account, Letter
from audit.models import Entry
from tests.factories import Member, give_password

GOOD = "four words of no song at all"
GIVEN = {"name": "Kari Første", "email": "kari.forste@example.no", "role": "adviser", "post": "rud"}


@pytest.fixture
def typed() -> Iterator[list[int]]:
    """Descriptors to close when the test is over."""
    opened: list[int] = []
    yield opened
    for descriptor in opened:
        os.close(descriptor)


def create(typed: list[int], password: str = GOOD, **changes: str | None) -> str:
    """The command's output for these answers, with the password in a pipe."""
    reader, writer = os.pipe()
    typed.append(reader)
    with os.fdopen(writer, "wb") as file:
        file.write(password.encode() + b"\n")
    output = StringIO()
    call_command("create_account", **{**GIVEN, **changes}, password_fd=reader, stdout=output)
    return output.getvalue()


@pytest.mark.usefixtures("reference")
def test_the_account_holds_the_post_from_now_on(typed: list[int]) -> None:
    said = create(typed)
    account = Account.objects.by_login(GIVEN["email"])
    assert account is not None
    assert (account.name, account.check_password(GOOD), account.is_demo) == (GIVEN["name"], True, False)
    membership = account.memberships.get()
    assert (membership.role, membership.post.profile["key"], membership.ends_at) == ("adviser", "rud", None)
    recorded = Entry.objects.filter(chain=account.pk).order_by("number")
    assert [entry.verb for entry in recorded] == ["account.created", "membership.started"]
    assert {entry.job for entry in recorded} == {"create_account"}
    for secret in (GOOD, GIVEN["name"], GIVEN["email"]):
        assert secret not in said


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "--name is missing"),
        ({"name": "🌻" * 151}, "longer than 150 letters"),
        ({"email": "kari"}, "not an e-mail address"),
        ({"role": "superuser"}, "must be one of adviser"),
        ({"post": "no-such-post"}, "No post in use has that key"),
        ({"role": "privacy"}, "held at a post of kind office, not school"),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_made(
    typed: list[int], changes: dict[str, str], sentence: str
) -> None:
    before = Account.objects.count()
    with pytest.raises(CommandError, match=sentence):
        create(typed, **changes)
    assert Account.objects.count() == before


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("password", ["", "fourteen chars"])
def test_a_short_password_is_refused_and_not_repeated(typed: list[int], password: str) -> None:
    with pytest.raises(CommandError) as refused:
        create(typed, password=password)
    assert "15" in str(refused.value)
    assert not password or password not in str(refused.value)
    assert Account.objects.by_login(GIVEN["email"]) is None


@pytest.mark.usefixtures("reference")
def test_the_same_address_in_another_spelling_is_the_same_account(typed: list[int]) -> None:
    create(typed)
    with pytest.raises(CommandError, match="Another account"):
        create(typed, email=GIVEN["email"].upper())


@pytest.mark.usefixtures("reference")
def test_without_a_password_a_letter_with_a_link_goes_out() -> None:
    output = StringIO()
    call_command("create_account", **GIVEN, stdout=output)
    account = Account.objects.by_login(GIVEN["email"])
    assert account is not None
    assert not account.has_usable_password()
    call_command("send_letters", verbosity=0, stdout=StringIO())
    (letter,) = mail.outbox
    assert letter.to == [GIVEN["email"]]
    (link,) = re.findall(r"https?://127.0.0.1:8000(\S+)", str(letter.body))
    assert Client().get(link).status_code == 200
    assert "kode=" not in output.getvalue()
    recorded = Entry.objects.filter(chain=account.pk).order_by("number").values_list("verb", flat=True)
    assert list(recorded) == ["account.created", "membership.started", "invitation.made"]


@pytest.mark.usefixtures("reference")
def test_without_a_mail_server_the_link_is_shown_or_nothing_is_made(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with pytest.raises(CommandError, match="--show-link"):
        call_command("create_account", **GIVEN)
    assert Account.objects.by_login(GIVEN["email"]) is None
    output = StringIO()
    call_command("create_account", **GIVEN, show_link=True, stdout=output)
    link = output.getvalue().splitlines()[-1].removeprefix("http://127.0.0.1:8000")
    assert Client().get(link).status_code == 200
    assert not Letter.objects.exists()


@pytest.mark.usefixtures("reference")
def test_without_a_terminal_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("Kari\n"))
    with pytest.raises(CommandError, match="--name is missing"):
        call_command("create_account", **{**GIVEN, "name": None})


@pytest.mark.usefixtures("reference")
def test_the_posts_in_use_are_listed_with_their_keys() -> None:
    output = StringIO()
    call_command("create_account", list_posts=True, stdout=output)
    lines = [line.split("\t") for line in output.getvalue().splitlines()]
    assert ["rud", "school", "Rud videregående skole"] in lines
    assert any(line[:2] == ["kontor", "office"] for line in lines)


def test_whom_nobody_else_can_help_is_invited_anew_from_the_server(administrator: Member) -> None:
    account = give_password(administrator, GOOD)
    output = StringIO()
    call_command("reset_account", account.email, show_link=True, stdout=output)
    stored = Account.objects.get(pk=account.pk)
    assert not stored.has_usable_password()
    assert stored.factors.exists()
    assert verified_memberships(stored)
    link = output.getvalue().splitlines()[-1].removeprefix("http://127.0.0.1:8000")
    assert Client().get(link).status_code == 200
    call_command("reset_account", account.email, factors_lost=True, stdout=output)
    assert not stored.factors.exists()
    assert Client().get(link).status_code == 404, "a newer one was sent"
    entry = Entry.objects.filter(chain=account.pk, verb="account.reset_started").latest("number")
    assert entry.job == "reset_account"
    with pytest.raises(CommandError, match="No active account"):
        call_command("reset_account", "nobody@example.no")


def test_nobody_gives_another_a_password() -> None:
    with pytest.raises(CommandError, match="reset_account"):
        call_command("changepassword", "somebody@example.no")


def test_there_are_no_superusers() -> None:
    with pytest.raises(CommandError, match="no superusers"):
        call_command("createsuperuser")
