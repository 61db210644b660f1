"""Writes to the trail who signed in and out, and that somebody was not let in.

Who was refused is not written: what was typed may be a password in the wrong field.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from advisory.factors import marks
from advisory.models import Account
from advisory.origin import actor_in
from advisory.sessions import digest_of, row_of
from audit import record
from audit.actor import ANONYMOUS
from audit.verbs import Verb


def watch() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="advisory.sign_in_trail.in")
    user_logged_out.connect(_signed_out, dispatch_uid="advisory.sign_in_trail.out")
    user_login_failed.connect(_refused, dispatch_uid="advisory.sign_in_trail.refused")


def _signed_in(request: HttpRequest | None, user: Account, **kwargs: Any) -> None:
    """Before the session is saved: if this fails, so does the sign-in."""
    if request is not None:
        marks.set_mark(request, factor_id=None)
    record.alone(Verb.SIGNED_IN, actor=actor_in(request, user.pk))


def _signed_out(request: HttpRequest | None, user: Account | None, **kwargs: Any) -> None:
    """Names the session, so that its row, put back from a copy, is none."""
    if user is not None:
        key = request.session.session_key if request is not None else None
        ended = row_of(digest_of(key)) if key else None
        record.alone(Verb.SIGNED_OUT, actor=actor_in(request, user.pk), subject=ended)


def _refused(request: HttpRequest | None = None, **kwargs: Any) -> None:
    locked = getattr(request, "axes_locked_out", False)
    actor = actor_in(request, ANONYMOUS)
    record.alone(Verb.SIGN_IN_REFUSED, actor=actor, fields=["locked" if locked else "credentials"])


def refused_by_provider(request: HttpRequest) -> None:
    """Somebody came back from the identity provider, and was not let in."""
    record.alone(Verb.SIGN_IN_REFUSED, actor=actor_in(request, ANONYMOUS), fields=["provider"])


def told_to_wait(request: HttpRequest) -> None:
    """Somebody's try was not looked at, because of those before it."""
    record.alone(Verb.SIGN_IN_REFUSED, actor=actor_in(request, ANONYMOUS), fields=["wait"])
