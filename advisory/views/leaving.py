"""The quick way out: signed out at once, and on to a page of somebody else's that tells nothing."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from advisory.http import emptied
from advisory.pages import page, public
from advisory.views.sign_in import signed_out


@page(public)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session, whoever's it is, and answers with a page that goes on by itself.

    Not by a redirect: a browser follows none from a form to another site (form-action in the policy).
    """
    if request.user.is_authenticated:
        signed_out(request)
    else:
        # Of whoever has given a password and nothing more: nobody goes on from there.
        request.session.flush()
    to = settings.LEAVE_TO
    # Without the request: nothing around it, and nobody's name.
    said = render_to_string("advisory/leave.html", {"to": to, "name": urlsplit(to).hostname})
    return emptied(HttpResponse(said))
