"""The tables as first laid."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                ("chain", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("key_number", models.PositiveSmallIntegerField()),
                ("seal", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "audit_chainhead",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "chain", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("chain", models.UUIDField()),
                ("number", models.PositiveBigIntegerField()),
                ("format", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("verb", models.CharField(max_length=40)),
                ("actor", models.UUIDField()),
                ("job", models.CharField(blank=True, max_length=40)),
                ("subject", models.UUIDField(null=True)),
                ("objects_named", models.TextField(blank=True)),
                ("fields", models.TextField(blank=True)),
                ("request", models.UUIDField(null=True)),
                ("origin", models.BinaryField(null=True)),
                ("key_number", models.PositiveSmallIntegerField()),
                ("previous", models.BinaryField(max_length=32)),
                ("digest", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "audit_entry",
                "indexes": [
                    models.Index(fields=["at"], name="audit_entry_at"),
                    models.Index(fields=["subject", "at"], name="audit_entry_subject"),
                ],
            },
        ),
    ]
