"""How a command is given a password: by a file descriptor, never as an argument."""

import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from advisory.models import Account

PASSWORD_BYTES = 4096


def new_password(descriptor: int, account: Account) -> str:
    """A password that passes the validators. Raises CommandError otherwise, without repeating it."""
    password = read_from(descriptor)
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password


def read_from(descriptor: int) -> str:
    """The first line of an open file descriptor. Raises CommandError when it cannot be read."""
    try:
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.readline(PASSWORD_BYTES).decode().rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise CommandError(f"No password could be read from file descriptor {descriptor}.") from error
