"""Run by test_upgrade.py in a process of its own: a database of version 0.1 with rows becomes a new one.

It is laid by the old migrations and filled through their own models; what the code of then sealed by itself
is sealed here in the same way.
"""

import uuid
from collections import Counter
from datetime import date, timedelta
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from advisory.models import Account
from advisory.sealing import cipher, keys
from advisory.sealing.cipher import Place
from advisory.sealing.codecs import TextCodec
from advisory.sealing.keys import chest, epoch_context, keyring
from advisory.sealing.lookup import login_digest
from advisory.sealing.opener import Sealed
from advisory.standing import standing_of
from audit import chain as links
from audit.actor import HOUSE
from audit.models import Entry
from audit.verify import verify
from cases import access, seal
from cases.models.event import EventKind
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.models.inquiry import Part
from cases.older_seals import DUE
from cases.services.inquiries import close_inquiry, reopen_inquiry
from cases.services.reference import FOLDER, code_rows

OLD = [("audit", "0002_append_only"), ("advisory", "0001_initial"), ("cases", "0001_initial")]
NOW = timezone.now() - timedelta(days=3)
EMAIL, TOLD = "adviser@example.invalid", "Fortalt i den forrige utgaven."


def begin_chain(chain: uuid.UUID, verb: str) -> None:
    """An entry and a head as version 0.1 wrote them: format 1, no revision."""
    ring = keyring()
    link = links.Link(
        chain=chain, number=1, at=NOW, verb=verb, actor=chain, job="", subject=chain, objects="", fields="",
        request=None, key_number=ring.mac_number(), previous=links.START, format=1,
    )  # fmt: skip
    digest = links.digest(link, ring)
    seal = links.head_seal(chain, 1, digest, link.key_number, ring)
    row = {
        "chain": chain.hex, "number": 1, "format": 1, "at": NOW.replace(tzinfo=None).isoformat(" "),
        "verb": verb, "actor": chain.hex, "job": "", "subject": chain.hex, "objects_named": "", "fields": "",
        "request": None, "origin": None, "key_number": link.key_number, "previous": links.START,
        "digest": digest, "seal": seal,
    }  # fmt: skip
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(row))
        cursor.execute(f"INSERT INTO audit_append ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def filled(then: Any) -> uuid.UUID:
    """The code lists, and one account at one post with one case; gives the case."""
    model = then.get_model
    code = model("cases", "Code")
    code.objects.bulk_create([code(**values) for values in code_rows(FOLDER)])
    ring, epoch_key = settings.KEYRING, keys.new_key()
    kek, wrapped = ring.wrap(epoch_key, context=epoch_context(1))  # type: ignore[attr-defined]
    model("advisory", "Epoch").objects.create(number=1, kek=kek, wrapped=wrapped, opened_at=NOW)
    # The table has not the columns yet that the code of today asks for.
    chest._epochs, chest._looked = {1: epoch_key}, float("inf")
    group = Group.objects.create(name=uuid.uuid4().hex)
    post = model("advisory", "Post")(valid_from=date(2008, 1, 1), group_id=group.pk)
    post.profile = {"kind": "school", "key": "prove", "name": "Prøve", "county": "Oslo", "group": group.pk}
    post.save()
    account = model("advisory", "Account")(login_digest=login_digest(EMAIL), password="!")  # noqa: S106
    account.profile = {"name": "Rådgiver", "email": EMAIL}
    account.save()
    held = model("advisory", "Membership")(account=account, post=post, starts_at=NOW)
    held.profile = {"role": "adviser", "account": str(account.pk), "post": str(post.pk)}
    held.save()
    case = model("cases", "Case")(opened_at=NOW, changed_at=NOW, facts=CaseFacts(concern="TVE_FR"))
    case.save()
    key, wrap_id = keys.new_key(), uuid.uuid4()
    epoch, wrap = keys.wrap_case_key(key, wrap_id=wrap_id, case_id=case.pk)
    model("cases", "CaseKey").objects.create(id=wrap_id, case=case, epoch=epoch, wrapped=wrap)
    model("cases", "Person")(case=case, facts=PersonFacts(sex="K")).save()
    inquiry = model("cases", "Inquiry")(
        case=case, post=post, received_on=NOW.date(), created_at=NOW, submission=uuid.uuid4()
    )
    inquiry.facts = InquiryFacts(scheme="MR")
    place = Place("cases.Inquiry", inquiry.pk, "narrative", case.pk)
    sealed = cipher.seal(TextCodec().dump(TOLD), key=AESGCM(key), key_id=1, place=place)
    inquiry.narrative = Sealed(sealed)
    inquiry.save()
    kind, _made = ContentType.objects.get_or_create(app_label="cases", model="case")
    for name in ("view", "change"):
        permission, _made = Permission.objects.get_or_create(
            content_type=kind, codename=f"{name}_case", defaults={"name": name}
        )
        model("cases", "CaseGroupPermission").objects.create(
            group_id=group.pk, permission_id=permission.pk, content_object=case, opened_at=NOW
        )
    begin_chain(HOUSE, "reference.loaded")
    begin_chain(account.pk, "account.created")
    begin_chain(case.pk, "case.logged")
    return uuid.UUID(str(case.pk))


def main() -> None:
    executor = MigrationExecutor(connection)
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in dict(OLD)]
    executor.migrate([*OLD, *(node for node in others if node[0] in ("auth", "contenttypes"))])
    then = executor.loader.project_state(OLD).apps
    case_id = filled(then)
    chest.forget()
    call_command("migrate", verbosity=0)
    chest.forget()
    standing = standing_of(Account.objects.by_login(EMAIL))  # type: ignore[arg-type]
    assert [held.role for held in standing.posts] == ["adviser"]
    assert [case.pk for case in access.page(standing).cases] == [case_id]
    case = access.case_to_change(standing, case_id)
    # Sealed in 0.2's migration, under a seal that binds nothing of what later ones added.
    lane = case.inquiries.get()
    assert (lane.part, lane.next_post_id, lane.next_due_at) == (Part.LEAD, lane.post_id, NOW + DUE)
    assert (case.revision, case.inquiries.get().narrative) == (1, TOLD)
    assert case.persons.get().facts == PersonFacts(sex="K")
    found = verify()
    assert (found.flaws, found.unprotected) == ([], []), found
    verbs = list(Entry.objects.filter(chain=case_id).order_by("number").values_list("format", "verb"))
    assert verbs[0] == (1, "case.logged")
    assert verbs[1][0] == 2
    close_inquiry(standing=standing, case=case, inquiry=lane, revision=1, outcome="LOST")
    case = access.case_to_change(standing, case_id)
    reopen_inquiry(standing=standing, case=case, inquiry=case.inquiries.get(), revision=2)
    case = access.case_to_change(standing, case_id)
    # It was closed with two follow-ups, which opening it again called off.
    kinds = Counter(one.facts.kind for one in case.events.all())
    assert kinds == {EventKind.STATUS: 2, EventKind.FOLLOW_UP: 4}
    assert case.inquiries.get().next_post_id == lane.post_id
    assert case.seal[0] == seal.VERSION
    assert verify().flaws == []
