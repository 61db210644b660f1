"""That the time does not tell which accounts there are, with the real hasher; the rest is counted."""

from statistics import median
from time import process_time
from typing import Any

import pytest

from advisory.models import Account, Tries
from tests import factories
from tests.factories import Member
from tests.security.guessing import attempt, from_address

pytestmark = pytest.mark.slow

ROUNDS = 9


@pytest.fixture
def account(adviser: Member, settings: Any) -> Account:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    return factories.give_password(adviser, "fjell fjord foss vidde")


def test_an_unknown_account_takes_as_long_as_a_wrong_password(account: Account) -> None:
    """In time of the processor, so that whatever else the machine does is not counted; without a hash it is
    ten times quicker."""
    took: dict[str, list[float]] = {account.email: [], "nobody@example.invalid": []}
    for number in range(ROUNDS):
        for login, times in took.items():
            Tries.objects.all().delete()
            begun = process_time()
            assert attempt(login, "en helt annen ting", REMOTE_ADDR=from_address(number)).status_code == 200
            times.append(process_time() - begun)

    known, unknown = (median(times) for times in took.values())

    assert 0.5 < known / unknown < 2
