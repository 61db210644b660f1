"""Posts: where cases are worked on. A school's adviser post, an embassy's, the team's.

Everything that tells which place it is stands in the sealed profile; the group that
holds its object permissions is named by the post's id.
"""

import uuid
from datetime import date
from enum import StrEnum

from django.contrib.auth.models import Group
from django.db import models

from advisory.sealing.fields import SealedProfile, SealedRow
from advisory.sealing.links import must_be_as_sealed
from advisory.sealing.row_seal import RowSeal, RowSealed


class Kind(StrEnum):
    """What a post is; part of the sealed profile."""

    SCHOOL = "school"
    EMBASSY = "embassy"
    COORDINATOR = "coordinator"
    AGENCY = "agency"
    OFFICE = "office"


class Dated(RowSealed, models.Model):
    """Valid from a day, to a day or until further notice. Both days are included."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    # MAC over the row, made whenever it is written.
    seal = RowSeal()

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Agency(SealedRow, Dated):
    """A directorate that sends representatives to the team. Profile: code, names in nb, nn, en."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = SealedProfile()

    def __str__(self) -> str:
        return str(self.pk)


class Post(SealedRow, Dated):
    """Profile: kind, key of the reference list, name, county or city and country, agency, time zone,
    weekend, its group's id.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="post")
    profile = SealedProfile()

    def __str__(self) -> str:
        return str(self.pk)

    def must_be_as_sealed(self) -> None:
        """Raises SealError also when the row names another group than its own, and so another's cases."""
        must_be_as_sealed(self, group=self.group_id)
        super().must_be_as_sealed()

    @property
    def kind(self) -> str:
        return str(self.profile["kind"])

    @property
    def name(self) -> str:
        return str(self.profile["name"])

    @property
    def agency(self) -> str:
        """Code of the agency whose representative works here; nothing for any other post."""
        return str(self.profile.get("agency", ""))

    @property
    def time_zone(self) -> str:
        """IANA name of an embassy's; nothing for any other post, which is in Norway."""
        return str(self.profile.get("time_zone", ""))

    @property
    def city(self) -> str:
        """Where an embassy is; nothing for any other post, or where the register does not say."""
        return str(self.profile.get("city", ""))


class Coverage(SealedRow, Dated):
    """An embassy post covers a country. Profile: the post's id, country code, whether it only advises there.

    The post is sealed too: that a row names it would say that it is an embassy, and which by their number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = SealedProfile()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def post_id(self) -> uuid.UUID:
        return uuid.UUID(self.profile["post"])
