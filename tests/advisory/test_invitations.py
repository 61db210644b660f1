"""Invitations: a link that works once, for three days, for one account; rows made by SQL let nobody in."""

import io
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from advisory import invitation_links as links
from advisory.account_seal import verified_memberships
from advisory.errors import AccountDeactivated, InvitationOver
from advisory.models import Account, Invitation, Letter
from advisory.passwords import matches
from advisory.sealing.lookup import invitation_digest
from advisory.services.accounts import create_account, deactivate_account
from advisory.services.invitations import invite, use_invitation
from advisory.services.outbox import ask_to_sign_in, send_due
from audit.models import Entry
from audit.verify import verify
from config.keyring import FileKeyring
from tests.factories import SUITE, Member, code_now, give_password

pytestmark = pytest.mark.django_db

GOOD = "vidda blåser gjennom sju notater"
TYPED = {"password": GOOD, "again": GOOD}


@pytest.fixture
def account(reference: None) -> Account:
    return create_account(actor=SUITE, name="Kari Prøve", email="kari@example.invalid")


@pytest.fixture
def link(account: Account) -> str:
    """The address in the letter, as it was sent."""
    invite(actor=SUITE, account=account)
    return sent_link()


def sent_link() -> str:
    assert [one.sent for one in send_due()] == [True]
    (address,) = re.findall(r"https?://\S+", str(mail.outbox[-1].body))
    return str(address).removeprefix("http://127.0.0.1:8000")


def verbs(account: Account) -> list[str]:
    return list(Entry.objects.filter(chain=account.pk).order_by("number").values_list("verb", flat=True))


def lets_in(link: str) -> bool:
    """Whether the page shows its form, in a browser nobody has used."""
    status = Client().get(link).status_code
    assert status in (200, 404)
    return status == 200


