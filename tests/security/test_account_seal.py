"""Somebody with SQL alters an account or what posts it holds: it stands nowhere and signs in nowhere."""

import random
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import models
from django.urls import reverse
from django.utils import timezone

from advisory.account_seal import VERSION, VERSIONS, must_hold, whole_of
from advisory.models import Account, Membership
from advisory.roles import Role
from advisory.sealing import seals
from advisory.sealing.errors import SealError
from advisory.sealing.lookup import login_digest
from advisory.services.accounts import deactivate_account
from advisory.services.factors import reset_factors
from advisory.services.memberships import end_membership, start_membership
from advisory.sign_in import _proved
from advisory.standing import standing_of
from audit.models import Entry
from audit.verbs import Verb
from audit.verify import verify
from tests import factories
from tests.architecture.test_bound_columns import FREE
from tests.factories import SUITE, Member
from tests.security.tampering import (
    ACCOUNT,
    TRIALS,
    Held,
    Row,
    broken,
    delete,
    insert,
    key,
    other,
    put,
    tampered,
    update,
)

pytestmark = pytest.mark.django_db
PASSWORD, THIEFS = "a long and honest password", "the thief's own password"


@dataclass
class Scene:
    """An account with a past, and another one to take from."""

    member: Member
    another: Member
    past: list[Held]
    now: Held

    @property
    def pk(self) -> uuid.UUID:
        return self.now.owner

    def account(self) -> Account:
        return Account.objects.get(pk=self.pk)

    def stands(self) -> None:
        assert [held.role for held in standing_of(self.account()).posts] == [Role.ADVISER]

    def refused(self, what: object = "") -> None:
        place = None
        try:
            standing_of(self.account())
        except SealError as error:
            place = error.place
        assert place is not None, what
        assert place.row == self.pk

    def tried(self, attack: Callable[[random.Random], object], *, seed: int) -> None:
        draw = random.Random(seed)
        for trial in range(TRIALS):
            self.stands()
            with tampered(self.now):
                what = attack(draw)
                self.refused((trial, what))
        self.stands()


def signs_in(email: str, password: str) -> bool:
    """Whether the password is taken. Not by the pages, which count the tries."""
    return _proved(email, password) is not None


@pytest.fixture
def scene(adviser: Member, elsewhere: Member) -> Scene:
    """Two passwords, a post that was left, and one that is held."""
    assert adviser.account is not None
    account, past = adviser.account, [Held(adviser.account.pk, ACCOUNT)]
    left = start_membership(
        actor=SUITE,
        account=account,
        post=factories.post("sola"),
        role=Role.ADVISER,
        starts_at=timezone.now() - timedelta(days=30),
    )
    past.append(Held(account.pk, ACCOUNT))
    for number in range(6):
        factories.give_password(adviser, f"an older password {number}")
        past.append(Held(account.pk, ACCOUNT))
    end_membership(actor=SUITE, membership=left, at=timezone.now() - timedelta(days=2))
    past.append(Held(account.pk, ACCOUNT))
    factories.give_password(adviser, PASSWORD)
    return Scene(adviser, elsewhere, past, Held(account.pk, ACCOUNT))


def test_a_password_written_or_put_back(scene: Scene) -> None:
    olds = [held.rows[Account][0] for held in scene.past]
    email = scene.account().email
    assert signs_in(email, PASSWORD)

    def attack(draw: random.Random) -> object:
        old = draw.choice(olds[2:])
        password, typed = draw.choice(
            [
                (make_password(THIEFS), THIEFS),
                (old["password"], "an older password 0"),
                (old["password"], "an older password 5"),
            ]
        )
        update(Account, key(scene.pk), {"password": password})
        with suppress(SealError):
            assert not signs_in(email, typed)
        return password

    scene.tried(attack, seed=1)
    assert signs_in(email, PASSWORD)


def test_a_log_in_written_or_taken(scene: Scene) -> None:
    """The thief's address leads to her account; nothing comes of it."""

    def attack(draw: random.Random) -> object:
        own = login_digest(f"thief-{draw.random()}@example.invalid")
        digest = draw.choice([own, draw.randbytes(32).hex()])
        update(Account, key(scene.pk), {"login_digest": digest})
        return digest

    scene.tried(attack, seed=2)
    update(Account, key(scene.pk), {"login_digest": login_digest("thief@example.invalid")})
    with pytest.raises(SealError):
        signs_in("thief@example.invalid", PASSWORD)


