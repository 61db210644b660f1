"""What can go wrong with a keyring. Every sentence says what to do, and none holds a byte of a key."""


class KeyringError(Exception):
    """The keyring is missing, unreadable by rule, malformed, or does not fit the database."""


class NoSuchKeyError(KeyringError, LookupError):
    """A number is asked for that the keyring does not hold, or holds no longer."""


class KeyringReadOnly(KeyringError):
    """This provider cannot add or destroy keys; the sentence says where that is done."""


class KeyringUnavailable(KeyringError):
    """The provider cannot be reached now. It may be in a moment: nothing is wrong with the database."""


class KeyringBusy(KeyringUnavailable):
    """The provider's limit is reached: more was asked of it than this installation does in a day's work."""

    def __init__(self, message: str, *, wait: float) -> None:
        super().__init__(message)
        self.wait = wait
