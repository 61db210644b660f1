"""Each part that a seal binds is left out in turn: the very attack that it is there for then passes."""

import struct
import uuid
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from advisory import account_seal
from advisory.models import Account, Agency, Coverage, Post
from advisory.sealing import cipher, row_seal, seals
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from advisory.sealing.opener import Sealed
from audit import record
from cases import access, seal
from cases.models import Case, CaseGroupPermission, CaseUserPermission
from cases.services.inquiries import close_inquiry, reopen_inquiry
from cases.services.keeping_out import keep_out_by_id
from tests import factories
from tests.factories import Member
from tests.security.tampering import CASE, Held, put, unguarded

KEY = AESGCM(bytes(32))
HERE = Place("cases.Person", uuid.UUID(int=1), "facts", uuid.UUID(int=2), 1)
PARTS = ("application", "table", "row", "field", "owner", "schema", "key")
ELSEWHERE = {
    "table": replace(HERE, table="cases.Inquiry"),
    "row": replace(HERE, row=uuid.UUID(int=3)),
    "field": replace(HERE, field="narrative"),
    "owner": replace(HERE, owner=uuid.UUID(int=4)),
    "schema": replace(HERE, schema=2),
}


def without(part: str) -> Any:
    """`Place.associated_data`, written again without one of its parts."""

    def associated_data(self: Place, key_id: int) -> bytes:
        parts = {
            "application": cipher.APPLICATION,
            "table": self.table.encode(),
            "row": self.row.bytes,
            "field": self.field.encode(),
            "owner": self.owner.bytes,
            "schema": struct.pack(">H", self.schema),
            "key": struct.pack(">I", key_id),
        }
        assert tuple(parts) == PARTS
        kept = [value for name, value in parts.items() if name != part]
        return b"".join(struct.pack(">I", len(value)) + value for value in kept)

    return associated_data


