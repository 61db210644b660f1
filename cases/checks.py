"""Start-up checks of this layer: the case models keep to the rules the door relies on."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register


@register()
def case_models_have_no_open_manager(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """cases.E001: a model with sealed facts or texts offers `objects`, a way round the door."""
    guarded = [apps.get_model("cases", name) for name in ("Case", "Person", "Inquiry")]
    return [
        Error(f"{model.__name__} has a manager called objects; the door would be optional.", id="cases.E001")
        for model in guarded
        if hasattr(model, "objects")
    ]
