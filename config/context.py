"""What the shell around every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from advisory.roles import CASE_ROLES, STATISTICS_ROLES
from advisory.standing import Standing


def shell(request: HttpRequest) -> dict[str, Any]:
    """Demo mark, and which ways in to draw: what a person may not do is not drawn."""
    standing: Standing | None = getattr(request, "standing", None)
    return {
        "demo": settings.DEMO,
        "languages": settings.LANGUAGES,
        "standing": standing,
        "may_work_on_cases": standing is not None and standing.holds_any(CASE_ROLES),
        "may_read_statistics": standing is not None and standing.holds_any(STATISTICS_ROLES),
    }