def moved(part: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A value sealed in one place and asked for in another that differs in this part alone."""
    record = cipher.seal(b"facts", key=KEY, key_id=7, place=HERE)
    if part == "application":
        monkeypatch.setattr(cipher, "APPLICATION", b"another")
    if part == "key":
        record = record[:2] + struct.pack(">I", 8) + record[6:]
        return cipher.open_record(record, key=KEY, key_id=8, place=HERE)
    return cipher.open_record(record, key=KEY, key_id=7, place=ELSEWHERE.get(part, HERE))


def test_the_parts_written_again_are_the_parts_there_are() -> None:
    assert without("")(HERE, 7) == HERE.associated_data(7)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_the_place_is_what_refuses_a_move(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SealError), monkeypatch.context() as patched:
        moved(part, patched)
    monkeypatch.setattr(Place, "associated_data", without(part))
    assert moved(part, monkeypatch) == b"facts"


# --- the columns of the seals ---


def altered(row: models.Model, column: str) -> None:
    """The row as it is loaded once somebody wrote something else into this column."""
    value = row.__dict__[column]
    fields = {field.attname: field for field in row._meta.concrete_fields}
    kind = fields[column].get_internal_type()
    if isinstance(value, Sealed):
        row.__dict__[column] = Sealed(value.record[:-1] + bytes([value.record[-1] ^ 1]))
    elif isinstance(value, bool):
        row.__dict__[column] = not value
    elif isinstance(value, int):
        row.__dict__[column] = value + 1
    elif isinstance(value, uuid.UUID):
        row.__dict__[column] = uuid.UUID(int=value.int ^ 1)
    elif isinstance(value, bytes | memoryview):
        row.__dict__[column] = bytes(value)[:-1] + bytes([bytes(value)[-1] ^ 1])
    elif isinstance(value, str):
        row.__dict__[column] = value + "x"
    elif value is None:
        row.__dict__[column] = uuid.UUID(int=5) if kind == "UUIDField" else factories.date(2030, 1, 1)
    else:
        row.__dict__[column] = value.replace(year=value.year + 1)


def lacking(columns: seals.Columns, model: str, column: str, *, version: int = 1) -> dict[int, seals.Columns]:
    return {version: {**columns, model: tuple(one for one in columns[model] if one != column)}}


def each(columns: seals.Columns) -> list[tuple[str, str]]:
    return [(model, column) for model, names in columns.items() for column in names]


@pytest.fixture
def case(adviser: Member, elsewhere: Member, embassy: Member, coordinator: Member) -> Case:
    """One row of each table, so that no other order of them hides what was altered."""
    made = factories.log_case(adviser)
    close_inquiry(
        standing=adviser.standing, case=made, inquiry=made.inquiries.get(), revision=1, outcome="RAD"
    )
    CaseGroupPermission.objects.filter(
        content_object=made, permission=access.permission_id("change")
    ).delete()
    factories.give(made, elsewhere)
    assert embassy.account is not None
    keep_out_by_id(
        standing=coordinator.standing,
        case_id=made.pk,
        account_id=embassy.account.pk,
        reason="Kjenner henne.",
    )
    return access.open_case(adviser.standing, made.pk)


def loaded(case: Case) -> seal.Whole:
    found = seal.whole(case.pk)
    assert found is not None
    return found


@pytest.mark.django_db
def test_each_column_of_a_case_is_what_refuses_its_change(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = seal.VERSIONS[seal.VERSION]
    rows = loaded(case)
    assert {str(row._meta.object_name) for row in rows.rows()} == set(columns)
    assert len(list(rows.rows())) == len(columns)
    for model, column in each(columns):
        for versions, passes in (
            (seal.VERSIONS, False),
            (lacking(columns, model, column, version=seal.VERSION), True),
        ):
            monkeypatch.setattr(seal, "VERSIONS", versions)
            found = loaded(case)
            seal.seal(found)
            kept = found.case.seal
            assert seal.holds(found)
            row = next(one for one in found.rows() if one._meta.object_name == model)
            altered(row, column)
            found.case.seal = kept
            assert seal.holds(found) is passes, (model, column)
        monkeypatch.undo()


@pytest.mark.django_db
def test_each_column_of_a_grant_is_what_refuses_its_change(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = seal.GRANT_VERSIONS[seal.VERSION]
    for model, column in each(columns):
        for versions, passes in (
            (seal.GRANT_VERSIONS, False),
            (lacking(columns, model, column, version=seal.VERSION), True),
        ):
            monkeypatch.setattr(seal, "GRANT_VERSIONS", versions)
            found = loaded(case)
            for grant in (*found.grants, *found.exceptions):
                if model not in (grant._meta.object_name, "Case"):
                    continue
                seal.seal_grants(found.case, [grant])
                assert seal.grant_holds(found.case, grant)
                altered(found.case if model == "Case" else grant, column)
                assert seal.grant_holds(found.case, grant) is passes, (model, column)
        monkeypatch.undo()
    assert {CaseGroupPermission.__name__, CaseUserPermission.__name__, "Case"} == set(columns)


@pytest.mark.django_db
def test_each_column_of_an_account_is_what_refuses_its_change(adviser: Member) -> None:
    version = account_seal.VERSION
    columns = account_seal.VERSIONS[version]
    assert adviser.account is not None
    for model, column in each(columns):
        without = lacking(columns, model, column, version=version)
        for versions, passes in ((account_seal.VERSIONS, False), (without, True)):
            account = Account.objects.get(pk=adviser.account.pk)
            rows: list[models.Model] = [account, *account_seal.whole_of(account.pk).rows()]
            made = seals.made("account", version, rows, versions[version])
            assert seals.holds("account", made, rows, versions)
            altered(next(row for row in rows if row._meta.object_name == model), column)
            assert seals.holds("account", made, rows, versions) is passes, (model, column)


@pytest.mark.parametrize("model", [Agency, Post, Coverage])
@pytest.mark.usefixtures("reference")
def test_each_column_of_a_place_is_what_refuses_its_change(model: type[models.Model]) -> None:
    columns = row_seal.VERSIONS[row_seal.VERSION]
    for column in columns[model.__name__]:
        for versions, passes in (
            (row_seal.VERSIONS, False),
            (lacking(columns, model.__name__, column), True),
        ):
            row = model._default_manager.all()[0]
            made = seals.made("row", 1, [row], versions[1])
            altered(row, column)
            assert seals.holds("row", made, [row], versions) is passes, column


@pytest.mark.django_db
def test_the_revision_in_the_trail_is_what_refuses_a_case_put_back(
    adviser: Member, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Held(case.pk, CASE)
    stored = access.open_case(adviser.standing, case.pk)
    reopen_inquiry(
        standing=adviser.standing, case=stored, inquiry=stored.inquiries.get(), revision=stored.revision
    )
    with unguarded():
        put(before)
    with pytest.raises(SealError, match="put back"):
        access.open_case(adviser.standing, case.pk)
    monkeypatch.setattr(record, "alone", lambda *args, **kwargs: case.revision)
    assert access.open_case(adviser.standing, case.pk).revision == case.revision
