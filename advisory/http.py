"""The request as our views get it, with the account and its standing; and the answer after a sign-out."""

import uuid
from typing import TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

from advisory.models import Account
from advisory.sessions import SessionStore
from advisory.standing import Standing

Answer = TypeVar("Answer", bound=HttpResponseBase)


class AdviserRequest(HttpRequest):
    """What AccessMiddleware has made sure of for every view that is not public."""

    user: Account
    session: SessionStore
    standing: Standing
    request_id: uuid.UUID
    # True where a part of a page is asked for (config/static/frittvalg/parts.js).
    htmx: HtmxDetails


def emptied(answer: Answer) -> Answer:
    """Tells the browser to let go what it kept of our pages against our word: somebody has signed out."""
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
