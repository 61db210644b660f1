"""One row an epoch: a key that wraps the keys of its time, itself wrapped by the keyring."""

from django.db import models


class Epoch(models.Model):
    number = models.PositiveIntegerField(primary_key=True)
    # Number of the key-encryption key that wraps this one.
    kek = models.PositiveIntegerField()
    # Null once the epoch was destroyed.
    wrapped = models.BinaryField(max_length=200, null=True)
    opened_at = models.DateTimeField()
    # When everything that is to live on had been moved to a newer epoch.
    left_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"epoch {self.number}"
