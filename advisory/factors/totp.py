"""Codes from an app (TOTP, RFC 6238): six digits, a step of thirty seconds, one step to either side.

A step is used up with every step before it, so what was accepted once is never accepted again, and neither
is what is older.
"""

import base64
import hmac

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.utils import timezone

from advisory.models import Account

STEP_SECONDS = 30
# The clock of a telephone may be so many steps off.
TOLERANCE = 1


def new_secret() -> str:
    """160 random bits in base 32."""
    return str(generate_totp_secret())


def accepted_step(secret: str, code: str, *, after: int) -> int | None:
    """The step that the code is of, if it is one of now and later than `after`; else None."""
    now = int(timezone.now().timestamp()) // STEP_SECONDS
    found = None
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        # All of them are looked at, so that the time tells nothing.
        right = hmac.compare_digest(format_hotp_value(hotp_value(secret, step)), code)
        if right and step > after and found is None:
            found = step
    return found


def address(account: Account, secret: str) -> str:
    """What the square says: an address that opens an app on the same machine."""
    return str(get_adapter().build_totp_url(account, secret))


def picture(account: Account, secret: str) -> str:
    """The square that an app reads the secret from, as the address of an image."""
    svg: str = get_adapter().build_totp_svg(address(account, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def in_fours(secret: str) -> str:
    """For whoever types it in."""
    return " ".join(secret[first : first + 4] for first in range(0, len(secret), 4))
