"""A code is good once, ever: the same, an older one, after a restart, by another process, twenty at once."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from advisory.account_seal import factors_of
from advisory.errors import WrongFactor
from advisory.factors.kinds import Kind, kind_of
from advisory.factors.passkeys import Answer
from advisory.models import Account, Factor
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from advisory.services.factor_use import use_code, use_passkey
from advisory.services.factors import renew_codes
from audit.models import Entry
from audit.verbs import Verb
from audit.verify import verify
from tests import factories
from tests.advisory.test_factors import PASSWORD, challenge, first_step, is_in, with_passkey
from tests.advisory.virtual_passkey import Passkey
from tests.factories import SUITE, Member, code_now
from tests.security.tampering import ACCOUNT, Held, put, update

AT_ONCE = 20
STEP = reverse("mfa_authenticate")


@pytest.fixture
def account(adviser: Member) -> Account:
    return factories.give_password(adviser, PASSWORD)


def accepted(account: Account, code: str) -> bool:
    try:
        use_code(actor=SUITE, account_id=account.pk, code=code)
    except WrongFactor:
        return False
    return True


def at_once(what: Callable[[], bool]) -> int:
    """How many of twenty threads, each with a connection of its own, begun together, say yes."""
    said: list[bool] = []
    ready = threading.Barrier(AT_ONCE)

    def run() -> None:
        ready.wait()
        try:
            said.append(what())
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run) for _number in range(AT_ONCE)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(said) == AT_ONCE
    return sum(said)


# --- one after the other -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_and_an_older_one(account: Account, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T08:00:10Z", tick=False)
    before, now, next_ = code_now(steps=-1), code_now(), code_now(steps=1)
    assert accepted(account, now)
    assert not accepted(account, now)
    assert not accepted(account, before)
    assert accepted(account, next_)
    assert not accepted(account, now)


@pytest.mark.django_db
def test_through_the_pages_by_another_browser(account: Account) -> None:
    one, two = first_step(account), first_step(account)
    code = code_now()
    assert one.post(STEP, {"code": code}).status_code == 302
    assert is_in(one)
    assert two.post(STEP, {"code": code}).status_code == 200
    assert not is_in(two)
    assert not is_in(one) or one.post(reverse("account_reauthenticate"), {"code": code}).status_code == 200


@pytest.mark.django_db
def test_a_recovery_code_is_good_once(account: Account) -> None:
    code, other = renew_codes(actor=SUITE, account=account)[:2]
    assert accepted(account, code)
    assert not accepted(account, code)
    assert not accepted(account, code.replace("-", "").upper())
    assert accepted(account, other)


@pytest.mark.django_db
def test_put_back_by_sql_the_account_stands_no_more(account: Account) -> None:
    """Whoever writes there cannot make a used code good again: not the factor's row, not all of it."""
    before, code = Held(account.pk, ACCOUNT), code_now()
    assert accepted(account, code)
    used = Held(account.pk, ACCOUNT)
    (row,) = before.rows[Factor]
    update(Factor, row["id"], {"content": row["content"]})
    with pytest.raises(SealError):
        accepted(account, code)
    put(used)
    assert not accepted(account, code)
    put(before)
    with pytest.raises(SealError):
        accepted(account, code)


# --- after a restart, and in another process ------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_another_process_knows_what_was_used(account: Account) -> None:
    code, other = code_now(), code_now(steps=1)
    assert accepted(account, code)
    chest.forget()
    assert not accepted(account, code)
    assert elsewhere(account, code) == "refused"
    assert elsewhere(account, other) == "accepted"
    assert not accepted(account, other)


def elsewhere(account: Account, code: str) -> str:
    """What a process of its own, on this database and with these keys, says to the code."""
    named = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{named['NAME']}"
    else:
        given = f"{named['USER']}:{named['PASSWORD']}" if named["PASSWORD"] else named["USER"]
        host = named["HOST"]
        place = f"{host}:{named['PORT']}" if not host.startswith("/") else f":{named['PORT']}"
        address = f"postgres://{given}@{place}/{named['NAME']}"
        if host.startswith("/"):
            address += f"?host={host}"
    from django.conf import settings

    story = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from pathlib import Path\n"
        "from config.keyring import FileKeyring\n"
        f"settings.KEYRING = FileKeyring(Path({str(settings.KEYRING.path)!r}))\n"
        "from tests.security.test_code_replay import accepted\n"
        "from advisory.models import Account\n"
        f"account = Account.objects.get(pk={str(account.pk)!r})\n"
        f"print('accepted' if accepted(account, {code!r}) else 'refused')\n"
    )
    env = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings.testing"}
    done = subprocess.run(
        [sys.executable, "-c", story], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()[-1]


# --- twenty at once -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery code"])
def test_twenty_at_once_one_succeeds(account: Account, kind: str) -> None:
    code = code_now() if kind == "app" else renew_codes(actor=SUITE, account=account)[0]
    assert at_once(lambda: accepted(account, code)) == 1
    assert Entry.objects.filter(verb=Verb.FACTOR_USED.value).count() == 1
    assert len(factors_of(account.pk)) == (1 if kind == "app" else 2)
    assert verify().flaws == []


@pytest.mark.django_db(transaction=True)
def test_twenty_browsers_with_one_answer_of_a_passkey(account: Account, adviser: Member) -> None:
    """The same session's challenge and the same answer, sent again and again."""
    adviser.client.force_login(account, backend=factories.BACKEND)
    passkey = Passkey()
    with_passkey(adviser.client, passkey)
    asked = Client()
    # One that does not count, so that nothing but the challenge can tell.
    credential = passkey.answer(challenge(asked), count=0)
    cookie = {name: morsel.value for name, morsel in asked.cookies.items()}

    def sent() -> bool:
        client = Client()
        for name, value in cookie.items():
            client.cookies[name] = value
        client.post(reverse("passkey_sign_in"), {"credential": credential})
        return is_in(client)

    assert at_once(sent) == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_challenge(account: Account, adviser: Member) -> None:
    """However a session's challenge came to be there twice: the passkey takes none that is not newer."""
    adviser.client.force_login(account, backend=factories.BACKEND)
    with_passkey(adviser.client, Passkey())
    factor = next(one for one in factors_of(account.pk) if kind_of(one) is Kind.PASSKEY)
    asked = int(factor.content["last"]) + 1

    def used(asked: int = asked) -> bool:
        try:
            use_passkey(actor=SUITE, account_id=account.pk, answer=Answer(factor, 0, asked))
        except WrongFactor:
            return False
        return True

    assert at_once(used) == 1
    assert not used(asked - 1)
    assert used(asked + 1)
