"""The system administrator: whom she invites, what she gives and ends, and what even she does not."""

import re
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from advisory.errors import Declined, LastAdministrator, MembershipOver, OnOneself
from advisory.models import Account, Letter, Membership
from advisory.passwords import matches
from advisory.roles import NAMES, Role
from advisory.services import administration as acts
from advisory.services.accounts import create_account
from advisory.services.outbox import send_due
from advisory.services.staff import State, everybody, person
from advisory.services.vacancies import places
from audit.models import Entry
from audit.verify import verify
from tests import factories
from tests.cases.snapshots import everything
from tests.factories import SUITE, Member, give_password
from tests.security.asking import neutral

pytestmark = pytest.mark.django_db

OLD, NEW = "an older one of five words", "vidda blåser gjennom sju notater"
TODAY = timezone.localdate()


@pytest.fixture
def second(reference: None) -> Member:
    """Another administrator, who can sign in."""
    made = factories.member("second", Role.ADMINISTRATOR, factories.post("kontor"))
    give_password(made, OLD)
    return made


def choice(post: str, role: Role) -> str:
    return f"{factories.post(post).pk}:{role.value}"


def invitation(**changes: str) -> dict[str, str]:
    return {
        "name": "Åse Ny",
        "email": "ase.ny@example.invalid",
        "place": choice("rud", Role.ADVISER),
        "first_day": f"{TODAY:%d.%m.%Y}",
        "last_day": "",
        "language": "nn",
        **changes,
    }


def page_of(member: Member, path: str, language: str = "en") -> str:
    member.client.cookies["language"] = language
    answer = member.client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def verbs(account: Account) -> list[str]:
    return list(Entry.objects.filter(chain=account.pk).order_by("number").values_list("verb", flat=True))


def account_of(member: Member) -> Account:
    assert member.account is not None
    return Account.objects.get(pk=member.account.pk)


# -- name and address -----------------------------------------------------------------------------


def change(by: Member, account: Account, **said: str) -> Any:
    told = {"name": account.name, "email": account.email, **said}
    return by.client.post(f"/styring/konto/{account.pk}/endre/", told)


def test_with_another_address_she_signs_in_anew_and_both_are_told(
    administrator: Member, adviser: Member
) -> None:
    account = give_password(adviser, OLD)
    old, new = account.email, "nytt.navn@example.invalid"
    client = Client()
    factories.sign_in(client, account, OLD)
    assert client.get("/saker/").status_code == 200
    assert change(administrator, account, name="Nytt Navn", email=f" {new} ").status_code == 302
    assert client.get("/saker/").status_code == 302
    stored = account_of(adviser)
    assert (stored.name, stored.email) == ("Nytt Navn", new)
    assert Account.objects.by_login(old) is None
    assert Account.objects.by_login(new.upper()) == stored
    factor = stored.factors.get()
    assert [one.sent for one in send_due()] == [True, True]
    assert {one.to[0] for one in mail.outbox[-2:]} == {old, new}
    assert not any(word in one.body for one in mail.outbox[-2:] for word in (old, new, "Nytt"))
    (entry,) = Entry.objects.filter(chain=account.pk, verb="account.changed")
    assert (entry.fields, entry.actor) == ("name email", administrator.account.pk)  # type: ignore[union-attr]
    # The same person with the same factor and post, under the new address.
    assert stored.factors.get() == factor
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        factories.sign_in(client, stored, OLD)
        assert client.get("/saker/").status_code == 200
    assert "Nytt Navn" in page_of(administrator, f"/styring/konto/{account.pk}/")
    assert verify().flaws == []


def test_with_another_name_alone_she_goes_on(administrator: Member, adviser: Member) -> None:
    account = account_of(adviser)
    letters = Letter.objects.count()
    assert change(administrator, account, name="Nytt Navn").status_code == 302
    assert adviser.client.get("/saker/").status_code == 200
    assert (account_of(adviser).name, Letter.objects.count()) == ("Nytt Navn", letters)
    revision = account_of(adviser).revision
    # Sent as it stood there: nothing is changed, and nothing is recorded.
    assert change(administrator, account_of(adviser)).status_code == 302
    assert account_of(adviser).revision == revision
    assert Entry.objects.filter(chain=account.pk, verb="account.changed").count() == 1


