"""What the page asks by itself while somebody types: what in this text tells who somebody is.

Nothing of it is stored, recorded or logged, and it saves nothing: saving comes by the gate in any case.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from advisory.pages import page, signed_in
from advisory.session_acts import background
from cases import gate
from cases.forms.fields import NOTE_LENGTH
from cases.forms.quoting import found_in


@page(signed_in)
@background
@require_POST
def text_check(request: HttpRequest) -> HttpResponse:
    """JSON: `found`, from the front of the text. 400 without a text, 413 for one longer than any field takes
    twice over, 503 when the guard does not work.
    """
    text = request.POST.get("text")
    if text is None:
        return HttpResponse(status=400)
    text = text.replace("\r\n", "\n")
    if len(text) > 2 * NOTE_LENGTH:
        return HttpResponse(status=413)
    try:
        findings = gate.examined(text).findings
    except gate.GuardDown:
        return HttpResponse(status=503)
    found = [
        {
            "before": one.before,
            "words": one.words,
            "after": one.after,
            "what": str(one.label),
            "certain": one.certain,
            "neutral": one.neutral,
            "start": one.start,
            "end": one.end,
        }
        for one in found_in(text, findings)
    ]
    return JsonResponse({"found": found})
