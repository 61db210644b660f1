"""Columns of the facts that count, packed and sealed many cases at a time, so that a year is counted quickly.

Made from the cases and made again at will. The row whose id is that of their chain is the index: which of
the others there are, and of which year. What it does not name counts for nothing.
"""

import uuid

from django.db import models

from advisory.sealing.block_fields import SealedBlock
from advisory.sealing.fields import SealedRow


class Segment(SealedRow, models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = SealedBlock()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
