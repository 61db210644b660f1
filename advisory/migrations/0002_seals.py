"""Seals over accounts with their memberships and over places; the life of an epoch."""

from django.db import migrations, models

import advisory.sealing.row_seal
from advisory.account_seal import VERSIONS
from advisory.anchors import must_be_without_seals
from advisory.sealing import seals
from audit import record
from audit.actor import job
from audit.verbs import Verb


def seal_what_is_there(apps, schema_editor):
    """Rows from before there were seals are sealed as they stand, and the trail says so.

    Once: where the trail has a revision already, somebody made the database forget that this was done, to have
    what she wrote there sealed.
    """
    for name in ("Agency", "Post", "Coverage"):
        for row in apps.get_model("advisory", name).objects.all():
            row.save(update_fields=["seal"])
    memberships = apps.get_model("advisory", "Membership").objects
    for account in apps.get_model("advisory", "Account").objects.all():
        must_be_without_seals(account.pk)
        held = sorted(memberships.filter(account=account), key=lambda row: (row.starts_at, row.pk))
        account.seal = seals.made("account", 1, [account, *held], VERSIONS[1])
        account.save(update_fields=["seal"])
        record.write(
            Verb.SEALED, actor=job("migrate"), chain=account.pk, subject=account.pk, revision=account.revision
        )


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_revisions"),
        ("advisory", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="revision",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="account",
            name="seal",
            field=models.BinaryField(default=b"", max_length=64),
        ),
        migrations.AddField(
            model_name="agency",
            name="seal",
            field=advisory.sealing.row_seal.RowSeal(default=b"", max_length=64),
        ),
        migrations.AddField(
            model_name="coverage",
            name="seal",
            field=advisory.sealing.row_seal.RowSeal(default=b"", max_length=64),
        ),
        migrations.AddField(
            model_name="epoch",
            name="destroyed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="epoch",
            name="left_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="post",
            name="seal",
            field=advisory.sealing.row_seal.RowSeal(default=b"", max_length=64),
        ),
        migrations.AlterField(
            model_name="epoch",
            name="wrapped",
            field=models.BinaryField(max_length=200, null=True),
        ),
        migrations.RunPython(seal_what_is_there, migrations.RunPython.noop),
    ]
