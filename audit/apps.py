"""The trail: bottom layer, imports nothing of ours and has no pages."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Trail"

    def ready(self) -> None:
        from audit import checks  # noqa: F401  (registers the checks)
