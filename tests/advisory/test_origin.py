"""Where a request came from is sealed into its entries, and opens for that request and actor alone."""

import uuid

import pytest
from django.conf import settings
from django.test import RequestFactory

from advisory.origin import Origin, actor_in, open_origin, seal_origin
from advisory.sealing.errors import SealError
from audit.actor import ANONYMOUS
from audit.models import Entry
from tests.factories import Member

FROM = Origin("198.51.100.7", "Mozilla/5.0 (X11)")
REQUEST, ACTOR = uuid.uuid4(), uuid.uuid4()


def opened(entry: Entry) -> Origin:
    return open_origin(entry.origin, request=entry.request, actor=entry.actor)


def test_it_opens_for_its_own_request_and_actor() -> None:
    assert open_origin(seal_origin(FROM, request=REQUEST, actor=ACTOR), request=REQUEST, actor=ACTOR) == FROM


@pytest.mark.parametrize(
    ("request_id", "actor"), [(uuid.uuid4(), ACTOR), (REQUEST, uuid.uuid4()), (None, ACTOR)]
)
def test_a_moved_one_does_not_open(request_id: uuid.UUID | None, actor: uuid.UUID) -> None:
    sealed = seal_origin(FROM, request=REQUEST, actor=ACTOR)
    with pytest.raises(SealError):
        open_origin(sealed, request=request_id, actor=actor)


def test_no_altered_byte_opens() -> None:
    sealed = seal_origin(FROM, request=REQUEST, actor=ACTOR)
    for place in range(len(sealed)):
        altered = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(SealError):
            open_origin(altered, request=REQUEST, actor=ACTOR)


@pytest.mark.parametrize("wild", [None, "text", b"", b"x" * 300, 7])
def test_what_is_none_does_not_open(wild: object) -> None:
    with pytest.raises(SealError):
        open_origin(wild, request=REQUEST, actor=ACTOR)


@pytest.mark.parametrize(
    "agent", ["", "x", '"\\' * 400, "æ" * 400, "\U0001f600\ud800" * 400, "a\r\nb\tc\x00d"]
)
def test_every_one_is_as_long_whatever_the_browser_says(agent: str) -> None:
    request = RequestFactory().get("/", headers={"user-agent": agent}, REMOTE_ADDR="2001:db8::1")
    found = Origin.of(request)
    assert len(found.agent) <= 160
    assert found.agent.isprintable()
    sealed = seal_origin(found, request=REQUEST, actor=ACTOR)
    assert len(sealed) == len(seal_origin(FROM, request=REQUEST, actor=ACTOR))
    assert open_origin(sealed, request=REQUEST, actor=ACTOR) == found


def test_it_is_sealed_once_a_request_and_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().get("/")
    request.request_id = REQUEST  # type: ignore[attr-defined]
    asked: list[int] = []
    ring = settings.KEYRING
    monkeypatch.setattr(type(ring), "mac_number", lambda self: asked.append(1) or max(self.mac_numbers()))
    monkeypatch.setattr(type(ring), "mac_numbers", lambda self: [1], raising=False)
    actor = actor_in(request, ACTOR)
    assert asked == []
    assert actor.origin == actor_in(request, ACTOR).origin
    assert asked == [1]


@pytest.mark.django_db
def test_an_entry_of_a_page_carries_it(adviser: Member) -> None:
    adviser.client.get("/saker/", headers={"user-agent": "Prøvenettleser"}, REMOTE_ADDR="198.51.100.7")
    entry = Entry.objects.get(verb="case.listed")
    assert opened(entry) == Origin("198.51.100.7", "Pr?venettleser")


@pytest.mark.django_db
def test_a_refused_sign_in_carries_it(anonymous: Member) -> None:
    typed = {"login": "nobody@example.invalid", "password": "something else altogether"}
    anonymous.client.post("/konto/logg-inn", typed, REMOTE_ADDR="203.0.113.9")
    entry = Entry.objects.get(verb="account.sign_in_refused")
    assert entry.actor == ANONYMOUS
    assert opened(entry).address == "203.0.113.9"


@pytest.mark.django_db
def test_it_stands_nowhere_in_clear(adviser: Member) -> None:
    adviser.client.get("/saker/", headers={"user-agent": "Mozilla/5.0"}, REMOTE_ADDR="198.51.100.7")
    (record,) = Entry.objects.filter(verb="case.listed").values_list("origin", flat=True)
    assert b"198.51" not in bytes(record)
    assert b"Mozilla" not in bytes(record)
