"""Sessions whose cookie and content a stolen database does not give away.

The cookie's value is stored as its SHA-256 digest alone (it is random, so it needs no key);
the content is sealed and bound to that digest, and holds its own end, so a row that was
altered, moved or prolonged is no session. Nor is one put back after it was ended: the trail
holds that. Needed because allauth keeps the typed log-in here.
"""

import hashlib
import json
import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from advisory.models import StoredSession
from advisory.sealing import cipher, padding
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest
from advisory.sealing.lookup import account_tag, account_tags
from audit import record
from audit.actor import Actor, job
from audit.models import Entry
from audit.verbs import Verb

PURPOSE = "sessions"


class SessionStore(SessionBase):
    """Django's session interface on advisory.StoredSession. The key is Django's own: 32 random signs."""

    def exists(self, session_key: str) -> bool:
        return StoredSession.objects.filter(pk=digest_of(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError when the session was ended meanwhile: a late save must not revive it."""
        if self.session_key is None:
            self.create()
            return
        digest = digest_of(self.session_key)
        # First of all: a new session must not be looked for in the table, not even for its age.
        held = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        ends = self.get_expiry_date()
        content, tag = _sealed(digest, held, ends), _tag_of(held)
        if not must_create:
            kept = {"content": content, "account_tag": tag, "expires_at": ends}
            if not StoredSession.objects.filter(pk=digest).update(**kept):
                raise UpdateError
            return
        try:
            with transaction.atomic():
                StoredSession.objects.create(
                    digest=digest,
                    content=content,
                    account_tag=tag,
                    started_at=timezone.now(),
                    expires_at=ends,
                )
        except IntegrityError:
            raise CreateError from None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is None:
            return
        digest = digest_of(key)
        row = StoredSession.objects.annotate(ended=_ended(digest)).filter(pk=digest).first()
        if row is not None and row.account_tag is not None and not row.ended:
            # Not by the sign-out page, which has said so with whose it was: another account signed in here.
            record.alone(Verb.SIGNED_OUT, actor=job("session"), subject=row_of(digest))
        StoredSession.objects.filter(pk=digest).delete()

    def load(self) -> dict[str, Any]:
        """The content; empty, and without a key, for a session that is unknown, ended or tampered with."""
        digest = digest_of(str(self.session_key))
        known = StoredSession.objects.annotate(ended=_ended(digest))
        row = known.filter(pk=digest, expires_at__gt=timezone.now()).first()
        if row is not None and not row.ended:
            try:
                return _opened(digest, bytes(row.content))
            except SealError:
                record.alone(Verb.SEAL_BROKEN, actor=job("session"), subject=row_of(digest))
        self._session_key = None
        return {}

    @classmethod
    def clear_expired(cls) -> None:
        over(timezone.now()).delete()


def end_sessions(account_id: uuid.UUID, *, but: str | None = None, actor: Actor | None = None) -> int:
    """End every session of the account, `but` the one with this digest; how many there were.

    Each is named on the account's chain, so that its row, put back from a copy, is none. Within the caller's
    transaction, if there is one: whoever changes an account does both or neither. `actor` is who ended them,
    without one the program itself.
    """
    found = sessions_of(account_id).exclude(digest=but or "").order_by("digest")
    ended = 0
    with transaction.atomic():
        # Again until there is none: one may have got another id while its row was waited for.
        while rows := list(found.select_for_update()):
            for row in rows:
                record.write(
                    Verb.SIGNED_OUT,
                    actor=actor or job("session"),
                    chain=account_id,
                    subject=row_of(row.digest),
                )
            ended += len(rows)
            StoredSession.objects.filter(pk__in=[row.digest for row in rows]).delete()
    return ended


def sessions_of(account_id: uuid.UUID) -> QuerySet[StoredSession]:
    """The rows of an account's sessions, live or over, whatever MAC root their tags were made under."""
    return StoredSession.objects.filter(account_tag__in=account_tags(account_id))


def digest_in(request: HttpRequest) -> str | None:
    """The digest of the session that this request came with, to be left out when the others are ended."""
    key = request.session.session_key
    return None if key is None else digest_of(key)


def over(now: datetime) -> QuerySet[StoredSession]:
    """The sessions that have ended by their time, for whoever sweeps them."""
    return StoredSession.objects.filter(expires_at__lte=now)


def digest_of(session_key: str) -> str:
    """What the table holds instead of the cookie's value: 64 hexadecimal digits."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def row_of(digest: str) -> uuid.UUID:
    """What the trail calls the session."""
    return uuid.UUID(hex=digest[:32])


def _ended(digest: str) -> Exists:
    return Exists(Entry.objects.filter(subject=row_of(digest), verb=Verb.SIGNED_OUT.value))


def _tag_of(held: dict[str, Any]) -> str | None:
    account = held.get(SESSION_KEY)
    return None if account is None else account_tag(uuid.UUID(account))


def place_of(digest: str) -> cipher.Place:
    row = row_of(digest)
    return cipher.Place(table="advisory.StoredSession", row=row, field="content", owner=row)


def _sealed(digest: str, content: dict[str, Any], ends: datetime) -> bytes:
    text = json.dumps({"ends": ends.isoformat(), "content": content}, separators=(",", ":"))
    epoch = chest.current()
    return cipher.seal(
        padding.pad(text), key=chest.cipher(epoch, PURPOSE), key_id=epoch, place=place_of(digest)
    )


def _opened(digest: str, sealed: bytes) -> dict[str, Any]:
    """Raises SealError, also for a session whose row was given a later end than it was sealed with."""
    epoch = cipher.key_id_of(sealed)
    key = chest.cipher(epoch, PURPOSE)
    text = padding.unpad(cipher.open_record(sealed, key=key, key_id=epoch, place=place_of(digest)))
    held: dict[str, Any] = json.loads(text)
    if datetime.fromisoformat(held["ends"]) <= timezone.now():
        raise SealError("a session was prolonged from outside")
    content: dict[str, Any] = held["content"]
    return content
