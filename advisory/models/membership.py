"""An account holds a post for a time, in a role. The only source of rights there is."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from advisory.models.account import Account
from advisory.models.post import Post
from advisory.sealing.fields import SealedProfile, SealedRow
from advisory.sealing.links import must_be_as_sealed


class Memberships(models.QuerySet["Membership"]):
    def holding_at(self, moment: datetime) -> Self:
        """Those that give their post at `moment` (aware)."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), starts_at__lte=moment)

    def not_over_at(self, moment: datetime) -> Self:
        """Those that give their post at `moment` (aware) or at any time after it."""
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=moment) & Q(ends_at__gt=models.F("starts_at"))
        )


class Membership(SealedRow, models.Model):
    """Profile: role, once more account and post, and for whom a deputy stands in.

    `ends_at` is when it begins to give nothing any more.

    One that ends as it starts was called off before it gave anything.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="memberships")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    profile = SealedProfile()

    objects = Memberships.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")),
                name="membership_ends_not_before_it_starts",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def new(
        cls,
        *,
        account: Account,
        post: Post,
        role: str,
        starts_at: datetime,
        ends_at: datetime | None = None,
        deputy_for: uuid.UUID | None = None,
    ) -> Self:
        """An unsaved membership whose links are sealed into its profile."""
        profile = {"role": str(role), "account": str(account.pk), "post": str(post.pk)}
        if deputy_for is not None:
            profile["deputy_for"] = str(deputy_for)
        return cls(account=account, post=post, starts_at=starts_at, ends_at=ends_at, profile=profile)

    def must_be_as_sealed(self) -> None:
        """Raises SealError when the row names another account or post than the one it was made for.

        Both stand in clear, for the database looks rows up by them; who writes there could give rights.
        """
        must_be_as_sealed(self, account=str(self.account_id), post=str(self.post_id))

    def holds_at(self, moment: datetime) -> bool:
        """Whether it gives its post at `moment` (aware)."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)

    @property
    def role(self) -> str:
        return str(self.profile["role"])

    @property
    def deputy_for(self) -> uuid.UUID | None:
        """The account that a deputy stands in for; None for who holds the post herself."""
        found = self.profile.get("deputy_for")
        return None if found is None else uuid.UUID(found)
