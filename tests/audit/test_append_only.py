"""What the database itself refuses, to the application's own connection and to any SQL typed at it."""

import uuid

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.exceptions import IrreversibleError

from audit import record
from audit.actor import job
from audit.models import ChainHead, Entry
from audit.verbs import Verb
from audit.verify import verify
from tests.conftest import unprotected_trail

pytestmark = pytest.mark.django_db
COLUMNS = [str(field.column) for field in Entry._meta.local_concrete_fields]
ALL, HEAD = ", ".join(COLUMNS), "chain, number, digest, key_number, seal"


@pytest.fixture
def chain() -> uuid.UUID:
    """A chain of three entries."""
    name = uuid.uuid4()
    for _ in range(3):
        record.alone(Verb.CASE_READ, actor=job("suite"), chain=name, subject=name)
    return name


def sql(statement: str, *values: object) -> int:
    plain = [
        one.hex if isinstance(one, uuid.UUID) and connection.vendor == "sqlite" else one for one in values
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, plain)
        return int(cursor.rowcount)


def contents() -> list[list[object]]:
    return [
        list(Entry.objects.order_by("chain", "number").values_list()),
        list(ChainHead.objects.values_list()),
    ]


REFUSED = [
    "UPDATE audit_entry SET verb = 'case.read' WHERE chain = %s AND number = 2",
    "UPDATE audit_entry SET number = number + 100 WHERE chain = %s",
    "DELETE FROM audit_entry WHERE chain = %s",
    "DELETE FROM audit_entry WHERE chain = %s AND number = 3",
    "DELETE FROM audit_chainhead WHERE chain = %s",
    "UPDATE audit_chainhead SET number = number - 1 WHERE chain = %s",
    "UPDATE audit_chainhead SET seal = digest WHERE chain = %s",
    "UPDATE audit_chainhead SET number = number + 2 WHERE chain = %s",
    "UPDATE audit_append SET verb = 'case.read' WHERE chain = %s",
    "DELETE FROM audit_append WHERE chain = %s",
    # The same entries once more.
    f"INSERT INTO audit_entry ({ALL}) SELECT {ALL} FROM audit_entry WHERE chain = %s",
]
ONLY = {
    "postgresql": [
        "TRUNCATE audit_entry",
        "TRUNCATE audit_chainhead",
        "TRUNCATE audit_entry, audit_chainhead CASCADE",
        "INSERT INTO audit_entry SELECT * FROM audit_entry"
        " ON CONFLICT (chain, number) DO UPDATE SET verb = ''",
        "INSERT INTO audit_chainhead SELECT chain, number - 1, digest, key_number, seal FROM audit_chainhead"
        " ON CONFLICT (chain) DO UPDATE SET number = excluded.number",
    ],
    "sqlite": [
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry",
        "REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE number = 2",
        "UPDATE OR REPLACE audit_entry SET number = 1 WHERE number = 2",
        "UPDATE OR REPLACE audit_chainhead SET chain = (SELECT min(chain) FROM audit_chainhead)",
        "INSERT OR REPLACE INTO audit_chainhead SELECT * FROM audit_chainhead",
        "REPLACE INTO audit_chainhead SELECT chain, number - 1, digest, 1, seal FROM audit_chainhead",
        # By the hidden row number: another name, so that no key collides, in the place of an old row.
        f"INSERT OR REPLACE INTO audit_entry (rowid, {ALL}) SELECT rowid, "
        + ", ".join(["number + 900" if name == "number" else name for name in COLUMNS])
        + " FROM audit_entry LIMIT 1",
        f"INSERT OR REPLACE INTO audit_chainhead (rowid, {HEAD})"
        " SELECT rowid, 'f' || substr(chain, 2), number, digest, 1, seal FROM audit_chainhead LIMIT 1",
        "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE true ON CONFLICT DO UPDATE SET verb = 'x'",
    ],
}


@pytest.mark.parametrize("statement", REFUSED)
def test_sql_that_changes_the_trail_is_refused(chain: uuid.UUID, statement: str) -> None:
    before = contents()
    with pytest.raises(DatabaseError):
        sql(statement, chain)
    assert contents() == before
    assert verify().flaws == []


@pytest.mark.parametrize("statement", ONLY[connection.vendor])
def test_sql_of_this_database_alone_is_refused(chain: uuid.UUID, statement: str) -> None:
    before = contents()
    with pytest.raises(DatabaseError):
        sql(statement)
    assert contents() == before


