"""What the shell around every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from advisory import way_back
from advisory.left import was_left
from advisory.middleware import standing_in
from advisory.rights import Act, roles_that
from advisory.session_life import idle, longest, warning
from advisory.standing import Standing

# Each in its own words, so that somebody who cannot read the page finds hers.
LANGUAGE_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Demo mark, and which ways in to draw: what a person may not do is not drawn."""
    standing = _standing(request)
    return {
        **(_session(request) if standing is not None else {}),
        "demo": settings.DEMO,
        "leave_to": settings.LEAVE_TO,
        "left_mark": settings.LEFT_COOKIE_NAME,
        "left": standing is None and was_left(request),
        "cover_after": settings.COVER_AFTER,
        "idle_minutes": int(idle().total_seconds()) // 60,
        "longest_hours": int(longest().total_seconds()) // 3600,
        "identity_provider": settings.OIDC.name if settings.OIDC else "",
        "languages": [(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES],
        "standing": standing,
        "person_name": request.user.name if standing is not None else "",  # type: ignore[union-attr]
        "may_work_on_cases": _may(standing, Act.SEE_CASES),
        "may_read_statistics": _may(standing, Act.STATISTICS),
        "may_name_deputies": _may(standing, Act.DEPUTY),
        "may_name_for_others": _may(standing, Act.DEPUTY_FOR_OTHERS),
        "may_coordinate": _may(standing, Act.COORDINATE),
        "may_see_journeys": _may(standing, Act.JOURNEYS),
        "may_draft_rules": _may(standing, Act.DRAFT_RULES),
        "may_read_advice": _may(standing, Act.READ_ADVICE),
        "may_see_workload": _may(standing, Act.WORKLOAD),
        "may_review_trail": _may(standing, Act.TRAIL),
        "may_manage_accounts": _may(standing, Act.ACCOUNTS),
    }


def _may(standing: Standing | None, act: Act) -> bool:
    return standing is not None and standing.holds_any(roles_that(act))


def _session(request: HttpRequest) -> dict[str, Any]:
    """How long the session lives if nothing is done and how long before that the page warns, in seconds; and
    what leads back here after it has ended.
    """
    ends, more = request.session.ends()  # type: ignore[attr-defined]
    return {
        "session_left": max(0, int((ends - timezone.now()).total_seconds())),
        "session_more": more,
        "way_back": _way_back(request),
        "session_warning": int(warning().total_seconds()),
    }


def _way_back(request: HttpRequest) -> str:
    """To what was sent no link leads: its address may have no page."""
    if request.method not in ("GET", "HEAD"):
        return ""
    return way_back.sealed(request.get_full_path(), to=request.user.pk)


def _standing(request: HttpRequest) -> Standing | None:
    """Also where no view was found, so that the page of an unknown address looks like any other."""
    if hasattr(request, "standing"):
        return request.standing  # type: ignore[no-any-return]
    return standing_in(request) if hasattr(request, "user") else None
