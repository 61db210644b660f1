"""Somebody with SQL moves, cuts or flips sealed values: nothing opens, and no page shows a part."""

import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from advisory.models import Account, Membership, Post
from advisory.sealing.errors import SealError
from advisory.standing import Standing, standing_of
from audit.models import Entry
from audit.verify import verify
from cases import access, seal
from cases.models import Case, CaseKey, Draft, Inquiry, Person
from tests import factories
from tests.factories import Member
from tests.security.asking import neutral

pytestmark = pytest.mark.django_db
TRIALS = 300


@dataclass(frozen=True)
class Spot:
    """One sealed value: where it stands, and how its honest reader comes to it."""

    model: type[models.Model]
    pk: uuid.UUID
    column: str
    # Its own lock alone, which holds whatever the seal over its row would say.
    read: Callable[[], Any]
    # The door, where it has one: there the seal is asked first.
    enter: Callable[[], Any] | None = None

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.column}"

    @property
    def where(self) -> tuple[str, object]:
        return self.model._meta.db_table, self.pk.hex if connection.vendor == "sqlite" else self.pk

    def get(self) -> bytes:
        table, key = self.where
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.column} FROM {table} WHERE id = %s", [key])
            return bytes(cursor.fetchone()[0])

    def put(self, value: bytes) -> None:
        table, key = self.where
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {self.column} = %s WHERE id = %s", [value, key])


def spots_of_case(by: Member, case_id: uuid.UUID) -> list[Spot]:
    standing = by.standing

    def enter() -> Case:
        return access.open_case(standing, case_id)

    def case() -> Case:
        found = seal.whole(case_id)
        assert found is not None
        return factories.unlocked(found.case)

    inquiry = Inquiry.unscoped.get(case=case_id)
    found = [
        Spot(Case, case_id, "facts", lambda: case().facts, enter),
        Spot(CaseKey, CaseKey.objects.get(case=case_id).pk, "wrapped", case, enter),
        Spot(Inquiry, inquiry.pk, "facts", lambda: case().inquiries.get().facts, enter),
        Spot(Inquiry, inquiry.pk, "narrative", lambda: case().inquiries.get().narrative, enter),
    ]
    for pk in Person.unscoped.filter(case=case_id).values_list("pk", flat=True):
        found.append(Spot(Person, pk, "facts", lambda pk=pk: case().persons.get(pk=pk).facts, enter))  # type: ignore[misc]
    return found


def spots_of_staff(by: Member) -> list[Spot]:
    assert by.account is not None
    assert by.post is not None
    account, post = by.account.pk, by.post.pk

    def stand() -> Standing:
        return standing_of(Account.objects.get(pk=account))

    draft = Draft.objects.create(account=by.account, content="kladd", changed_at=timezone.now()).pk
    membership = Membership.objects.get(account=account).pk
    return [
        Spot(Account, account, "profile", lambda: Account.objects.get(pk=account).name, stand),
        Spot(Post, post, "profile", lambda: Post.objects.get(pk=post).name, stand),
        Spot(Membership, membership, "profile", lambda: Membership.objects.get(pk=membership).role, stand),
        Spot(Draft, draft, "content", lambda: Draft.objects.get(pk=draft).content),
    ]


@pytest.fixture
def spots(adviser: Member, elsewhere: Member) -> list[Spot]:
    found: list[Spot] = []
    person = factories.told().persons[0]
    for by in (adviser, elsewhere):
        for _ in range(2):
            case = factories.log_case(by, persons=(person, person))
            found += spots_of_case(by, case.pk)
        found += spots_of_staff(by)
    for spot in found:
        assert spot.read() is not None
        assert spot.enter is None or spot.enter() is not None
    return found


@contextmanager
def lent(*values: tuple[Spot, bytes]) -> Iterator[None]:
    """Other values in these spots for a while."""
    before = [(spot, spot.get()) for spot, _value in values]
    for spot, value in values:
        spot.put(value)
    yield
    for spot, stored in before:
        spot.put(stored)


def refused(spot: Spot, what: str) -> None:
    for ask in (spot.read, spot.enter):
        try:
            if ask is not None:
                ask()
        except SealError:
            continue
        if ask is not None:
            pytest.fail(f"{what} opened in {spot.name}")