def test_a_deactivated_account_switched_on(scene: Scene) -> None:
    account = scene.account()
    deactivate_account(actor=SUITE, account=account)
    off = Held(scene.pk, ACCOUNT)
    draw = random.Random(3)
    for _trial in range(TRIALS):
        assert standing_of(scene.account()).posts == ()
        with tampered(off):
            update(Account, key(scene.pk), {"is_active": True})
            if draw.random() < 0.5:
                for row in off.rows[Membership]:
                    update(Membership, row["id"], {"ends_at": None})
            scene.refused()
            with pytest.raises(SealError):
                signs_in(account.email, PASSWORD)
    put(scene.now)
    scene.refused("all of it put back")


def memberships(scene: Scene, draw: random.Random) -> object:
    """Added, removed, moved, prolonged, or put back."""
    theirs = draw.choice(Held(scene.another.standing.account_id, ACCOUNT).rows[Membership])
    mine = draw.choice(scene.now.rows[Membership])
    owner, new = key(scene.pk), key(uuid.UUID(int=draw.getrandbits(128), version=4))
    open_ended = next(row for row in scene.now.rows[Membership] if row["ends_at"] is None)
    ended = next(row for row in scene.now.rows[Membership] if row["ends_at"] is not None)
    span = {name: ended[name] for name in ("starts_at", "ends_at")}
    olds = [row for held in scene.past[1:-1] for row in held.rows[Membership] if row["id"] == ended["id"]]
    ways: dict[str, Callable[[], object]] = {
        "copied": lambda: insert(Membership, [{**theirs, "id": new, "account_id": owner}]),
        "copied with its post": lambda: insert(
            Membership, [{**mine, "id": new, "post_id": theirs["post_id"]}]
        ),
        "doubled": lambda: insert(Membership, [{**open_ended, "id": new}]),
        "taken over": lambda: update(Membership, theirs["id"], {"account_id": owner}),
        "given away": lambda: update(Membership, mine["id"], {"account_id": theirs["account_id"]}),
        "removed": lambda: delete(Membership, mine["id"]),
        "moved": lambda: update(
            Membership,
            mine["id"],
            {"post_id": draw.choice([post for post in posts() if post != mine["post_id"]])},
        ),
        "prolonged": lambda: update(Membership, ended["id"], {"ends_at": None}),
        "later": lambda: update(
            Membership, ended["id"], {"ends_at": other(draw, Membership, "ends_at", ended["ends_at"])}
        ),
        "cut short": lambda: update(Membership, open_ended["id"], span),
        "put back": lambda: update(Membership, ended["id"], draw.choice(olds)),
        "another's role": lambda: update(Membership, mine["id"], {"profile": theirs["profile"]}),
    }
    name = draw.choice(sorted(ways))
    ways[name]()
    return name


def posts() -> list[object]:
    return [key(pk) for pk in factories.Post.objects.values_list("pk", flat=True)]


def test_a_membership_added_removed_moved_prolonged_or_put_back(scene: Scene) -> None:
    theirs = Held(scene.another.standing.account_id, ACCOUNT)
    draw = random.Random(4)
    for trial in range(TRIALS * 2):
        scene.stands()
        with tampered(theirs), tampered(scene.now):
            what = memberships(scene, draw)
            scene.refused((trial, what))
    scene.stands()


def test_the_whole_account_put_back_with_its_seal(scene: Scene) -> None:
    def attack(draw: random.Random) -> object:
        held = draw.choice(scene.past)
        put(held)
        account = scene.account()
        rows = whole_of(account.pk).rows()
        assert seals.holds("account", account.seal, [account, *rows], VERSIONS)
        return held

    scene.tried(attack, seed=5)


