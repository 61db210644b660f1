"""What ties an account to somebody at the identity provider, as it stands in the account's sealed profile."""

from collections.abc import Mapping
from typing import Any

# A digest of issuer and subject, of one length whatever the provider calls her.
NAME = "subject"


def untied(profile: Mapping[str, Any]) -> dict[str, Any]:
    """The profile of an account that nobody signs in to through the provider."""
    return {name: value for name, value in profile.items() if name != NAME}
