"""Where sessions are asked for and ended: by who changes an account, and by whoever is signed in.

Django finds its session engine here as well.
"""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from advisory.models import StoredSession
from advisory.sealing.lookup import account_tags
from advisory.session_records import PURPOSE, digest_of, place_of, row_of
from advisory.session_store import ENDED, SessionStore, over
from audit import record
from audit.actor import Actor, job
from audit.models import Entry
from audit.verbs import Verb


def end_sessions(account_id: uuid.UUID, *, but: str | None = None, actor: Actor | None = None) -> int:
    """End every session of the account, `but` the one with this digest; how many there were.

    Each is named on the account's chain, so that its row, put back from a copy, is none. `actor` is who ended
    them, without one the program itself. Within the caller's transaction, if there is one, and there before
    any entry of the account's: a session that is given another id locks its row first and the chain second.
    """
    return _end(sessions_of(account_id).exclude(digest=but or ""), account_id, actor)


def end_session(account_id: uuid.UUID, session_id: uuid.UUID, *, actor: Actor | None = None) -> bool:
    """End the one that the trail and the page of sessions call this; whether the account has such a one."""
    named = sessions_of(account_id).values_list("digest", flat=True)
    wanted = [digest for digest in named if row_of(digest) == session_id]
    return _end(sessions_of(account_id).filter(digest__in=wanted), account_id, actor) > 0


def sessions_of(account_id: uuid.UUID) -> QuerySet[StoredSession]:
    """The rows of an account's sessions, live or over, whatever MAC root their tags were made under."""
    return StoredSession.objects.filter(account_tag__in=account_tags(account_id)).order_by("digest")


def digest_in(request: HttpRequest) -> str | None:
    """The digest of the session that this request came with, to be left out when the others are ended."""
    key = request.session.session_key
    return None if key is None else digest_of(key)


def has_ended(request: HttpRequest) -> bool:
    """Whether the session that this request came with was ended meanwhile: nothing can be stored in it."""
    key = request.session.session_key
    return key is None or not request.session.exists(key)


def are_ended(digests: Iterable[str]) -> set[str]:
    """Which of these the trail says are no more, whatever rows there are. One query."""
    names = {row_of(digest): digest for digest in digests}
    found = Entry.objects.filter(subject__in=names, verb__in=ENDED)
    return {names[subject] for subject in found.values_list("subject", flat=True) if subject is not None}


def _end(found: QuerySet[StoredSession], account_id: uuid.UUID, actor: Actor | None) -> int:
    by, ended = actor or job("session"), 0
    with transaction.atomic():
        # Again until there is none: one may have got another id while its row was waited for.
        while rows := list(found.select_for_update()):
            for row in rows:
                record.write(Verb.SIGNED_OUT, actor=by, chain=account_id, subject=row_of(row.digest))
            ended += len(rows)
            StoredSession.objects.filter(pk__in=[row.digest for row in rows]).delete()
    return ended


__all__ = [
    "PURPOSE",
    "SessionStore",
    "are_ended",
    "digest_in",
    "digest_of",
    "end_session",
    "end_sessions",
    "has_ended",
    "over",
    "place_of",
    "row_of",
    "sessions_of",
]
