"""What a step of both stories costs on an embassy's line: how often to and fro, and how many bytes come.

How long it takes in a browser that is held back so is measured by dev.py bench (the part “slow-line”).
"""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import access
from cases.models.facts import CaseFacts
from tests import factories
from tests.cases.typing_in import typed
from tests.factories import Member

pytestmark = pytest.mark.django_db

PASSWORD = "fjell fjord foss vidde"
# A round trip takes 600 ms, and 256 kbit come in a second.
SECONDS_A_TRIP, BYTES_A_SECOND = 0.6, 256_000 / 8
MOST_SECONDS = 3.0


class OnTheLine:
    """Somebody's browser, and what each of her steps cost: its redirects, and its seconds on the line."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.redirects: dict[str, int] = {}
        self.seconds: dict[str, float] = {}

    def get(self, name: str, address: str) -> None:
        self._took(name, self.client.get(address, follow=True, headers={"accept-encoding": "gzip"}))

    def post(self, name: str, address: str, said: dict[str, Any]) -> None:
        """Raises where the form comes back: then there was no redirect."""
        answer = self.client.post(address, said, follow=True, headers={"accept-encoding": "gzip"})
        assert answer.redirect_chain, name
        self._took(name, answer)

    def _took(self, name: str, answer: Any) -> None:
        assert answer.status_code == 200, name
        heads = sum(len(one) + len(value) + 4 for one, value in answer.headers.items())
        redirects = len(answer.redirect_chain)
        came = len(answer.content) + heads * (1 + redirects)
        self.redirects[name] = redirects
        self.seconds[name] = (1 + redirects) * SECONDS_A_TRIP + came / BYTES_A_SECOND


def test_signing_in(adviser: Member) -> None:
    factories.give_password(adviser, PASSWORD)
    assert adviser.account is not None
    hers = OnTheLine(Client())
    hers.get("the first page", reverse("start"))
    hers.post("password", reverse("account_login"), {"login": adviser.account.email, "password": PASSWORD})
    hers.post("code", "/konto/logg-inn/bekreft", {"code": factories.code_now()})
    hers.get("the first page again", reverse("start"))
    assert hers.redirects == {"the first page": 1, "password": 1, "code": 1, "the first page again": 0}
    assert max(hers.seconds.values()) < MOST_SECONDS, hers.seconds


def test_a_case_from_the_first_talk_to_the_answer_of_another_post(adviser: Member, embassy: Member) -> None:
    case = factories.log_case(adviser, case=CaseFacts(concern="TVE_FR", focus_country="PK", urgency="HASTER"))
    assert embassy.post is not None
    own, to = f"/saker/{case.pk}/", str(embassy.post.pk)
    hers, theirs = OnTheLine(adviser.client), OnTheLine(embassy.client)
    shared = {"basis": "SAMTYKKE", "hastens": "NEI", "harms_siblings": "NEI", "days": "90"}

    for name, address in {
        "cases": reverse("case_list"),
        "queue": reverse("queue_list"),
        "new inquiry": reverse("case_new"),
        "quick log": reverse("case_quick"),
        "case": own,
        "send": f"{own}send/",
    }.items():
        hers.get(name, address)
    hers.post("log", reverse("case_new"), {"submission": str(uuid.uuid4()), "step": "save", **typed()})
    said = {"submission": str(uuid.uuid4()), "revision": "1", "to": to, "how": "LEDER", **shared}
    hers.post("hand over", f"{own}send/", {**said, "why": "Hun reiser i uke 26."})
    theirs.get("their queue", reverse("queue_list"))
    theirs.get("answer", f"{own}svar/")
    theirs.post("accept", f"{own}svar/", {"do": "accept", "revision": "2"})
    hers.get("message", f"{own}melding/")
    revision = str(access.open_case(adviser.standing, case.pk).revision)
    question = {"kind": "SPORSMAL", "to": to, "text": "Er hun framme?", "revision": revision}
    hers.post("question", f"{own}melding/", question)

    sends = {"log", "hand over", "accept", "question"}
    redirects = hers.redirects | theirs.redirects
    # A page is there at once; what is sent leads to one page and not by way of another.
    assert redirects == {name: int(name in sends) for name in redirects}
    seconds = hers.seconds | theirs.seconds
    assert max(seconds.values()) < MOST_SECONDS, seconds
