"""What somebody shows with, besides her password, that it is she: a passkey, an app, recovery codes."""

import uuid

from django.db import models

from advisory.models.account import Account
from advisory.sealing.factor_fields import SealedFactor
from advisory.sealing.opener import SealedRow


class Factor(SealedRow, models.Model):
    """All of it is sealed, also of which kind it is (advisory/factors/kinds.py); the account's seal binds it.

    allauth's own table would hold the secrets in clear, and stays empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="factors")
    content = SealedFactor()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
