"""The quick way out leaves no session behind, whoever's it is and however far she has come."""

import pytest
from django.test import Client
from django.urls import reverse

from advisory.models import StoredSession
from tests import factories
from tests.advisory.test_factors import PASSWORD, first_step
from tests.factories import Member

pytestmark = pytest.mark.django_db
CODE = "mfa_authenticate"


def leave(client: Client) -> None:
    assert client.post(reverse("leave")).status_code == 200


def test_who_has_signed_in_is_out(adviser: Member) -> None:
    assert adviser.client.get("/saker/").status_code == 200
    leave(adviser.client)
    assert adviser.client.get("/saker/").status_code == 302


def test_who_has_given_her_password_alone_gives_it_again(adviser: Member) -> None:
    """Else whoever sits down there after her is asked for the code alone."""
    client = first_step(factories.give_password(adviser, PASSWORD))
    assert client.get(reverse(CODE)).status_code == 200
    before = StoredSession.objects.count()
    leave(client)
    assert StoredSession.objects.count() == before - 1
    assert client.get(reverse(CODE)).headers["Location"].startswith(reverse("account_login"))


def test_who_never_came_gets_no_session_by_it() -> None:
    client = Client()
    leave(client)
    assert StoredSession.objects.count() == 0
    assert not client.cookies
