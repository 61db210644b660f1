"""The work itself: cases, the persons they concern, the inquiries to each post, the statistics."""

from collections.abc import Iterable
from uuid import UUID

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        from audit.expected import expect_chains
        from cases import checks, codebook, logged  # noqa: F401  (registers the checks)

        codebook.watch()
        expect_chains(_case_ids)
        logged.declare()


def _case_ids() -> Iterable[UUID]:
    from cases.models import Case

    return Case.unscoped.values_list("pk", flat=True).iterator()
