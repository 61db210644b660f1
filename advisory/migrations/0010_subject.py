"""By which account somebody signs in whom an identity provider names; empty until somebody ties hers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("advisory", "0007_invitation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("tag", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subject",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
    ]
