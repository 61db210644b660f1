"""The work itself: cases, the persons they concern, the inquiries to each post, the statistics."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        from cases import chains, checks, codebook, guards, logged  # noqa: F401  (registers the checks)
        from cases.services import case_name_rows, drafts, lane_clock

        codebook.watch()
        lane_clock.watch()
        case_name_rows.watch()
        drafts.watch()
        chains.watch()
        logged.declare()
        guards.declare()
