"""What somebody calls a case for herself: beside the case and in no case's seal, for it is nobody else's.

It points at its case by the id and is no row of it: a name that was altered keeps nobody from her case, and
giving one changes no case that a colleague has a form open on.
"""

import uuid

from django.conf import settings
from django.db import models

from advisory.sealing.fields import SealedHouseText, SealedRow


class CaseName(SealedRow, models.Model):
    """One an account and case. `said` is JSON: the name, whose it is, of which case. Another name is another
    row, so the id tells a form whether it was filled in on the name that there is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The constraint below begins with the account and serves as its index.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    of_case = models.UUIDField(db_index=True)
    said = SealedHouseText()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["account", "of_case"], name="case_named_once")]

    def __str__(self) -> str:
        return str(self.pk)
