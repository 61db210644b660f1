"""Packed columns of the facts that count, and which cases they do not hold yet: at first, all."""

import uuid

from django.db import migrations, models

import advisory.sealing.block_fields
import advisory.sealing.opener


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_follow_ups")]

    operations = [
        migrations.CreateModel(
            name="Segment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("content", advisory.sealing.block_fields.SealedBlock()),
            ],
            options={"default_permissions": ()},
            bases=(advisory.sealing.opener.SealedRow, models.Model),
        ),
        migrations.AddField(
            model_name="case",
            name="uncounted_from",
            field=models.PositiveSmallIntegerField(default=9999, null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("uncounted_from__isnull", False)),
                fields=["uncounted_from"],
                name="case_uncounted",
            ),
        ),
    ]
