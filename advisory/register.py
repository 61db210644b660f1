"""django-auditlog on the register: accounts, posts, memberships, agencies, coverage, code lists.

Only the fields named here are logged; of a sealed profile only that it changed, as one constant word. Case
models are never registered. Each of its entries is anchored in our own chain by digest, so a changed,
removed or smuggled-in one shows, and goes when its anchor is trimmed. What is loaded in bulk, the reference
files' new rows, has one entry in the trail and none here.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from typing import Any

from auditlog.context import set_extra_data
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse

from audit import record
from audit.actor import HOUSE, Actor
from audit.chain import Flaw
from audit.expected import goes_with, vouch_for
from audit.models import Entry
from audit.verbs import Verb

# Sealed on every model that has it.
PROFILE = "profile"
MASK = "sealed"
AT_ONCE = 500

LOGGED: dict[str, list[str]] = {
    "advisory.Account": ["is_active", "is_demo", "language", PROFILE],
    "advisory.Agency": ["valid_from", "valid_to", PROFILE],
    "advisory.Post": ["valid_from", "valid_to", PROFILE],
    "advisory.Coverage": ["valid_from", "valid_to", PROFILE],
    "advisory.Membership": ["account", "post", "starts_at", "ends_at", PROFILE],
    "cases.Code": [
        "field",
        "code",
        "number",
        "label_nb",
        "label_nn",
        "label_en",
        "valid_from",
        "valid_to",
        "label_only",
    ],
}


def watch() -> None:
    for label, fields in LOGGED.items():
        auditlog.register(
            apps.get_model(label),
            include_fields=fields,
            mask_fields=[PROFILE],
            mask_callable="advisory.register.mask",
            m2m_fields=set(),
        )
    post_save.connect(_anchor, sender=LogEntry, dispatch_uid="advisory.register.anchor")
    vouch_for(flaws)
    goes_with(Verb.CHANGE_LOGGED, let_go)


def mask(value: str) -> str:
    """The same word for every value, also for none, so that not even a length is told."""
    return MASK


class RegisterMiddleware:
    """Names who acts in the register's entries, by id alone.

    auditlog's own middleware would store her e-mail address in clear, and an id the client chose.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asked for when there is an entry to write, so that no page loads an account for nothing.
        with set_extra_data({"actor_id": lambda: request.user.pk}):
            return self.get_response(request)


def entry_digest(entry: LogEntry) -> str:
    """SHA-256 over every column of the entry but its number, as 64 hexadecimal digits."""
    said = {
        field.attname: getattr(entry, field.attname)
        for field in LogEntry._meta.concrete_fields
        if not field.primary_key
    }
    said["timestamp"] = entry.timestamp.astimezone(UTC).isoformat(timespec="microseconds")
    said["object_pk"] = str(entry.object_pk)
    return hashlib.sha256(json.dumps(said, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()


def flaws() -> Iterator[Flaw]:
    """Entries of the register that do not agree with their anchors, as flaws of the house's chain."""
    entries = {f"entry-{entry.pk}": entry_digest(entry) for entry in LogEntry.objects.iterator()}
    anchors = Entry.objects.filter(chain=HOUSE, verb=Verb.CHANGE_LOGGED.value).order_by("number")
    for number, said in anchors.values_list("number", "fields").iterator():
        name, _blank, anchored = said.partition(" ")
        found = entries.pop(name, None)
        if found is None:
            yield Flaw(HOUSE, number, f"the register's {name} was removed")
        elif found != anchored:
            yield Flaw(HOUSE, number, f"the register's {name} was altered")
    for name in entries:
        yield Flaw(HOUSE, 0, f"the register's {name} was not written by this application")


def let_go(anchors: Sequence[str]) -> int:
    """Delete the entries that these anchors, trimmed from the house's chain, vouched for; how many."""
    numbers = [int(said.partition(" ")[0].removeprefix("entry-")) for said in anchors]
    gone = 0
    for first in range(0, len(numbers), AT_ONCE):
        gone += LogEntry.objects.filter(pk__in=numbers[first : first + AT_ONCE]).delete()[0]
    return gone


def _anchor(instance: LogEntry, created: bool, **kwargs: Any) -> None:
    if not created:
        return
    actor = Actor(id=instance.actor_id) if instance.actor_id else Actor(id=HOUSE, job="register")
    with transaction.atomic():
        record.write(
            Verb.CHANGE_LOGGED,
            actor=actor,
            chain=HOUSE,
            fields=[f"entry-{instance.pk}", entry_digest(instance)],
        )
