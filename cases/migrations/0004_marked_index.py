"""Marked cases are few and are asked for on every start page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_retentionperiod"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("marked_at__isnull", False)), fields=["marked_at"], name="case_marked"
            ),
        ),
    ]
