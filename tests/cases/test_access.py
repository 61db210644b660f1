"""The door: one answer to who may see what, however it is asked, and no answer before the trail has it."""

import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from guardian.core import ObjectPermissionChecker

from advisory.models import Membership, Post
from advisory.roles import CASE_ROLES, KINDS, Role
from advisory.sealing.errors import SealError
from advisory.services.accounts import deactivate_account
from advisory.services.memberships import end_membership, start_membership
from advisory.standing import Standing
from audit import record
from audit.models import Entry
from cases import access
from cases.errors import MayReadOnly, NotYours
from cases.models import Case, CaseGroupPermission, CaseKey
from cases.services.revisions import reseal
from tests import factories
from tests.conftest import CAST
from tests.factories import SUITE, Member

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
WORKERS = ("adviser", "colleague", "elsewhere", "embassy", "coordinator", "representative")


def grant_post(case: Case, post: Post | None, *names: str) -> None:
    assert post is not None
    factories.give(case, post, names=names)


def grant_account(case: Case, member: Member, *names: str) -> None:
    factories.give(case, member, names=names)


def seen(standing: Standing) -> set[uuid.UUID]:
    """What the person sees, asked in every way there is; they must agree."""
    listed = {case.pk for case in access.page(standing, size=100).cases}
    assert listed == set(access.visible_to(standing).values_list("pk", flat=True))
    assert len(listed) == access.count_visible(standing)
    for case_id in Case.unscoped.values_list("pk", flat=True):
        if case_id in listed:
            assert access.open_case(standing, case_id).pk == case_id
        else:
            with pytest.raises(NotYours):
                access.open_case(standing, case_id)
            with pytest.raises(NotYours):
                access.case_to_change(standing, case_id)
    return listed


# --- agreement ---


def test_every_way_of_asking_gives_one_answer(cast: dict[str, Member]) -> None:
    """The door, its lists and its counts against guardian's own checker, for the whole cast."""
    draw = random.Random(11)
    cases = [factories.log_case(cast[name]) for name in WORKERS for _ in range(2)]
    posts = [member.post for member in cast.values() if member.post]
    for case in cases:
        for post in {post.pk: post for post in draw.sample(posts, 2)}.values():
            if not CaseGroupPermission.objects.filter(content_object=case, group=post.group_id).exists():
                grant_post(case, post, *draw.choice([("view",), ("view", "change")]))
        if draw.random() < 0.3:
            grant_account(case, cast[draw.choice(WORKERS)], "view")
    for name in CAST:
        member = cast[name]
        if member.account is None:
            continue
        standing = member.standing
        found = seen(standing)
        groups = [ObjectPermissionChecker(Group.objects.get(pk=held.group_id)) for held in standing.posts]
        own = ObjectPermissionChecker(member.account)
        for case in cases:
            works = not standing.roles.isdisjoint(CASE_ROLES)
            for right, answer in (
                ("view", case.pk in found),
                ("change", access.may_change(standing, case)),
            ):
                by_post = any(checker.has_perm(f"{right}_case", case) for checker in groups)
                by_account = f"{right}_case" in own.get_user_perms(case)
                assert answer is (works and (by_post or by_account)), (name, right)
    assert any(seen(cast[name].standing) for name in WORKERS)


def test_a_post_sees_its_own_cases_and_no_other(
    adviser: Member, colleague: Member, elsewhere: Member
) -> None:
    mine, theirs = factories.log_case(adviser), factories.log_case(elsewhere)
    assert seen(adviser.standing) == seen(colleague.standing) == {mine.pk}
    assert seen(elsewhere.standing) == {theirs.pk}
    assert access.case_to_change(colleague.standing, mine.pk).pk == mine.pk


