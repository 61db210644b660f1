"""The trail: bottom layer, imports nothing of ours and has no pages."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Trail"

    def ready(self) -> None:
        from audit import changes, checks  # noqa: F401  (registers the checks)

        pre_migrate.connect(changes.look, sender=self)
        post_migrate.connect(changes.lay, sender=self)
