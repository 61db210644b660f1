"""Who has seen the case, for those who may open it. Asking is recorded on the case like reading it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.places import place_from, place_text
from advisory.rights import Act
from advisory.services.trail_sheets import case_for_its_own
from cases import access


@page(may(Act.WHO_HAS_SEEN))
@require_safe
def case_seen(request: AdviserRequest, case_id: uuid.UUID) -> HttpResponse:
    case = access.open_case(request.standing, case_id)
    after = place_from(request.GET.get("after", ""))
    named = access.sight_of(case).shows("others.lanes")
    found = case_for_its_own(request.standing, case.pk, after=after, others_named=named)
    context = {"case": case, "lines": found.lines, "next": place_text(found.after), "is_first": after is None}
    return render(request, "cases/case_seen.html", context)
