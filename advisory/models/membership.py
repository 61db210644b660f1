"""An account holds a post for a time, in a role. The only source of rights there is."""

import uuid

from django.db import models

from advisory.models.account import Account
from advisory.models.post import Post
from advisory.sealing.fields import SealedProfile


class Membership(models.Model):
    """Profile: role. `ends_at` is the moment from which it gives nothing any more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="memberships")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    profile = SealedProfile()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
                name="membership_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def role(self) -> str:
        return str(self.profile["role"])