def test_a_value_moved_anywhere_else_does_not_open(spots: list[Spot]) -> None:
    """Between rows, columns, cases and tables; many are of the same length and under the same key."""
    draw = random.Random(2008)
    kinds: set[tuple[str, str]] = set()
    for _ in range(TRIALS):
        source, target = draw.sample(spots, 2)
        kinds.add((source.name, target.name))
        with lent((target, source.get())):
            refused(target, source.name)
    assert len(kinds) > 40


def test_every_facts_record_in_the_place_of_every_other(spots: list[Spot]) -> None:
    """All 48 bytes, all under one key: only their place tells them apart."""
    facts = [spot for spot in spots if spot.column == "facts"]
    assert len({len(spot.get()) for spot in facts}) == 1
    pairs = [(one, other) for one in facts for other in facts if one is not other]
    assert {(one.name, other.name) for one, other in pairs} >= {
        ("cases.Case.facts", "cases.Person.facts"),
        ("cases.Person.facts", "cases.Inquiry.facts"),
        ("cases.Person.facts", "cases.Person.facts"),
    }
    for source, target in pairs:
        with lent((target, source.get())):
            refused(target, source.name)


def test_two_values_exchanged_open_nowhere(spots: list[Spot]) -> None:
    draw = random.Random(381)
    for _ in range(60):
        one = draw.choice(spots)
        other = draw.choice([spot for spot in spots if spot.name == one.name and spot is not one])
        with lent((one, other.get()), (other, one.get())):
            refused(one, "an exchanged value")
            refused(other, "an exchanged value")


def test_a_value_cut_flipped_or_made_up_does_not_open(spots: list[Spot]) -> None:
    draw = random.Random(391)
    for spot in spots:
        stored = spot.get()
        flipped = bytearray(stored)
        flipped[draw.randrange(len(stored))] ^= 1 << draw.randrange(8)
        for value in (
            b"",
            b"i klartekst",
            bytes(len(stored)),
            stored[: draw.randrange(len(stored))],
            stored[1:],
            stored + b"\0",
            bytes(flipped),
        ):
            with lent((spot, value)):
                refused(spot, "a broken value")


def test_a_whole_row_moved_to_another_case_does_not_open(adviser: Member, elsewhere: Member) -> None:
    """A person or an inquiry with its ciphertexts, given to a case that the thief may read."""
    theirs, mine = factories.log_case(elsewhere), factories.log_case(adviser)
    Person.unscoped.filter(case=theirs).update(case=mine)
    Inquiry.unscoped.filter(case=theirs).update(case=mine)
    with pytest.raises(SealError, match="sealed together"):
        access.open_case(adviser.standing, mine.pk)
    case = factories.unlocked(Case.unscoped.get(pk=mine.pk))
    opened = []
    for row in [*case.persons.all(), *case.inquiries.all()]:
        try:
            opened.append(row.facts)
        except SealError:
            continue
    assert len(opened) == 2


def test_a_case_key_given_to_another_case_does_not_open(adviser: Member, elsewhere: Member) -> None:
    theirs, mine = factories.log_case(elsewhere), factories.log_case(adviser)
    CaseKey.objects.filter(case=mine).delete()
    CaseKey.objects.filter(case=theirs).update(case=mine)
    with pytest.raises(SealError, match="sealed together"):
        access.open_case(adviser.standing, mine.pk)
    with pytest.raises(SealError, match="does not open"):
        factories.unlocked(Case.unscoped.get(pk=mine.pk))


def test_a_role_taken_from_another_membership_gives_no_standing(adviser: Member, coordinator: Member) -> None:
    spot, other = spots_of_staff(adviser)[2], spots_of_staff(coordinator)[2]
    spot.put(other.get())
    refused(spot, "another's role")
    with pytest.raises(SealError):
        _ = adviser.standing


# --- what the reader sees ---


def broken(spot: Spot) -> None:
    value = bytearray(spot.get())
    value[-1] ^= 1
    spot.put(bytes(value))