def test_every_column_altered_in_turn(scene: Scene) -> None:
    draw = random.Random(6)
    columns = [
        (model, field.column)
        for model in ACCOUNT
        for field in model._meta.concrete_fields
        if f"{model.__name__}.{field.attname}" not in FREE and (model, field.column) != (Account, "id")
    ]
    for model, column in columns * 16:
        row = draw.choice(scene.now.rows[model])
        with tampered(scene.now):
            # The database itself refuses one that ends before it begins.
            further = {"ends_at": None} if column == "starts_at" else {}
            update(model, row["id"], {column: other(draw, model, column, row[column]), **further})
            if (model, column) == (Account, "is_active"):
                assert standing_of(scene.account()).posts == ()
                with pytest.raises(SealError):
                    must_hold(scene.account(), list(Membership.objects.filter(account=scene.pk)))
                continue
            scene.refused((model, column))
    scene.stands()
    assert len(columns * 16) >= TRIALS


def test_bytes_injected(scene: Scene) -> None:
    spots: list[tuple[type[models.Model], Row, str]] = [
        (model, row, column)
        for model in ACCOUNT
        for row in scene.now.rows[model]
        for column in ("profile", "seal")
        if column in row
    ]

    def attack(draw: random.Random) -> object:
        model, row, column = draw.choice(spots)
        value = broken(draw, row[column])
        update(model, row["id"], {column: value})
        return column, value

    scene.tried(attack, seed=7)


def test_what_the_web_says_and_the_trail_keeps(scene: Scene) -> None:
    client = scene.member.client
    client.force_login(scene.account(), backend=factories.BACKEND)
    client.raise_request_exception = False
    ended = next(row for row in scene.now.rows[Membership] if row["ends_at"] is not None)
    attacks: list[Callable[[], object]] = [
        lambda: update(Membership, ended["id"], {"ends_at": None}),
        lambda: delete(Membership, scene.now.rows[Membership][0]["id"]),
        lambda: update(Account, key(scene.pk), {"seal": b""}),
    ]
    for number, attack in enumerate(attacks, start=1):
        assert client.get(reverse("case_list")).status_code == 200
        with tampered(Held(scene.pk, ACCOUNT)):
            attack()
            assert client.get(reverse("case_list")).status_code == 500
        found = Entry.objects.filter(verb=Verb.SEAL_BROKEN, actor=scene.pk)
        assert [(one.subject, one.fields) for one in found] == [(scene.pk, "advisory.Account.seal")] * number
    assert verify().flaws == []


def test_the_order_of_memberships_says_nothing(scene: Scene) -> None:
    """Two that began at one moment are bound in one order, whichever the database gives first."""
    account = scene.account()
    assert VERSIONS[VERSION]["Membership"][0] == "id"
    for row in reversed(scene.now.rows[Membership]):
        delete(Membership, row["id"])
    insert(Membership, list(reversed(scene.now.rows[Membership])))
    assert standing_of(account).posts


# --- seals of before there were factors --------------------------------------------------------------------


def with_the_seal_of_before(account: Account, rows: list[models.Model]) -> None:
    account.seal = seals.made("account", 1, [account, *rows], VERSIONS[1])
    Account.objects.filter(pk=account.pk).update(seal=account.seal)


def test_a_seal_of_before_holds_and_is_renewed_at_the_next_change(adviser: Member) -> None:
    assert adviser.account is not None
    reset_factors(actor=SUITE, account=adviser.account)
    with_the_seal_of_before(adviser.account, whole_of(adviser.account.pk).rows())
    assert standing_of(Account.objects.get(pk=adviser.account.pk)).posts
    factors = standing_of(Account.objects.get(pk=adviser.account.pk)).factors
    assert factors == frozenset()

    made = factories.give_factor(adviser.account)

    stored = Account.objects.get(pk=adviser.account.pk)
    assert bytes(stored.seal)[0] == VERSION == 2
    assert standing_of(stored).factors == {made.pk}


def test_a_seal_of_before_says_nothing_of_a_factor(adviser: Member) -> None:
    """Or whoever puts an old one back could add a factor of her own."""
    assert adviser.account is not None
    account = Account.objects.get(pk=adviser.account.pk)
    assert standing_of(account).factors
    with_the_seal_of_before(account, list(whole_of(account.pk).memberships))
    with pytest.raises(SealError):
        standing_of(Account.objects.get(pk=account.pk))
