"""Lets the trail grow and nothing else: the append view, and triggers against any change."""

from django.db import migrations

COLUMNS = (
    "chain, number, format, at, verb, actor, job, subject, objects_named, fields, request, origin, "
    "key_number, previous, digest"
)
NEW = ", ".join(f"NEW.{name}" for name in COLUMNS.split(", "))

SQLITE = [
    f"CREATE VIEW audit_append AS SELECT {COLUMNS}, digest AS seal FROM audit_entry",
    f"""CREATE TRIGGER audit_append_insert INSTEAD OF INSERT ON audit_append BEGIN
        INSERT INTO audit_entry ({COLUMNS}) VALUES ({NEW});
        INSERT INTO audit_chainhead (chain, number, digest, key_number, seal)
            VALUES (NEW.chain, NEW.number, NEW.digest, NEW.key_number, NEW.seal)
            ON CONFLICT (chain) DO UPDATE SET number = excluded.number, digest = excluded.digest,
                key_number = excluded.key_number, seal = excluded.seal;
    END""",
    """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be changed');
    END""",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be deleted');
    END""",
    """CREATE TRIGGER audit_chainhead_forward BEFORE UPDATE ON audit_chainhead
        WHEN NEW.chain IS NOT OLD.chain OR NEW.number IS NOT OLD.number + 1 BEGIN
        SELECT RAISE(ABORT, 'the trail only moves forward');
    END""",
    """CREATE TRIGGER audit_chainhead_no_delete BEFORE DELETE ON audit_chainhead BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be deleted');
    END""",
    # INSERT OR REPLACE deletes without asking the delete trigger, but asks insert triggers. An entry that is
    # there already is refused, and a head may only be put in anew where it moves forward by one, as the upsert
    # of `audit_append` does. SQLite also replaces by its own hidden row number; that is undefined (in fact -1)
    # unless somebody sets it, which nobody honest does.
    """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
        WHEN EXISTS (SELECT 1 FROM audit_entry
            WHERE (chain = NEW.chain AND number = NEW.number) OR rowid = NEW.rowid) BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be replaced');
    END""",
    """CREATE TRIGGER audit_chainhead_no_replace BEFORE INSERT ON audit_chainhead
        WHEN EXISTS (SELECT 1 FROM audit_chainhead WHERE (chain = NEW.chain AND number IS NOT NEW.number - 1)
            OR rowid = NEW.rowid) BEGIN
        SELECT RAISE(ABORT, 'the trail only moves forward');
    END""",
]

POSTGRESQL = [
    f"CREATE VIEW audit_append AS SELECT {COLUMNS}, digest AS seal FROM audit_entry",
    # The owner's rights, so that the application's role needs no right to write the tables themselves.
    f"""CREATE FUNCTION audit_append_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$ BEGIN
        INSERT INTO audit_entry ({COLUMNS}) VALUES ({NEW});
        INSERT INTO audit_chainhead (chain, number, digest, key_number, seal)
            VALUES (NEW.chain, NEW.number, NEW.digest, NEW.key_number, NEW.seal)
            ON CONFLICT (chain) DO UPDATE SET number = excluded.number, digest = excluded.digest,
                key_number = excluded.key_number, seal = excluded.seal;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER audit_append_insert INSTEAD OF INSERT ON audit_append
        FOR EACH ROW EXECUTE FUNCTION audit_append_row()""",
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'the trail cannot be changed or deleted';
    END $$""",
    """CREATE FUNCTION audit_forward() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.chain IS DISTINCT FROM OLD.chain OR NEW.number IS DISTINCT FROM OLD.number + 1 THEN
            RAISE EXCEPTION 'the trail only moves forward';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE OR TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_chainhead_forward BEFORE UPDATE ON audit_chainhead
        FOR EACH ROW EXECUTE FUNCTION audit_forward()""",
    """CREATE TRIGGER audit_chainhead_no_delete BEFORE DELETE OR TRUNCATE ON audit_chainhead
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
]


def protect(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    # No way back, so no function for it: a trail without its triggers is not the trail, and one without
    # its tables still less. Django refuses to unapply this, and so everything before it.
    operations = [migrations.RunPython(protect)]