def test_the_orm_is_refused_too(chain: uuid.UUID) -> None:
    entry = Entry.objects.get(chain=chain, number=2)
    entry.verb = "case.changed"
    for attempt in (
        entry.save,
        entry.delete,
        Entry.objects.filter(chain=chain).delete,
        lambda: Entry.objects.filter(chain=chain).update(verb="case.changed"),
        ChainHead.objects.get(chain=chain).delete,
        lambda: Entry.objects.bulk_update([entry], ["verb"]),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert verify().flaws == []


def test_an_entry_must_follow_the_head(chain: uuid.UUID) -> None:
    """The view refuses a number that was used or that leaves a gap, so that no writer can fork a chain."""
    row = dict(
        zip(
            COLUMNS,
            Entry.objects.filter(chain=chain).order_by("-number").values_list(*COLUMNS)[0],
            strict=True,
        )
    )
    for number in (1, 2, 3, 5, 40):
        values = {**row, "number": number, "seal": b"\0" * 32}
        marks = ", ".join(["%s"] * len(values))
        plain = [
            connection.ops.adapt_datetimefield_value(value) if name == "at" else value
            for name, value in values.items()
        ]
        with pytest.raises(DatabaseError):
            sql(f"INSERT INTO audit_append ({', '.join(values)}) VALUES ({marks})", *plain)
    assert verify().flaws == []


def test_an_entry_comes_in_through_the_view_alone(chain: uuid.UUID) -> None:
    """The next number, put straight into the table, would be taken when the next entry wants it."""
    said = ", ".join(name for name in COLUMNS if name not in ("chain", "number"))
    entry = f"SELECT chain, 4, {said} FROM audit_entry WHERE chain = %s AND number = 3"
    head = "SELECT %s, 7, digest, key_number, seal FROM audit_chainhead LIMIT 1"
    for statement, value in (
        (f"INSERT INTO audit_entry (chain, number, {said}) {entry}", chain),
        (f"INSERT INTO audit_chainhead ({HEAD}) {head}", uuid.uuid4()),
    ):
        before = contents()
        with pytest.raises(DatabaseError, match="trail"):
            sql(statement, value)
        assert contents() == before
    record.alone(Verb.CASE_READ, actor=job("suite"), chain=chain, subject=chain)
    assert verify().flaws == []


def test_the_check_names_every_missing_trigger(chain: uuid.UUID) -> None:
    def found() -> list[str]:
        problems = run_checks(tags=["database"], databases=["default"])
        return [problem.msg for problem in problems if problem.id == "audit.E001"]

    assert found() == []
    with unprotected_trail():
        names = {message.split("trigger ")[1].split(" ")[0] for message in found()}
        assert {"audit_entry_no_update", "audit_entry_no_delete"} <= names
        assert len(names) == (16 if connection.vendor == "sqlite" else 15)
    assert found() == []


EMPTIED = {
    "sqlite": [
        "DROP TRIGGER audit_entry_no_update",
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT 1; END",
    ],
    "postgresql": [
        "DROP TRIGGER audit_entry_no_update ON audit_entry",
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry"
        " FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION audit_refuse()",
    ],
}
HOLLOW = {
    "sqlite": [
        "DROP TRIGGER audit_append_insert",
        "CREATE TRIGGER audit_append_insert INSTEAD OF INSERT ON audit_append BEGIN SELECT 1; END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION audit_append_row() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NEW; END $$",
    ],
}


def altered() -> list[str]:
    problems = run_checks(tags=["database"], databases=["default"])
    return [problem.msg for problem in problems if problem.id == "audit.E001"]


@pytest.mark.parametrize(
    ("statements", "names"),
    [(EMPTIED, ["audit_entry_no_update"]), (HOLLOW, ["audit_append_insert"])],
    ids=["emptied", "hollow"],
)
def test_a_trigger_that_bears_the_name_and_does_nothing_is_reported(
    statements: dict[str, list[str]], names: list[str]
) -> None:
    assert altered() == []
    for statement in statements[connection.vendor]:
        sql(statement)
    assert altered() == [f"The trail is not protected: trigger {name} was altered." for name in names]


QUIET = "CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
# What would keep an entry out of the trail while whoever reads is none the wiser.
FOREIGN = {
    "sqlite": ["CREATE TRIGGER quiet BEFORE INSERT ON audit_chainhead BEGIN SELECT RAISE(IGNORE); END"],
    "postgresql": [
        QUIET,
        "CREATE TRIGGER quiet BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION quiet()",
    ],
}
# One that bears the name of one of ours, on another table.
BORROWED = {
    "postgresql": [
        QUIET,
        "CREATE TRIGGER audit_start_forward BEFORE INSERT ON audit_entry"
        " FOR EACH ROW EXECUTE FUNCTION quiet()",
    ],
}


@pytest.mark.parametrize("statements", [FOREIGN, BORROWED], ids=["foreign", "borrowed"])
def test_a_trigger_that_is_none_of_ours_is_reported(
    chain: uuid.UUID, statements: dict[str, list[str]]
) -> None:
    if connection.vendor not in statements:
        pytest.skip("SQLite has one trigger of a name")
    assert verify().unprotected == []
    for statement in statements[connection.vendor]:
        sql(statement)
    assert any("is none of ours" in problem for problem in verify().unprotected)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's triggers call no functions")
def test_a_function_that_was_emptied_is_reported_for_all_its_triggers() -> None:
    sql(
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NULL; END $$"
    )
    assert len(altered()) == 12
    sql("ALTER TABLE audit_entry ENABLE REPLICA TRIGGER audit_entry_no_delete")
    assert sorted(message.rsplit(" ", 2)[1:] for message in altered()) == [
        ["is", "missing."],
        *[["was", "altered."]] * 11,
    ]


@pytest.mark.django_db(transaction=True)
def test_there_is_no_way_back() -> None:
    with pytest.raises(IrreversibleError):
        call_command("migrate", "audit", "zero", verbosity=0)
    assert altered() == []
    with connection.cursor() as cursor:
        assert {"audit_entry", "audit_chainhead"} <= set(connection.introspection.table_names(cursor))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="one database is enough to show it")
def test_every_trigger_is_one_the_check_asks_for(chain: uuid.UUID) -> None:
    """Each alone: without it its statement works, so each is needed, and the check sees that it is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'")
        triggers = cursor.fetchall()
    assert len(triggers) == 18
    for name, made in triggers:
        sql(f"DROP TRIGGER {name}")
        problems = run_checks(tags=["database"], databases=["default"])
        assert [name in problem.msg for problem in problems if problem.id == "audit.E001"] == [True]
        sql(made)


def test_the_command_says_that_the_trail_is_whole(
    chain: uuid.UUID, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_trail")
    said = capsys.readouterr().out
    assert said.startswith("The trail is whole: ")
    assert f"{Entry.objects.count()} entries in {ChainHead.objects.count()} chains" in said
