"""Start-up checks of this layer: the case models keep to the rules the door relies on."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from cases.retention import WARNING


@register()
def case_models_have_no_open_manager(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """cases.E001: a model with sealed facts or texts offers `objects`, a way round the door."""
    guarded = [apps.get_model("cases", name) for name in ("Case", "Person", "Inquiry", "Event", "Ruling")]
    return [
        Error(f"{model.__name__} has a manager called objects; the door would be optional.", id="cases.E001")
        for model in guarded
        if hasattr(model, "objects")
    ]


@register()
def warning_outlasts_every_backup(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """cases.E002: a backup from before a case was marked would still be kept when it is erased."""
    if WARNING.days > settings.BACKUP_WINDOW_DAYS:
        return []
    kept = settings.BACKUP_WINDOW_DAYS
    text = f"Backups are kept {kept} days, and a case is erased {WARNING.days} days after the warning."
    hint = "Keep backups for a shorter time (FRITTVALG_BACKUP_WINDOW_DAYS)."
    return [Error(text, hint=hint, id="cases.E002")]
