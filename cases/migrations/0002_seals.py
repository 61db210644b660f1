"""The seal over a case and the MAC of a grant; what the erasing of a case leaves behind."""

from django.db import migrations, models

from advisory.anchors import must_be_without_seals
from advisory.sealing import seals
from audit import record
from audit.actor import job
from audit.verbs import Verb
from cases.seal import GRANT_VERSIONS, VERSIONS, Whole


def seal_what_is_there(apps, schema_editor):
    """Cases from before there were seals are sealed as they stand, and the trail says so.

    Once: where the trail has a revision already, somebody made the database forget that this was done, to have
    what she wrote there sealed.
    """
    relations = ("keys", "persons", "inquiries__status_changes", "group_grants", "user_grants")
    for case in apps.get_model("cases", "Case").unscoped.prefetch_related(*relations).all():
        must_be_without_seals(case.pk)
        inquiries = list(case.inquiries.all())
        grants = [*case.group_grants.all(), *case.user_grants.all()]
        for grant in grants:
            grant.seal = seals.made("grant", 1, (grant, case), GRANT_VERSIONS[1])
            grant.save(update_fields=["seal"])
        found = Whole(
            case=case,
            keys=list(case.keys.all()),
            persons=list(case.persons.all()),
            inquiries=inquiries,
            changes=[change for inquiry in inquiries for change in inquiry.status_changes.all()],
            grants=list(case.group_grants.all()),
            exceptions=list(case.user_grants.all()),
        )
        case.seal = seals.made("case", 1, found.rows(), VERSIONS[1])
        case.save(update_fields=["seal"])
        record.write(
            Verb.SEALED, actor=job("migrate"), chain=case.pk, subject=case.pk, revision=case.revision
        )


class Migration(migrations.Migration):
    dependencies = [
        ("advisory", "0002_seals"),
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="grants_version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="case",
            name="held_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="hold_reason",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="case",
            name="marked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="seal",
            field=models.BinaryField(default=b"", max_length=64),
        ),
        migrations.AddField(
            model_name="case",
            name="texts_erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="casegrouppermission",
            name="seal",
            field=models.BinaryField(default=b"", max_length=64),
        ),
        migrations.AddField(
            model_name="caseuserpermission",
            name="seal",
            field=models.BinaryField(default=b"", max_length=64),
        ),
        migrations.RunPython(seal_what_is_there, migrations.RunPython.noop),
    ]