def test_a_link_to_an_address_that_was_wrong_is_replaced(administrator: Member) -> None:
    administrator.client.post("/styring/ny/", invitation(email="feil@example.invalid"))
    account = Account.objects.by_login("feil@example.invalid")
    assert account is not None
    assert list(send_due())
    (old,) = re.findall(r"http\S+", str(mail.outbox[-1].body))
    assert Client().get(old, follow=True).status_code == 200
    assert change(administrator, account, email="rett@example.invalid").status_code == 302
    assert Client().get(old, follow=True).status_code == 404
    assert all(one.sent for one in send_due())
    links = [one for one in mail.outbox if re.search(r"http\S+", str(one.body))]
    assert links[-1].to == ["rett@example.invalid"]
    (new,) = re.findall(r"http\S+", str(links[-1].body))
    assert Client().get(new, follow=True).status_code == 200


def test_what_cannot_be_changed_says_so(administrator: Member, adviser: Member, embassy: Member) -> None:
    account, taken = account_of(adviser), account_of(embassy).email
    before = everything()
    for said, field in (
        ({"email": taken.upper()}, "email"),
        ({"email": "x"}, "email"),
        ({"name": ""}, "name"),
    ):
        page = change(administrator, account, **said).content.decode()
        assert f'id="id_{field}_error"' in page
    own = change(administrator, account_of(administrator), name="Nytt Navn").content.decode()
    assert 'id="error-summary"' in own
    assert everything() == before
    assert f"/styring/konto/{account_of(administrator).pk}/endre/" not in page_of(
        administrator, f"/styring/konto/{account_of(administrator).pk}/"
    )
    acts.deactivate(standing=administrator.standing, account=account)
    gone = change(administrator, account, name="Nytt Navn").content.decode()
    assert 'id="error-summary"' in gone


# -- inviting -------------------------------------------------------------------------------------


def test_an_invitation_makes_the_account_gives_the_post_and_sends_a_letter(administrator: Member) -> None:
    answer = administrator.client.post("/styring/ny/", invitation())
    account = Account.objects.by_login("ase.ny@example.invalid")
    assert account is not None
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/styring/konto/{account.pk}/")
    assert (account.name, account.language, account.has_usable_password()) == ("Åse Ny", "nn", False)
    held = account.memberships.get()
    assert (held.role, held.post, held.ends_at) == ("adviser", factories.post("rud"), None)
    assert [one.sent for one in send_due()] == [True]
    assert mail.outbox[-1].to == ["ase.ny@example.invalid"]
    assert verbs(account) == ["account.created", "membership.started", "invitation.made"]
    assert administrator.account is not None
    assert {one.actor for one in Entry.objects.filter(chain=account.pk)} == {administrator.account.pk}
    assert verify().flaws == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"email": "ase"}, "email"),
        ({"email": ""}, "email"),
        ({"place": ""}, "place"),
        ({"place": f"{uuid.uuid4()}:adviser"}, "place"),
        ({"place": "x"}, "place"),
        ({"first_day": "31.02.2027"}, "first_day"),
        ({"first_day": f"{TODAY - timedelta(days=1):%d.%m.%Y}"}, "first_day"),
        ({"first_day": "1" * 50}, "first_day"),
        ({"last_day": "01.01.2199"}, "last_day"),
        ({"first_day": f"{TODAY + timedelta(days=9):%d.%m.%Y}", "last_day": f"{TODAY:%d.%m.%Y}"}, "last_day"),
        ({"language": "de"}, "language"),
    ],
)
def test_what_is_typed_wrongly_comes_back_beside_its_field(
    administrator: Member, changes: dict[str, str], field: str
) -> None:
    before = everything()
    answer = administrator.client.post("/styring/ny/", invitation(**changes))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in page
    if field != "name":
        assert 'value="Åse Ny"' in page
    assert everything() == before
    assert administrator.client.post("/styring/ny/", invitation()).status_code == 302


