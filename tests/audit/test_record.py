"""Writing to the trail: in the transaction of the write, or alone and durable; and many writers at once."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, connections, transaction

from audit import record
from audit.actor import HOUSE, Actor, job
from audit.models import ChainHead, Entry
from audit.sentences import SENTENCES
from audit.verbs import Verb
from audit.verify import verify
from tests.conftest import unprotected_trail

SUITE = job("suite")


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_what() -> None:
    actor = Actor(id=uuid.uuid4(), request=uuid.uuid4())
    case, inquiry = uuid.uuid4(), uuid.uuid4()
    with transaction.atomic():
        record.write(
            Verb.CASE_CHANGED,
            actor=actor,
            chain=case,
            subject=case,
            objects=[inquiry],
            fields=["a", "b"],
            first=True,
        )
        record.write(Verb.CASE_CLOSED, actor=SUITE, chain=case, subject=case)
    first, second = Entry.objects.filter(chain=case).order_by("number")
    assert (first.number, first.verb, first.actor, first.subject) == (1, "case.changed", actor.id, case)
    assert (first.objects_named, first.fields, first.request) == (str(inquiry), "a b", actor.request)
    assert (second.number, second.actor, second.job, second.request) == (2, HOUSE, "suite", None)
    assert bytes(second.previous) == bytes(first.digest)
    assert bytes(ChainHead.objects.get(chain=case).digest) == bytes(second.digest)
    assert verify().flaws == []


@pytest.mark.django_db
def test_a_chain_carries_the_last_revision_on() -> None:
    case = uuid.uuid4()
    assert record.anchored(case) is None
    with transaction.atomic():
        record.write(Verb.CASE_LOGGED, actor=SUITE, chain=case, first=True, revision=1)
    assert record.alone(Verb.CASE_READ, actor=SUITE, chain=case) == 1
    with transaction.atomic():
        record.write(Verb.CASE_CHANGED, actor=SUITE, chain=case, revision=2)
        record.write(Verb.CASE_CLOSED, actor=SUITE, chain=case)
    assert record.anchored(case) == 2
    told = Entry.objects.filter(chain=case).order_by("number").values_list("revision", flat=True)
    assert list(told) == [1, None, 2, None]
    assert record.alone(Verb.CASE_READ, actor=SUITE, chain=uuid.uuid4()) is None
    assert verify().flaws == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed", [{"revision": 1}, {"revision": None}, {"digest": b"x" * 32}, {"number": 1}, {"key_number": 9}]
)
def test_nothing_follows_a_head_that_somebody_else_wrote(changed: dict[str, object]) -> None:
    """Or the next reading would seal it anew, and a row put back whole would fit it."""
    case = uuid.uuid4()
    for revision in (1, 2):
        with transaction.atomic():
            record.write(Verb.CASE_CHANGED, actor=SUITE, chain=case, revision=revision)
    with unprotected_trail():
        ChainHead.objects.filter(chain=case).update(**changed)
    for attempt in (
        lambda: record.anchored(case),
        lambda: record.alone(Verb.CASE_READ, actor=SUITE, chain=case),
        # The test itself is a transaction.
        lambda: record.write(Verb.CASE_CHANGED, actor=SUITE, chain=case, revision=3),
    ):
        with pytest.raises(record.TrailBroken):
            attempt()
    assert Entry.objects.filter(chain=case).count() == 2


@pytest.mark.django_db
def test_an_entry_says_where_the_request_came_from() -> None:
    case = uuid.uuid4()
    record.alone(Verb.CASE_READ, actor=Actor(id=uuid.uuid4(), origin=b"sealed"), chain=case)
    assert bytes(Entry.objects.get(chain=case).origin or b"") == b"sealed"
    assert verify().flaws == []


@pytest.mark.django_db
def test_a_chain_that_exists_cannot_begin_again() -> None:
    case = uuid.uuid4()
    record.alone(Verb.CASE_READ, actor=SUITE, chain=case)
    with pytest.raises(DatabaseError), transaction.atomic():
        record.write(Verb.CASE_LOGGED, actor=SUITE, chain=case, first=True)
    assert Entry.objects.filter(chain=case).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_write_is_recorded_inside_its_transaction_or_not_at_all() -> None:
    with pytest.raises(record.NotInTransaction):
        record.write(Verb.CASE_CHANGED, actor=SUITE, chain=uuid.uuid4())


@pytest.mark.django_db(transaction=True)
def test_what_stands_alone_is_refused_inside_a_transaction() -> None:
    for attempt in (
        lambda: record.alone(Verb.CASE_READ, actor=SUITE),
        lambda: record.refusal(actor=SUITE, reason="case"),
    ):
        with pytest.raises(record.InTransaction), transaction.atomic():
            attempt()


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_rolled_back_takes_its_entry_along() -> None:
    case = uuid.uuid4()
    with transaction.atomic():
        record.write(Verb.CASE_CHANGED, actor=SUITE, chain=case)
        assert Entry.objects.filter(chain=case).exists()
        transaction.set_rollback(True)
    assert not Entry.objects.filter(chain=case).exists()
    assert not ChainHead.objects.filter(chain=case).exists()


@pytest.mark.django_db
def test_an_entry_of_its_own_goes_to_its_actor() -> None:
    somebody = Actor(id=uuid.uuid4())
    asked_for = uuid.uuid4()
    record.refusal(actor=somebody, reason="case", subject=asked_for)
    (entry,) = Entry.objects.filter(chain=somebody.id)
    assert (entry.verb, entry.subject, entry.fields) == ("access.refused", asked_for, "case")


@pytest.mark.django_db
@pytest.mark.parametrize("first", [True, False])
def test_appending_costs_at_most_two_statements(
    django_assert_num_queries: Callable[..., object], first: bool
) -> None:
    case = uuid.uuid4()
    with transaction.atomic():
        record.write(Verb.CASE_LOGGED, actor=SUITE, chain=case, first=True)
        with django_assert_num_queries(1 if first else 2):
            record.write(Verb.CASE_CHANGED, actor=SUITE, chain=uuid.uuid4() if first else case, first=first)


def test_every_verb_has_a_sentence_and_no_two_one_value() -> None:
    assert set(SENTENCES) == set(Verb)
    assert len({verb.value for verb in Verb}) == len(Verb.__members__)
    assert all(len(verb.value) <= 40 for verb in Verb)


# --- many at once ---

WRITERS, ROUNDS = 8, 6


def together(work: Callable[[int], None]) -> list[BaseException]:
    """Run `work` in WRITERS threads that begin at the same moment; give what they raised."""
    gate = threading.Barrier(WRITERS)
    raised: list[BaseException] = []

    def run(number: int) -> None:
        try:
            gate.wait(30)
            work(number)
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def whole(chain: uuid.UUID, expected: int) -> None:
    numbers = list(Entry.objects.filter(chain=chain).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, expected + 1))
    assert [flaw for flaw in verify().flaws if flaw.chain == chain] == []


@pytest.mark.django_db(transaction=True)
def test_eight_writers_on_one_chain_lose_nothing_and_fork_nothing() -> None:
    chain = uuid.uuid4()
    record.alone(Verb.CASE_LOGGED, actor=SUITE, chain=chain)

    def work(number: int) -> None:
        for turn in range(ROUNDS):
            if turn % 2:
                record.alone(Verb.CASE_READ, actor=SUITE, chain=chain)
            else:
                with transaction.atomic():
                    record.write(Verb.CASE_CHANGED, actor=SUITE, chain=chain)

    assert together(work) == []
    whole(chain, 1 + WRITERS * ROUNDS)


@pytest.mark.django_db(transaction=True)
def test_eight_first_readers_begin_one_chain() -> None:
    for _ in range(4):
        chain = uuid.uuid4()
        assert (
            together(lambda _number, chain=chain: record.alone(Verb.CASE_READ, actor=SUITE, chain=chain))
            == []
        )
        whole(chain, WRITERS)


@pytest.mark.django_db(transaction=True)
def test_writers_of_different_chains_do_not_hinder_each_other() -> None:
    chains = [uuid.uuid4() for _ in range(WRITERS)]

    def work(number: int) -> None:
        for _ in range(ROUNDS):
            with transaction.atomic():
                record.write(Verb.CASE_CHANGED, actor=SUITE, chain=chains[number])

    assert together(work) == []
    for chain in chains:
        whole(chain, ROUNDS)


@pytest.mark.django_db(transaction=True)
def test_a_writer_that_fails_in_the_middle_leaves_the_chain_whole() -> None:
    chain = uuid.uuid4()
    record.alone(Verb.CASE_LOGGED, actor=SUITE, chain=chain)

    def work(number: int) -> None:
        try:
            with transaction.atomic():
                record.write(Verb.CASE_CHANGED, actor=SUITE, chain=chain)
                if number % 2:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    assert together(work) == []
    whole(chain, 1 + WRITERS // 2)
    assert connection.in_atomic_block is False
