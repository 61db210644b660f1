"""Who is kept out of a case by name or let in for a few hours, and what passed on; an account's grant may end."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import advisory.sealing.fields
import cases.models.case


class Migration(migrations.Migration):
    dependencies = [
        ("advisory", "0003_letter"),
        ("cases", "0005_retention_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="kept_out",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="caseuserpermission",
            name="ends_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("UT", "Kept Out"), ("INN", "Let In"), ("VIDERE", "Passed On")],
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", advisory.sealing.fields.SealedText()),
                ("end_reason", advisory.sealing.fields.SealedText()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rulings", to="cases.case"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="advisory.post",
                    ),
                ),
            ],
            options={
                "ordering": ("since", "id"),
                "default_permissions": (),
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [models.Index(fields=["since"], name="ruling_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("kind", "UT")),
                        fields=("account", "case"),
                        name="kept_out_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["UT", "INN", "VIDERE"])), name="ruling_kind_known"
                    ),
                ],
            },
            bases=(cases.models.case.CaseRowMixin, models.Model),
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