def test_a_role_that_is_not_held_at_a_post_is_not_on_the_list(administrator: Member) -> None:
    wrong = choice("rud", Role.COORDINATOR)
    answer = administrator.client.post("/styring/ny/", invitation(place=wrong))
    assert 'id="id_place_error"' in answer.content.decode()


def test_an_address_that_somebody_has_is_refused(administrator: Member, adviser: Member) -> None:
    before = Account.objects.count(), Letter.objects.count()
    answer = administrator.client.post("/styring/ny/", invitation(email=account_of(adviser).email.upper()))
    assert 'id="id_email_error"' in answer.content.decode()
    assert (Account.objects.count(), Letter.objects.count()) == before


def test_nothing_else_that_is_sent_is_stored(administrator: Member) -> None:
    extra = {"id": str(uuid.uuid4()), "is_demo": "on", "password": NEW, "revision": "9", "is_active": ""}
    administrator.client.post("/styring/ny/", {**invitation(), **extra})
    account = Account.objects.by_login("ase.ny@example.invalid")
    assert account is not None
    assert str(account.pk) != extra["id"]
    assert (account.is_demo, account.is_active, account.has_usable_password()) == (False, True, False)


def test_a_new_link_takes_the_place_of_the_one_before(administrator: Member) -> None:
    administrator.client.post("/styring/ny/", invitation())
    account = Account.objects.by_login("ase.ny@example.invalid")
    assert account is not None
    links = []
    for _ in range(2):
        administrator.client.post(f"/styring/konto/{account.pk}/inviter/")
        list(send_due())
        (link,) = re.findall(r"https?://127.0.0.1:8000(\S+)", str(mail.outbox[-1].body))
        links.append(link)
    assert [Client().get(link).status_code for link in links] == [404, 200]


# -- she cannot sign in ---------------------------------------------------------------------------


def reset(by: Member, who: Member, **typed: str) -> str:
    """Start it, and give the link of the letter that went to her."""
    account = account_of(who)
    assert by.client.post(f"/styring/konto/{account.pk}/nytt-passord/", typed).status_code == 302
    list(send_due())
    letter = next(one for one in reversed(mail.outbox) if "invitasjon" in str(one.body))
    assert letter.to == [account.email]
    (link,) = re.findall(r"https?://127.0.0.1:8000(\S+)", str(letter.body))
    return str(link)


def test_a_reset_ends_the_password_and_every_session_and_writes_to_her(
    administrator: Member, adviser: Member
) -> None:
    account = give_password(adviser, OLD)
    adviser.client.force_login(account, backend=factories.BACKEND)
    assert adviser.client.get("/saker/").status_code == 200
    link = reset(administrator, adviser)
    assert adviser.client.get("/saker/").status_code == 302
    stored = account_of(adviser)
    assert not matches(OLD, stored.password)
    assert stored.memberships.get().ends_at is None
    recorded = verbs(account)
    assert recorded.index("account.reset_started") < recorded.index("invitation.made")
    # The link skips no factor.
    browser = Client()
    assert browser.post(link, {"password": NEW, "again": NEW}).status_code == 302
    assert browser.get("/saker/").headers["Location"].startswith("/konto/logg-inn")
    assert browser.post("/konto/logg-inn/bekreft", {"code": factories.code_now()}).status_code == 302
    assert browser.get("/saker/").status_code == 200


def test_lost_factors_go_with_the_password_and_others_are_set_up(
    administrator: Member, adviser: Member
) -> None:
    link = reset(administrator, adviser, factors_lost="on")
    assert not account_of(adviser).factors.exists()
    assert "factor.reset" in verbs(account_of(adviser))
    browser = Client()
    assert browser.post(link, {"password": NEW, "again": NEW}).status_code == 302
    for path in ("/saker/", "/konto/", "/konto/passord"):
        assert browser.get(path).headers["Location"] == "/konto/faktorer/"


