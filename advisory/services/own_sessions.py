"""An account's sessions as its person sees them: since when, last used, in which browser, which is this."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from advisory import session_records
from advisory.broken_seals import record_broken
from advisory.sealing.errors import SealError
from advisory.session_acts import BEGUN
from advisory.sessions import are_ended, row_of, sessions_of
from audit.actor import Actor


@dataclass(frozen=True, slots=True)
class Own:
    """`browser` and `system` are names, empty where they are not known."""

    id: uuid.UUID
    began: datetime
    used: datetime
    browser: str
    system: str
    is_this: bool


def own_sessions(*, account_id: uuid.UUID, this: str | None, actor: Actor) -> list[Own]:
    """Those that are live, the last used first; `this` is the digest of the one that asks.

    What does not open signs nobody in, so it is left out, and recorded.
    """
    now = timezone.now()
    rows = {row.digest: row for row in sessions_of(account_id).filter(expires_at__gt=now)}
    found = []
    for digest in rows.keys() - are_ended(rows):
        try:
            held = session_records.opened(rows[digest])
        except SealError as error:
            record_broken(error, actor=actor)
            continue
        if now < held.ends:
            begun = held.content.get(BEGUN, {})
            browser, system = begun.get("browser", ""), begun.get("system", "")
            found.append(Own(row_of(digest), held.began, held.used, browser, system, digest == this))
    return sorted(found, key=lambda one: (one.is_this, one.used, one.id), reverse=True)
