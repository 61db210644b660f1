"""The account a person signs in with. Deactivated when she leaves, never deleted.

Name and e-mail are sealed; the log-in is found by keyed digest. There are no
superusers and no staff flag: rights come from memberships alone.
"""

import uuid
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from advisory.passwords import normalised
from advisory.sealing.fields import SealedProfile, SealedRow
from advisory.sealing.lookup import login_digest, login_digests


class AccountManager(BaseUserManager["Account"]):
    def by_login(self, email: str) -> "Account | None":
        return self.filter(login_digest__in=login_digests(email)).first()

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login_digest=username)


class Account(SealedRow, AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login_digest = models.CharField(max_length=64, unique=True, editable=False)
    profile = SealedProfile()
    is_active = models.BooleanField(default=True)
    # Made up for the demonstration; production refuses to start while any is active.
    is_demo = models.BooleanField(default=False, editable=False)
    language = models.CharField(max_length=5, default="nb")
    created_at = models.DateTimeField(auto_now_add=True)
    # Counts every change of the account or its memberships; the seal binds them (advisory/account_seal.py).
    revision = models.PositiveIntegerField(default=1, editable=False)
    seal = models.BinaryField(max_length=64, default=b"", editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "login_digest"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def new(cls, *, name: str, email: str, **fields: Any) -> Self:
        """An unsaved account; its log-in digest follows from the e-mail address."""
        return cls(login_digest=login_digest(email), profile={"name": name, "email": email}, **fields)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else normalised(raw_password))

    @property
    def name(self) -> str:
        return str(self.profile["name"])

    @property
    def email(self) -> str:
        return str(self.profile["email"])