# -- posts ----------------------------------------------------------------------------------------


def give(by: Member, account: Account, **changes: str) -> Any:
    typed = {"place": choice("sola", Role.ADVISER), "first_day": f"{TODAY:%d.%m.%Y}", "last_day": ""}
    return by.client.post(f"/styring/konto/{account.pk}/post/", {**typed, **changes})


def test_a_post_is_given_from_a_day_to_a_day(administrator: Member, adviser: Member) -> None:
    account = account_of(adviser)
    first, last = TODAY + timedelta(days=3), TODAY + timedelta(days=5)
    answer = give(administrator, account, first_day=f"{first:%d.%m.%Y}", last_day=f"{last:%Y-%m-%d}")
    assert answer.status_code == 302
    made = account.memberships.get(post=factories.post("sola"))
    assert timezone.localtime(made.starts_at).isoformat()[:19] == f"{first}T00:00:00"
    assert made.ends_at is not None
    assert timezone.localtime(made.ends_at).isoformat()[:19] == f"{last + timedelta(days=1)}T00:00:00"
    shown = next(one for one in person(account, asked_by=SUITE).holdings if one.id == made.pk)
    assert (shown.begun, shown.over, shown.last_day) == (False, False, last)


def test_the_same_post_is_not_given_twice_at_a_time(administrator: Member, adviser: Member) -> None:
    account = account_of(adviser)
    first, last = TODAY + timedelta(days=3), TODAY + timedelta(days=5)
    days = {"first_day": f"{first:%d.%m.%Y}", "last_day": f"{last:%d.%m.%Y}"}
    assert give(administrator, account, **days).status_code == 302
    for again in ({}, days, {"first_day": f"{last:%d.%m.%Y}"}):
        assert 'id="id_place_error"' in give(administrator, account, **again).content.decode()
    later = {"first_day": f"{last + timedelta(days=1):%d.%m.%Y}"}
    assert give(administrator, account, **later).status_code == 302


def test_a_post_that_is_not_in_use_is_not_offered(administrator: Member, adviser: Member) -> None:
    closed = factories.new_post("Nedlagt skole")
    closed.valid_to = TODAY - timedelta(days=1)
    closed.save()
    assert "Nedlagt skole" not in page_of(administrator, "/styring/ny/")
    assert (
        'id="id_place_error"'
        in give(administrator, account_of(adviser), place=f"{closed.pk}:adviser").content.decode()
    )


def test_an_ended_post_shows_nothing_from_that_moment(administrator: Member, adviser: Member) -> None:
    held = account_of(adviser).memberships.get()
    assert adviser.client.get("/saker/").status_code == 200
    assert administrator.client.post(f"/styring/innehav/{held.pk}/slutt/").status_code == 302
    assert adviser.standing.posts == ()
    assert adviser.client.get("/saker/").status_code in (302, 403)
    again = administrator.client.post(f"/styring/innehav/{held.pk}/slutt/")
    assert 'id="error-summary"' in again.content.decode()
    assert verbs(account_of(adviser)).count("membership.ended") == 1


def test_a_post_ends_after_its_last_day(administrator: Member, adviser: Member) -> None:
    held = account_of(adviser).memberships.get()
    last = TODAY + timedelta(days=30)
    typed = {"last_day": f"{last:%d.%m.%Y}"}
    assert administrator.client.post(f"/styring/innehav/{held.pk}/slutt/", typed).status_code == 302
    assert adviser.client.get("/saker/").status_code == 200
    held.refresh_from_db()
    assert timezone.localdate(held.ends_at) == last + timedelta(days=1)


