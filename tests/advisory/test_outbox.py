"""Letters wait under seal, are sent once the server takes them, and are never lost."""

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from advisory.checks import letters_find_a_way_out
from advisory.models import Letter
from advisory.services.accounts import deactivate_account
from advisory.services.outbox import CLAIM, LONGEST_WAIT, ask_to_sign_in, send_due
from config.env import read_mail
from tests import factories
from tests.factories import Member
from tests.security.tampering import key, update


class Down(BaseEmailBackend):
    """A mail server that is there and takes nothing."""

    def send_messages(self, messages: Sequence[Any]) -> int:
        raise ConnectionRefusedError("mottaker@example.invalid was refused")


class Stopped(BaseException):
    """The machine goes down."""


class TakesAndStops(BaseEmailBackend):
    """A mail server that takes the letter, after which the sender's machine goes down."""

    def send_messages(self, messages: Sequence[Any]) -> int:
        for one in messages:
            # What makes the headers, as sending does.
            one.message()
        mail.outbox.extend(messages)
        raise Stopped


DOWN = "tests.advisory.test_outbox.Down"
STOPS = "tests.advisory.test_outbox.TakesAndStops"
WELL = "django.core.mail.backends.locmem.EmailBackend"
NONE = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture
def letter(adviser: Member) -> Letter:
    assert adviser.account is not None
    with transaction.atomic():
        assert ask_to_sign_in(adviser.account, now=timezone.now())
    return Letter.objects.get()


def send() -> str:
    out = io.StringIO()
    call_command("send_letters", stdout=out)
    return out.getvalue()


def test_it_is_sent_once(letter: Letter) -> None:
    assert send() == "1 letters sent, 0 wait.\n"
    assert send() == "0 letters sent, 0 wait.\n"
    (sent,) = mail.outbox
    assert sent.to == [letter.account.email]
    assert "/konto/" in sent.body


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_speaks_her_language_and_says_nothing(adviser: Member, language: str) -> None:
    assert adviser.account is not None
    adviser.account.language = language
    ask_to_sign_in(adviser.account, now=timezone.now())
    send()
    (sent,) = mail.outbox
    word = {"nb": "Logg inn", "nn": "Logg inn", "en": "Sign in"}[language]
    assert word.lower() in (sent.subject + sent.body).lower()
    assert adviser.account.name not in sent.body


def test_one_that_waits_is_enough(letter: Letter) -> None:
    assert not ask_to_sign_in(letter.account, now=timezone.now())
    send()
    assert ask_to_sign_in(letter.account, now=timezone.now())


def test_nobody_writes_to_an_account_that_was_deactivated(adviser: Member) -> None:
    assert adviser.account is not None
    deactivate_account(actor=factories.SUITE, account=adviser.account)
    adviser.account.refresh_from_db()
    assert not ask_to_sign_in(adviser.account, now=timezone.now())


def test_two_senders_at_once_send_each_letter_once(letter: Letter, colleague: Member) -> None:
    assert colleague.account is not None
    ask_to_sign_in(colleague.account, now=timezone.now())
    slow = send_due()
    assert next(slow).sent
    # Meanwhile another process finds what is left.
    assert [one.sent for one in send_due()] == [True]
    assert list(slow) == []
    assert len(mail.outbox) == 2


def test_a_server_that_is_down_is_tried_again_later_and_later(letter: Letter, settings: Any) -> None:
    settings.EMAIL_BACKEND = DOWN
    waits = []
    now = timezone.now()
    for _ in range(12):
        with time_machine.travel(now, tick=False):
            with pytest.raises(CommandError, match="ConnectionRefusedError 1") as error:
                send()
            assert "example.invalid" not in str(error.value)
            # Not before its time.
            assert send() == "0 letters sent, 1 wait.\n"
        letter.refresh_from_db()
        waits.append(letter.next_try_at - now)
        now = letter.next_try_at
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=5)
    assert waits[-1] == LONGEST_WAIT
    settings.EMAIL_BACKEND = WELL
    with time_machine.travel(now, tick=False):
        assert send() == "1 letters sent, 0 wait.\n"


