"""By which account somebody signs in whom an identity provider names."""

from django.db import models

from advisory.models.account import Account


class Subject(models.Model):
    """Only finds the account: whether it is hers says the account's own sealed profile.

    `tag` is a keyed digest of issuer and subject; neither stands anywhere in clear.
    """

    tag = models.CharField(max_length=64, primary_key=True)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="subject")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "subject"
