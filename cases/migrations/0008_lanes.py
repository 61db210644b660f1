"""Parts and next actions of lanes, what happened in a case, and an end to what a post was given.

Every open lane awaits its own post from now on, ten working days after it began; of each case the first open
lane leads. cases/older_seals.py holds cases to this until they are sealed anew.
"""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import advisory.sealing.fields
import cases.models.case
from cases.older_seals import DUE

CLOSED = "AVSL"
STATUSES = [
    ("MOTT", "Received"),
    ("VURD", "Triaged"),
    ("AKTIV", "Active"),
    ("VENT", "Waiting"),
    ("KT_RAD", "Advice given"),
    (CLOSED, "Closed"),
    ("GJEN", "Reopened"),
]
ANSWERS = [
    ("UBESV", "Asked, not answered"),
    ("GODTATT", "Accepted"),
    ("AVSLATT", "Declined"),
    ("VIDERE", "Passed on"),
    ("TRUKKET", "Taken back"),
    ("UTLOPT", "Time is over"),
]
PARTS = [("LEDER", "Leads"), ("RADSPURT", "Asked")]
ORDER = "(CASE WHEN {0}.status = 'AVSL' THEN 1 ELSE 0 END, {0}.created_at, {0}.id)"
LEAD = f"""UPDATE cases_inquiry SET part = 'LEDER' WHERE NOT EXISTS (
    SELECT 1 FROM cases_inquiry earlier WHERE earlier.case_id = cases_inquiry.case_id
    AND {ORDER.format("earlier")} < {ORDER.format("cases_inquiry")})"""


def await_each_post(apps, schema_editor):
    """The lanes that are there; nothing of a case is opened."""
    inquiries = apps.get_model("cases", "Inquiry").unscoped
    inquiries.exclude(status=CLOSED).update(next_post=F("post"), next_due_at=F("created_at") + DUE)
    schema_editor.execute(LEAD)
    if schema_editor.connection.vendor == "postgresql":
        # Else the rules below could not be laid while keys wait to be checked.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


def post_or_none():
    return models.ForeignKey(
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="advisory.post",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("advisory", "0010_subject"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cases", "0007_rulings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("casegrouppermission", "ends_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="casegrouppermission",
            index=models.Index(
                condition=Q(("ends_at__isnull", False)),
                fields=["group", "permission", "ends_at"],
                name="grant_post_ending",
            ),
        ),
        migrations.RemoveConstraint(model_name="inquiry", name="inquiry_status_known"),
        migrations.AlterField(
            model_name="inquiry",
            name="status",
            field=models.CharField(choices=STATUSES, default="MOTT", max_length=10),
        ),
        migrations.AlterField(
            model_name="statuschange",
            name="status",
            field=models.CharField(choices=STATUSES, max_length=10),
        ),
        migrations.AddField(
            "inquiry", "part", models.CharField(choices=PARTS, default="RADSPURT", max_length=10)
        ),
        migrations.AddField("inquiry", "asked_by", post_or_none()),
        migrations.AddField(
            "inquiry", "answer", models.CharField(blank=True, choices=ANSWERS, default="", max_length=10)
        ),
        migrations.AddField("inquiry", "answered_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "inquiry",
            "claimed_by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("inquiry", "access_until", models.DateTimeField(null=True)),
        migrations.AddField("inquiry", "next_post", post_or_none()),
        migrations.AddField("inquiry", "next_due_at", models.DateTimeField(null=True)),
        migrations.AddField("inquiry", "paused_left", models.PositiveIntegerField(null=True)),
        migrations.AddField("inquiry", "chased", models.PositiveSmallIntegerField(default=0)),
        migrations.RunPython(await_each_post),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=Q(("next_post__isnull", False)),
                fields=["next_post", "next_due_at"],
                name="inquiry_next",
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=Q(("claimed_by__isnull", False)), fields=["claimed_by"], name="inquiry_claimed"
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=Q(("asked_by__isnull", False)), fields=["asked_by"], name="inquiry_asked"
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=Q(("status__in", [code for code, _label in STATUSES])), name="inquiry_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(("status", CLOSED), ("next_due_at", None), ("next_post", None)),
                    Q(
                        Q(("status", CLOSED), _negated=True),
                        ("next_due_at__isnull", False),
                        ("next_post__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="inquiry_next_while_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=Q(("part__in", [code for code, _label in PARTS])), name="inquiry_part_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(("answer", ""), ("asked_by", None)),
                    Q(("answer__in", [code for code, _label in ANSWERS]), ("asked_by__isnull", False)),
                    _connector="OR",
                ),
                name="inquiry_asked_and_answered",
            ),
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("facts", advisory.sealing.fields.SealedFacts()),
                ("text", advisory.sealing.fields.SealedText()),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="cases.case"
                    ),
                ),
                (
                    "lane",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="cases.inquiry",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="advisory.post",
                    ),
                ),
                (
                    "refers_to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="referring",
                        to="cases.event",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "default_permissions": (),
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(
                        condition=Q(("refers_to__isnull", False)),
                        fields=["refers_to"],
                        name="event_refers_to",
                    )
                ],
            },
            bases=(cases.models.case.CaseRowMixin, models.Model),
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
