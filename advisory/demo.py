"""The made-up accounts that demo mode lets anybody sign in as."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from advisory.models import Account, Membership
from advisory.roles import NAMES, Role


@dataclass(frozen=True, slots=True)
class DemoAccount:
    account_id: UUID
    name: str
    post_name: str


@dataclass(frozen=True, slots=True)
class DemoRole:
    name: str | Promise
    accounts: list[DemoAccount]


def demo_accounts() -> QuerySet[Account]:
    return Account.objects.filter(is_demo=True, is_active=True)


def demo_list() -> list[DemoRole]:
    """By role, in the order of the table of roles; each account once a post it holds now."""
    held = (
        Membership.objects.holding_at(timezone.now())
        .filter(account__in=demo_accounts())
        .select_related("account", "post")
    )
    by_role: dict[Role, list[DemoAccount]] = {}
    for row in held:
        entry = DemoAccount(row.account_id, row.account.name, row.post.name)
        by_role.setdefault(Role(row.role), []).append(entry)
    return [
        DemoRole(NAMES[role], sorted(by_role[role], key=lambda one: (one.post_name, one.name)))
        for role in Role
        if role in by_role
    ]
