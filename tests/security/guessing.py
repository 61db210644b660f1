"""Trying to get in: a try at the log-in page, addresses enough, and how many passwords were really hashed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from advisory.models import Account
from tests.factories import code_now


def attempt(
    login: str,
    password: str,
    client: Client | None = None,
    *,
    data: dict[str, str] | None = None,
    **sent: Any,
) -> Any:
    told = {"login": login, "password": password} | (data or {})
    return (client or Client()).post(reverse("account_login"), told, **sent)


def enter(client: Client, account: Account, password: str, *, steps: int = 0, **sent: Any) -> None:
    """By the pages, with the code of so many half minutes later: each is good once."""
    assert attempt(account.email, password, client, **sent).status_code == 302
    code = {"code": code_now(steps=steps)}
    answer = client.post(reverse("mfa_authenticate"), code, **sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("start"))


def from_address(number: int) -> str:
    """As many addresses as one likes, none of them in one /64 with another."""
    return f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1"


class Hashed:
    """How many passwords were hashed, by any thread."""

    def __init__(self) -> None:
        self.times = 0
        self.lock = threading.Lock()

    @classmethod
    @contextmanager
    def counting(cls, settings: Any) -> Iterator["Hashed"]:
        """Hash with `CountingHasher` and count here."""
        found = cls()
        settings.PASSWORD_HASHERS = ["tests.security.guessing.CountingHasher"]
        CountingHasher.counted = found
        yield found
        CountingHasher.counted = None

    def one_more(self) -> None:
        with self.lock:
            self.times += 1


class CountingHasher(MD5PasswordHasher):
    counted: ClassVar[Hashed | None] = None

    def encode(self, password: str, salt: str) -> str:
        if self.counted is not None:
            self.counted.one_more()
        return super().encode(password, salt)
