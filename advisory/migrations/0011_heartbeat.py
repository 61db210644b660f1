"""When each job was last done and last failed; the rows are made after every migrate."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("advisory", "0010_subject"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("job", models.CharField(max_length=30, primary_key=True, serialize=False)),
                ("expected_since", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
            ],
            options={"default_permissions": ()},
        ),
    ]