def test_a_stranger_and_nobody_get_the_same_answer(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    for case_id in (case.pk, uuid.uuid4()):
        with pytest.raises(NotYours) as refused:
            access.open_case(elsewhere.standing, case_id)
        assert (refused.value.status, refused.value.subject) == (404, case_id)
        assert str(case_id) not in str(refused.value)
    assert not Entry.objects.filter(chain=case.pk, verb="case.read").exists()


def test_the_same_work_is_done_for_a_strangers_case_as_for_none(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    standing = elsewhere.standing
    access.permission_id("view")
    counted = []
    for case_id in (case.pk, uuid.uuid4()):
        # The moment, which an account's grant may have outlived, stands in the question.
        with (
            time_machine.travel(NOON, tick=False),
            CaptureQueriesContext(connection) as asked,
            pytest.raises(NotYours),
        ):
            access.open_case(standing, case_id)
        counted.append([query["sql"].replace(case_id.hex, "?").replace(str(case_id), "?") for query in asked])
    assert counted[0] == counted[1]


def test_who_may_read_may_not_for_that_change(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    grant_post(case, elsewhere.post, "view")
    assert seen_only(elsewhere, case)
    assert not access.may_change(elsewhere.standing, case)
    with pytest.raises(MayReadOnly) as refused:
        access.case_to_change(elsewhere.standing, case.pk)
    assert refused.value.status == 403


def seen_only(member: Member, case: Case) -> bool:
    return {one.pk for one in access.page(member.standing).cases} == {case.pk}


def test_the_right_to_change_alone_shows_nothing(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    grant_post(case, elsewhere.post, "change")
    with pytest.raises(NotYours):
        access.case_to_change(elsewhere.standing, case.pk)
    assert access.count_visible(elsewhere.standing) == 0


def test_an_exception_for_one_account_is_hers_alone(
    adviser: Member, elsewhere: Member, embassy: Member
) -> None:
    case = factories.log_case(adviser)
    grant_account(case, elsewhere, "view", "change")
    assert seen(elsewhere.standing) == {case.pk}
    assert access.may_change(elsewhere.standing, case)
    assert seen(embassy.standing) == set()


# --- time and roles ---


def test_no_membership_no_case(adviser: Member) -> None:
    case = factories.log_case(adviser)
    now = timezone.now()
    for begins, ends, sees in (
        (now - timedelta(days=2), now - timedelta(seconds=1), False),
        (now + timedelta(minutes=1), None, False),
        (now + timedelta(days=1), now + timedelta(days=2), False),
        (now - timedelta(days=2), now + timedelta(minutes=1), True),
        (now - timedelta(days=2), None, True),
    ):
        factories.redate(adviser, starts_at=begins, ends_at=ends)
        assert seen(adviser.standing) == ({case.pk} if sees else set())


def test_a_membership_that_ends_now_has_ended(adviser: Member) -> None:
    case = factories.log_case(adviser)
    standing = adviser.standing
    end_membership(actor=SUITE, membership=Membership.objects.get(account=adviser.account))
    assert seen(adviser.standing) == set()
    # The standing of a request that is under way lives no longer than the request.
    assert access.open_case(standing, case.pk)


def test_a_closed_post_opens_nothing(adviser: Member) -> None:
    case = factories.log_case(adviser)
    today = timezone.localdate()
    assert adviser.post is not None
    for begins, ends, sees in (
        (today - timedelta(days=9), today - timedelta(days=1), False),
        (today + timedelta(days=1), None, False),
        (today, today, True),
        (today - timedelta(days=9), None, True),
    ):
        adviser.post.valid_from, adviser.post.valid_to = begins, ends
        adviser.post.save()
        assert seen(adviser.standing) == ({case.pk} if sees else set())


def test_a_deactivated_account_stands_nowhere(adviser: Member, colleague: Member) -> None:
    case = factories.log_case(adviser)
    grant_account(case, adviser, "view")
    assert adviser.account is not None
    deactivate_account(actor=SUITE, account=adviser.account)
    assert seen(adviser.standing) == set()
    adviser.account.is_active = False
    assert adviser.standing.posts == ()
    assert seen(colleague.standing) == {case.pk}


@pytest.mark.parametrize("role", sorted(set(Role) - CASE_ROLES))
def test_a_role_without_case_work_never_sees_one_whatever_rows_say(adviser: Member, role: Role) -> None:
    assert KINDS[role] == "office"
    case = factories.log_case(adviser)
    office = factories.member("office", role, factories.post("kontor"))
    grant_post(case, office.post, "view", "change")
    grant_account(case, office, "view", "change")
    assert seen(office.standing) == set()
    assert not access.may_change(office.standing, case)
    assert not access.page(office.standing).cases


@pytest.mark.parametrize("role", sorted(set(Role) - CASE_ROLES))
def test_an_adviser_gains_nothing_from_a_second_post_without_case_work(
    adviser: Member, elsewhere: Member, role: Role
) -> None:
    mine, theirs = factories.log_case(adviser), factories.log_case(elsewhere)
    office = factories.post("kontor")
    grant_post(theirs, office, "view", "change")
    assert adviser.account is not None
    start_membership(actor=SUITE, account=adviser.account, post=office, role=role)
    assert role in adviser.standing.roles
    assert seen(adviser.standing) == {mine.pk}
    assert not access.may_change(adviser.standing, theirs)


def test_two_posts_are_one_list_without_doubles(adviser: Member, elsewhere: Member) -> None:
    mine, theirs, both = (
        factories.log_case(adviser),
        factories.log_case(elsewhere),
        factories.log_case(adviser),
    )
    grant_post(both, elsewhere.post, "view")
    assert adviser.account is not None
    assert elsewhere.post is not None
    start_membership(actor=SUITE, account=adviser.account, post=elsewhere.post, role=Role.ADVISER)
    grant_account(both, adviser, "view")
    assert seen(adviser.standing) == {mine.pk, theirs.pk, both.pk}
    assert [case.pk for case in access.page(adviser.standing).cases] == [both.pk, theirs.pk, mine.pk]


# --- pages ---


def many(member: Member, moments: list[datetime]) -> list[Case]:
    """Cases with nothing but their rows, opened at these moments, seen by the member's post."""
    assert member.post is not None
    cases = [Case(opened_at=at, changed_at=at, facts=factories.told().case) for at in moments]
    Case.unscoped.bulk_create(cases)
    rows = [row for case in cases for row in access.grants_for(case, [member.post.group_id], ["view"])]
    CaseGroupPermission.objects.bulk_create(rows)
    return cases


def walked(standing: Standing, size: int) -> list[uuid.UUID]:
    """Every case, page by page."""
    found: list[uuid.UUID] = []
    after = None
    for _turn in range(1000):
        shown = access.page(standing, after=after, size=size)
        assert len(shown.cases) <= size
        found += [case.pk for case in shown.cases]
        after = shown.after
        if after is None:
            return found
        assert len(shown.cases) == size
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("seed", range(6))
def test_pages_leave_no_gap_and_show_nothing_twice(adviser: Member, elsewhere: Member, seed: int) -> None:
    """Equal moments, several posts that share cases, exceptions, pages of any size."""
    draw = random.Random(seed)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    cases = many(adviser, [begin + timedelta(seconds=draw.randrange(8)) for _ in range(40)])
    others = many(elsewhere, [begin + timedelta(seconds=draw.randrange(8)) for _ in range(20)])
    for case in draw.sample(cases, 12):
        grant_post(case, elsewhere.post, "view")
    for case in draw.sample(others, 5):
        grant_account(case, adviser, "view")
    second = seed % 2 == 1
    if second:
        assert adviser.account is not None
        assert elsewhere.post is not None
        start_membership(actor=SUITE, account=adviser.account, post=elsewhere.post, role=Role.ADVISER)
    standing = adviser.standing
    expected = {case.pk: case.opened_at for case in access.visible_to(standing)}
    assert len(expected) == (60 if second else 45)
    for size in (1, 2, 7, 25, len(expected), len(expected) + 1):
        found = walked(standing, size)
        assert len(found) == len(set(found))
        assert set(found) == set(expected)
        moments = [expected[pk] for pk in found]
        assert moments == sorted(moments, reverse=True)


def test_a_case_that_comes_while_one_turns_pages_moves_nothing(adviser: Member) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    old = many(adviser, [begin + timedelta(minutes=minute) for minute in range(6)])
    first = access.page(adviser.standing, size=3)
    many(adviser, [begin + timedelta(days=1)])
    second = access.page(adviser.standing, after=first.after, size=3)
    assert {case.pk for case in [*first.cases, *second.cases]} == {case.pk for case in old}
    assert second.after is None


def test_nobody_pages_past_her_own_cases(adviser: Member, elsewhere: Member) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    many(elsewhere, [begin])
    late = datetime(2100, 1, 1, tzinfo=UTC)
    assert access.page(adviser.standing, after=(late, uuid.UUID(int=2**128 - 1))) == access.Page([], None)


# --- the trail first ---


def entries(standing: Standing, verb: str) -> list[Entry]:
    return list(Entry.objects.filter(actor=standing.account_id, verb=verb).order_by("at"))


def test_a_read_is_in_the_trail(adviser: Member) -> None:
    case = factories.log_case(adviser)
    access.open_case(adviser.standing, case.pk)
    (entry,) = entries(adviser.standing, "case.read")
    assert (entry.chain, entry.subject, entry.number) == (case.pk, case.pk, 2)


def test_a_list_records_exactly_the_cases_it_shows(adviser: Member) -> None:
    cases = many(adviser, [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in range(5)])
    first = access.page(adviser.standing, size=3)
    access.page(adviser.standing, after=first.after, size=3)
    shown = [entry.objects_named.split() for entry in entries(adviser.standing, "case.listed")]
    newest = [str(case.pk) for case in reversed(cases)]
    assert shown == [newest[:3], newest[3:]]


def test_counting_and_refusing_record_no_read(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    access.count_visible(adviser.standing)
    access.may_change(adviser.standing, case)
    with pytest.raises(NotYours):
        access.open_case(elsewhere.standing, case.pk)
    assert not Entry.objects.filter(verb__in=["case.read", "case.listed"]).exists()


def test_without_the_trail_no_case(adviser: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trail cannot be written: the door stays shut, and nothing was opened before it knew."""
    case = factories.log_case(adviser)
    standing = adviser.standing
    opened: list[object] = []
    monkeypatch.setattr(access, "_text_key", opened.append)

    def broken(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "audit_append" in sql:
            raise DatabaseError("the trail is full")
        return execute(sql, *rest)

    attempts: list[Callable[[], object]] = [
        lambda: access.open_case(standing, case.pk),
        lambda: access.case_to_change(standing, case.pk),
        lambda: access.page(standing),
    ]
    for attempt in attempts:
        with connection.execute_wrapper(broken), pytest.raises(DatabaseError, match="full"):
            attempt()
    assert opened == []


@pytest.mark.django_db(transaction=True)
def test_a_case_is_never_opened_inside_a_transaction(adviser: Member) -> None:
    """The read would be forgotten if the transaction were rolled back."""
    case = factories.log_case(adviser)
    standing = adviser.standing
    for attempt in (lambda: access.open_case(standing, case.pk), lambda: access.page(standing)):
        with pytest.raises(record.InTransaction), transaction.atomic():
            attempt()


def test_a_case_without_its_key_was_erased(adviser: Member) -> None:
    """Taken away by SQL it shows as that; taken away by the application, the case is without texts."""
    case = factories.log_case(adviser)
    CaseKey.objects.filter(case=case).delete()
    with pytest.raises(SealError, match="sealed together"):
        access.open_case(adviser.standing, case.pk)
    reseal(case.pk)
    with pytest.raises(SealError, match="no key"):
        access.open_case(adviser.standing, case.pk)
    assert {entry.subject for entry in entries(adviser.standing, "case.read")} == {case.pk}


# --- what it costs ---


def test_a_page_costs_the_same_for_one_case_and_for_fifty(adviser: Member) -> None:
    standing = adviser.standing
    access.page(standing)
    costs = []
    for moments in ([datetime(2026, 1, 1, tzinfo=UTC)], [datetime(2026, 1, 2, tzinfo=UTC)] * 49):
        many(adviser, moments)
        with CaptureQueriesContext(connection) as asked:
            shown = access.page(standing, size=50)
        costs.append(len(asked))
    assert len(shown.cases) == 50
    # The rows that post and account hold; then the trail: head and entry, in one transaction.
    assert costs == [5, 5]


def test_opening_costs_the_grant_the_trail_and_every_table_of_the_case_once(adviser: Member) -> None:
    case = factories.log_case(adviser)
    standing = adviser.standing
    access.open_case(standing, case.pk)
    with CaptureQueriesContext(connection) as asked:
        access.open_case(standing, case.pk)
    # The grant; the trail, as above; case, keys, persons, inquiries, status changes, both kinds of grants,
    # the rulings and what happened.
    assert len(asked) == 1 + 4 + 9
    with CaptureQueriesContext(connection) as asked:
        access.case_to_change(standing, case.pk)
    assert len(asked) == 1 + 4 + 9


def test_a_standing_is_three_questions(
    adviser: Member, django_assert_num_queries: Callable[..., Any]
) -> None:
    """The memberships with their posts, the second factors, and what the trail says of the account."""
    with django_assert_num_queries(3):
        _ = adviser.standing
