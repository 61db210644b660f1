"""The demo's way in: for made-up accounts in demo mode, and nowhere else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advisory.roles import Role
from advisory.services.accounts import deactivate_account
from audit.models import Entry
from audit.verbs import Verb
from tests import factories
from tests.factories import Member


@pytest.fixture
def demo(reference: None, settings: Any) -> Member:
    settings.DEMO = True
    return factories.member("demo", Role.ADVISER, factories.post("sandaker"), is_demo=True)


def become(member: Member, client: Client | None = None) -> Any:
    assert member.account is not None
    return (client or Client()).post(reverse("demo_sign_in"), {"account": str(member.account.pk)})


def test_anybody_becomes_a_made_up_person(demo: Member) -> None:
    client = Client()
    page = client.get(reverse("demo_sign_in")).content.decode()
    assert demo.account is not None
    assert str(demo.account.pk) in page
    assert demo.account.name in page
    before = Entry.objects.filter(verb=Verb.SIGNED_IN.value, chain=demo.account.pk).count()

    answer = become(demo, client)

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("start"))
    assert client.get(reverse("account_logout")).status_code == 200
    assert Entry.objects.filter(verb=Verb.SIGNED_IN.value, chain=demo.account.pk).count() == before + 1


def test_nobody_becomes_a_real_person(demo: Member, adviser: Member) -> None:
    assert become(demo).status_code == 302

    client = Client()
    assert become(adviser, client).status_code == 404
    assert adviser.account is not None
    assert str(adviser.account.pk) not in client.get(reverse("demo_sign_in")).content.decode()
    assert client.get(reverse("account_logout")).status_code == 302


def test_without_demo_mode_there_is_no_such_page(demo: Member, settings: Any) -> None:
    assert become(demo).status_code == 302
    assert reverse("demo_sign_in") in Client().get(reverse("account_login")).content.decode()

    settings.DEMO = False

    assert become(demo).status_code == 404
    assert Client().get(reverse("demo_sign_in")).status_code == 404
    assert reverse("demo_sign_in") not in Client().get(reverse("account_login")).content.decode()


def test_a_deactivated_one_and_rubbish_are_not_found(demo: Member) -> None:
    assert become(demo).status_code == 302
    assert demo.account is not None
    deactivate_account(actor=factories.SUITE, account=demo.account)

    assert become(demo).status_code == 404
    assert Client().post(reverse("demo_sign_in"), {"account": "rubbish"}).status_code == 404
    assert Client().post(reverse("demo_sign_in")).status_code == 404
