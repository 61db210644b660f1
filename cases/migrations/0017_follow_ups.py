"""What is planned for a day is found by that day: follow-ups of cases that were closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_matters")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="event_due"
            ),
        ),
    ]