def test_a_post_that_has_not_begun_is_called_off(administrator: Member, adviser: Member) -> None:
    account = account_of(adviser)
    give(administrator, account, first_day=f"{TODAY + timedelta(days=3):%d.%m.%Y}")
    coming = account.memberships.get(post=factories.post("sola"))
    assert administrator.client.post(f"/styring/innehav/{coming.pk}/slutt/").status_code == 302
    coming.refresh_from_db()
    assert coming.ends_at == coming.starts_at
    assert "Sola" not in page_of(administrator, f"/styring/konto/{account.pk}/")
    with pytest.raises(MembershipOver):
        acts.end_post(standing=administrator.standing, membership=coming, last_day=None)


# -- what even she does not -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("konto/{account}/post/", {"place": Role.ADVISER, "first_day": f"{TODAY:%d.%m.%Y}"}),
        ("konto/{account}/post/", {"place": Role.PRIVACY, "first_day": f"{TODAY:%d.%m.%Y}"}),
        ("konto/{account}/nytt-passord/", {}),
        ("konto/{account}/inviter/", {}),
    ],
)
def test_she_gives_herself_nothing_and_another_one_may(
    administrator: Member, second: Member, path: str, typed: dict[str, Any]
) -> None:
    if typed:
        post = "sandaker" if typed["place"] == Role.ADVISER else "kontor"
        typed = {**typed, "place": choice(post, typed["place"])}
    account = account_of(administrator)
    before = everything()
    answer = administrator.client.post("/styring/" + path.format(account=account.pk), typed)
    assert 'id="error-summary"' in answer.content.decode()
    now = everything()
    trail = ("audit_entry", "audit_chainhead")
    assert {key: rows for key, rows in now.items() if key not in trail} == {
        key: rows for key, rows in before.items() if key not in trail
    }
    assert second.client.post("/styring/" + path.format(account=account.pk), typed).status_code == 302


def leave(by: Member, account: Account) -> None:
    held = account.memberships.get()
    acts.end_post(standing=by.standing, membership=held, last_day=None)


def end_later(by: Member, account: Account) -> None:
    last_day = TODAY + timedelta(days=7)
    acts.end_post(standing=by.standing, membership=account.memberships.get(), last_day=last_day)


def deactivate(by: Member, account: Account) -> None:
    acts.deactivate(standing=by.standing, account=account)


@pytest.mark.parametrize("act", [leave, end_later, deactivate])
def test_the_last_administrator_stays(administrator: Member, act: Callable[[Member, Account], None]) -> None:
    """Whoever does it, also herself. Who has not come in yet, or leaves soon, is nobody to rely on."""
    account = account_of(administrator)
    with pytest.raises(LastAdministrator):
        act(administrator, account)
    invited = factories.member("invited", Role.ADMINISTRATOR, factories.post("kontor"))
    with pytest.raises(LastAdministrator):
        act(invited, account)
    leaving = factories.member("leaving", Role.ADMINISTRATOR, factories.post("kontor"))
    give_password(leaving, OLD)
    factories.redate(leaving, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(days=30))
    with pytest.raises(LastAdministrator):
        act(leaving, account)
    assert account_of(administrator).is_active
    give_password(invited, OLD)
    act(invited, account)


def test_an_administrator_that_somebody_wrote_into_the_table_is_nobody_to_rely_on(
    administrator: Member, second: Member, adviser: Member
) -> None:
    give_password(adviser, OLD)
    Membership.objects.filter(account=second.account).update(account=adviser.account)
    with pytest.raises(LastAdministrator):
        acts.deactivate(standing=administrator.standing, account=account_of(administrator))


def test_others_are_deactivated_and_are_out(administrator: Member, adviser: Member) -> None:
    account = account_of(adviser)
    assert adviser.client.get("/saker/").status_code == 200
    assert administrator.client.post(f"/styring/konto/{account.pk}/deaktiver/").status_code == 302
    assert adviser.client.get("/saker/").status_code == 302
    assert not account_of(adviser).is_active
    page = page_of(administrator, f"/styring/konto/{account.pk}/")
    assert "Deactivated" in page
    for gone in ("post/", "inviter/", "nytt-passord/", "deaktiver/"):
        assert f"/styring/konto/{account.pk}/{gone}" not in page
    for declined in ("inviter/", "nytt-passord/"):
        answer = administrator.client.post(f"/styring/konto/{account.pk}/{declined}")
        assert 'id="error-summary"' in answer.content.decode()


