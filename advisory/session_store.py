"""Sessions whose cookie and content a stolen database does not give away.

The cookie's value is stored as its SHA-256 digest alone (it is random, so it needs no key);
what it holds and when it ends are sealed and bound to that digest, so a row that was altered,
moved or prolonged is no session. Nor is one put back after it was ended: the trail holds that.
Needed because allauth keeps the typed log-in here.
"""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import IntegrityError, transaction
from django.db.models import Exists, QuerySet
from django.utils import timezone

from advisory import session_records
from advisory.models import StoredSession
from advisory.sealing.errors import SealError
from advisory.session_life import EVERY, end_of, longest
from advisory.session_records import digest_of, row_of
from audit import record
from audit.actor import job
from audit.models import Entry
from audit.verbs import Verb

# Each says that a session is no more: its row, put back, is none. One that once did not hold is none either:
# broken while its person signs out, and mended afterwards, it would outlive that.
ENDED = (Verb.SIGNED_OUT.value, Verb.SESSION_RENEWED.value, Verb.SEAL_BROKEN.value)


class SessionStore(SessionBase):
    """Django's session interface on advisory.StoredSession. The key is Django's own: 32 random signs.

    `began` is when its person signed in, `used` when she last did something; None for what is not loaded.
    """

    began: datetime | None = None
    used: datetime | None = None
    # Whether the next save is to store both.
    _begins = False

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
        digest, now = digest_of(self.session_key), timezone.now()
        # First of all: a new session must not be looked for in the table, not even for its age.
        held = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        began, at = self.began or now, self.used or now
        columns = session_records.said(digest, held, began=began)
        if must_create or self._begins:
            columns |= {"started_at": began} | session_records.used(digest, began=began, at=at)
        if must_create:
            try:
                with transaction.atomic():
                    StoredSession.objects.create(digest=digest, **columns)
            except IntegrityError:
                raise CreateError from None
        elif not StoredSession.objects.filter(pk=digest).update(**columns):
            raise UpdateError
        self.began, self.used, self._begins = began, at, False

    def begin(self) -> None:
        """Somebody has just signed in here: her hours count from now."""
        self.began = self.used = timezone.now()
        self._begins = self.modified = True

    def acted(self) -> None:
        """Its person did something. Written once in a while, and never into a session that has ended."""
        now = timezone.now()
        if self.session_key is None or self.began is None or self.used is None or now - self.used < EVERY:
            return
        digest = digest_of(self.session_key)
        columns = session_records.used(digest, began=self.began, at=now)
        if StoredSession.objects.filter(pk=digest, expires_at__gt=now).update(**columns):
            self.used = now

    def ends(self) -> tuple[datetime, bool]:
        """When it ends if nothing is done, and whether doing something would put that off."""
        now = timezone.now()
        began, at = self.began or now, self.used or now
        end = end_of(began, at)
        return end, end < began + longest()

    def cycle_key(self) -> None:
        """Another id for the same session, which ends when it would have ended.

        Raises SessionInterrupted where it was ended meanwhile: another id must not revive it.
        """
        held, old = self._session, self.session_key  # type: ignore[attr-defined]
        with transaction.atomic():
            if old is not None and not _replaced(old, held):
                self._session_cache, self._session_key = {}, None
                raise SessionInterrupted("A session was ended while it was given another id.")
            self.create()
        self._session_cache = held

    def flush(self) -> None:
        super().flush()
        self.began = self.used = None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is None:
            return
        digest = digest_of(key)
        row = _live(digest).first()
        if row is not None and row.account_tag is not None:
            # Not by the sign-out page, which has said so with whose it was: another account signed in here.
            record.alone(Verb.SIGNED_OUT, actor=job("session"), subject=row_of(digest))
        StoredSession.objects.filter(pk=digest).delete()

    def load(self) -> dict[str, Any]:
        """The content; empty, and without a key, for a session that is unknown, ended or tampered with."""
        digest, now = digest_of(str(self.session_key)), timezone.now()
        row = _live(digest).filter(expires_at__gt=now).first()
        if row is not None:
            try:
                held = session_records.opened(row)
            except SealError:
                record.alone(Verb.SEAL_BROKEN, actor=job("session"), subject=row_of(digest))
            else:
                if now < held.ends:
                    self.began, self.used = held.began, held.used
                    return held.content
        self._session_key = None
        return {}

    @classmethod
    def clear_expired(cls) -> None:
        over(timezone.now()).delete()


def over(now: datetime) -> QuerySet[StoredSession]:
    """The sessions that have ended by their time, for whoever sweeps them."""
    return StoredSession.objects.filter(expires_at__lte=now)


def _replaced(key: str, held: dict[str, Any]) -> bool:
    """Take away the row of an id that is replaced; whether it was there."""
    digest, account = digest_of(key), held.get(SESSION_KEY)
    gone, _by_model = StoredSession.objects.filter(pk=digest).delete()
    if gone and account is not None:
        chain = uuid.UUID(account)
        record.write(Verb.SESSION_RENEWED, actor=job("session"), chain=chain, subject=row_of(digest))
    return gone > 0


def _live(digest: str) -> QuerySet[StoredSession]:
    """The row of this digest, unless the trail says that the session was ended."""
    entries = Entry.objects.filter(subject=row_of(digest), verb__in=ENDED)
    return StoredSession.objects.filter(~Exists(entries), pk=digest)
