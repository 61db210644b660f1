"""That the cast, which is made in a hurry, is what the services and a sign-in would have made."""

from typing import Any

import pytest
from django.test import Client

from advisory.models import Account
from advisory.roles import Role
from advisory.services.accounts import create_account
from advisory.services.memberships import start_membership
from advisory.standing import standing_of
from audit.models import Entry
from audit.verify import verify
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_member_is_as_services_and_a_sign_in_leave_her(reference: None) -> None:
    post = factories.post("sandaker")
    slow = create_account(actor=factories.SUITE, name="Slow", email="slow@example.invalid")
    start_membership(actor=factories.SUITE, account=slow, post=post, role=Role.ADVISER)
    factories.give_factor(slow)
    client = Client()
    client.force_login(slow, backend=factories.BACKEND)
    quick = factories.member("quick", Role.ADVISER, post)
    assert quick.account is not None
    assert said(quick.account, quick.client) == said(slow, client)
    assert verify().flaws == []


def said(account: Account, client: Client) -> dict[str, Any]:
    """All that there is of her, but for ids and moments."""
    stored = Account.objects.get(pk=account.pk)
    standing = standing_of(stored)
    session = client.session
    entries = Entry.objects.filter(chain=account.pk).order_by("number")
    return {
        "trail": [
            (one.verb, one.job, one.actor == account.pk, one.subject == account.pk, one.revision)
            + (len(one.objects_named.split()), one.fields)
            for one in entries
        ],
        "row": (stored.revision, stored.is_active, stored.is_demo, stored.language),
        "in memory": account.revision == stored.revision and account.seal == stored.seal,
        "password": stored.has_usable_password(),
        "signed in": stored.last_login is not None,
        "posts": standing.posts,
        "factors": len(standing.factors),
        "session": sorted(session.keys()),
        "begun": session["begun"],
        "her factor": session["factor"]["factor"] in {str(one) for one in standing.factors},
        "cookies": sorted(client.cookies),
        "first page": client.get("/").status_code,
    }
