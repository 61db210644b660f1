"""A seal over one row of the places: who writes there by SQL neither points it elsewhere nor moves its dates.

The column makes itself anew whenever the row is written through Django, also in bulk; `update()` is not for
these tables.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import models

from advisory.sealing import seals
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError, opening

if TYPE_CHECKING:
    BinaryColumn = models.BinaryField[Any, Any]
else:
    BinaryColumn = models.BinaryField

KIND = "row"
VERSION = 1
VERSIONS: Mapping[int, seals.Columns] = {
    1: {
        "Agency": ("id", "valid_from", "valid_to", "profile"),
        "Post": ("id", "group_id", "valid_from", "valid_to", "profile"),
        "Coverage": ("id", "valid_from", "valid_to", "profile"),
    }
}


class RowSeal(BinaryColumn):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 64, "default": b"", "editable": False}
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        seal = seals.made(KIND, VERSION, [model_instance], VERSIONS[VERSION])
        setattr(model_instance, self.attname, seal)
        return seal


class RowSealed:
    """Base of the models that carry a RowSeal called `seal`."""

    seal: Any

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None:
            # The seal speaks of the row in memory, so all that it binds is written with it.
            update_fields = {*update_fields, *_bound(type(self)), "seal"}
        super().save(*args, update_fields=update_fields, **kwargs)  # type: ignore[misc]

    def must_be_as_sealed(self) -> None:
        """Raises SealError for a row that was altered by other means than its model."""
        row: Any = self
        place = Place(row._meta.label, row.pk, "seal", row.pk)
        with opening(place):
            genuine = seals.holds(KIND, self.seal, [row], VERSIONS)
        if not genuine:
            raise SealError(f"a row of {row._meta.label} was altered", place=place)


def _bound(model: Any) -> set[str]:
    columns = VERSIONS[VERSION][model._meta.object_name]
    fields = model._meta.local_concrete_fields
    return {field.name for field in fields if field.attname in columns and not field.primary_key}
