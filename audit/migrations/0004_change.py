"""The log of changed rows: grows by the triggers of the tables it is about (audit/changes.py), and only so."""

from django.db import migrations, models

SQLITE = [
    """CREATE TRIGGER audit_change_no_update BEFORE UPDATE ON audit_change BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be changed');
    END""",
    """CREATE TRIGGER audit_change_no_delete BEFORE DELETE ON audit_change BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be deleted');
    END""",
    """CREATE TRIGGER audit_change_no_replace BEFORE INSERT ON audit_change
        WHEN EXISTS (SELECT 1 FROM audit_change WHERE id = NEW.id) BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be replaced');
    END""",
]

POSTGRESQL = [
    """CREATE TRIGGER audit_change_no_update BEFORE UPDATE ON audit_change
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_change_no_delete BEFORE DELETE OR TRUNCATE ON audit_change
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_change_by_trigger BEFORE INSERT ON audit_change
        FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit_refuse()""",
]


def protect(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_revisions")]

    # No way back, for the reason of 0002.
    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("relation", models.CharField(max_length=63)),
                ("what", models.CharField(max_length=6)),
                ("rows", models.TextField()),
            ],
            options={"db_table": "audit_change"},
        ),
        migrations.RunPython(protect),
    ]
