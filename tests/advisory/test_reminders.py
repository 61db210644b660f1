"""Letters that something waits: each a link and nothing else, in her language, and not twice at once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from advisory.models import Account, Letter
from advisory.services.accounts import deactivate_account
from advisory.services.outbox import send_due
from advisory.services.reminders import ONCE_A_DAY, greet, remind, tell_of_end
from tests import factories
from tests.factories import Member

WRITERS = {"overdue": remind, "morning": greet, "ended": tell_of_end}


@pytest.fixture
def account(adviser: Member) -> Account:
    assert adviser.account is not None
    return adviser.account


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_is_a_link_and_nothing_else(account: Account, kind: str, language: str, settings: Any) -> None:
    settings.SITE_ADDRESS = "https://sak.example.no"
    account.language = language
    with transaction.atomic():
        assert WRITERS[kind](account, now=timezone.now())
    assert [one.sent for one in send_due()] == [True]
    (sent,) = mail.outbox
    assert re.findall(r"https?://\S+", sent.body) == ["https://sak.example.no/konto/logg-inn"]
    said = sent.subject + sent.body
    # Neither who nor which, nor how many or by when: no number at all.
    assert not re.search(r"\d", said.replace("https://sak.example.no/konto/logg-inn", ""))
    assert account.name not in said
    assert {"nb": "Logg inn", "nn": "Logg inn", "en": "Sign in"}[language] in said
    assert len(said) < 400


def test_a_reminder_that_waits_is_enough(account: Account) -> None:
    now = timezone.now()
    assert remind(account, now=now)
    assert not remind(account, now=now)
    list(send_due())
    assert remind(account, now=now)


def test_the_mornings_letter_is_written_once_a_day_sent_or_not(account: Account) -> None:
    now = timezone.now()
    assert greet(account, now=now)
    assert not greet(account, now=now)
    list(send_due())
    assert not greet(account, now=now + ONCE_A_DAY - timedelta(seconds=1))
    assert greet(account, now=now + timedelta(days=1))
    assert Letter.objects.count() == 2


def test_one_kind_holds_no_other_back(account: Account) -> None:
    now = timezone.now()
    assert greet(account, now=now)
    assert remind(account, now=now)


def test_nobody_writes_to_an_account_that_was_deactivated(account: Account) -> None:
    deactivate_account(actor=factories.SUITE, account=account)
    account.refresh_from_db()
    assert not remind(account, now=timezone.now())
    assert not greet(account, now=timezone.now())
    assert not tell_of_end(account, now=timezone.now())
