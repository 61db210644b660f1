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
    return left(request)


def leaves(request: HttpRequest) -> bool:
    """Whether she does, by the button or with the draft that goes along."""
    found = request.resolver_match
    return (found is not None and found.url_name == "leave") or "leave" in request.POST


def left(request: HttpRequest) -> HttpResponse:
    """The answer to whoever leaves, by whatever address she says so."""
    if request.user.is_authenticated:
        signed_out(request)
    else:
        # Of whoever has given a password and nothing more: nobody goes on from there.
        request.session.flush()
    answer = emptied(way_out(request))
    keep(answer)
    return answer
