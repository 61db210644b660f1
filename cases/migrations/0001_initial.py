"""The tables as first laid."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import advisory.sealing.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("advisory", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("opened_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("facts", advisory.sealing.fields.SealedFacts()),
            ],
            options={
                "default_permissions": ("view", "change"),
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CountedYear",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=30)),
                ("code", models.CharField(max_length=20)),
                ("number", models.PositiveSmallIntegerField()),
                ("position", models.PositiveSmallIntegerField()),
                ("label_nb", models.CharField(max_length=200)),
                ("label_nn", models.CharField(max_length=200)),
                ("label_en", models.CharField(max_length=200)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("label_only", models.BooleanField(default=False)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("field", "code", "valid_from"), name="code_label_once_from_a_day"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_from__isnull", True)),
                        fields=("field", "code"),
                        name="code_label_once_from_ever",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("received_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("MOTT", "Received"),
                            ("VURD", "Triaged"),
                            ("AKTIV", "Active"),
                            ("VENT", "Waiting"),
                            ("AVSL", "Closed"),
                            ("GJEN", "Reopened"),
                        ],
                        default="MOTT",
                        max_length=10,
                    ),
                ),
                ("submission", models.UUIDField(unique=True)),
                ("facts", advisory.sealing.fields.SealedFacts()),
                ("narrative", advisory.sealing.fields.SealedText()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="inquiries", to="cases.case"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="advisory.post",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
                "default_permissions": (),
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("facts", advisory.sealing.fields.SealedFacts()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="persons", to="cases.case"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "default_permissions": (),
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PublishedFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("series", models.CharField(max_length=40)),
                ("year", models.PositiveSmallIntegerField()),
                ("period_from", models.DateField()),
                ("period_to", models.DateField()),
                ("measure", models.CharField(max_length=60)),
                ("value", models.DecimalField(decimal_places=2, max_digits=12)),
                ("unit", models.CharField(max_length=30)),
                ("source", models.CharField(max_length=300)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("series", "period_from", "period_to", "measure", "source"),
                        name="published_figure_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("MOTT", "Received"),
                            ("VURD", "Triaged"),
                            ("AKTIV", "Active"),
                            ("VENT", "Waiting"),
                            ("AVSL", "Closed"),
                            ("GJEN", "Reopened"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="status_changes",
                        to="cases.inquiry",
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CaseGroupPermission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "content_object",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_grants",
                        to="cases.case",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="auth.group",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_group_grants",
                        to="auth.permission",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["group", "permission", "-opened_at", "-content_object"],
                        name="grant_post_newest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("content_object", "group", "permission"),
                        name="one_grant_a_post_and_permission",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseKey",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("generation", models.PositiveSmallIntegerField(default=1)),
                ("epoch", models.PositiveIntegerField()),
                ("holder", models.UUIDField(blank=True, null=True)),
                ("wrapped", models.BinaryField(max_length=120)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "generation", "holder"), name="one_wrap_a_holder"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("holder__isnull", True)),
                        fields=("case", "generation"),
                        name="one_wrap_for_the_house",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseUserPermission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "content_object",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="user_grants",
                        to="cases.case",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_user_grants",
                        to="auth.permission",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["user", "permission", "-opened_at", "-content_object"],
                        name="grant_account_newest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("content_object", "user", "permission"),
                        name="one_grant_an_account_and_permission",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("content", advisory.sealing.fields.SealedHouseText()),
                ("changed_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["account", "-changed_at"], name="draft_newest")],
            },
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(fields=["received_on"], name="inquiry_received_on"),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["MOTT", "VURD", "AKTIV", "VENT", "AVSL", "GJEN"])),
                name="inquiry_status_known",
            ),
        ),
    ]
