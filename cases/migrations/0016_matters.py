"""Two cases about one matter are linked, by a code that advisers tell each other."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import advisory.sealing.fields
import advisory.sealing.opener


def account() -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


def random_id() -> models.UUIDField:
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_advice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MatterCode",
            fields=[
                ("id", random_id()),
                ("of_case", models.UUIDField(unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("said", advisory.sealing.fields.SealedHouseText()),
                ("account", account()),
            ],
            options={"default_permissions": ()},
            bases=(advisory.sealing.opener.SealedRow, models.Model),
        ),
        migrations.CreateModel(
            name="MatterLink",
            fields=[
                ("id", random_id()),
                ("asking_case", models.UUIDField(db_index=True)),
                ("asked_case", models.UUIDField(db_index=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("said", advisory.sealing.fields.SealedHouseText()),
                ("account", account()),
            ],
            options={"default_permissions": ()},
            bases=(advisory.sealing.opener.SealedRow, models.Model),
        ),
        migrations.AddConstraint(
            model_name="matterlink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("asking_case", "asked_case"),
                name="matter_linked_once",
            ),
        ),
    ]
