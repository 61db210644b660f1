"""Sessions say when they were last used. Those of before never said so: everybody signs in once more."""

from django.db import migrations, models


def end_all(apps, schema_editor):
    """They are ended by time, not by anybody: nothing for the trail."""
    apps.get_model("advisory", "StoredSession").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("advisory", "0005_tries"),
    ]

    operations = [
        migrations.RunPython(end_all, migrations.RunPython.noop),
        migrations.AddField(
            model_name="storedsession",
            name="last_use",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
    ]
