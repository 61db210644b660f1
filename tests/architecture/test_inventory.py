"""Every column that could hold text is sealed, or stands here with the reason why it need not be."""

import pytest
from django.apps import apps
from django.db import models

from advisory.sealing.fields import SealedField
from advisory.sealing.registry import HAND_SEALED, in_use

# Kinds of columns that can hold nothing anybody typed.
HARMLESS = (
    models.UUIDField,
    models.AutoField,
    models.IntegerField,
    models.DateField,
    models.BooleanField,
    models.ForeignKey,
    models.DecimalField,
    models.CompositePrimaryKey,
)
ID, DIGEST, WORD, PUBLIC, EMPTY = (
    "a random id",
    "a keyed digest or a MAC",
    "a word of the code, never of a case",
    "a public list, the same for everybody",
    "stays empty: test_tables_of_other_packages_stay_empty",
)
IN_CLEAR = {
    "advisory.Account.password": "an Argon2 hash",
    "advisory.Account.login_digest": DIGEST,
    "advisory.Account.language": WORD,
    "advisory.Account.seal": DIGEST,
    "advisory.Agency.seal": DIGEST,
    "advisory.Coverage.seal": DIGEST,
    "advisory.Heartbeat.job": WORD,
    "advisory.Invitation.digest": DIGEST,
    "advisory.Post.seal": DIGEST,
    "advisory.StoredSession.digest": DIGEST,
    "advisory.StoredSession.account_tag": DIGEST,
    "advisory.Subject.tag": DIGEST,
    "advisory.Tries.tag": DIGEST,
    "audit.Change.relation": "the name of a table",
    "audit.Change.what": WORD,
    "audit.Change.rows": ID,
    "audit.ChainHead.digest": DIGEST,
    "audit.ChainHead.seal": DIGEST,
    "audit.StartMark.digest": DIGEST,
    "audit.StartMark.seal": DIGEST,
    "audit.Entry.verb": WORD,
    "audit.Entry.job": WORD,
    "audit.Entry.objects_named": ID,
    "audit.Entry.fields": "names of fields, reasons, digests: words of the code, never a value",
    "audit.Entry.previous": DIGEST,
    "audit.Entry.digest": DIGEST,
    "cases.Case.hold_reason": "a word of the code: why erasing is held back, never what it is about",
    "cases.Case.seal": DIGEST,
    "cases.CaseGroupPermission.seal": DIGEST,
    "cases.CaseUserPermission.seal": DIGEST,
    "cases.Inquiry.answer": "a word of the code: accepted, declined; queues need it",
    "cases.Inquiry.part": "a word of the code: whether the lane leads; why stands sealed",
    "cases.Inquiry.status": "the status of a lane: queues need it (design, settled questions)",
    "cases.MatterCode.digest": DIGEST,
    "cases.Ruling.kind": "a word of the code: kept out, let in or passed on; why stands sealed",
    "cases.StatusChange.status": "the status of a lane",
    "cases.Code.*": PUBLIC,
    "cases.PublishedFigure.*": PUBLIC,
    "auth.Group.name": ID,
    "auth.Permission.*": WORD,
    "contenttypes.ContentType.*": WORD,
    "auditlog.LogEntry.object_pk": ID,
    "auditlog.LogEntry.object_repr": "what __str__ gives: an id, or list and code",
    "auditlog.LogEntry.changes": "the fields of advisory/register.py; one word for what is sealed",
    "auditlog.LogEntry.changes_text": "none: written for admin pages that we do not have",
    "auditlog.LogEntry.serialized_data": "none: no model is registered with it",
    "auditlog.LogEntry.additional_data": "none: no model offers any",
    "auditlog.LogEntry.cid": "none: RegisterMiddleware passes none",
    "auditlog.LogEntry.remote_addr": "none: RegisterMiddleware passes none",
    "auditlog.LogEntry.actor_email": "none: RegisterMiddleware passes the id alone",
    "axes.AccessAttempt.username": DIGEST,
    "axes.AccessAttempt.ip_address": DIGEST,
    "axes.AccessAttempt.path_info": WORD,
    "axes.AccessAttempt.user_agent": "none: TagOnlyHandler",
    "axes.AccessAttempt.http_accept": "none: TagOnlyHandler",
    "axes.AccessAttempt.get_data": "none: TagOnlyHandler",
    "axes.AccessAttempt.post_data": "none: TagOnlyHandler",
    "axes.AccessLog.*": EMPTY,
    "axes.AccessFailureLog.*": EMPTY,
    "mfa.Authenticator.*": EMPTY,
    "account.EmailAddress.email": EMPTY,
    "account.EmailConfirmation.key": EMPTY,
    "guardian.UserObjectPermission.object_pk": EMPTY,
    "guardian.GroupObjectPermission.object_pk": EMPTY,
}


def text_columns() -> set[str]:
    """Label of every stored column, of every installed app, that could hold what somebody typed."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if not isinstance(field, HARMLESS)
    }


def allowed(label: str) -> bool:
    return label in IN_CLEAR or label in HAND_SEALED or f"{label.rpartition('.')[0]}.*" in IN_CLEAR


def test_every_column_that_could_hold_text_is_sealed_or_accounted_for() -> None:
    assert {label for label in text_columns() if label not in in_use() and not allowed(label)} == set()


def test_no_reason_outlives_its_column() -> None:
    models_there = {label.rpartition(".")[0] for label in text_columns()}
    assert set(HAND_SEALED) <= text_columns()
    for label in IN_CLEAR:
        model, _dot, name = label.rpartition(".")
        assert (model in models_there) if name == "*" else (label in text_columns()), label


def test_what_is_registered_is_sealed_indeed() -> None:
    for label in in_use():
        model, _dot, name = label.rpartition(".")
        assert isinstance(apps.get_model(model)._meta.get_field(name), SealedField), label


def test_what_is_sealed_by_hand_is_bytes_and_no_sealed_field() -> None:
    for label, reason in HAND_SEALED.items():
        model, _dot, name = label.rpartition(".")
        field = apps.get_model(model)._meta.get_field(name)
        assert reason
        assert isinstance(field, models.BinaryField)
        assert not isinstance(field, SealedField)


def test_nothing_sealed_is_indexed_sorted_or_unique() -> None:
    for label in in_use():
        model, _dot, name = label.rpartition(".")
        meta = apps.get_model(model)._meta
        field = meta.get_field(name)
        assert not field.unique
        assert not getattr(field, "db_index", False)
        assert name not in {one.lstrip("-") for index in meta.indexes for one in index.fields}
        assert name not in {one for rule in meta.constraints for one in getattr(rule, "fields", ())}


@pytest.mark.parametrize("label", [label for label, reason in IN_CLEAR.items() if reason == EMPTY])
def test_what_stays_empty_is_of_another_package(label: str) -> None:
    assert label.partition(".")[0] not in ("advisory", "audit", "cases")