def test_who_comes_back_has_her_account_without_password_and_post(
    administrator: Member, adviser: Member
) -> None:
    account = give_password(adviser, OLD)
    for act in ("deaktiver", "ta-i-bruk"):
        assert administrator.client.post(f"/styring/konto/{account.pk}/{act}/").status_code == 302
    again = administrator.client.post(f"/styring/konto/{account.pk}/ta-i-bruk/")
    assert 'id="error-summary"' in again.content.decode()
    stored = account_of(adviser)
    assert (stored.is_active, stored.has_usable_password()) == (True, False)
    assert not stored.factors.exists()
    assert adviser.standing.posts == ()
    assert list(send_due())[-1].sent
    assert "account.reactivated" in verbs(stored)
    assert give(administrator, stored).status_code == 302
    assert verify().flaws == []


def test_somebody_is_signed_out_everywhere(administrator: Member, adviser: Member) -> None:
    other = Client()
    other.force_login(account_of(adviser), backend=factories.BACKEND)
    assert adviser.client.get("/saker/").status_code == other.get("/saker/").status_code == 200
    assert administrator.client.post(f"/styring/konto/{account_of(adviser).pk}/logg-ut/").status_code == 302
    assert adviser.client.get("/saker/").status_code == other.get("/saker/").status_code == 302


