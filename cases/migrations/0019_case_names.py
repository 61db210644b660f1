"""A name of one's own for a case: sealed, a row an account and case."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import advisory.sealing.fields
import advisory.sealing.opener


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_segments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseName",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("of_case", models.UUIDField(db_index=True)),
                ("said", advisory.sealing.fields.SealedHouseText()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"default_permissions": ()},
            bases=(advisory.sealing.opener.SealedRow, models.Model),
        ),
        migrations.AddConstraint(
            model_name="casename",
            constraint=models.UniqueConstraint(fields=("account", "of_case"), name="case_named_once"),
        ),
    ]
