"""Start-up checks of settings: what would be unsafe in production is refused."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def demo_stays_out_of_production(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """config.E001: demo mode together with production settings. config.E002: debug there."""
    if not settings.IS_PRODUCTION:
        return []
    problems: list[CheckMessage] = []
    if settings.DEMO:
        problems.append(
            Error("Demo mode signs anybody in and cannot run with production settings.", id="config.E001")
        )
    if settings.DEBUG:
        problems.append(Error("DEBUG cannot be on with production settings.", id="config.E002"))
    return problems