@pytest.mark.parametrize("act", ["logg-ut", "deaktiver", "post"])
def test_what_ends_her_own_session_leads_to_the_log_in_page(
    administrator: Member, second: Member, act: str
) -> None:
    account = account_of(second)
    address = f"/styring/konto/{account.pk}/{act}/"
    if act == "post":
        address = f"/styring/innehav/{account.memberships.get().pk}/slutt/"
    give_password(administrator, OLD)
    second.client.force_login(account_of(second), backend=factories.BACKEND)
    assert second.client.get(address).status_code == 200
    begun = Entry.objects.filter(verb="account.signed_out", chain=account.pk).count()
    answer = second.client.post(address, {"last_day": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("account_login"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert second.client.get("/styring/").status_code == 302
    assert Entry.objects.filter(verb="account.signed_out", chain=account.pk).count() > begun


@pytest.mark.django_db(transaction=True)
def test_two_who_deactivate_each_other_at_once_leave_one(administrator: Member, second: Member) -> None:
    give_password(administrator, OLD)
    pairs = [(administrator, second), (second, administrator)]
    standings = {by.name: by.standing for by, _other in pairs}
    start, outcomes = threading.Barrier(2), []

    def go(by: Member, other: Member) -> None:
        try:
            start.wait(timeout=30)
            acts.deactivate(standing=standings[by.name], account=account_of(other))
            outcomes.append("done")
        except Declined as declined:
            outcomes.append(type(declined).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["LastAdministrator", "done"]
    assert (
        Account.objects.filter(pk__in=[administrator.account.pk, second.account.pk], is_active=True).count()
        == 1
    )  # type: ignore[union-attr]


# -- what is shown --------------------------------------------------------------------------------


def test_the_list_says_who_holds_what_and_how_far_she_has_come(
    administrator: Member, adviser: Member, privacy: Member
) -> None:
    give_password(adviser, OLD)
    administrator.client.post("/styring/ny/", invitation())
    by_name = {one.name: one for one in everybody(asked_by=SUITE)}
    assert by_name["Adviser"].state == State.HERE
    assert by_name["Adviser"].last_seen == timezone.localdate()
    assert by_name["Privacy"].state == State.NOT_INVITED
    assert (by_name["Åse Ny"].state, by_name["Åse Ny"].last_seen) == (State.INVITED, None)
    assert [one.role for one in by_name["Åse Ny"].now] == [str(NAMES[Role.ADVISER])]
    page = page_of(administrator, "/styring/")
    for words in ("Åse Ny", "Rud", "Minority adviser", "Can sign in", "has not chosen a password yet"):
        assert words in page


def test_names_are_in_norwegian_order(administrator: Member) -> None:
    for name in ("Ørjan", "Zara", "Åse", "Ærlend", "Émile", "Frida"):
        create_account(actor=SUITE, name=name, email=f"{uuid.uuid4().hex}@example.invalid")
    with translation.override("nb"):
        names = [one.name for one in everybody(asked_by=SUITE)]
    assert names == ["Administrator", "Émile", "Frida", "Zara", "Ærlend", "Ørjan", "Åse"]


def test_posts_are_shown_with_their_holders_and_those_that_are_vacant(
    administrator: Member, adviser: Member, colleague: Member
) -> None:
    found = {(one.name, one.role): one for one in places(asked_by=SUITE)}
    adviser_role = str(NAMES[Role.ADVISER])
    sandaker = found[factories.post("sandaker").name, adviser_role]
    assert {name for _id, name in sandaker.holders} == {"Adviser", "Colleague"}
    assert found[factories.post("sola").name, adviser_role].holders == ()
    give(administrator, account_of(adviser), first_day=f"{TODAY + timedelta(days=3):%d.%m.%Y}")
    page = page_of(administrator, "/styring/poster/")
    assert f"Adviser from {TODAY + timedelta(days=3):%d.%m.%Y}" in page
    assert "Nobody" in page


def test_she_sees_no_case_and_not_how_many(administrator: Member, adviser: Member) -> None:
    account = account_of(adviser)
    addresses = ["/styring/", "/styring/poster/", f"/styring/konto/{account.pk}/"]
    before = [plain(page_of(administrator, address)) for address in addresses]
    case = factories.log_case(adviser)
    after = [plain(page_of(administrator, address)) for address in addresses]
    assert after == before
    assert administrator.client.get(f"/saker/{case.pk}/").status_code == 403


def plain(page: str) -> str:
    """Without the form's token, the sealed way back and the seconds that the session has left."""
    return re.sub(r'data-left="\d+"', "", neutral(page.encode()).decode())


def test_an_account_that_does_not_open_leaves_a_gap_in_the_list(
    administrator: Member, adviser: Member, colleague: Member
) -> None:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            "UPDATE advisory_account SET profile = (SELECT profile FROM advisory_account WHERE id = %s) "
            "WHERE id = %s",
            [key(account_of(colleague).pk), key(account_of(adviser).pk)],
        )
    page = page_of(administrator, "/styring/")
    assert "Cannot be read" in page
    assert "Colleague" in page
    assert Entry.objects.filter(verb="seal.broken", fields="advisory.Account.profile").exists()


def key(account_id: uuid.UUID) -> object:
    return account_id if connection.vendor == "postgresql" else account_id.hex


def test_the_first_page_of_an_administrator_is_hers(administrator: Member) -> None:
    assert 'href="/styring/"' in page_of(administrator, "/")
    page = page_of(administrator, "/styring/")
    assert 'href="/styring/poster/"' in page


def test_unknown_accounts_and_posts_are_not_there(administrator: Member) -> None:
    for path in ("", "post/", "inviter/", "nytt-passord/", "logg-ut/", "deaktiver/"):
        assert administrator.client.get(f"/styring/konto/{uuid.uuid4()}/{path}").status_code == 404
    assert administrator.client.get(f"/styring/innehav/{uuid.uuid4()}/slutt/").status_code == 404


def test_giving_to_oneself_is_refused_by_the_service_too(administrator: Member) -> None:
    with pytest.raises(OnOneself):
        acts.give_post(
            standing=administrator.standing,
            account=account_of(administrator),
            post=factories.post("sandaker"),
            role=Role.ADVISER,
            first_day=TODAY,
            last_day=None,
        )
