"""The statistics officer's pages of editions: all there were, a new one, each with its steps and files."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.forms.refusals import refuse
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from advisory.services.trail_people import people
from cases.errors import Refusal
from cases.forms.edition import EditionForm
from cases.services.edition_steps import NotSafe, make_draft, take_step
from cases.services.editions import NEXT, Issued, Step, editions, predecessor
from cases.statistics import engine
from cases.statistics.edition import differences, report_of
from cases.statistics.shown import shown_tables
from cases.statistics.tables import TABLES
from cases.statistics.words import LANGUAGES
from cases.views.edition_files import FILES, found_among
from cases.views.statistics import DRAWN

STEPS = {
    Step.CHECKED: gettext_lazy("Checked"),
    Step.COUNTERSIGNED: gettext_lazy("Countersigned"),
    Step.PUBLISHED: gettext_lazy("Published"),
    Step.WITHDRAWN: gettext_lazy("Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What was done with an edition, when, by whom."""

    what: str
    at: object
    who: str


@page(may(Act.EDITIONS))
@require_http_methods(["GET", "HEAD", "POST"])
def edition_list(request: AdviserRequest) -> HttpResponse:
    """Every edition, newest first; a new draft, which the gate may refuse."""
    language = _language()
    years = list(range(timezone.localdate().year - 1, engine.first_year() - 1, -1))
    form = EditionForm(request.POST or None, years=years, tables=list(TABLES.values()), language=language)
    reasons: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            number = make_draft(
                standing=request.standing,
                year=int(said["year"]),
                reason=said["reason"],
                left_out=said["left_out"],
                hides=said["hides"],
                language=language,
            )
        except Refusal as refusal:
            refuse(form, refusal)
            reasons = refusal.reasons if isinstance(refusal, NotSafe) else ()
        else:
            messages.success(request, _("The draft is made, and the gate has let it through."))
            return redirect("edition", number=number)
    context = {
        "editions": [(one, state_of(one)) for one in editions()],
        "form": form,
        "reasons": dict.fromkeys(reasons),
    }
    return render(request, "cases/editions.html", context)


@page(may(Act.EDITIONS))
@require_http_methods(["GET", "HEAD", "POST"])
def edition(request: AdviserRequest, number: int) -> HttpResponse:
    """One edition with its steps, what is new in it, and its tables; `do` says which step comes."""
    known = editions()
    found = found_among(known, number)
    if request.method == "POST":
        try:
            step = Step(request.POST.get("do", ""))
            take_step(standing=request.standing, number=number, step=step)
        except ValueError:
            messages.error(request, _("Choose what to do."))
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("Done: %(what)s.") % {"what": str(STEPS[step]).lower()})
        return redirect("edition", number=number)
    before = predecessor(found, known)
    report = report_of(found.published, _language())
    context = {
        "edition": found,
        "state": state_of(found),
        "lines": _lines(request, found),
        "next": [(step.value, STEPS[step]) for step in NEXT[found.step]],
        "before": before,
        "changes": differences(before.published, found.published) if before else [],
        "tables": shown_tables(report.results, report.language, asked=request.GET.get(DRAWN)),
        # Not “languages”, which every page has for the reader's own choice.
        "tongues": LANGUAGES,
        "formats": FILES,
    }
    return render(request, "cases/edition.html", context)


def _language() -> str:
    return (get_language() or LANGUAGES[0])[:2]


def state_of(one: Issued) -> str:
    return str(STEPS[one.step]) if one.step else _("Draft")


def _lines(request: AdviserRequest, one: Issued) -> list[Line]:
    known = people([one.account_id, *(done.account_id for done in one.done)], asked_by=request.standing.actor)
    made = Line(_("Drafted"), one.since, known.name(one.account_id))
    return [made, *(Line(str(STEPS[done.step]), done.at, known.name(done.account_id)) for done in one.done)]
