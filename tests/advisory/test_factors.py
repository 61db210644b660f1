"""Second factors: set up, given, removed, made anew; what trail, letters and sessions say of it."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.utils import websafe_decode, websafe_encode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisory.account_seal import factors_of, verified
from advisory.errors import FactorGone, LastFactor
from advisory.factors import codes, totp
from advisory.factors.kinds import Kind, content, kind_of, strong
from advisory.models import Account, Letter, StoredSession
from advisory.services.accounts import deactivate_account
from advisory.services.factors import add_factor, remove_factor, renew_codes, reset_factors
from advisory.services.outbox import send_due
from audit.actor import ANONYMOUS
from audit.models import Entry
from audit.verbs import Verb
from tests import factories
from tests.advisory.test_sign_in import PASSWORD, everything_stored
from tests.advisory.virtual_passkey import PRESENT, Passkey
from tests.cases.snapshots import everything
from tests.factories import BACKEND, SUITE, Member, code_now

pytestmark = pytest.mark.django_db
SIGNED_IN, STEP, UP = reverse("start"), "mfa_authenticate", "account_reauthenticate"


@pytest.fixture
def account(adviser: Member) -> Account:
    return factories.give_password(adviser, PASSWORD)


@pytest.fixture
def newcomer(account: Account) -> Account:
    """With a password and no factor yet."""
    reset_factors(actor=SUITE, account=account)
    Letter.objects.all().delete()
    return account


def first_step(account: Account) -> Client:
    client = Client()
    typed = {"login": account.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), typed).status_code == 302
    return client


def challenge(client: Client, name: str = "passkey_challenge") -> dict[str, Any]:
    answer = client.post(reverse(name))
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def with_passkey(client: Client, passkey: Passkey, name: str = "Min telefon") -> Any:
    made = passkey.made(challenge(client, "passkey_offer"))
    return client.post(reverse("passkey_add"), {"name": name, "credential": made})


def is_in(client: Client) -> bool:
    return client.get(reverse("case_list")).status_code == 200


def entries(verb: Verb) -> list[Entry]:
    return list(Entry.objects.filter(verb=verb.value).order_by("number"))


# --- codes of an app -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str, time_machine: Any) -> None:
    """RFC 6238, appendix B, the last six digits."""
    time_machine.move_to(seconds, tick=False)
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp.accepted_step(secret, code, after=0) == seconds // 30


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(steps: int, good: bool, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T08:00:10Z", tick=False)
    assert (totp.accepted_step(factories.SECRET, code_now(steps=steps), after=0) is not None) is good


def test_an_app_is_set_up_and_asked_for(newcomer: Account) -> None:
    client = first_step(newcomer)
    page = client.get(reverse("app_add")).content.decode()
    secret = page.partition('class="factor-secret">')[2].partition("<")[0].replace(" ", "")
    (link,) = re.findall(r'href="(otpauth:[^"]+)"', page)
    assert parse_qs(urlsplit(unescape(link)).query)["secret"] == [secret]
    wrong = client.post(reverse("app_add"), {"code": "12"}).content.decode()
    assert secret in wrong.replace(" ", "")
    assert 'href="#id_code"' in wrong
    assert not factors_of(newcomer.pk)

    done = client.post(reverse("app_add"), {"code": f" {code_now(secret)[:3]} {code_now(secret)[3:]} "})

    assert done.headers["Location"] == reverse("codes_new")
    assert {kind_of(one) for one in factors_of(newcomer.pk)} == {Kind.TOTP, Kind.CODES}
    assert is_in(client)
    again = first_step(newcomer)
    assert not is_in(again)
    # The code that showed that the app has it is used up.
    assert again.post(reverse(STEP), {"code": code_now(secret)}).status_code == 200
    assert again.post(reverse(STEP), {"code": code_now(secret, steps=1)}).headers["Location"] == SIGNED_IN
    assert is_in(again)


def test_a_wrong_code_is_told_beside_the_field_and_recorded_without_a_name(account: Account) -> None:
    client = first_step(account)
    page = client.post(reverse(STEP), {"code": "abc"}).content.decode()
    assert 'aria-describedby="id_code_error"' in page
    (entry,) = entries(Verb.FACTOR_REFUSED)
    assert (entry.chain, entry.actor, entry.subject, entry.fields) == (
        account.pk,
        ANONYMOUS,
        account.pk,
        "wrong",
    )
    assert not is_in(client)


def test_a_password_changed_meanwhile_ends_the_way_in(account: Account, adviser: Member) -> None:
    client = first_step(account)
    assert client.get(reverse(STEP)).status_code == 200
    factories.give_password(adviser, "et helt annet og langt ord")
    answer = client.post(reverse(STEP), {"code": code_now()})
    assert answer.headers["Location"] == reverse("account_login")
    assert not is_in(client)


def test_the_way_in_can_be_left(account: Account) -> None:
    client = first_step(account)
    assert client.post(reverse(STEP), {"cancel": "1"}).headers["Location"] == reverse("account_login")
    assert client.post(reverse(STEP), {"code": code_now()}).headers["Location"] == reverse("account_login")
    assert not is_in(client)


# --- passkeys ------------------------------------------------------------------------------------------


def test_a_passkey_alone_signs_in(newcomer: Account) -> None:
    passkey, client = Passkey(), first_step(newcomer)
    assert with_passkey(client, passkey).headers["Location"] == reverse("codes_new")
    before = client.session.session_key

    other = Client()
    answer = other.post(
        reverse("passkey_sign_in"), {"credential": passkey.answer(challenge(other)), "next": "/saker/ny/"}
    )

    assert answer.headers["Location"] == "/saker/ny/"
    assert is_in(other)
    assert before != other.session.session_key
    used = entries(Verb.FACTOR_USED)[-1]
    assert (used.chain, used.actor) == (newcomer.pk, newcomer.pk)


@pytest.mark.parametrize(
    "wrong",
    ["count", "challenge", "time", "origin", "unverified", "signature", "owner", "deactivated", "text"],
)
def test_a_passkey_that_does_not_hold(newcomer: Account, wrong: str) -> None:
    passkey = Passkey()
    with_passkey(first_step(newcomer), passkey)
    client = Client()

    def tried(credential: str) -> bool:
        client.post(reverse("passkey_sign_in"), {"credential": credential})
        return is_in(client)

    assert tried(passkey.answer(challenge(client), count=5))
    client = Client()
    if wrong == "count":
        assert not tried(passkey.answer(challenge(client), count=5))
        assert entries(Verb.FACTOR_REFUSED)[-1].fields == "count"
        return
    if wrong in ("challenge", "time"):
        asked = challenge(client)
        said = bytearray(websafe_decode(asked["publicKey"]["challenge"]))
        # Of its mark, or of the time that it says: younger by a hundredth of a second.
        said[-1 if wrong == "challenge" else 6] ^= 1
        asked["publicKey"]["challenge"] = websafe_encode(bytes(said))
        credential = passkey.answer(asked)
    elif wrong == "origin":
        passkey.origin = "https://testserver.evil.example"
        credential = passkey.answer(challenge(client))
    elif wrong == "unverified":
        passkey.flags = PRESENT
        credential = passkey.answer(challenge(client))
    elif wrong == "signature":
        said = json.loads(passkey.answer(challenge(client)))
        said["response"]["signature"] = said["response"]["signature"][:-8] + "AAAAAAAA"
        credential = json.dumps(said)
    elif wrong == "owner":
        passkey.owner = "AAAAAAAAAAAAAAAAAAAAAA"
        credential = passkey.answer(challenge(client))
    elif wrong == "deactivated":
        deactivate_account(actor=SUITE, account=newcomer)
        credential = passkey.answer(challenge(client))
    else:
        challenge(client)
        credential = '{"response": {"userHandle": 7}}'
    assert not tried(credential)


def test_a_challenge_is_good_once_and_for_five_minutes(newcomer: Account, time_machine: Any) -> None:
    time_machine.move_to("2096-06-01T08:00:00Z", tick=False)
    passkey = Passkey()
    with_passkey(first_step(newcomer), passkey)
    time_machine.move_to("2096-06-01T08:01:00Z", tick=False)
    client = Client()
    credential = passkey.answer(challenge(client))
    late = Client()
    old = passkey.answer(challenge(late))
    client.post(reverse("passkey_sign_in"), {"credential": credential})
    assert is_in(client)
    client.post(reverse("account_logout"))
    client.post(reverse("passkey_sign_in"), {"credential": credential})
    assert not is_in(client)
    time_machine.move_to("2096-06-01T08:06:01Z", tick=False)
    late.post(reverse("passkey_sign_in"), {"credential": old})
    assert not is_in(late)


def test_who_only_asks_leaves_nothing_behind(newcomer: Account) -> None:
    before = everything()
    client = Client()
    asked = {challenge(client)["publicKey"]["challenge"] for _time in range(3)}
    client.post(reverse("passkey_sign_in"), {"credential": "{}"})
    assert len(asked) == 3
    assert set(client.cookies) <= {"csrftoken"}
    assert everything() == before


def test_a_strangers_challenge_is_none_for_a_step_up(adviser: Member) -> None:
    """Nor for a passkey that is to be added: there the session's own is answered."""
    passkey = Passkey()
    with_passkey(adviser.client, passkey)
    strangers = challenge(Client())
    refused = adviser.client.post(reverse(UP), {"credential": passkey.answer(strangers)})
    assert refused.status_code == 200
    own = challenge(adviser.client)
    assert adviser.client.post(reverse(UP), {"credential": passkey.answer(own)}).status_code == 302


