"""How often somebody has tried to get in, and which browsers an account has signed in from: by keyed tag."""

from django.db import models


class Tries(models.Model):
    """`tag` stands for what is counted together: an account and a place, an account over all places, or an
    account and a browser it knows. Neither can be read from it, nor whether there is such an account."""

    tag = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    turn_at = models.DateTimeField(null=True)
    # After this the row says nothing any more.
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "tries"
