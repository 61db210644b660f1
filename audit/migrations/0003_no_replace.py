"""Closes SQLite's way round the triggers: INSERT OR REPLACE deletes without asking the delete trigger.

It asks insert triggers, though. An entry that is there already is refused, and a chain's head may only be
put in anew where it moves forward by one, as the upsert of `audit_append` does. SQLite also replaces by its
own hidden row number; that is undefined (in fact -1) unless somebody sets it, which nobody honest does.
"""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
        WHEN EXISTS (SELECT 1 FROM audit_entry WHERE (chain = NEW.chain AND number = NEW.number) OR rowid = NEW.rowid) BEGIN
        SELECT RAISE(ABORT, 'the trail cannot be replaced');
    END""",
    """CREATE TRIGGER audit_chainhead_no_replace BEFORE INSERT ON audit_chainhead
        WHEN EXISTS (SELECT 1 FROM audit_chainhead WHERE (chain = NEW.chain AND number IS NOT NEW.number - 1)
            OR rowid = NEW.rowid) BEGIN
        SELECT RAISE(ABORT, 'the trail only moves forward');
    END""",
]


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