def test_a_passkey_that_does_not_count_is_taken(newcomer: Account) -> None:
    """Those that are shared by a person's machines say nought each time."""
    passkey = Passkey()
    with_passkey(first_step(newcomer), passkey)
    for _time in range(2):
        client = Client()
        client.post(reverse("passkey_sign_in"), {"credential": passkey.answer(challenge(client), count=0)})
        assert is_in(client)


def test_a_passkey_that_asks_for_no_finger_is_not_taken(newcomer: Account) -> None:
    client = first_step(newcomer)
    answer = with_passkey(client, Passkey(flags=PRESENT))
    assert answer.status_code == 200
    assert "ds-error-summary" in answer.content.decode()
    assert not factors_of(newcomer.pk)


# --- added, removed, made anew ----------------------------------------------------------------------------


def test_a_change_is_recorded_told_and_ends_the_other_sessions(adviser: Member) -> None:
    assert adviser.account is not None
    other = Client()
    other.force_login(adviser.account, backend=BACKEND)
    assert is_in(other)
    before = adviser.client.session.session_key

    with_passkey(adviser.client, Passkey())

    assert is_in(adviser.client)
    assert adviser.client.session.session_key != before
    assert not is_in(other)
    assert StoredSession.objects.count() == 1
    entry = entries(Verb.FACTOR_ADDED)[-1]
    assert (entry.chain, entry.actor) == (adviser.account.pk, adviser.account.pk)
    (letter,) = Letter.objects.all()
    assert adviser.account.name not in letter.content
    assert "passn" in json.loads(letter.content)["body"]
    assert [one.sent for one in send_due()] == [True]


