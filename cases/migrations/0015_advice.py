"""The team's library of advice."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import advisory.sealing.fields
import advisory.sealing.opener


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_editions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Advice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("said", advisory.sealing.fields.SealedHouseText()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"default_permissions": ()},
            bases=(advisory.sealing.opener.SealedRow, models.Model),
        ),
    ]
