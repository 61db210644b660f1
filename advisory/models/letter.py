"""What is to be sent to somebody by e-mail: waits here under seal until a mail server has taken it."""

import uuid

from django.db import models

from advisory.models.account import Account
from advisory.sealing.fields import SealedHouseText, SealedRow


class Letter(SealedRow, models.Model):
    """The address stands in the account's profile, subject and body in `content`: neither is in clear."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="letters")
    content = SealedHouseText()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["sent_at", "next_try_at"], name="letter_waiting")]

    def __str__(self) -> str:
        return str(self.pk)