def test_the_last_one_stays_and_another_replaces_it(adviser: Member) -> None:
    assert adviser.account is not None
    (only,) = strong(factors_of(adviser.account.pk))
    page = reverse("factor_remove", args=[only.pk])
    assert adviser.client.post(page).status_code == 302
    assert strong(factors_of(adviser.account.pk)) == [only]
    with_passkey(adviser.client, Passkey())

    assert adviser.client.get(page).status_code == 200
    assert adviser.client.post(page).headers["Location"] == reverse("factors")

    assert [kind_of(one) for one in strong(factors_of(adviser.account.pk))] == [Kind.PASSKEY]
    assert is_in(adviser.client)
    with pytest.raises(FactorGone):
        remove_factor(actor=SUITE, account=adviser.account, factor_id=only.pk)


def test_a_second_app_takes_the_place_of_the_first(adviser: Member) -> None:
    assert adviser.account is not None
    said = content(Kind.TOTP, secret=totp.new_secret(), last=0)
    made, _codes = add_factor(actor=SUITE, account=adviser.account, said=said)
    assert strong(factors_of(adviser.account.pk)) == [made]


def test_new_codes_are_shown_once_and_end_the_old_ones(adviser: Member) -> None:
    account = factories.give_password(adviser, PASSWORD)
    adviser.client.force_login(account, backend=BACKEND)
    old = renew_codes(actor=SUITE, account=account, but=None)
    adviser.client.force_login(account, backend=BACKEND)
    assert adviser.client.post(reverse("codes_renew")).headers["Location"] == reverse("codes_new")
    page = adviser.client.get(reverse("codes_new")).content.decode()
    again = adviser.client.get(reverse("codes_new")).content.decode()
    new = page.partition('class="factor-codes">')[2].partition("</ul>")[0].split("<code>")[1:]
    assert len(new) == codes.COUNT
    assert "factor-codes" not in again
    client = first_step(account)
    assert client.post(reverse(STEP), {"code": old[0]}).status_code == 200
    assert client.post(reverse(STEP), {"code": new[0].partition("<")[0]}).status_code == 302
    assert is_in(client)
    assert len(entries(Verb.CODES_MADE)) == 2