def test_a_letter_that_is_sent_again_is_known_by_its_number(letter: Letter, settings: Any) -> None:
    """Between the mail server's yes and our note of it the machine goes down: that it came once cannot be
    promised, so both copies have the same Message-ID."""
    settings.EMAIL_BACKEND, settings.SITE_ADDRESS = STOPS, "https://sak.example.no"
    now = timezone.now()
    with pytest.raises(Stopped):
        send()
    letter.refresh_from_db()
    assert (letter.sent_at, letter.tries) == (None, 1)
    settings.EMAIL_BACKEND = WELL
    # Whoever died may yet be sending: nobody else tries before its claim is over.
    with time_machine.travel(now + CLAIM - timedelta(seconds=5)):
        assert send() == "0 letters sent, 1 wait.\n"
    with time_machine.travel(now + CLAIM + timedelta(seconds=5)):
        assert send() == "1 letters sent, 0 wait.\n"
    first, second = (one.message()["Message-ID"] for one in mail.outbox)
    assert first == second == f"<{letter.pk}@sak.example.no>"
    letter.refresh_from_db()
    assert letter.tries == 2


def test_without_a_mail_server_letters_are_kept_and_it_is_said(letter: Letter, settings: Any) -> None:
    assert letters_find_a_way_out(None) == []
    settings.EMAIL_BACKEND = NONE
    assert "1 letters are kept" in send()
    assert Letter.objects.get().tries == 0
    assert [one.id for one in letters_find_a_way_out(None)] == ["advisory.I004"]


def test_what_was_sent_goes_after_a_month(letter: Letter) -> None:
    send()
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        call_command("erase_expired", "--erase", stdout=io.StringIO())
    assert Letter.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        call_command("erase_expired", "--erase", stdout=io.StringIO())
    assert not Letter.objects.exists()


def test_the_way_out_is_read_from_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FRITTVALG_MAIL_URL", raising=False)
    assert read_mail("FRITTVALG_MAIL_URL", domain="sak.example.no").backend == NONE
    monkeypatch.setenv("FRITTVALG_MAIL_URL", "smtps://ola:p%40ss@post.example.no?from=fv@example.no")
    found = read_mail("FRITTVALG_MAIL_URL", domain="sak.example.no")
    assert (found.host, found.port, found.user, found.password) == ("post.example.no", 465, "ola", "p@ss")
    assert (found.tls, found.starttls, found.sender) == (True, False, "fv@example.no")
    assert "p@ss" not in repr(found)
    monkeypatch.setenv("FRITTVALG_MAIL_URL", "smtp://post.example.no")
    found = read_mail("FRITTVALG_MAIL_URL", domain="sak.example.no")
    assert (found.port, found.starttls, found.sender) == (587, True, "fritt-valg@sak.example.no")
    monkeypatch.setenv("FRITTVALG_MAIL_URL", "https://post.example.no")
    with pytest.raises(ImproperlyConfigured):
        read_mail("FRITTVALG_MAIL_URL", domain="sak.example.no")


def test_one_that_was_pointed_elsewhere_goes_to_nobody_and_stops_nothing(
    letter: Letter, elsewhere: Member
) -> None:
    """Her link in somebody else's mailbox would be her account; a stuck outbox would keep everybody in."""
    assert elsewhere.account is not None
    update(Letter, key(letter.pk), {"account_id": key(elsewhere.account.pk)})
    with transaction.atomic():
        assert ask_to_sign_in(elsewhere.account, now=timezone.now())
        assert ask_to_sign_in(letter.account, now=timezone.now())
    outcomes = sorted((one.sent, one.error) for one in send_due())
    assert outcomes == [(False, "SealError"), (True, ""), (True, "")]
    assert sorted(one.to[0] for one in mail.outbox) == sorted([elsewhere.account.email, letter.account.email])
    deactivate_account(actor=factories.SUITE, account=elsewhere.account)
