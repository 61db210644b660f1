"""django-auditlog on the register: accounts, posts, memberships, agencies, coverage, code lists.

Only the fields named here are logged, and every sealed one as one constant word; case
models are never registered. Each of its entries is anchored in our own chain by digest,
so a changed or removed one shows.
"""

import hashlib
import json
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models.signals import post_save

from audit import record
from audit.actor import HOUSE, Actor
from audit.verbs import Verb

LOGGED: dict[str, list[str]] = {
    "advisory.Account": ["is_active", "is_demo", "language"],
    "advisory.Agency": ["valid_from", "valid_to"],
    "advisory.Post": ["valid_from", "valid_to"],
    "advisory.Coverage": ["post", "valid_from", "valid_to"],
    "advisory.Membership": ["account", "post", "starts_at", "ends_at"],
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
        auditlog.register(apps.get_model(label), include_fields=fields, m2m_fields=set())
    post_save.connect(_anchor, sender=LogEntry, dispatch_uid="advisory.register.anchor")


def entry_digest(entry: LogEntry) -> str:
    """SHA-256 over what the entry says, as 64 hexadecimal digits."""
    changes = json.dumps(entry.changes, sort_keys=True, cls=DjangoJSONEncoder)
    said = (entry.content_type_id, entry.object_pk, entry.action, changes, entry.actor_id)
    return hashlib.sha256("\0".join(str(part) for part in said).encode()).hexdigest()


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
