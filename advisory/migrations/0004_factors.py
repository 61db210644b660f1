"""Second factors, sealed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import advisory.sealing.factor_fields
import advisory.sealing.opener


class Migration(migrations.Migration):
    dependencies = [
        ("advisory", "0003_letter"),
    ]

    operations = [
        migrations.CreateModel(
            name="Factor",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("content", advisory.sealing.factor_fields.SealedFactor()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="factors",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
            bases=(advisory.sealing.opener.SealedRow, models.Model),
        ),
    ]
