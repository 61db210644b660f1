"""Who works on each open lane, and who does if she cannot: follows from memberships, and gives no right.

What nobody at its post can do is the coordinator's, and where she is alone an administrator sees to it that
somebody does, so that nothing is ever left with nobody.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from advisory.models import Account, Membership
from advisory.rights import Act, roles_that
from advisory.services.holders import accounts_of, holding
from cases.models.inquiry import Inquiry
from cases.models.ruling import IN_FORCE, Ruling
from cases.services.unheld import OPEN
from cases.status import Status


class By(StrEnum):
    """Why it is she: she has taken it, holds the post, was named to stand in, works beside the owner; or is
    the coordinator or an administrator, for want of anybody at the post.
    """

    TAKEN = "taken"
    POST = "post"
    NAMED = "named"
    COLLEAGUE = "colleague"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Cover:
    """Accounts, each once, in the order in which they came to the post. Where several own it together, each
    is there for the others: they are its deputies too, unless one was named.
    """

    owners: tuple[Account, ...]
    owned_by: By
    deputies: tuple[Account, ...]
    deputised_by: By

    @property
    def is_whole(self) -> bool:
        """Whether there are both, and both are people who work on cases."""
        return bool(self.owners and self.deputies) and By.ADMINISTRATOR not in (
            self.owned_by,
            self.deputised_by,
        )


@dataclass(frozen=True, slots=True)
class Uncovered:
    """An open lane without a next action, or without an owner or a deputy who works on cases."""

    case_id: uuid.UUID
    lane_id: uuid.UUID


def cover_of(lanes: Iterable[Inquiry], now: datetime) -> dict[uuid.UUID, Cover]:
    """By lane, of those that are open. Two queries however many lanes; one more where a post has too few."""
    open_ones = [lane for lane in lanes if lane.status != Status.CLOSED]
    if not open_ones:
        return {}
    people = _People(now, {lane.post_id for lane in open_ones})
    shut = _shut_out({lane.case_id for lane in open_ones})
    return {
        lane.pk: people.covering(lane.post_id, lane.claimed_by_id, shut.get(lane.case_id, frozenset()))
        for lane in open_ones
    }


def uncovered(now: datetime) -> Iterator[Uncovered]:
    """Of all open lanes, the oldest first; nothing is opened to find them. Four queries at most."""
    people, shut = _People(now, None), _shut_out(None)
    whole: dict[tuple[uuid.UUID, uuid.UUID | None, frozenset[uuid.UUID]], bool] = {}
    rows = Inquiry.unscoped.filter(OPEN).order_by("created_at", "pk")
    columns = rows.values_list("pk", "case_id", "post_id", "claimed_by_id", "next_post_id")
    for lane_id, case_id, post_id, claimed_by, next_post in columns.iterator():
        key = post_id, claimed_by, shut.get(case_id, frozenset())
        if key not in whole:
            whole[key] = people.covering(*key).is_whole
        if next_post is None or not whole[key]:
            yield Uncovered(case_id, lane_id)


class _People:
    """Who holds these posts, or any, at a moment; who is above them is asked only where one has too few."""

    def __init__(self, now: datetime, posts: Collection[uuid.UUID] | None) -> None:
        self._now = now
        self._at: dict[uuid.UUID, list[Membership]] = defaultdict(list)
        for one in holding(now, posts=posts):
            self._at[one.post_id].append(one)

    def covering(self, post_id: uuid.UUID, claimed_by: uuid.UUID | None, shut: frozenset[uuid.UUID]) -> Cover:
        """Of a lane at this post; `shut` are the accounts that are shut out of its case."""
        here = [one for one in self._at.get(post_id, ()) if one.account_id not in shut]
        owners, owned_by = _owners(here, claimed_by)
        if not owners:
            owners, owned_by = self._above(shut)
        deputies, deputised_by = _deputies(here, owners, owned_by)
        if not deputies:
            deputies, deputised_by = self._above(shut | {one.pk for one in owners})
        return Cover(owners, owned_by, deputies, deputised_by)

    def _above(self, but: frozenset[uuid.UUID]) -> tuple[tuple[Account, ...], By]:
        """The coordinators, else the administrators, who can give a post to somebody."""
        for by, accounts in self._leading.items():
            if found := tuple(one for one in accounts if one.pk not in but):
                return found, by
        return (), By.ADMINISTRATOR

    @cached_property
    def _leading(self) -> dict[By, list[Account]]:
        by_roles = {By.COORDINATOR: roles_that(Act.COORDINATE), By.ADMINISTRATOR: roles_that(Act.ACCOUNTS)}
        rows = holding(self._now, roles=frozenset().union(*by_roles.values()))
        return {by: accounts_of(one for one in rows if one.role in roles) for by, roles in by_roles.items()}


def _owners(here: Iterable[Membership], claimed_by: uuid.UUID | None) -> tuple[tuple[Account, ...], By]:
    """Whoever has taken it, be it as a deputy; else all who hold the post themselves."""
    taken = [one for one in here if one.account_id == claimed_by]
    if taken:
        return tuple(accounts_of(taken)), By.TAKEN
    return tuple(accounts_of(one for one in here if one.deputy_for is None)), By.POST


def _deputies(
    here: list[Membership], owners: tuple[Account, ...], owned_by: By
) -> tuple[tuple[Account, ...], By]:
    """At the post: who was named for an owner, or for whoever held it; else colleagues who are there."""
    ids = {one.pk for one in owners}
    others = [one for one in here if one.account_id not in ids]
    is_held = owned_by in (By.TAKEN, By.POST)
    named = [one for one in others if one.deputy_for and (one.deputy_for in ids or not is_held)]
    if named:
        return tuple(accounts_of(named)), By.NAMED
    away = {one.deputy_for for one in here}
    there = [one for one in others if one.account_id not in away]
    if there:
        return tuple(accounts_of(there)), By.COLLEAGUE
    return (owners, By.COLLEAGUE) if len(owners) > 1 else ((), By.COLLEAGUE)


def _shut_out(cases: Collection[uuid.UUID] | None) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """By case, of these or all: the accounts that are shut out of it."""
    rows = Ruling.unscoped.filter(IN_FORCE)
    if cases is not None:
        rows = rows.filter(case__in=cases)
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for case_id, account_id in rows.values_list("case_id", "account_id"):
        found[case_id].add(account_id)
    return {case_id: frozenset(accounts) for case_id, accounts in found.items()}