def test_she_chooses_a_password_and_is_in(account: Account, link: str) -> None:
    browser = Client()
    shown = browser.get(link).content.decode()
    assert account.email in shown
    assert account.name not in shown
    answer = browser.post(link, TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    # A second factor before anything else.
    assert browser.get("/").headers["Location"] == "/konto/faktorer/"
    assert browser.get("/konto/faktorer/").status_code == 200
    account.refresh_from_db()
    assert matches(GOOD, account.password)
    assert verified_memberships(account) == []
    assert verbs(account) == ["account.created", "invitation.made", "invitation.used", "account.signed_in"]
    used = Entry.objects.get(verb="invitation.used")
    assert (used.actor, used.subject) == (account.pk, Invitation.objects.get().pk)
    assert used.origin is not None
    assert verify().flaws == []


def test_looking_uses_nothing_up(account: Account, link: str) -> None:
    """Programs that look into mail fetch what it links to, some more than once and some with HEAD."""
    before = verbs(account), Invitation.objects.get().over_at
    for _ in range(3):
        assert Client().get(link).status_code == Client().head(link).status_code == 200
    assert (verbs(account), Invitation.objects.get().over_at) == before


def test_what_is_wrong_is_said_and_the_link_stays_good(account: Account, link: str) -> None:
    browser = Client()
    for typed, field in (
        ({}, "password"),
        ({"password": "kort", "again": "kort"}, "password"),
        ({"password": "Kari Prøve 2026 kari", "again": "Kari Prøve 2026 kari"}, "password"),
        ({"password": GOOD, "again": GOOD + "x"}, "again"),
        ({"password": GOOD}, "again"),
    ):
        answer = browser.post(link, typed)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert f'id="id_{field}_error"' in page
        for secret in typed.values():
            assert secret not in page
    assert not Account.objects.get(pk=account.pk).has_usable_password()
    assert browser.post(link, TYPED).status_code == 302


@pytest.fixture
def answers(account: Account) -> Callable[[str], tuple[int, bytes]]:
    """Status and page of a link, without the address that the language buttons carry back."""

    def of(link: str) -> tuple[int, bytes]:
        answer = Client().get(link)
        page = re.sub(rb'name="(next|csrfmiddlewaretoken)" value="[^"]*"', b"", answer.content)
        return answer.status_code, page

    return of


def test_unknown_used_withdrawn_and_expired_links_answer_alike(
    account: Account, link: str, answers: Callable[[str], tuple[int, bytes]]
) -> None:
    assert answers(link)[0] == 200
    unknown = answers("/konto/invitasjon?kode=" + "A" * 64)
    assert unknown[0] == 404
    invite(actor=SUITE, account=account)
    assert answers(link) == unknown, "a newer one was sent"
    second = sent_link()
    with time_machine.travel(timezone.now() + links.VALID + timedelta(seconds=1)):
        assert answers(second) == unknown, "it has run out"
    assert Client().post(second, TYPED).status_code == 302
    assert answers(second) == unknown, "it was used"
    for broken in ("", "x", "å" * 64, second[-64:-1], "A" * 3000, second[-64:] + "==", "\x00"):
        assert answers(f"/konto/invitasjon?kode={broken}") == unknown


def test_it_works_once(account: Account, link: str) -> None:
    assert Client().post(link, TYPED).status_code == 302
    other = {"password": GOOD + " igjen", "again": GOOD + " igjen"}
    assert Client().post(link, other).status_code == 404
    account.refresh_from_db()
    assert matches(GOOD, account.password)


def test_of_two_that_were_opened_at_once_one_chooses(account: Account, link: str) -> None:
    found = links.found_by(link[-64:], now=timezone.now())
    assert found is not None
    use_invitation(invitation=found, actor=SUITE, password=GOOD)
    with pytest.raises(InvitationOver):
        use_invitation(invitation=found, actor=SUITE, password=GOOD + " igjen")
    account.refresh_from_db()
    assert matches(GOOD, account.password)


def test_it_lets_in_to_the_minute(account: Account) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        invite(actor=SUITE, account=account)
        link = sent_link()
    with time_machine.travel(now + links.VALID - timedelta(seconds=1), tick=False):
        assert lets_in(link)
    with time_machine.travel(now + links.VALID, tick=False):
        assert not lets_in(link)
    with time_machine.travel(now - timedelta(seconds=1), tick=False):
        assert not lets_in(link)


def test_a_deactivated_account_is_not_invited_and_lets_nobody_in(account: Account, link: str) -> None:
    assert lets_in(link)
    deactivate_account(actor=SUITE, account=account)
    assert not lets_in(link)
    with pytest.raises(AccountDeactivated):
        invite(actor=SUITE, account=account)


def test_whoever_sat_at_the_machine_before_is_signed_out(
    account: Account, link: str, adviser: Member
) -> None:
    browser = adviser.client
    assert browser.get("/saker/").status_code == 200
    assert browser.post(link, TYPED).status_code == 302
    assert browser.session["_auth_user_id"] == str(account.pk)
    assert browser.get("/saker/").headers["Location"] == "/konto/faktorer/"


# -- the letter -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "month"), [("nb", "desember"), ("nn", "desember"), ("en", "December")])
def test_the_letter_says_how_long_in_her_language_and_names_nobody(
    account: Account, language: str, month: str
) -> None:
    account.language = language
    account.save(update_fields=["language"])
    with time_machine.travel("2026-12-01T12:00:00Z", tick=False):
        invite(actor=SUITE, account=account)
        sent_link()
    letter = mail.outbox[-1]
    said = f"{letter.subject} {letter.body}"
    assert letter.to == [account.email]
    assert re.search(rf"4\.? {month} 2026", said)
    assert "13:00" in said
    assert account.name not in said


def test_the_letter_waits_under_seal_and_nothing_of_the_link_is_stored(account: Account) -> None:
    address = invite(actor=SUITE, account=account)
    code = address[-64:]
    with connection.cursor() as cursor:
        for table in ("advisory_letter", "advisory_invitation", "audit_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = cursor.fetchall()
            stored = b"".join(
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in rows
                for value in row
            )
            assert rows
            for part in (code, code[22:], "kari", "example.invalid"):
                assert part.encode() not in stored


def test_a_letter_with_a_link_holds_no_other_letter_up(account: Account) -> None:
    invite(actor=SUITE, account=account)
    assert ask_to_sign_in(account, now=timezone.now())
    assert not ask_to_sign_in(account, now=timezone.now())
    assert Letter.objects.count() == 2


# -- somebody who writes to the database ----------------------------------------------------------


def test_a_row_that_somebody_made_lets_nobody_in(account: Account) -> None:
    """With the table alone no digest can be made; one made under another key is none."""
    row, code = links.made(account, now=timezone.now())
    row.digest = uuid.uuid4().hex * 2
    row.save(force_insert=True)
    assert links.found_by(code, now=timezone.now()) is None
    row.digest = invitation_digest(links._said(row, links._read(code)[1]))
    row.save()
    assert links.found_by(code, now=timezone.now()) == row


def test_a_row_that_was_moved_or_prolonged_lets_nobody_in(
    account: Account, link: str, adviser: Member
) -> None:
    row = Invitation.objects.get()
    later = row.expires_at + timedelta(days=1)
    for change in (
        {"account": adviser.account},
        {"expires_at": later},
        {"made_at": row.made_at - links.VALID},
    ):
        assert lets_in(link)
        before = {name: getattr(row, name) for name in change}
        Invitation.objects.update(**change)
        assert not lets_in(link), change
        Invitation.objects.update(**before)
    copy = Invitation.objects.get()
    copy.pk = uuid.uuid4()
    copy.save(force_insert=True)
    assert lets_in(link)


@pytest.mark.parametrize("ended", ["used", "withdrawn"])
def test_a_row_put_back_as_it_was_lets_nobody_in(account: Account, link: str, ended: str) -> None:
    before = Invitation.objects.get()
    if ended == "used":
        assert Client().post(link, TYPED).status_code == 302
    else:
        invite(actor=SUITE, account=account)
    Invitation.objects.all().delete()
    before.save(force_insert=True)
    assert not lets_in(link)
    assert Client().post(link, TYPED).status_code == 404


def test_an_account_that_was_altered_is_not_entered_by_a_link(account: Account, link: str) -> None:
    Account.objects.update(is_demo=True)
    browser = Client(raise_request_exception=False)
    assert browser.post(link, TYPED).status_code == 500
    assert not Account.objects.get(pk=account.pk).has_usable_password()
    assert Entry.objects.filter(verb="seal.broken", subject=account.pk).exists()


def test_a_link_from_before_a_new_mac_root_still_lets_in(
    account: Account, link: str, settings: Any, tmp_path: Path
) -> None:
    path = tmp_path / "keyring"
    path.write_bytes(settings.KEYRING.path.read_bytes())
    path.chmod(0o400)
    settings.KEYRING = FileKeyring(path)
    settings.KEYRING.add("mac")
    assert lets_in(link)


# -- how long it is kept --------------------------------------------------------------------------


def test_it_is_swept_a_month_after_it_ran_out(account: Account, link: str) -> None:
    ran_out = Invitation.objects.get().expires_at
    for later, there in ((links.KEPT - timedelta(hours=1), True), (links.KEPT + timedelta(hours=1), False)):
        with time_machine.travel(ran_out + later):
            call_command("erase_expired", "--erase", stdout=io.StringIO())
        assert Invitation.objects.exists() is there


def test_an_account_with_a_password_may_be_invited_too(adviser: Member) -> None:
    """Nothing is taken from her by a letter alone: her old password holds until she has chosen another.

    And the link skips no factor: hers is asked for.
    """
    account = give_password(adviser, "an older one of five words")
    invite(actor=SUITE, account=account)
    link = sent_link()
    assert matches("an older one of five words", Account.objects.get(pk=account.pk).password)
    browser = Client()
    assert browser.post(link, TYPED).headers["Location"] == "/konto/logg-inn/bekreft"
    assert not matches("an older one of five words", Account.objects.get(pk=account.pk).password)
    assert browser.get("/saker/").headers["Location"].startswith("/konto/logg-inn")
    assert browser.post("/konto/logg-inn/bekreft", {"code": code_now()}).status_code == 302
    assert browser.get("/saker/").status_code == 200
