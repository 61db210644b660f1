"""Somebody with SQL points a row at another's account, post or group: no right comes of it, and it shows."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, models
from django.urls import reverse

from advisory.models import Membership, Post
from advisory.sealing.errors import SealError
from audit.models import Entry
from cases.services.reference import load_reference
from tests import factories
from tests.factories import SUITE, Member

pytestmark = pytest.mark.django_db
LINKS = ("membership.account_id", "membership.post_id", "post.group_id")


def key(value: Any) -> Any:
    return value.hex if isinstance(value, uuid.UUID) and connection.vendor == "sqlite" else value


def point(row: models.Model, column: str, to: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", [key(to), key(row.pk)])


def thieve(link: str, thief: Member, victim: Member) -> models.Model:
    """Give the thief what is the victim's by changing this one link; the row that was changed."""
    mine = Membership.objects.get(account=thief.account)
    theirs = Membership.objects.select_related("post").get(account=victim.account)
    if link == "membership.account_id":
        point(theirs, "account_id", mine.account_id)
        return theirs
    if link == "membership.post_id":
        point(mine, "post_id", theirs.post_id)
        return mine
    # One group a post: the victim's gets a new one first.
    group = theirs.post.group_id
    point(theirs.post, "group_id", Group.objects.create(name="spare").pk)
    point(mine.post, "group_id", group)
    return mine.post


@pytest.mark.parametrize("link", LINKS)
def test_a_link_changed_by_sql_gives_nothing_and_is_recorded(
    adviser: Member, elsewhere: Member, link: str
) -> None:
    case = factories.log_case(elsewhere)
    assert adviser.account is not None
    adviser.client.raise_request_exception = False
    pages = [reverse("case_list"), reverse("case", args=[case.pk])]
    assert [adviser.client.get(page).status_code for page in pages] == [200, 404]
    row = thieve(link, adviser, elsewhere)
    with pytest.raises(SealError):
        type(row)._default_manager.get(pk=row.pk).must_be_as_sealed()  # type: ignore[attr-defined]
    # A membership belongs to an account, whose seal is asked first.
    table, place = ("advisory.Post.profile", row.pk)
    if isinstance(row, Membership):
        table, place = ("advisory.Account.seal", adviser.account.pk)
    with pytest.raises(SealError) as caught:
        _ = adviser.standing
    assert caught.value.place is not None
    assert caught.value.place.row == place
    for number, page in enumerate(pages, start=1):
        answer = adviser.client.get(page)
        assert answer.status_code == 500
        assert str(case.pk) not in answer.content.decode()
        recorded = Entry.objects.filter(verb="seal.broken", actor=adviser.account.pk)
        assert recorded.count() == number
    for entry in recorded:
        assert (entry.subject, entry.objects_named) == (place, str(place))
        assert entry.fields == table


def test_as_they_were_made_they_work(cast: dict[str, Member]) -> None:
    for member in cast.values():
        if member.account is not None and member.account.is_active:
            assert member.standing.posts
    assert not Entry.objects.filter(verb="seal.broken").exists()


def test_a_link_that_was_never_sealed_gives_nothing(adviser: Member) -> None:
    membership = Membership.objects.get(account=adviser.account)
    membership.profile = {"role": "adviser"}
    membership.save()
    with pytest.raises(SealError):
        _ = adviser.standing


def test_loading_the_reference_again_does_not_make_a_moved_group_good(
    adviser: Member, elsewhere: Member
) -> None:
    load_reference(actor=SUITE)
    post = thieve("post.group_id", adviser, elsewhere)
    before = Post.objects.get(pk=post.pk).profile
    with pytest.raises(SealError):
        load_reference(actor=SUITE)
    assert Post.objects.get(pk=post.pk).profile == before
    with pytest.raises(SealError):
        _ = adviser.standing
