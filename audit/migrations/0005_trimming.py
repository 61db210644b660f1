"""The one way in which old entries go: through the view `audit_trim`, from the start of a chain, with a mark.

The database itself sees to it that what goes is older than a year, is not the last of its chain, and that the
mark names the last entry that went. No trigger is taken away for it, so none can be forgotten to be put back.
"""

from django.db import migrations, models

HOUSE = "00000000-0000-4000-8000-000000000000"
COLUMNS = "chain, number, digest, key_number, seal, revision, changes"
NEW = ", ".join(f"NEW.{name}" for name in COLUMNS.split(", "))
VIEW = f"CREATE VIEW audit_trim AS SELECT {COLUMNS} FROM audit_start"
# The mark first, for on SQLite it is what lets the entries go.
TRIM = f"""INSERT INTO audit_start ({COLUMNS}) VALUES ({NEW})
            ON CONFLICT (chain) DO UPDATE SET number = excluded.number, digest = excluded.digest,
                key_number = excluded.key_number, seal = excluded.seal, revision = excluded.revision,
                changes = excluded.changes;
        DELETE FROM audit_entry WHERE chain = NEW.chain AND number <= NEW.number;
        DELETE FROM audit_change WHERE id <= NEW.changes;"""
# A mark moves forward by itself: what it names is there, and what was trimmed before is not.
LAWFUL = """EXISTS (SELECT 1 FROM audit_entry
                WHERE chain = NEW.chain AND number = NEW.number AND digest = NEW.digest)
            AND NEW.number < (SELECT number FROM audit_chainhead WHERE chain = NEW.chain)
            AND NOT EXISTS (SELECT 1 FROM audit_entry
                WHERE chain = NEW.chain AND number <= NEW.number AND at >= {year_ago})
            AND (NEW.changes IS NULL OR NEW.chain = '{house}')"""
SAID = "only what is old may be trimmed from the trail"

_LAWFUL = LAWFUL.format(year_ago="datetime('now', '-1 year')", house=HOUSE.replace("-", ""))
SQLITE = [
    VIEW,
    f"""CREATE TRIGGER audit_trim_insert INSTEAD OF INSERT ON audit_trim BEGIN
        {TRIM}
    END""",
    f"""CREATE TRIGGER audit_start_lawful BEFORE INSERT ON audit_start
        WHEN ({_LAWFUL}
            AND NOT EXISTS (SELECT 1 FROM audit_start WHERE rowid = NEW.rowid)) IS NOT TRUE BEGIN
        SELECT RAISE(ABORT, '{SAID}');
    END""",
    f"""CREATE TRIGGER audit_start_forward BEFORE UPDATE ON audit_start
        WHEN ({_LAWFUL}
            AND NEW.chain = OLD.chain AND NEW.number > OLD.number
            AND (OLD.changes IS NULL OR NEW.changes >= OLD.changes)) IS NOT TRUE BEGIN
        SELECT RAISE(ABORT, '{SAID}');
    END""",
    """CREATE TRIGGER audit_start_no_delete BEFORE DELETE ON audit_start BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be deleted');
    END""",
    "DROP TRIGGER audit_entry_no_delete",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
        WHEN NOT EXISTS (SELECT 1 FROM audit_start WHERE chain = OLD.chain AND number >= OLD.number) BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be deleted');
    END""",
    "DROP TRIGGER audit_change_no_delete",
    f"""CREATE TRIGGER audit_change_no_delete BEFORE DELETE ON audit_change
        WHEN NOT EXISTS (SELECT 1 FROM audit_start
            WHERE chain = '{HOUSE.replace("-", "")}' AND changes >= OLD.id) BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be deleted');
    END""",
    """CREATE TRIGGER audit_summary_no_update BEFORE UPDATE ON audit_summary BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be changed');
    END""",
    """CREATE TRIGGER audit_summary_no_delete BEFORE DELETE ON audit_summary BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be deleted');
    END""",
    """CREATE TRIGGER audit_summary_no_replace BEFORE INSERT ON audit_summary
        WHEN EXISTS (SELECT 1 FROM audit_summary WHERE number = NEW.number) BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be replaced');
    END""",
]

POSTGRESQL = [
    VIEW,
    # With the rights of who asks: the application's role has none on the view, and none on the tables.
    f"""CREATE FUNCTION audit_trim_rows() RETURNS trigger LANGUAGE plpgsql
        SET search_path = public, pg_temp AS $$ BEGIN
        {TRIM}
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER audit_trim_insert INSTEAD OF INSERT ON audit_trim
        FOR EACH ROW EXECUTE FUNCTION audit_trim_rows()""",
    f"""CREATE FUNCTION audit_lawful() RETURNS trigger LANGUAGE plpgsql
        SET search_path = public, pg_temp AS $$ BEGIN
        IF ({LAWFUL.format(year_ago="now() - interval '1 year'", house=HOUSE)}) IS NOT TRUE THEN
            RAISE EXCEPTION '{SAID}';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE FUNCTION audit_start_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (NEW.chain = OLD.chain AND NEW.number > OLD.number
                AND (OLD.changes IS NULL OR NEW.changes >= OLD.changes)) IS NOT TRUE THEN
            RAISE EXCEPTION 'the trail only moves forward';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER audit_start_lawful BEFORE INSERT OR UPDATE ON audit_start
        FOR EACH ROW EXECUTE FUNCTION audit_lawful()""",
    """CREATE TRIGGER audit_start_forward BEFORE UPDATE ON audit_start
        FOR EACH ROW EXECUTE FUNCTION audit_start_moves()""",
    """CREATE TRIGGER audit_start_by_view BEFORE INSERT OR UPDATE ON audit_start
        FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_start_no_delete BEFORE DELETE OR TRUNCATE ON audit_start
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    "DROP TRIGGER audit_entry_no_delete ON audit_entry",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE OR TRUNCATE ON audit_entry
        FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit_refuse()""",
    "DROP TRIGGER audit_change_no_delete ON audit_change",
    """CREATE TRIGGER audit_change_no_delete BEFORE DELETE OR TRUNCATE ON audit_change
        FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_summary_no_update BEFORE UPDATE ON audit_summary
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_summary_no_delete BEFORE DELETE OR TRUNCATE ON audit_summary
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
]


def protect(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_change")]

    # No way back, for the reason of 0002.
    operations = [
        migrations.CreateModel(
            name="StartMark",
            fields=[
                ("chain", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("key_number", models.PositiveSmallIntegerField()),
                ("seal", models.BinaryField(max_length=32)),
                ("revision", models.PositiveIntegerField(null=True)),
                ("changes", models.PositiveBigIntegerField(null=True)),
            ],
            options={"db_table": "audit_start"},
        ),
        migrations.CreateModel(
            name="Summary",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("key_number", models.PositiveSmallIntegerField()),
                ("sealed", models.BinaryField()),
            ],
            options={"db_table": "audit_summary"},
        ),
        migrations.RunPython(protect),
    ]
