"""The request as our views get it: with the account and its standing."""

import uuid

from django.http import HttpRequest

from advisory.models import Account
from advisory.standing import Standing


class AdviserRequest(HttpRequest):
    """What AccessMiddleware has made sure of for every view that is not public."""

    user: Account
    standing: Standing
    request_id: uuid.UUID
