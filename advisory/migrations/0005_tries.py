"""Counts of tries to get in, by keyed tag; empty at first, so that everybody begins from nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("advisory", "0004_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tries",
            fields=[
                ("tag", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("seen_at", models.DateTimeField(null=True)),
                ("turn_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={"default_permissions": ()},
        ),
    ]
