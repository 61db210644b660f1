"""One row an epoch: a key that wraps the keys of its time, itself wrapped by the keyring."""

from django.db import models


class Epoch(models.Model):
    number = models.PositiveIntegerField(primary_key=True)
    # Number of the key-encryption key that wraps this one.
    kek = models.PositiveIntegerField()
    wrapped = models.BinaryField(max_length=200)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"epoch {self.number}"
