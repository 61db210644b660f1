"""A link that lets one person choose her password: once, for a few days, and only the last one sent."""

import uuid

from django.db import models

from advisory.models.account import Account


class Invitation(models.Model):
    """What the link holds beside the id is random and stored nowhere: `digest` is a keyed MAC over it, with
    the account and both times (advisory/invitation_links.py). So a row that was made, pointed elsewhere or
    prolonged by SQL lets nobody in; that it was used or withdrawn, the trail holds too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Used or withdrawn.
    over_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
