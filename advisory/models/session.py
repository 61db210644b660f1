"""A signed-in browser. The cookie's value is stored as a digest, the content under seal."""

from django.db import models


class StoredSession(models.Model):
    """`digest`: SHA-256 of the cookie's value, in hexadecimal, so a dump holds no live cookie.

    `account_tag` finds the sessions of one account, to list or end them, without opening any.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    # When it was last used and ends by that; by itself, for saving the content must turn no clock back.
    last_use = models.BinaryField()
    # A keyed digest of the account's id; null while nobody is signed in.
    account_tag = models.CharField(max_length=64, null=True, db_index=True)  # noqa: DJ001  (nobody is not "")
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "session"
