"""The link of an invitation: which row it names, and whether it is the one that was sent.

It stands in the query of the address: what servers and proxies log of a request ends before that.
"""

import base64
import binascii
import secrets
import uuid
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from advisory.models import Account, Invitation
from advisory.sealing.lookup import invitation_digest, invitation_digests
from audit.models import Entry
from audit.verbs import Verb

# How long a link lets in: over a weekend, and not for a mailbox that is read by somebody else next month.
VALID = timedelta(hours=72)
# How long the row is kept after that, to answer whether somebody was invited.
KEPT = timedelta(days=30)
SECRET_BYTES = 32
PARAMETER = "kode"
OVER = (Verb.INVITATION_USED.value, Verb.INVITATION_WITHDRAWN.value)


def made(account: Account, *, now: datetime) -> tuple[Invitation, str]:
    """An unsaved invitation and the code of its link, which nothing keeps but the letter."""
    secret = secrets.token_bytes(SECRET_BYTES)
    row = Invitation(account=account, made_at=now, expires_at=now + VALID)
    row.digest = invitation_digest(_said(row, secret))
    return row, _code(row.pk, secret)


def address_of(code: str) -> str:
    return f"{settings.SITE_ADDRESS}{reverse('invitation')}?{PARAMETER}={code}"


def found_by(code: str, *, now: datetime) -> Invitation | None:
    """The invitation whose link this is, while it lets in; None for every other code, whatever is wrong."""
    row_id, secret = _read(code)
    row = live(now).filter(pk=row_id).select_related("account").first() if row_id else None
    if row is None or not row.account.is_active:
        return None
    genuine = [compare_digest(row.digest, one) for one in invitation_digests(_said(row, secret))]
    return row if any(genuine) else None


def live(now: datetime) -> QuerySet[Invitation]:
    """Neither used, withdrawn nor expired; also where the row says so and the trail does not."""
    ended = Entry.objects.filter(subject=OuterRef("pk"), verb__in=OVER)
    return Invitation.objects.filter(~Exists(ended), over_at=None, made_at__lte=now, expires_at__gt=now)


def gone_by(now: datetime) -> QuerySet[Invitation]:
    """Those that let nobody in any more and are kept no longer."""
    return Invitation.objects.filter(expires_at__lt=now - KEPT)


def _said(row: Invitation, secret: bytes) -> bytes:
    """All that must be as it was, every part of fixed length but the last."""
    times = (at.astimezone(UTC).isoformat(timespec="microseconds") for at in (row.made_at, row.expires_at))
    return row.pk.bytes + row.account_id.bytes + "".join(times).encode() + secret


def _code(row_id: uuid.UUID, secret: bytes) -> str:
    return base64.urlsafe_b64encode(row_id.bytes + secret).decode().rstrip("=")


def _read(code: str) -> tuple[uuid.UUID | None, bytes]:
    """The row's id and the secret; no id for what is no code."""
    length = 16 + SECRET_BYTES
    try:
        raw = base64.b64decode(code.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None, b""
    return (uuid.UUID(bytes=raw[:16]), raw[16:]) if len(raw) == length else (None, b"")
