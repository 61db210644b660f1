"""Start-up checks of this layer: every sealed field is what the registry says it is."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register

from advisory.sealing.codecs import codec_of
from advisory.sealing.errors import UnregisteredSeal
from advisory.sealing.fields import SealedFacts, SealedField
from advisory.sealing.registry import in_use
from advisory.services.outbox import can_send
from advisory.session_life import IDLE, IDLE_LEAST, LONGEST, LONGEST_LEAST


@register()
def sealed_columns_match_registry(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """What does not agree, as errors.

    advisory.E001: a registered column that no model has, unless it is retired. advisory.E002: a sealed
    column in an index. advisory.E003: a column of facts whose codec nobody named.
    """
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
            Error(f"{model._meta.label}.{name} has no codec.", id="advisory.E003")
            for name in sorted(sealed)
            if not _has_codec(model._meta.get_field(name))
        ]
    problems += [
        Error(f"{label} is in the registry of sealed columns but no model has it.", id="advisory.E001")
        for label in sorted(in_use() - present)
    ]
    return problems


def _has_codec(field: Any) -> bool:
    if isinstance(field, SealedFacts):
        try:
            codec_of(field.label)
        except UnregisteredSeal:
            return False
    return True


@register()
def somebody_can_be_let_in(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """advisory.E005: no password may be hashed at all, so nobody could sign in."""
    if settings.HASHING_SLOTS >= 1:
        return []
    return [Error("FRITTVALG_HASHING_SLOTS must be at least 1.", id="advisory.E005")]


@register()
def sessions_end_in_time(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """advisory.E006: sessions would last longer than they may, or end before anybody can work."""
    idle, longest = (
        timedelta(seconds=age) for age in (settings.SESSION_IDLE_AGE, settings.SESSION_COOKIE_AGE)
    )
    if IDLE_LEAST <= idle <= IDLE and LONGEST_LEAST <= longest <= LONGEST:
        return []
    text = "A session ends after 5 to 30 minutes without use, and after 1 to 8 hours in all."
    hint = "Set FRITTVALG_SESSION_IDLE_MINUTES and FRITTVALG_SESSION_HOURS within that, or leave them out."
    return [Error(text, hint=hint, id="advisory.E006")]


@register()
def the_way_out_leads_out(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """advisory.E007: the quick way out would lead nowhere, or over a line that others read."""
    to = urlsplit(settings.LEAVE_TO)
    if to.scheme == "https" and to.hostname:
        return []
    return [Error("FRITTVALG_LEAVE_TO must be an address that begins with https://.", id="advisory.E007")]


@register(deploy=True)
def letters_find_a_way_out(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """advisory.I004: no mail server is set, so nobody is told by letter before a case is erased."""
    if can_send():
        return []
    text = "No mail server is set: letters are kept until there is one."
    return [Info(text, hint="Set FRITTVALG_MAIL_URL (deploy/README.md).", id="advisory.I004")]
