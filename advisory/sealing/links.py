"""What a row points at stands in clear, so that the database can follow it; a second time under seal.

A profile does not open in another row, but the row itself could be pointed elsewhere. The two are
compared where rights come from.
"""

from typing import Any, cast

from django.db import models

from advisory.sealing.errors import SealError
from advisory.sealing.fields import SealedProfile


def must_be_as_sealed(row: models.Model, **links: Any) -> None:
    """Raises SealError, with the profile's place, when `row` points elsewhere than where it was made for."""
    field = cast(SealedProfile, row._meta.get_field("profile"))
    profile = getattr(row, field.attname)
    # A link that was never sealed is none: nothing passes for want of it.
    if any(name not in profile or profile[name] != value for name, value in links.items()):
        raise SealError(f"a row of {row._meta.label} was pointed elsewhere", place=field.place(row))
