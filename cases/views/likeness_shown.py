"""How few persons recorded facts fit: in words on the case, in counts for the privacy officer."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from advisory.broken_seals import record_broken
from advisory.http import AdviserRequest
from advisory.pages import page, trail_readers
from advisory.sealing.errors import SealError
from advisory.standing import Standing
from cases import access
from cases.field_views import Sight
from cases.models import Case
from cases.statistics.likeness import AGE, BACKGROUND, Fit, by_year, fits, half_year_of

FITS = {
    "enough": _("Fits five persons or more."),
    "alone": _("Fits one person only among the cases you see."),
    "few": _("Fits few persons."),
}
WIDER: dict[tuple[str, ...], Promise] = {
    (AGE,): _("Consider whether a wider age group says enough."),
    (BACKGROUND,): _("Leave the background out if you can do without it."),
    (AGE, BACKGROUND): _(
        "Consider a wider age group, and leave the background out if you can do without it."
    ),
}


def likeness_of(standing: Standing, case: Case, sight: Sight) -> list[str]:
    """A sentence a person, for whoever can widen what is recorded of her."""
    if not (sight.is_whole and access.may_change(standing, case)):
        return []
    since, before = half_year_of(case)
    seen = access.visible_to(standing).filter(opened_at__gte=since, opened_at__lt=before)
    try:
        found = fits(case, case.persons.all(), set(seen.values_list("pk", flat=True)))
    except SealError as error:
        # Of another case: it must keep nobody from her own.
        record_broken(error, actor=standing.actor)
        return []
    return [_in_words(one) for one in found]


def _in_words(fit: Fit) -> str:
    if fit.own is None:
        return str(FITS["enough"])
    said = FITS["alone" if fit.own == 1 else "few"]
    return f"{said} {WIDER[fit.wider]}" if fit.wider else str(said)


@page(trail_readers)
@require_safe
def trail_likeness(request: AdviserRequest) -> HttpResponse:
    """Numbers of persons by year, and nothing of any."""
    return render(request, "cases/trail_likeness.html", {"years": by_year()})
