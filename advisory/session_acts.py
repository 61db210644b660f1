"""What a session is begun with, what of its person's doing keeps it alive, and what ends it in between.

A browser that asks by itself (a draft that is kept, a page loaded ahead, a look at how long is left) proves
nobody there. A change of role ends a session: whoever signed in as something else signs in again.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from advisory.browsers import roughly
from advisory.models import Account
from advisory.standing import Standing, standing_of

View = TypeVar("View", bound=Callable[..., Any])

BEGUN = "begun"


def watch() -> None:
    user_logged_in.connect(_begin, dispatch_uid="advisory.session_acts.begin")


def background(view: View) -> View:
    """State that pages ask for this view by themselves, so that asking for it is nobody's doing."""
    view.is_background = True  # type: ignore[attr-defined]
    return view


def by_a_person(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether somebody went to a page or sent a form, as far as the browser says."""
    if getattr(view, "is_background", False):
        return False
    ahead = request.headers.get("Sec-Purpose") or request.headers.get("Purpose")
    if ahead:
        return False
    # A part of a page comes by a button that was pressed (static/frittvalg/parts.js), and by nothing else.
    pressed = request.method == "POST" and request.headers.get("HX-Request") == "true"
    return pressed or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def still_as_begun(request: HttpRequest, standing: Standing) -> bool:
    """Whether the account's roles are those that it signed in with."""
    begun = request.session.get(BEGUN) or {}
    return begun.get("roles") == _roles(standing)


def _begin(request: HttpRequest, user: Account, **kwargs: Any) -> None:
    """Before the session is saved. Raises SealError for an account or a post that was altered."""
    session = request.session
    if BEGUN in session:
        # Django gives no new id to somebody who signs in again as the same.
        session.cycle_key()
    browser, system = roughly(str(request.META.get("HTTP_USER_AGENT", "")))
    session[BEGUN] = {"roles": _roles(standing_of(user)), "browser": browser, "system": system}
    session.begin()  # type: ignore[attr-defined]


def _roles(standing: Standing) -> list[str]:
    return sorted(role.value for role in standing.roles)