def recorded(member: Member) -> int:
    return Entry.objects.filter(verb="seal.broken", actor=member.standing.account_id).count()


@pytest.mark.parametrize("column", ["cases.Inquiry.narrative", "cases.Inquiry.facts", "cases.Person.facts"])
@pytest.mark.parametrize("route", ["case", "case_change"])
def test_a_page_with_a_broken_seal_shows_nothing_of_the_case(
    adviser: Member, route: str, column: str
) -> None:
    case = factories.log_case(adviser)
    adviser.client.raise_request_exception = False
    address = reverse(route, args=[case.pk])
    whole = adviser.client.get(address).content.decode()
    shown = [
        word for word in ("Pakistan", "giftet bort", "tvangsekteskap", "sandaker") if word in whole.lower()
    ]
    broken(next(spot for spot in spots_of_case(adviser, case.pk) if spot.name == column))
    answer = adviser.client.get(address)
    assert answer.status_code == 500
    said = answer.content.decode()
    for word in (*shown, str(case.pk), "SealError", "Traceback", "16–17"):
        assert word not in said
    assert recorded(adviser) == 1
    entry = Entry.objects.get(verb="seal.broken", actor=adviser.standing.account_id)
    # The seal over the whole is asked first; it cannot tell which of its rows it was.
    assert (entry.subject, entry.fields, entry.objects_named) == (case.pk, "cases.Case.seal", str(case.pk))
    assert verify().flaws == []


def test_a_list_with_one_broken_seal_shows_the_others_and_nothing_of_that_one(adviser: Member) -> None:
    cases = [factories.log_case(adviser) for _ in range(3)]
    assert str(cases[1].pk) in adviser.client.get(reverse("case_list")).content.decode()
    broken(spots_of_case(adviser, cases[1].pk)[0])
    answer = adviser.client.get(reverse("case_list"))
    assert answer.status_code == 200
    assert [str(case.pk) in answer.content.decode() for case in cases] == [True, False, True]
    # Once by the list, and once by what looks through all open cases for those that hasten.
    assert recorded(adviser) == 2


@pytest.mark.parametrize("which", ["advisory.Post.profile", "advisory.Membership.profile"])
def test_a_broken_post_lets_nobody_in_and_is_recorded(adviser: Member, which: str) -> None:
    account = adviser.standing.account_id
    case = factories.log_case(adviser)
    broken(next(spot for spot in spots_of_staff(adviser) if spot.name == which))
    adviser.client.raise_request_exception = False
    for route in (reverse("case_list"), reverse("case", args=[case.pk]), reverse("start")):
        assert adviser.client.get(route).status_code == 500
    assert Entry.objects.filter(verb="seal.broken", actor=account).count() == 3


def test_a_refusal_is_recorded_and_says_what_was_asked_for(adviser: Member, elsewhere: Member) -> None:
    case = factories.log_case(adviser)
    absent = uuid.uuid4()
    pages = [elsewhere.client.get(reverse("case", args=[pk])) for pk in (case.pk, absent)]
    assert [page.status_code for page in pages] == [404, 404]
    first, second = (neutral(page.content).decode() for page in pages)
    assert first.replace(str(case.pk), "?") == second.replace(str(absent), "?")
    asked = Entry.objects.filter(verb="access.refused", actor=elsewhere.standing.account_id).order_by(
        "number"
    )
    assert [(entry.subject, entry.fields) for entry in asked] == [(case.pk, "case"), (absent, "case")]
    assert verify().flaws == []


def test_a_draft_given_to_another_account_does_not_open(adviser: Member, elsewhere: Member) -> None:
    draft = Draft.objects.create(account=adviser.account, content="kladd", changed_at=timezone.now())
    Draft.objects.filter(pk=draft.pk).update(account=elsewhere.account)
    with pytest.raises(SealError):
        _ = Draft.objects.get(pk=draft.pk).content


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a column of PostgreSQL holds its own kind alone")
@pytest.mark.parametrize("value", ["x", 7, 10**15])
def test_what_is_no_bytes_does_not_open(spots: list[Spot], value: Any) -> None:
    for spot in spots:
        with lent((spot, value)):
            refused(spot, "was overwritten")
