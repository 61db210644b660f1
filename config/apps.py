"""Makes the top layer an app, so that its templates, static files and checks are found."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Fritt valg"

    def ready(self) -> None:
        from config import checks, production_checks  # noqa: F401  (registers the checks)
