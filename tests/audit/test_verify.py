"""With the triggers gone, as for an owner of the database: every change of a row is found and named.

Sixty random trials of each kind, twenty on PostgreSQL, every one on the same trail and rolled back again.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from advisory.models import Account
from audit import chain, record
from audit.actor import HOUSE, Actor, job
from audit.keyring import keyring
from audit.models import ChainHead, Entry
from audit.verbs import Verb
from audit.verify import verify
from tests import factories
from tests.audit.chains import ON_DATABASE, THEIRS
from tests.conftest import unprotected_trail
from tests.factories import Member

pytestmark = pytest.mark.django_db
LENGTH = 20


class Trail:
    """Two chains of twenty entries: a real case's, and one more."""

    def __init__(self, by: Member) -> None:
        self.by = by
        self.case = factories.log_case(by).pk
        self.other = factories.log_case(by).pk
        for name in (self.case, self.other):
            for _ in range(LENGTH - 1):
                record.alone(
                    Verb.CASE_READ,
                    actor=Actor(id=by.standing.account_id, request=uuid.uuid4()),
                    chain=name,
                    subject=name,
                    objects=[uuid.uuid4()],
                    fields=["narrative"],
                )

    def entries(self, name: uuid.UUID) -> Any:
        return Entry.objects.filter(chain=name)


@pytest.fixture
def trail(adviser: Member) -> Iterator[Trail]:
    made = Trail(adviser)
    assert verify().flaws == []
    with unprotected_trail():
        yield made


Tamper = Callable[[Trail, random.Random], tuple[uuid.UUID, int]]
# How often each is tried.
TAMPERS: dict[Tamper, int] = {}


def tamper(way: Tamper) -> Tamper:
    """A way to alter the trail; it gives the chain and the first entry that must be named."""
    TAMPERS[way] = ON_DATABASE
    return way


def tamper_of_one_kind(way: Tamper) -> Tamper:
    """One that draws nothing, and so comes out the same however often."""
    TAMPERS[way] = 1
    return way


def another(value: Any, draw: random.Random) -> Any:
    if value is None or isinstance(value, uuid.UUID):
        return uuid.UUID(int=draw.getrandbits(128))
    if isinstance(value, bytes | memoryview):
        raw = bytearray(value)
        raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
        return bytes(raw)
    if isinstance(value, str):
        return value + "x"
    return value.replace(microsecond=(value.microsecond + 1) % 10**6) if hasattr(value, "year") else value + 1


EDITABLE = [
    name
    for name in (field.name for field in Entry._meta.local_concrete_fields)
    if name not in ("chain", "number", "key_number")
]


