"""What the rows of sessions hold under seal, and what of them must agree before one is believed.

Two records: the content with the moment of signing in, and, written by itself so that no late save of the
content turns it back, when somebody last used it. Both are bound to the row, and with them its clear columns.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY

from advisory.models import StoredSession
from advisory.sealing import cipher, padding
from advisory.sealing.errors import SealError, opening
from advisory.sealing.keys import chest
from advisory.sealing.lookup import account_tag
from advisory.sealing.opener import stored_bytes
from advisory.session_life import end_of

PURPOSE = "sessions"
# Two moments with their names.
USE_BYTES = 128


@dataclass(frozen=True, slots=True)
class Held:
    """A session as it is sealed."""

    began: datetime
    used: datetime
    content: dict[str, Any]

    @property
    def ends(self) -> datetime:
        """By the settings of today, should they be stricter than those it began under."""
        return end_of(self.began, self.used)


def digest_of(session_key: str) -> str:
    """What the table holds instead of the cookie's value: 64 hexadecimal digits."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def row_of(digest: str) -> uuid.UUID:
    """What the trail calls the session."""
    return uuid.UUID(hex=digest[:32])


def place_of(digest: str, field: str = "content") -> cipher.Place:
    row = row_of(digest)
    return cipher.Place(table="advisory.StoredSession", row=row, field=field, owner=row)


def said(digest: str, content: dict[str, Any], *, began: datetime) -> dict[str, Any]:
    """The columns that say what a session holds and whose it is."""
    account = content.get(SESSION_KEY)
    tag = None if account is None else account_tag(uuid.UUID(account))
    text = _written({"began": began.isoformat(), "tag": tag, "content": content})
    return {"content": _sealed(padding.pad(text), place_of(digest)), "account_tag": tag}


def used(digest: str, *, began: datetime, at: datetime) -> dict[str, Any]:
    """The columns that say when it was last used and when it ends by that."""
    ends = end_of(began, at)
    text = _written({"used": at.isoformat(), "ends": ends.isoformat()})
    record = _sealed(padding.pad(text, size=USE_BYTES), place_of(digest, "last_use"))
    return {"last_use": record, "expires_at": ends}


def opened(row: StoredSession) -> Held:
    """Raises SealError for what does not open, and for clear columns that do not say what is sealed."""
    what = _opened(row.content, place_of(row.digest))
    use = _opened(row.last_use, place_of(row.digest, "last_use"))
    if what["tag"] != row.account_tag or datetime.fromisoformat(use["ends"]) != row.expires_at:
        raise SealError("a session was given another account or another end", place=place_of(row.digest))
    return Held(datetime.fromisoformat(what["began"]), datetime.fromisoformat(use["used"]), what["content"])


def _written(said: dict[str, Any]) -> str:
    return json.dumps(said, separators=(",", ":"))


def _sealed(plain: bytes, place: cipher.Place) -> bytes:
    epoch = chest.current()
    return cipher.seal(plain, key=chest.cipher(epoch, PURPOSE), key_id=epoch, place=place)


def _opened(record: object, place: cipher.Place) -> dict[str, Any]:
    raw = stored_bytes(record)
    with opening(place):
        epoch = cipher.key_id_of(raw)
        key = chest.cipher(epoch, PURPOSE)
        text = padding.unpad(cipher.open_record(raw, key=key, key_id=epoch, place=place))
    found: dict[str, Any] = json.loads(text)
    return found
