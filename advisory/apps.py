"""Who works here and with whom: accounts, posts, memberships, and the sealing they need."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AdvisoryConfig(AppConfig):
    name = "advisory"
    verbose_name = "Advisers"

    def ready(self) -> None:
        from advisory import checks, devices, jobs, logged, register, session_acts, sign_in_trail, signals  # noqa: F401  (registers the checks and receivers)
        from audit.expected import expect_chains, keep_saying

        logged.declare()
        devices.watch()
        jobs.watch()
        register.watch()
        sign_in_trail.watch()
        session_acts.watch()
        post_migrate.connect(signals.ensure_epoch, sender=self)
        post_migrate.connect(jobs.expect, sender=self)
        expect_chains(_account_ids)
        expect_chains(_house)
        keep_saying(_epochs_told)


def _house() -> Iterable[UUID]:
    """The house's own: opening the first key epoch is recorded on it, so every database has it."""
    from audit.actor import HOUSE

    return (HOUSE,)


def _epochs_told(last: int) -> Sequence[int]:
    from advisory.services.epochs_told import said_again

    return said_again(last)


def _account_ids() -> Iterable[UUID]:
    from advisory.models import Account

    return Account.objects.values_list("pk", flat=True).iterator()