@tamper
def edit_a_column(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    number = draw.randint(1, LENGTH)
    name = draw.choice(EDITABLE)
    row = trail.entries(trail.case).get(number=number)
    value = getattr(row, name)
    # These entries have no origin and name no revision, so any is wrong.
    changed = {"origin": b"forged", "revision": 5}.get(name) or another(value, draw)
    trail.entries(trail.case).filter(number=number).update(**{name: changed})
    return trail.case, number


@tamper
def empty_an_id(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    number = draw.randint(2, LENGTH)
    trail.entries(trail.case).filter(number=number).update(**{draw.choice(["subject", "request"]): None})
    return trail.case, number


@tamper
def delete_the_middle(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    first, last = sorted(draw.sample(range(2, LENGTH), 2))
    trail.entries(trail.case).filter(number__range=(first, last)).delete()
    return trail.case, last + 1


@tamper
def delete_the_beginning(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    number = draw.randint(1, LENGTH - 1)
    trail.entries(trail.case).filter(number__lte=number).delete()
    return trail.case, number + 1


@tamper
def delete_the_tail(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    number = draw.randint(2, LENGTH)
    trail.entries(trail.case).filter(number__gte=number).delete()
    return trail.case, number


@tamper
def delete_the_tail_and_move_the_head_back(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    """Without the key the head's seal cannot be made anew, only its other columns."""
    number = draw.randint(2, LENGTH)
    trail.entries(trail.case).filter(number__gte=number).delete()
    last = trail.entries(trail.case).get(number=number - 1)
    ChainHead.objects.filter(chain=trail.case).update(number=last.number, digest=last.digest)
    return trail.case, number - 1


@tamper_of_one_kind
def delete_the_head(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    ChainHead.objects.filter(chain=trail.case).delete()
    return trail.case, LENGTH


@tamper
def edit_the_head(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    name = draw.choice(["number", "digest", "seal"])
    row = ChainHead.objects.get(chain=trail.case)
    ChainHead.objects.filter(chain=trail.case).update(**{name: another(getattr(row, name), draw)})
    return trail.case, LENGTH


@tamper_of_one_kind
def give_a_chain_another_head(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    row = ChainHead.objects.get(chain=trail.other)
    ChainHead.objects.filter(chain=trail.case).update(
        number=row.number, digest=row.digest, key_number=row.key_number, seal=row.seal
    )
    return trail.case, LENGTH


@tamper_of_one_kind
def delete_the_entries_of_a_case(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    trail.entries(trail.case).delete()
    return trail.case, 1


@tamper_of_one_kind
def delete_the_whole_chain_of_a_case(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    trail.entries(trail.case).delete()
    ChainHead.objects.filter(chain=trail.case).delete()
    return trail.case, 1


@tamper_of_one_kind
def delete_the_whole_chain_of_an_account(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    assert trail.by.account is not None
    trail.entries(trail.by.account.pk).delete()
    ChainHead.objects.filter(chain=trail.by.account.pk).delete()
    return trail.by.account.pk, 1


@tamper
def exchange_two_numbers(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    one, two = sorted(draw.sample(range(1, LENGTH + 1), 2))
    for now, then in ((one, 900), (two, one), (900, two)):
        trail.entries(trail.case).filter(number=now).update(number=then)
    return trail.case, one


@tamper
def reverse_the_order(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    first = draw.randint(1, LENGTH - 1)
    numbers = range(first, LENGTH + 1)
    for number in numbers:
        trail.entries(trail.case).filter(number=number).update(number=number + 900)
    for number, then in zip(numbers, reversed(numbers), strict=True):
        trail.entries(trail.case).filter(number=number + 900).update(number=then)
    return trail.case, first


@tamper
def exchange_entries_of_two_chains(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    number = draw.randint(1, LENGTH)
    ours, between, theirs = trail.case, uuid.uuid4(), trail.other
    for now, then in ((ours, between), (theirs, ours), (between, theirs)):
        trail.entries(now).filter(number=number).update(chain=then)
    return trail.case, number


@tamper_of_one_kind
def exchange_two_chains_with_their_heads(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    ours, between, theirs = trail.case, uuid.uuid4(), trail.other
    for now, then in ((ours, between), (theirs, ours), (between, theirs)):
        trail.entries(now).update(chain=then)
        ChainHead.objects.filter(chain=now).update(chain=then)
    return trail.case, 1


def forged(link: chain.Link, **changes: Any) -> chain.Link:
    made = replace(link, **changes)
    return replace(made, digest=chain.digest(made, THEIRS))


def insert(link: chain.Link) -> None:
    Entry(
        chain=link.chain,
        number=link.number,
        format=link.format,
        at=link.at,
        verb=link.verb,
        actor=link.actor,
        job=link.job,
        subject=link.subject,
        objects_named=link.objects,
        fields=link.fields,
        request=link.request,
        origin=link.origin,
        key_number=link.key_number,
        previous=link.previous,
        digest=link.digest,
    ).save(force_insert=True)


@tamper
def append_a_forged_entry(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    last = trail.entries(trail.case).get(number=LENGTH).link()
    insert(forged(last, number=LENGTH + 1, actor=uuid.UUID(int=draw.getrandbits(128)), previous=last.digest))
    return trail.case, LENGTH + 1


@tamper
def begin_a_forged_chain(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    name = uuid.UUID(int=draw.getrandbits(128))
    first = trail.entries(trail.case).get(number=1).link()
    insert(forged(first, chain=name))
    return name, 1


@tamper
def rewrite_from_an_entry_on(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    """All of it consistent, the head included; only the key was not there."""
    first = draw.randint(1, LENGTH)
    links = [row.link() for row in trail.entries(trail.case).order_by("number")]
    trail.entries(trail.case).filter(number__gte=first).delete()
    before = links[first - 2].digest if first > 1 else chain.START
    for link in links[first - 1 :]:
        made = forged(link, verb="case.closed", previous=before)
        insert(made)
        before = made.digest
    number = keyring().mac_number()
    revision = ChainHead.objects.get(chain=trail.case).revision
    seal = chain.head_seal(trail.case, LENGTH, before, number, THEIRS, revision=revision)
    ChainHead.objects.filter(chain=trail.case).update(digest=before, seal=seal)
    return trail.case, first


@tamper
def put_an_old_head_back(trail: Trail, draw: random.Random) -> tuple[uuid.UUID, int]:
    """A head that was genuine once, from a backup, with all later entries still there."""
    number = draw.randint(1, LENGTH - 1)
    link = trail.entries(trail.case).get(number=number).link()
    key = link.key_number
    revision = ChainHead.objects.get(chain=trail.case).revision
    seal = chain.head_seal(trail.case, number, link.digest, key, keyring(), revision=revision)
    ChainHead.objects.filter(chain=trail.case).update(number=number, digest=link.digest, seal=seal)
    return trail.case, LENGTH


@pytest.mark.parametrize("way", TAMPERS, ids=lambda way: way.__name__)
def test_tampering_is_found_and_the_first_bad_entry_named(trail: Trail, way: Tamper) -> None:
    draw = random.Random(way.__name__)
    for trial in range(TAMPERS[way]):
        with transaction.atomic():
            name, number = way(trail, draw)
            found = {flaw.chain: flaw.number for flaw in verify().flaws}
            assert found.get(name) == number, f"trial {trial}"
            if not trial:
                with pytest.raises(CommandError, match="The trail is broken"):
                    call_command("verify_trail")
            transaction.set_rollback(True)
    assert verify().flaws == []


def test_the_command_names_the_entry(trail: Trail, capsys: pytest.CaptureFixture[str]) -> None:
    trail.entries(trail.case).filter(number=7).update(verb="case.closed")
    with pytest.raises(CommandError) as caught:
        call_command("verify_trail")
    assert f"First bad entry: 7 of chain {trail.case}" in str(caught.value)
    assert f"chain {trail.case}, entry 7: was altered" in capsys.readouterr().err


def test_an_unknown_key_number_is_a_flaw_not_a_crash(trail: Trail) -> None:
    trail.entries(trail.case).filter(number=7).update(key_number=9)
    assert [(flaw.chain, flaw.number) for flaw in verify().flaws] == [(trail.case, 7)]
    with pytest.raises(CommandError):
        call_command("verify_trail")


def test_an_unknown_key_number_of_a_head_is_a_flaw_too(trail: Trail) -> None:
    ChainHead.objects.filter(chain=trail.case).update(key_number=9)
    assert [flaw.chain for flaw in verify().flaws] == [trail.case]


def test_a_case_that_nobody_recorded_is_found(trail: Trail) -> None:
    """A row put into the tables by SQL has no chain."""
    copy = Account.new(name="Smuglet", email="smuglet@example.invalid")
    Account.objects.bulk_create([copy])
    assert [(flaw.chain, flaw.reason) for flaw in verify().flaws] == [(copy.pk, "the whole chain is missing")]


def test_the_house_has_a_chain_of_its_own(reference: None) -> None:
    record.alone(Verb.REFERENCE_LOADED, actor=job("suite"))
    assert Entry.objects.filter(chain=HOUSE).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry")
        assert cursor.fetchone()[0] == verify().entries


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the columns of PostgreSQL hold their own kind alone"
)
@pytest.mark.parametrize(
    "column",
    [
        "at = 'yesterday'",
        "at = NULL",
        "at = '2008-13-45 25:00:00'",
        "at = 5",
        "actor = 'zz'",
        "subject = x'ff'",
        "request = 5",
        "verb = CAST(x'ff' AS TEXT)",
        "key_number = 70000",
        "format = 3",
        "revision = 'x'",
        "revision = -1",
        "origin = 'text'",
        "digest = 'text'",
        "previous = 7",
    ],
)
def test_a_column_overwritten_with_anything_at_all_is_named(trail: Trail, column: str) -> None:
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                f"UPDATE audit_entry SET {column} WHERE chain = %s AND number = 7", [trail.case.hex]
            )
        except IntegrityError:
            return
    assert [(flaw.chain, flaw.number) for flaw in verify().flaws] == [(trail.case, 7)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a column of PostgreSQL holds its own kind alone")
@pytest.mark.parametrize("table", ["audit_entry", "audit_chainhead"])
def test_a_chain_that_is_no_id_is_named(trail: Trail, table: str, capsys: pytest.CaptureFixture[str]) -> None:
    number = 7 if table == "audit_entry" else LENGTH
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET chain = 'zz' WHERE chain = %s AND number = %s", [trail.case.hex, number]
        )
    found = {flaw.chain: flaw.number for flaw in verify().flaws}
    assert found == {"'zz'": number, trail.case: 8 if table == "audit_entry" else LENGTH}
    with pytest.raises(CommandError, match="The trail is broken"):
        call_command("verify_trail")
    assert f"chain 'zz', entry {number}: was altered" in capsys.readouterr().err


@pytest.mark.parametrize("table", ["audit_entry", "audit_chainhead"])
def test_a_missing_table_is_said(trail: Trail, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO away")
    with pytest.raises(CommandError, match=f"No table {table}"):
        call_command("verify_trail")
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE away RENAME TO {table}")


def test_a_trail_whose_triggers_are_gone_is_not_called_whole(trail: Trail) -> None:
    assert verify().flaws == []
    assert verify().unprotected
    with pytest.raises(CommandError, match="The trail is not protected"):
        call_command("verify_trail")


def test_the_chain_of_the_house_cannot_be_taken_away_whole(trail: Trail) -> None:
    trail.entries(HOUSE).delete()
    ChainHead.objects.filter(chain=HOUSE).delete()
    assert (HOUSE, 1) in [(flaw.chain, flaw.number) for flaw in verify().flaws]
