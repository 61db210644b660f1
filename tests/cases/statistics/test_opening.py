"""Opening many records is opening each of them: the same keys and places, the same refusals."""

import uuid

import pytest

from advisory.sealing import cipher
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from advisory.services.epochs import open_epoch
from cases.statistics.opening import opener
from tests.factories import SUITE

LABEL = "cases.Person.facts"
PLAIN = b"forty-eight bytes of facts, or whatever they are"
pytestmark = pytest.mark.django_db


def sealed(row: uuid.UUID, owner: uuid.UUID, field: str = "facts", plain: bytes = PLAIN) -> bytes:
    epoch = chest.current()
    place = cipher.Place("cases.Person", row, field, owner)
    return cipher.seal(plain, key=chest.cipher(epoch, "facts"), key_id=epoch, place=place)


def test_it_opens_what_a_sealed_column_stored() -> None:
    open_one = opener(LABEL, len(PLAIN))
    for _ in range(3):
        row, owner = uuid.uuid4(), uuid.uuid4()
        assert open_one(sealed(row, owner), row.bytes, owner.bytes) == PLAIN


def test_a_record_of_another_row_case_or_column_does_not_open() -> None:
    open_one = opener(LABEL, len(PLAIN))
    row, owner = uuid.uuid4(), uuid.uuid4()
    record = sealed(row, owner)
    for moved in (
        (record, uuid.uuid4().bytes, owner.bytes),
        (record, row.bytes, uuid.uuid4().bytes),
        (record, owner.bytes, row.bytes),
        (sealed(row, owner, field="other"), row.bytes, owner.bytes),
    ):
        with pytest.raises(SealError):
            open_one(*moved)


def test_a_record_cut_lengthened_or_changed_in_any_byte_does_not_open() -> None:
    open_one = opener(LABEL, len(PLAIN))
    row, owner = uuid.uuid4(), uuid.uuid4()
    record = sealed(row, owner)
    damaged = [record[:-1], record + b"\0", record[:10], b""]
    damaged += [record[:at] + bytes([record[at] ^ 1]) + record[at + 1 :] for at in range(len(record))]
    for one in damaged:
        with pytest.raises(SealError):
            open_one(one, row.bytes, owner.bytes)


def test_many_at_once_are_opened_or_refused_as_each_of_them() -> None:
    open_one = opener(LABEL, len(PLAIN))
    rows, owners = ([uuid.uuid4() for _one in range(5)] for _what in range(2))
    plain = [bytes([at]) * len(PLAIN) for at in range(5)]
    records = [sealed(*of, plain=said) for *of, said in zip(rows, owners, plain, strict=True)]
    ids = [row.bytes for row in rows], [owner.bytes for owner in owners]
    assert open_one.many(records, *ids) == plain
    assert open_one.many([], [], []) == []
    for at in range(5):
        for damaged in (records[at][:-1], records[at - 1], b"\xff" + records[at][1:], b""):
            with pytest.raises(SealError) as refused:
                open_one.many([*records[:at], damaged, *records[at + 1 :]], *ids)
            assert refused.value.place is not None
            assert refused.value.place.row == rows[at]


@pytest.mark.django_db(transaction=True)
def test_records_of_several_epochs_are_opened_at_once() -> None:
    before, after = uuid.uuid4(), uuid.uuid4()
    old = sealed(before, before)
    open_epoch(actor=SUITE)
    records = [old, sealed(after, after)]
    ids = [before.bytes, after.bytes]
    assert opener(LABEL, len(PLAIN)).many(records, ids, ids) == [PLAIN, PLAIN]


def test_a_record_of_another_length_inside_is_refused() -> None:
    row, owner = uuid.uuid4(), uuid.uuid4()
    with pytest.raises(SealError):
        opener(LABEL, len(PLAIN))(sealed(row, owner, plain=PLAIN + b"!"), row.bytes, owner.bytes)
