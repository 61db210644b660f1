"""When each job that a timer runs was last done, and when it last failed: a job that is silent must show."""

from django.db import models


class Heartbeat(models.Model):
    """`job` is a name of advisory/jobs.py. `expected_since`: since when the installation knows of the job."""

    job = models.CharField(max_length=30, primary_key=True)
    expected_since = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.job
