"""When a period was decided is told by what is sealed alone: the clear column could be moved by SQL."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_marked_index"),
    ]

    operations = [
        migrations.AlterModelOptions(name="retentionperiod", options={"default_permissions": ()}),
        migrations.RemoveField(model_name="retentionperiod", name="since"),
    ]
