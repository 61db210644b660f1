"""Accounts and memberships: created, given posts, ended, deactivated, never deleted, always recorded."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from advisory.account_seal import verified_memberships
from advisory.errors import AccountExists, AccountInUse, MembershipOver, NeverDeleted, RoleDoesNotFit
from advisory.models import Account, Membership
from advisory.roles import Role
from advisory.services.accounts import create_account, deactivate_account, reactivate_account
from advisory.services.memberships import end_membership, start_membership
from advisory.standing import standing_of
from audit.models import ChainHead, Entry
from audit.verify import verify
from tests import factories
from tests.factories import SUITE, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(reference: None) -> Account:
    return create_account(actor=SUITE, name="Kari Prøve", email="kari@example.invalid")


def verbs(account: Account) -> list[str]:
    return list(Entry.objects.filter(chain=account.pk).order_by("number").values_list("verb", flat=True))


def test_a_new_account_has_a_chain_and_no_rights(account: Account) -> None:
    assert verbs(account) == ["account.created"]
    assert ChainHead.objects.get(chain=account.pk).number == 1
    assert standing_of(account).posts == ()
    assert (account.name, account.email) == ("Kari Prøve", "kari@example.invalid")
    assert verify().flaws == []


def test_nothing_readable_is_stored(account: Account) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM advisory_account")
        stored = b"".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for row in cursor.fetchall()
            for value in row
        )
    assert b"Kari" not in stored
    assert b"example" not in stored


def test_without_a_password_nobody_signs_in(account: Account) -> None:
    assert not account.has_usable_password()
    other = create_account(
        actor=SUITE, name="Per", email="per@example.invalid", password="five words that are long"
    )
    assert other.check_password("five words that are long")


@pytest.mark.parametrize("same", ["kari@example.invalid", " KARI@example.invalid "])
def test_one_account_an_address(account: Account, same: str) -> None:
    with pytest.raises(AccountExists):
        create_account(actor=SUITE, name="En annen", email=same)
    assert Account.objects.count() == 1
    assert Entry.objects.filter(verb="account.created").count() == 1


def test_found_by_its_address(account: Account) -> None:
    assert Account.objects.by_login("Kari@Example.invalid") == account
    assert Account.objects.by_login("per@example.invalid") is None


@pytest.mark.parametrize(
    "delete",
    [
        lambda account: account.delete(),
        lambda account: Account.objects.filter(pk=account.pk).delete(),
        lambda account: Account.objects.all().delete(),
    ],
)
def test_never_deleted(account: Account, delete: Callable[[Account], object]) -> None:
    with pytest.raises(NeverDeleted), transaction.atomic():
        delete(account)
    assert Account.objects.filter(pk=account.pk).exists()


def test_a_membership_gives_the_post_from_its_day(account: Account) -> None:
    post = factories.post("sandaker")
    soon = timezone.now() + timedelta(days=1)
    later = start_membership(actor=SUITE, account=account, post=post, role=Role.ADVISER, starts_at=soon)
    assert standing_of(account).posts == ()
    now = start_membership(actor=SUITE, account=account, post=post, role=Role.ADVISER)
    (held,) = standing_of(account).posts
    assert (held.post_id, held.role, held.group_id) == (post.pk, Role.ADVISER, post.group_id)
    assert later.pk != now.pk
    assert verbs(account) == ["account.created", "membership.started", "membership.started"]
    entry = Entry.objects.filter(chain=account.pk).latest("number")
    assert entry.objects_named.split() == [str(now.pk), str(post.pk)]


def test_a_role_belongs_to_its_kind_of_post(account: Account) -> None:
    with pytest.raises(RoleDoesNotFit):
        start_membership(actor=SUITE, account=account, post=factories.post("sandaker"), role=Role.COORDINATOR)
    assert not Membership.objects.filter(account=account).exists()
    assert verbs(account) == ["account.created"]


def test_an_ended_membership_gives_nothing(adviser: Member) -> None:
    assert adviser.account is not None
    (membership,) = adviser.account.memberships.all()
    end_membership(actor=SUITE, membership=membership)
    assert adviser.standing.posts == ()
    # Nobody else holds the post.
    assert verbs(adviser.account)[-2:] == ["membership.ended", "post.unheld"]
    with pytest.raises(MembershipOver):
        end_membership(actor=SUITE, membership=membership)


def test_a_membership_does_not_end_before_it_begins(adviser: Member) -> None:
    assert adviser.account is not None
    (membership,) = adviser.account.memberships.all()
    with pytest.raises(MembershipOver):
        end_membership(actor=SUITE, membership=membership, at=membership.starts_at)
    membership.refresh_from_db()
    assert membership.ends_at is None


def test_deactivated_means_out_and_recorded_once(adviser: Member) -> None:
    account = adviser.account
    assert account is not None
    for _again in range(2):
        deactivate_account(actor=SUITE, account=account)
    account.refresh_from_db()
    assert not account.is_active
    assert standing_of(account).posts == ()
    assert all(row.ends_at is not None for row in account.memberships.all())
    assert verbs(account).count("account.deactivated") == 1
    assert verbs(account).count("membership.ended") == 1
    assert verified_memberships(account), "twice has not moved the account on from what the trail holds"
    assert verify().flaws == []


def test_back_in_use_and_recorded_once(adviser: Member) -> None:
    account = adviser.account
    assert account is not None
    deactivate_account(actor=SUITE, account=account)
    reactivate_account(actor=SUITE, account=account)
    with pytest.raises(AccountInUse):
        reactivate_account(actor=SUITE, account=account)
    account.refresh_from_db()
    assert account.is_active
    assert not account.has_usable_password()
    assert standing_of(account).posts == ()
    assert verbs(account).count("account.reactivated") == 1
    assert verify().flaws == []


def test_an_outdated_copy_of_a_membership_ends_nothing_twice(adviser: Member) -> None:
    assert adviser.account is not None
    stale = adviser.account.memberships.get()
    end_membership(actor=SUITE, membership=adviser.account.memberships.get())
    ended = Membership.objects.get(pk=stale.pk).ends_at
    with pytest.raises(MembershipOver):
        end_membership(actor=SUITE, membership=stale)
    assert stale.ends_at is None
    assert Membership.objects.get(pk=stale.pk).ends_at == ended
    assert verbs(adviser.account).count("membership.ended") == 1


def test_a_membership_that_has_not_begun_ends_with_the_account(adviser: Member) -> None:
    account = adviser.account
    assert account is not None
    soon = timezone.now() + timedelta(days=1)
    later = start_membership(
        actor=SUITE, account=account, post=factories.post("sandaker"), role=Role.ADVISER, starts_at=soon
    )
    deactivate_account(actor=SUITE, account=account)
    later.refresh_from_db()
    assert later.ends_at == soon
    assert not Membership.objects.holding_at(soon).filter(account=account).exists()
    assert not Membership.objects.not_over_at(timezone.now()).filter(account=account).exists()
    assert verbs(account).count("membership.ended") == 2


def test_a_deactivation_that_fails_leaves_the_callers_copy_alone(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("advisory.services.accounts.record.write", fail)
    with pytest.raises(RuntimeError):
        deactivate_account(actor=SUITE, account=account)
    assert account.is_active
    assert Account.objects.get(pk=account.pk).is_active


def test_deactivating_an_outdated_copy_saves_nothing_else(adviser: Member) -> None:
    assert adviser.account is not None
    stale = Account.objects.get(pk=adviser.account.pk)
    Account.objects.filter(pk=stale.pk).update(language="nn")
    deactivate_account(actor=SUITE, account=stale)
    stale.refresh_from_db()
    assert (stale.language, stale.is_active) == ("nn", False)
