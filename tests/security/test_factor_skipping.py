"""Whoever has given a password alone has nothing: by any page, session, header or old cookie."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from advisory.account_seal import factors_of
from advisory.factors import marks
from advisory.factors.kinds import Kind, content
from advisory.models import Account, Factor
from advisory.pages import opens_early
from advisory.services.factors import add_factor, remove_factor, reset_factors
from advisory.sessions import digest_of, row_of
from audit.models import Entry
from cases.models import Draft
from tests import factories
from tests.advisory.test_factors import PASSWORD, first_step, is_in
from tests.factories import BACKEND, SUITE, Member, log_case
from tests.matrix import MATRIX, Row
from tests.security.tampering import ACCOUNT, Held, insert, key, tampered
from tests.security.test_matrix import patterns

pytestmark = pytest.mark.django_db
EARLY = {pattern.name for pattern in patterns() if opens_early(pattern.callback)}
# What one is sent on from, wherever one stands: these show nothing.
ON = {"account_login", "mfa_authenticate", "set_language"}
FIRST = reverse("factors")
NOBODYS = uuid.UUID("11111111-2222-4333-8444-555555555555")
WORKING = [row for row in MATRIX if row.answers["anonymous"] == 302 and row.route not in ON]


@pytest.fixture
def account(adviser: Member) -> Account:
    return factories.give_password(adviser, PASSWORD)


def half_signed_in(account: Account) -> Client:
    """Its session holds an account, as one of before there were factors, and no word of any."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    session = client.session
    del session[marks.KEY]
    session.save()
    return client


def after_the_password(account: Account) -> Client:
    return first_step(account)


def addresses(account: Account, adviser: Member) -> dict[str, Any]:
    """What the rows name, made once, where it can be the account's own."""
    draft = Draft(account=account, content="{}", changed_at=timezone.now())
    draft.save(force_insert=True)
    (factor,) = factors_of(account.pk)
    adviser.client.force_login(account, backend=BACKEND)
    session = row_of(digest_of(adviser.client.cookies[settings.SESSION_COOKIE_NAME].value))
    made = {"session": session, "case": log_case(adviser).pk, "draft": draft.pk, "factor": factor.pk}
    numbered = {
        "year": 2008,
        "number": 1,
        "version": 1,
        "place": 1,
        "table": "T02",
        "language": "nb",
        "name": "csv",
    }
    return made | {"account": account.pk} | numbered


def way_on(client: Client, row: Row, named: dict[str, Any]) -> str:
    """Where a plain request for the row's page is sent on to; nothing for a page that is shown."""
    args = [named.get(name, NOBODYS) for name in row.args]
    answer = getattr(client, row.verb.lower())(reverse(row.route, args=args))
    return str(answer.headers.get("Location", ""))


@pytest.mark.parametrize("way", [after_the_password, half_signed_in], ids=lambda way: way.__name__)
def test_every_page_after_the_password_only(
    account: Account, adviser: Member, way: Callable[[Account], Client]
) -> None:
    """That the same requests pass with the factor as well is what tests/security/test_matrix.py shows."""
    named = addresses(account, adviser)
    wrong = {}
    for row in WORKING:
        # Anew each time: a session without a factor is ended at the first page that it asks for.
        place = way_on(way(account), row, named)
        if not place.startswith(reverse("account_login")):
            wrong[row.route, row.verb] = place
    assert len(WORKING) > 25
    assert wrong == {}


def test_every_page_of_an_account_without_a_factor_leads_to_the_first(
    account: Account, adviser: Member
) -> None:
    named = addresses(account, adviser)
    reset_factors(actor=SUITE, account=account)
    adviser.client.force_login(account, backend=BACKEND)
    asked = [row for row in WORKING if row.route not in EARLY]
    wrong = {row.route: place for row in asked if (place := way_on(adviser.client, row, named)) != FIRST}
    assert wrong == {}


def test_what_opens_early_is_what_is_needed_for_the_first() -> None:
    assert {"account_logout", "factors", "passkey_add", "passkey_offer", "app_add"} == EARLY


def test_who_sets_up_her_first_sees_nothing_of_her_work(account: Account) -> None:
    reset_factors(actor=SUITE, account=account)
    page = first_step(account).get(reverse("factors")).content.decode()
    assert account.name in page
    assert reverse("case_list") not in page


def test_a_password_alone_adds_no_factor_beside_those_there_are(account: Account) -> None:
    for client in (first_step(account), half_signed_in(account)):
        for name in ("passkey_add", "app_add", "passkey_offer", "codes_renew"):
            assert client.post(reverse(name), {"code": "1", "credential": "{}"}).status_code == 302
    assert len(factors_of(account.pk)) == 1


