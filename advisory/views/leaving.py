"""The quick way out: signed out at once, and on to a page of somebody else's that tells nothing."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from advisory.http import emptied
from advisory.left import keep, way_out
from advisory.pages import page, public
from advisory.views.sign_in import signed_out


@page(public)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session, whoever's it is, and leads out; so does every page that is gone back to."""
    if request.user.is_authenticated:
        signed_out(request)
    else:
        # Of whoever has given a password and nothing more: nobody goes on from there.
        request.session.flush()
    answer = emptied(way_out(request))
    keep(answer)
    return answer
