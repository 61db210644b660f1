"""Entries name the revision their row reached and heads carry it on; nothing but the view makes an entry."""

from django.db import migrations, models

COLUMNS = (
    "chain, number, format, at, verb, actor, job, subject, objects_named, fields, request, origin, "
    "key_number, previous, digest, revision"
)
NEW = ", ".join(f"NEW.{name}" for name in COLUMNS.split(", "))
VIEW = f"CREATE VIEW audit_append AS SELECT {COLUMNS}, digest AS seal, revision AS carried FROM audit_entry"
ENTRY = f"INSERT INTO audit_entry ({COLUMNS}) VALUES ({NEW});"
HEAD = """INSERT INTO audit_chainhead (chain, number, digest, key_number, seal, revision)
            VALUES (NEW.chain, NEW.number, NEW.digest, NEW.key_number, NEW.seal, NEW.carried)
            ON CONFLICT (chain) DO UPDATE SET number = excluded.number, digest = excluded.digest,
                key_number = excluded.key_number, seal = excluded.seal, revision = excluded.revision;"""

SQLITE = [
    "DROP TRIGGER audit_append_insert",
    "DROP VIEW audit_append",
    VIEW,
    # The head first, so that an entry can be asked whether the head names it.
    f"""CREATE TRIGGER audit_append_insert INSTEAD OF INSERT ON audit_append BEGIN
        {HEAD}
        {ENTRY}
    END""",
    """CREATE TRIGGER audit_entry_by_view BEFORE INSERT ON audit_entry
        WHEN NOT EXISTS (SELECT 1 FROM audit_chainhead
            WHERE chain = NEW.chain AND number = NEW.number AND digest = NEW.digest) BEGIN
        SELECT RAISE(ABORT, 'the trail grows through audit_append alone');
    END""",
    "DROP TRIGGER audit_chainhead_no_replace",
    # As before, and a chain that begins begins at 1.
    """CREATE TRIGGER audit_chainhead_no_replace BEFORE INSERT ON audit_chainhead
        WHEN NEW.number IS NOT 1 + coalesce((SELECT number FROM audit_chainhead WHERE chain = NEW.chain), 0)
            OR EXISTS (SELECT 1 FROM audit_chainhead WHERE rowid = NEW.rowid) BEGIN
        SELECT RAISE(ABORT, 'the trail only moves forward');
    END""",
]

POSTGRESQL = [
    "DROP TRIGGER audit_append_insert ON audit_append",
    "DROP VIEW audit_append",
    VIEW,
    # The entry first: of two that begin one chain the second then meets a key that is taken, and tries again.
    f"""CREATE OR REPLACE FUNCTION audit_append_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$ BEGIN
        {ENTRY}
        {HEAD}
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER audit_append_insert INSTEAD OF INSERT ON audit_append
        FOR EACH ROW EXECUTE FUNCTION audit_append_row()""",
    # Not from inside that function: a plain INSERT.
    """CREATE TRIGGER audit_entry_by_view BEFORE INSERT ON audit_entry
        FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_chainhead_by_view BEFORE INSERT ON audit_chainhead
        FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit_refuse()""",
]


def protect(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    # No way back, for the reason of 0002.
    operations = [
        migrations.AddField("entry", "revision", models.PositiveIntegerField(null=True)),
        migrations.AddField("chainhead", "revision", models.PositiveIntegerField(null=True)),
        migrations.RunPython(protect),
    ]
