"""Keys are changed beside live traffic, killed and started again: nobody meets a case that does not open."""

import os
import signal
import uuid
from typing import Any

import pytest
from django.core.management import call_command

from advisory.models import Epoch
from advisory.sealing.uses import uses_of
from advisory.services.epochs import open_epoch, rewrap
from audit.verify import verify
from cases.services import reencryption
from tests import factories
from tests.factories import SUITE, Member
from tests.flows.traffic import Tally, finished, killed, lost, traffic

pytestmark = pytest.mark.django_db(transaction=True)
CASES = 12


@pytest.fixture
def desks(adviser: Member, colleague: Member, elsewhere: Member, embassy: Member) -> list[Any]:
    """Eight clients, two to an account, each with cases of its own."""
    made = []
    for number, member in enumerate([adviser, colleague, elsewhere, embassy] * 2):
        texts = {}
        for index in range(CASES):
            text = f"client {number}, case {index}"
            texts[factories.log_case(member, narrative=text).pk] = text
        made.append((member, texts))
    return made


def clients(desks: list[Any]) -> list[tuple[uuid.UUID, dict[uuid.UUID, str]]]:
    return [(member.account.pk, texts) for member, texts in desks]


def nothing_is_lost(tally: Tally) -> None:
    assert tally.failed == [], tally.failed[0]
    assert tally.reads > 0
    assert tally.writes > 0
    assert lost(tally) == []
    assert verify().flaws == []


def move() -> None:
    reencryption.reencrypt(actor=SUITE, size=5, grace=0)


def test_a_reencryption_killed_twice_and_resumed(desks: list[Any]) -> None:
    open_epoch(actor=SUITE)
    with traffic(clients(desks)) as tally:

        def die(*args: Any) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        def killed_in_a_batch() -> None:
            reencryption.house.let_go = die  # type: ignore[assignment]
            reencryption.reencrypt(actor=SUITE, size=5, grace=0)

        assert finished(killed_in_a_batch) == -signal.SIGKILL
        killed(move, after=0.3)
        assert finished(move) == 0
    nothing_is_lost(tally)
    # Whoever had not yet looked for the new epoch is found by another run.
    move()
    assert uses_of(1) == {}
    assert Epoch.objects.get(pk=1).left_at is not None
    call_command("verify_seals")


def test_keys_wrapped_anew_again_and_again(desks: list[Any]) -> None:
    def again_and_again() -> None:
        while True:
            rewrap(actor=SUITE)

    with traffic(clients(desks)) as tally:
        for _time in range(3):
            assert killed(again_and_again, after=0.4)
    nothing_is_lost(tally)
    rewrap(actor=SUITE)
    call_command("verify_seals")
