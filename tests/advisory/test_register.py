"""The register's own log: no sealed value in it, and every entry held by the trail."""

import json
import uuid
from typing import Any

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory

from advisory.models import Account, Agency, Coverage, Membership, Post
from advisory.register import LOGGED, MASK, PROFILE, RegisterMiddleware, entry_digest, mask
from advisory.roles import Role
from advisory.sealing.fields import SealedField
from advisory.services.accounts import create_account, deactivate_account
from advisory.services.memberships import end_membership, start_membership
from audit.actor import HOUSE
from audit.models import Entry
from audit.verify import verify
from cases.models import Code
from tests import factories
from tests.factories import SUITE, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(adviser: Member) -> Account:
    """An account that has come, held a post, and gone: everything the register logs."""
    account = create_account(actor=SUITE, name="Kanari Fugl", email="kanari@example.invalid", language="nn")
    post = factories.new_post(name="Kanariskolen")
    membership = start_membership(actor=SUITE, account=account, post=post, role=Role.ADVISER)
    end_membership(actor=SUITE, membership=membership)
    deactivate_account(actor=SUITE, account=account)
    code = Code.objects.filter(field="land").first()
    assert code is not None
    code.label_en += " "
    code.save()
    return account


def rows() -> str:
    """Everything that stands in the log's table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM auditlog_logentry")
        return repr(cursor.fetchall())


def test_of_a_sealed_column_only_a_constant_word_is_logged() -> None:
    for label, fields in LOGGED.items():
        sealed = {
            one.name for one in apps.get_model(label)._meta.local_fields if isinstance(one, SealedField)
        }
        assert sealed == set(fields) & {PROFILE}, label
        assert not sealed or PROFILE in auditlog.get_model_fields(apps.get_model(label))["mask_fields"]
    assert {mask(value) for value in ("", "None", "x" * 400)} == {MASK}


def test_nothing_but_the_register_is_logged() -> None:
    assert {model._meta.label for model in auditlog.get_models()} == set(LOGGED)
    assert "login_digest" not in LOGGED["advisory.Account"]
    assert "password" not in LOGGED["advisory.Account"]


def test_the_log_holds_no_name_address_or_place(busy: Account) -> None:
    said = rows()
    assert str(busy.pk) in said or busy.pk.hex in said
    for secret in (
        "Kanari",
        "kanari",
        "example.invalid",
        "adviser",
        "school",
        busy.login_digest,
        busy.password,
    ):
        assert secret not in said.lower()


def changes(row: Any) -> dict[str, Any]:
    """What the newest entry of a row says."""
    newest = LogEntry.objects.filter(object_pk=str(row.pk)).order_by("-pk")[0]
    return dict(newest.changes or {})


def test_a_changed_role_leaves_a_trace_that_does_not_tell_it(adviser: Member) -> None:
    membership = Membership.objects.get(account=adviser.account)
    membership.profile = {**membership.profile, "role": "administrator"}
    membership.save()
    assert changes(membership) == {"profile": [MASK, MASK]}
    assert "administrator" not in rows()
    assert Entry.objects.filter(verb="register.changed", chain=HOUSE).latest("number").fields.split()[1]
    assert verify().flaws == []


def test_every_kind_of_profile_leaves_a_trace(adviser: Member) -> None:
    for model in (Account, Membership, Post, Agency, Coverage):
        row: Any = model._default_manager.all()[0]
        row.profile = {**row.profile, "extra": "kanari"}
        row.save()
        assert changes(row) == {"profile": [MASK, MASK]}, model
    assert "kanari" not in rows()


def test_a_profile_that_says_the_same_is_no_change(adviser: Member) -> None:
    membership = Membership.objects.get(account=adviser.account)
    before = LogEntry.objects.count()
    membership.profile = {**membership.profile, "role": Role.ADVISER}
    membership.save()
    post = Post.objects.get(pk=membership.post_id)
    post.profile = dict(reversed(post.profile.items()))
    post.save()
    assert LogEntry.objects.count() == before


def test_what_happens_in_a_request_names_its_account_by_id_alone(adviser: Member) -> None:
    """auditlog's own middleware stores the address and the client's own request id."""
    request = RequestFactory().get(
        "/", headers={"x-correlation-id": "kanari-cid", "x-forwarded-for": "203.0.113.9"}
    )
    request.user = adviser.account  # type: ignore[assignment]

    def view(_request: Any) -> Any:
        return create_account(actor=SUITE, name="Ny", email="ny@example.invalid")

    made: Any = RegisterMiddleware(view)(request)
    entry = LogEntry.objects.get(object_pk=str(made.pk))
    assert adviser.account is not None
    assert entry.actor_id == adviser.account.pk
    assert (entry.actor_email, entry.remote_addr, entry.remote_port, entry.cid) == (None, None, None, None)
    assert adviser.account.email not in rows()
    anchor = Entry.objects.get(chain=HOUSE, fields__startswith=f"entry-{entry.pk} ")
    assert anchor.actor == adviser.account.pk


def test_every_entry_is_anchored(busy: Account) -> None:
    anchored = {
        tuple(fields.split())
        for fields in Entry.objects.filter(verb="register.changed").values_list("fields", flat=True)
    }
    logged = {(f"entry-{entry.pk}", entry_digest(entry)) for entry in LogEntry.objects.all()}
    assert logged
    assert anchored == logged
    assert verify().flaws == []


CHANGES = {
    "changes": json.dumps({"is_active": ["True", "True"]}),
    "timestamp": "2020-01-01 00:00:00+00:00",
    "object_pk": "somebody else",
    "object_repr": "somebody else",
    "action": 2,
    "actor_email": "kanari@example.invalid",
    "additional_data": json.dumps({"said": "so"}),
}


@pytest.mark.parametrize("column", CHANGES)
def test_an_altered_entry_is_found(busy: Account, column: str) -> None:
    entry = LogEntry.objects.filter(object_pk=str(busy.pk)).order_by("pk")[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE auditlog_logentry SET {column} = %s WHERE id = %s", [CHANGES[column], entry.pk]
        )
    with pytest.raises(CommandError, match=f"entry-{entry.pk} was altered"):
        call_command("verify_trail")


def test_a_removed_entry_is_found(busy: Account) -> None:
    entry = LogEntry.objects.filter(object_pk=str(busy.pk)).order_by("pk")[0]
    number = Entry.objects.get(chain=HOUSE, fields__startswith=f"entry-{entry.pk} ").number
    LogEntry.objects.filter(pk=entry.pk).delete()
    assert [(flaw.chain, flaw.number, flaw.reason) for flaw in verify().flaws] == [
        (HOUSE, number, f"the register's entry-{entry.pk} was removed")
    ]


def test_a_smuggled_entry_is_found(busy: Account) -> None:
    entry = LogEntry.objects.order_by("pk")[0]
    entry.pk, entry.id = None, None
    LogEntry.objects.bulk_create([entry])
    assert ["was not written by this application" in flaw.reason for flaw in verify().flaws] == [True]


def test_an_exchange_of_two_entries_is_found(busy: Account) -> None:
    one, two = LogEntry.objects.order_by("pk")[:2]
    with connection.cursor() as cursor:
        for now, then in ((one.pk, -1), (two.pk, one.pk), (-1, two.pk)):
            cursor.execute("UPDATE auditlog_logentry SET id = %s WHERE id = %s", [then, now])
    assert len(verify().flaws) == 2


def test_a_change_by_sql_without_the_application_leaves_no_entry_and_no_right(adviser: Member) -> None:
    """A membership is only as good as its seal: one copied by SQL under another id does not open."""
    membership = Membership.objects.filter(account=adviser.account).get()
    with connection.cursor() as cursor:
        new = uuid.uuid4()
        cursor.execute(
            "INSERT INTO advisory_membership (id, account_id, post_id, starts_at, ends_at, profile)"
            " SELECT %s, account_id, post_id, starts_at, ends_at, profile"
            " FROM advisory_membership WHERE id = %s",
            [new.hex if connection.vendor == "sqlite" else new]
            + [membership.pk.hex if connection.vendor == "sqlite" else membership.pk],
        )
    from advisory.sealing.errors import SealError

    with pytest.raises(SealError):
        _ = adviser.standing