def test_an_administrators_reset_takes_all_and_leads_back_to_the_beginning(
    account: Account, adviser: Member, administrator: Member
) -> None:
    assert administrator.account is not None
    adviser.client.force_login(account, backend=BACKEND)
    assert is_in(adviser.client)

    assert reset_factors(actor=administrator.standing.actor, account=account) == 1

    assert not is_in(adviser.client)
    assert Letter.objects.filter(account=account).count() == 1
    entry = entries(Verb.FACTORS_RESET)[-1]
    assert (entry.chain, entry.actor) == (account.pk, administrator.account.pk)
    client = first_step(account)
    assert client.get(reverse("case_list")).headers["Location"] == reverse("factors")


def test_step_up_gives_a_new_id_and_leads_on(adviser: Member, time_machine: Any) -> None:
    assert adviser.account is not None
    time_machine.move_to(timezone.now() + timedelta(minutes=6), tick=False)
    away = adviser.client.get(reverse("passkey_add"))
    assert away.headers["Location"] == f"{reverse(UP)}?next=%2Fkonto%2Ffaktorer%2Fnokkel"
    before = adviser.client.session.session_key
    wrong = adviser.client.post(away.headers["Location"], {"code": "000000x"})
    assert wrong.status_code == 200
    assert adviser.client.session.session_key == before

    done = adviser.client.post(reverse(UP), {"code": code_now(), "next": reverse("passkey_add")})

    assert done.headers["Location"] == reverse("passkey_add")
    assert adviser.client.session.session_key != before
    assert adviser.client.get(reverse("passkey_add")).status_code == 200
    away = adviser.client.post(reverse(UP), {"code": code_now(steps=1), "next": "https://evil.example/"})
    assert away.headers["Location"] == reverse("start")


# --- what is stored -------------------------------------------------------------------------------------


def test_nothing_of_a_factor_stands_in_clear(newcomer: Account) -> None:
    passkey = Passkey()
    client = first_step(newcomer)
    with_passkey(client, passkey, "kanari-4711")
    add_factor(
        actor=SUITE, account=newcomer, said=content(Kind.TOTP, secret=factories.SECRET, last=0), but=None
    )
    stored = everything_stored()
    secrets = ("kanari", factories.SECRET, passkey.id.decode("latin-1"), websafe_encode(passkey.id), "totp")
    assert not [secret for secret in secrets if secret in stored]
    # One length, so that not even the kind is told.
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT length(content) FROM advisory_factor")
        assert len(cursor.fetchall()) == 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["app", "passkey", "codes", "remove"]), max_size=6))
def test_who_has_codes_always_has_something_stronger(adviser: Member, steps: list[str]) -> None:
    account = adviser.account
    assert account is not None
    for step in steps:
        if step == "app":
            add_factor(actor=SUITE, account=account, said=content(Kind.TOTP, secret=factories.SECRET, last=0))
        elif step == "passkey" and len(factors_of(account.pk)) < 12:
            said = content(Kind.PASSKEY, credential="", count=0, last=0, name="")
            add_factor(actor=SUITE, account=account, said=said)
        elif step == "codes":
            renew_codes(actor=SUITE, account=account)
        elif step == "remove":
            try:
                first = strong(factors_of(account.pk))[0]
                remove_factor(actor=SUITE, account=account, factor_id=first.pk)
            except LastFactor:
                assert len(strong(factors_of(account.pk))) == 1
        assert strong(verified(account).factors)
