"""Ids and the order of rows do not give away which line of a public list a row came from."""

import secrets
from statistics import correlation
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, models

from advisory.models import Account, Agency, Coverage, Post
from advisory.services import groups
from audit.actor import job
from cases.demo.people import appoint
from tests import factories
from tests.cases.reference_files import read

# Of independent orders of thirty or more, fewer than one in a hundred thousand agree as well as this.
CHANCE = 0.8


def as_stored(model: type[models.Model]) -> list[Any]:
    """The rows in the order in which they lie in the file."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {model._meta.db_table} ORDER BY {place}")
        ids = [str(row[0]).replace("-", "") for row in cursor.fetchall()]
    rows = {row.pk.hex: row for row in model._default_manager.all()}
    return [rows[one] for one in ids]


def keys_of_lists() -> list[str]:
    return [row["key"] for name in ("schools", "embassies", "team") for row in read(name)]


def agreement(order: list[Any], reference: list[Any]) -> float:
    """Rank correlation of two orders of the same things: 1 the same, -1 the reverse."""
    assert set(order) == set(reference)
    return abs(correlation(range(len(order)), [reference.index(one) for one in order]))


def test_group_ids_do_not_follow_the_lists(reference: None) -> None:
    posts = sorted(Post.objects.all(), key=lambda post: post.group_id)
    assert agreement([post.profile["key"] for post in posts], keys_of_lists()) < CHANCE
    ids = [post.group_id for post in posts]
    assert all(after - before > 1 for before, after in zip(ids, ids[1:], strict=False))
    assert ids[0] >= 1
    assert 10**8 < ids[-1] <= groups.LARGEST_ID


def test_rows_do_not_lie_in_the_order_of_the_lists(reference: None) -> None:
    assert agreement([post.profile["key"] for post in as_stored(Post)], keys_of_lists()) < CHANCE


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL fills gaps that older rows left")
@pytest.mark.parametrize("model", [Post, Agency, Coverage])
def test_rows_lie_in_the_order_of_their_random_ids(reference: None, model: type[models.Model]) -> None:
    ids = [row.pk for row in as_stored(model)]
    assert len(ids) > 3
    assert ids == sorted(ids)


def test_an_id_in_use_is_not_given_again(reference: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Group.objects.create(pk=6, name="taken")
    drawn = iter([5, 5, 6, 7])
    monkeypatch.setattr(secrets, "randbelow", lambda limit: next(drawn))
    assert factories.new_post().group_id == 7


def test_demo_accounts_do_not_lie_in_the_order_of_the_posts(reference: None) -> None:
    before = set(Account.objects.values_list("pk", flat=True))
    appoint(actor=job("suite"), posts={post.profile["key"]: post for post in Post.objects.all()})
    for made in (as_stored(Account), list(Account.objects.order_by("created_at"))):
        names = [one.name for one in made if one.pk not in before and "Demo Rådgiver" in one.name]
        assert len(names) == 30
        assert agreement(names, sorted(names)) < CHANCE
