"""Routes of the cases and of the statistics. An address holds random ids and nothing of a case."""

from django.urls import URLPattern, URLResolver, path

from cases.views import (
    case,
    changing,
    closing,
    coordination,
    drafts,
    glass,
    holding,
    keeping_out,
    listing,
    recording,
    retention,
    rights,
    seen,
    statistics,
    workload,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("saker/", listing.case_list, name="case_list"),
    path("saker/ny/", recording.case_new, name="case_new"),
    path("saker/nod/", glass.glass, name="glass"),
    path("saker/<uuid:case_id>/", case.case_page, name="case"),
    path("saker/<uuid:case_id>/innsyn/", seen.case_seen, name="case_seen"),
    path("saker/<uuid:case_id>/endre/", changing.case_change, name="case_change"),
    path("saker/<uuid:case_id>/avslutt/", closing.case_close, name="case_close"),
    path("saker/<uuid:case_id>/gjenapne/", closing.case_reopen, name="case_reopen"),
    path("saker/<uuid:case_id>/hold/", holding.case_hold, name="case_hold"),
    path("saker/<uuid:case_id>/slipp/", holding.case_release, name="case_release"),
    path("saker/<uuid:case_id>/sperr/", keeping_out.case_keep_out, name="case_keep_out"),
    path("saker/<uuid:case_id>/nod/slutt/", glass.case_glass_end, name="case_glass_end"),
    path("fordeling/", coordination.coordination, name="coordination"),
    path("sporing/nod/", glass.trail_glass, name="trail_glass"),
    path("sporing/frister/", retention.retention, name="retention"),
    path("utkast/", drafts.draft_save, name="draft_save"),
    path("utkast/<uuid:draft_id>/slett/", drafts.draft_discard, name="draft_discard"),
    path("statistikk/", statistics.statistics, name="statistics"),
    path("statistikk/<int:year>/", statistics.statistics_year, name="statistics_year"),
    path("belastning/", workload.workload, name="workload"),
    path("rettigheter/", rights.rights, name="rights"),
]
