"""A process killed anywhere in a hand-over: it happened wholly or not at all, and each letter comes once."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from advisory.models import Letter
from advisory.services.outbox import CLAIM, ask_to_sign_in, send_due
from audit.verify import verify
from tests.cases.killed import killed_at
from tests.cases.lane_acts import ACTS, NOW, Stage, at, cast, stage
from tests.cases.seeing import sees
from tests.cases.test_two_at_once import WHOLE, Count, stands
from tests.factories import Member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference")]
# Who sees the case when it has happened and did not before, or the other way round; who is told.
CHANGES = {
    "hand over": ("elsewhere", ["elsewhere"]),
    "accept": (None, ["adviser", "colleague"]),
    "decline": ("coordinator", ["adviser", "colleague"]),
    "pass on": ("coordinator", ["adviser", "colleague", "representative"]),
    "take back": ("coordinator", ["coordinator"]),
    "time is over": (None, ["adviser", "attache", "colleague"]),
}


@pytest.fixture
def people() -> dict[str, Member]:
    return cast()


def told(people: dict[str, Member]) -> list[str]:
    accounts = {one.account.pk: name for name, one in people.items() if one.account is not None}
    return sorted(accounts[letter.account_id] for letter in Letter.objects.all())


@pytest.mark.parametrize("name", CHANGES)
def test_killed_at_any_statement_it_has_happened_wholly_or_not_at_all(
    people: dict[str, Member], name: str
) -> None:
    act, (who, letters) = ACTS[name], CHANGES[name]
    made = stage(people, act.needs)
    Letter.objects.all().delete()
    with at(NOW):
        opened, before = act.opens(made), Count.of(made)
        seen = who is not None and sees(people[who], made.opened("adviser"))
        step = 1 if WHOLE or name in EVERYWHERE else SOMEWHERE
        number = happened(made, before, lambda: act.does(made, opened), step=step)
        assert number > 20
        assert Count.of(made) - before == Count(*ROWS[name])
        assert told(people) == letters
        assert who is None or sees(people[who], made.opened("adviser")) is not seen
    assert verify().flaws == []


# Killed before each of their statements; the others before one in so many, if not all are asked for.
EVERYWHERE, SOMEWHERE = ("hand over", "accept"), 4
# Of lanes, events, steps and entries of the trail that a whole one adds.
ROWS = {
    "hand over": (1, 1, 0, 1),
    "accept": (0, 2, 1, 2),
    "decline": (0, 1, 1, 1),
    "pass on": (1, 2, 1, 1),
    "take back": (0, 1, 1, 1),
    "time is over": (0, 1, 1, 1),
}


def happened(made: Stage, before: Count, work: Callable[[], Any], *, step: int) -> int:
    """Kill it at one point after the other until it has happened; at which it had."""
    number = 1
    while killed_at(number, work) and Count.of(made) == before:
        stands(made)
        assert not Letter.objects.exists()
        number += step
    stands(made)
    # With every point tried, the last is that after the COMMIT.
    return number


def test_a_sender_that_is_killed_anywhere_sends_each_letter_once(
    people: dict[str, Member], settings: Any, tmp_path: Path
) -> None:
    """But for the one moment that mail leaves open: the server has the letter and it is not noted here. Then
    it comes again as the same letter, by its Message-ID.
    """
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    accounts = [one.account for one in (people["adviser"], people["embassy"]) if one.account is not None]
    twice, number = 0, 0
    while True:
        number += 1
        settings.EMAIL_FILE_PATH = str(tmp_path / str(number))
        Letter.objects.all().delete()
        with at(NOW):
            with transaction.atomic():
                assert all(ask_to_sign_in(account, now=NOW) for account in accounts)
            was_killed = killed_at(number, send)
        with at(NOW + CLAIM + timedelta(minutes=1)):
            assert not killed_at(0, send)
        sent = sent_to(Path(settings.EMAIL_FILE_PATH))
        assert set(sent) == {str(letter.pk) for letter in Letter.objects.filter(sent_at__isnull=False)}
        assert len(sent) == len(accounts)
        twice += sent.total() - len(accounts)
        if not was_killed:
            break
    assert number > 2 * len(accounts)
    assert twice == len(accounts)


def send() -> None:
    list(send_due())


def sent_to(folder: Path) -> Counter[str]:
    """How many copies lie there, by the letter's id."""
    texts = [one.read_text() for one in folder.iterdir()]
    return Counter(found for text in texts for found in re.findall(r"^Message-ID: <([^@]+)@", text, re.M))
