"""A signed-in browser. The cookie's value is stored as a digest, the content under seal."""

from django.db import models


class StoredSession(models.Model):
    """`digest`: SHA-256 of the cookie's value, in hexadecimal, so a dump holds no live cookie."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "session"