def test_a_session_that_somebody_planted_is_not_let_to_the_second_step(account: Account) -> None:
    """Whoever put a session of his own into her browser stands at no step that she takes."""
    stranger, hers = Client(), Client()
    planted = stranger.session.session_key
    hers.cookies[settings.SESSION_COOKIE_NAME] = planted
    told = {"login": account.email, "password": PASSWORD}
    assert hers.post(reverse("account_login"), told).headers["Location"] == reverse("mfa_authenticate")
    assert hers.cookies[settings.SESSION_COOKIE_NAME].value != planted
    assert hers.get(reverse("mfa_authenticate")).status_code == 200
    assert stranger.get(reverse("mfa_authenticate")).headers["Location"] == reverse("account_login")
    hers.post(reverse("mfa_authenticate"), {"code": factories.code_now()})
    assert is_in(hers)
    assert not is_in(stranger)


def test_a_session_of_before_is_ended_and_recorded(account: Account) -> None:
    client = half_signed_in(account)
    assert client.get(reverse("case_list")).status_code == 302
    (entry,) = Entry.objects.filter(verb="access.refused", chain=account.pk)
    assert entry.fields == "factor"
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == ""


@pytest.mark.parametrize("given", ["another's", "gone", "none", "nonsense"])
def test_a_mark_that_names_no_factor_of_hers(account: Account, colleague: Member, given: str) -> None:
    assert colleague.account is not None
    client = Client()
    client.force_login(account, backend=BACKEND)
    assert is_in(client)
    session = client.session
    named = {
        "another's": str(factors_of(colleague.account.pk)[0].pk),
        "gone": str(NOBODYS),
        "none": None,
        "nonsense": ["x"],
    }[given]
    session[marks.KEY] = {**session[marks.KEY], "factor": named}
    session.save()
    assert not is_in(client)


def test_a_session_of_a_factor_that_was_removed_is_none(adviser: Member) -> None:
    account = adviser.account
    assert account is not None
    (old,) = factors_of(account.pk)
    said = content(Kind.PASSKEY, credential="", count=0, last=0, name="")
    add_factor(actor=SUITE, account=account, said=said)
    # As if ending her sessions had missed this one.
    client = Client()
    client.force_login(account, backend=BACKEND)
    session = client.session
    session[marks.KEY] = {**session[marks.KEY], "factor": str(old.pk)}
    session.save()
    assert is_in(client)
    kept = str(session.session_key)
    remove_factor(actor=SUITE, account=account, factor_id=old.pk, but=digest_of(kept))
    assert not is_in(client)


@pytest.mark.parametrize("field", ["remember", "trust", "session_remember", "factor"])
def test_no_field_or_cookie_goes_without(account: Account, field: str) -> None:
    client = Client()
    client.cookies["mfa_trusted"] = "eyJ0cnVzdGVkIjp0cnVlfQ"
    typed = {"login": account.email, "password": PASSWORD, field: "on"}
    answer = client.post(reverse("account_login"), typed)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_the_demonstrations_people_are_nobody_anywhere_else(reference: None, settings: Any) -> None:
    settings.DEMO = True
    demo = factories.member("demo", factories.Role.ADVISER, factories.post("sandaker"), is_demo=True)
    assert demo.account is not None
    reset_factors(actor=SUITE, account=demo.account)
    client = Client()
    assert client.post(reverse("demo_sign_in"), {"account": str(demo.account.pk)}).status_code == 302
    assert is_in(client)
    settings.DEMO = False
    assert not is_in(client)


def test_the_demonstration_lets_in_nobody_else(adviser: Member, settings: Any) -> None:
    settings.DEMO = True
    assert adviser.account is not None
    reset_factors(actor=SUITE, account=adviser.account)
    adviser.client.force_login(adviser.account, backend=BACKEND)
    assert not is_in(adviser.client)
    answer = Client().post(reverse("demo_sign_in"), {"account": str(adviser.account.pk)})
    assert answer.status_code == 404


@pytest.mark.parametrize("way", ["added", "copied", "removed", "moved", "exchanged"])
def test_a_factor_by_sql_gives_nobody_anything(account: Account, colleague: Member, way: str) -> None:
    """The account does not stand, and nobody signs in with it."""
    assert colleague.account is not None
    mine, theirs = Held(account.pk, ACCOUNT), Held(colleague.account.pk, ACCOUNT)
    (row,), (other,) = mine.rows[Factor], theirs.rows[Factor]
    client = Client()
    client.force_login(account, backend=BACKEND)
    assert is_in(client)
    client.raise_request_exception = False
    new = key(uuid.uuid4())
    with tampered(theirs), tampered(mine):
        if way == "added":
            insert(Factor, [{**row, "id": new}])
        elif way == "copied":
            insert(Factor, [{**other, "id": new, "account_id": row["account_id"]}])
        elif way == "removed":
            Factor.objects.filter(account=account).delete()
        elif way == "moved":
            Factor.objects.filter(account=colleague.account).update(account_id=account.pk)
        else:
            Factor.objects.filter(account=account).delete()
            insert(Factor, [{**row, "content": other["content"]}])
        assert client.get(reverse("case_list")).status_code == 500
        stranger = Client(raise_request_exception=False)
        typed = {"login": account.email, "password": PASSWORD}
        assert stranger.post(reverse("account_login"), typed).status_code == 500
    assert is_in(client)
