"""Start-up checks of this layer: every sealed field is what the registry says it is."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register

from advisory.sealing.fields import SealedField
from advisory.sealing.registry import SEALED


@register()
def sealed_columns_match_registry(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """advisory.E001: a registered column that no model has. advisory.E002: a sealed column in an index."""
    present: set[str] = set()
    problems: list[CheckMessage] = []
    for model in apps.get_models():
        sealed = {field.name for field in model._meta.local_fields if isinstance(field, SealedField)}
        present |= {f"{model._meta.label}.{name}" for name in sealed}
        ordered = {str(name).lstrip("-") for name in model._meta.ordering or ()}
        indexed = {name.lstrip("-") for index in model._meta.indexes for name in index.fields}
        problems += [
            Error(
                f"{model._meta.label}.{name} is sealed and must not be indexed or sorted.", id="advisory.E002"
            )
            for name in sorted(sealed & (ordered | indexed))
        ]
    problems += [
        Error(f"{label} is in the registry of sealed columns but no model has it.", id="advisory.E001")
        for label in sorted(SEALED.keys() - present)
    ]
    return problems
