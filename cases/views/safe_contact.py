"""Recording how she can be reached without danger, and the code word."""

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases.errors import Refusal
from cases.forms.safe_contact import SafeContactForm
from cases.models.event import EventKind
from cases.services.safe_contact import agree_contact
from cases.views.telling import given, recorded, refused, show, telling

TEMPLATE = "cases/case_contact.html"


@page(may(Act.URGENT))
@require_http_methods(["GET", "HEAD", "POST"])
def case_contact(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show what was agreed, or record what is agreed now."""
    about = telling(request, case_id, EventKind.CONTACT)
    typed = request.POST if request.method == "POST" else None
    form = SafeContactForm(typed, initial=about.before.text if about.before is not None else "")
    if typed is None or not form.is_valid():
        return show(request, TEMPLATE, about, form)
    try:
        agree_contact(**given(request, about), text=form.cleaned_data["text"])
    except Refusal as refusal:
        return refused(request, TEMPLATE, about, form, refusal)
    return recorded(request, about, _("The safe contact is recorded."))
