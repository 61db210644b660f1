"""Going through the travel checklist of a case."""

import uuid

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases import codebook
from cases.checklists import LIST, facts_of, marks
from cases.errors import Refusal
from cases.forms.checklists import ChecklistForm
from cases.models.event import EventKind
from cases.services.journeys import tick
from cases.views.telling import given, recorded, refused, show, telling

TEMPLATE = "cases/case_checklist.html"


@page(may(Act.URGENT))
@require_http_methods(["GET", "HEAD", "POST"])
def case_checklist(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show how each thing stands, or record how it stands now."""
    about = telling(request, case_id, EventKind.CHECKLIST)
    stand = marks(about.before.facts if about.before is not None else None, codebook.entries(LIST))
    typed = request.POST if request.method == "POST" else None
    form = ChecklistForm(typed, stand=stand, day=timezone.localdate())
    if typed is None or not form.is_valid():
        return show(request, TEMPLATE, about, form)
    try:
        tick(**given(request, about), facts=facts_of(form.answers()))
    except Refusal as refusal:
        return refused(request, TEMPLATE, about, form, refusal)
    return recorded(request, about, _("The checklist is recorded."))
