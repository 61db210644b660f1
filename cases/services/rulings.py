"""What every ruling on a case has in common: its row with its reason, and the grants given anew beside it."""

import uuid
from datetime import datetime

from advisory.models import Account
from advisory.sealing.checked import Checked
from advisory.services.holders import accounts_of, holding
from advisory.services.outbox import ask_to_sign_in
from audit import record
from audit.actor import Actor
from audit.verbs import Verb
from cases import gate, seal
from cases.errors import NoReasonGiven
from cases.models.case import Case
from cases.models.grant import CaseGroupPermission, CaseUserPermission
from cases.models.ruling import Kind, Ruling
from cases.services.kept_words import keep_words

REASON_LENGTH = 500


def written(reason: str) -> Checked:
    """The reason as it is kept. Raises NoReasonGiven, and what the gate raises."""
    text = gate.passed(reason, field="reason", longest=REASON_LENGTH)
    if not text:
        raise NoReasonGiven
    return text


def ruled(
    case: Case,
    kind: Kind,
    *,
    by: uuid.UUID,
    now: datetime,
    reason: str,
    account: uuid.UUID | None = None,
    post: uuid.UUID | None = None,
    until: datetime | None = None,
) -> Ruling:
    """Save a ruling of a case that was opened with its texts; the caller is changing the case."""
    row = Ruling(
        case=case,
        kind=kind,
        account_id=account,
        post_id=post,
        by_id=by,
        since=now,
        until=until,
        reason=reason,
        end_reason="",
    )
    row.save(force_insert=True)
    keep_words(case, reason, by=by, now=now)
    return row


def ended(row: Ruling, *, by: uuid.UUID, now: datetime, reason: str = "") -> None:
    """The caller is changing its case, which was opened with its texts if there is a reason."""
    row.ended_at, row.ended_by_id = now, by
    fields = ["ended_at", "ended_by"]
    if reason:
        row.end_reason = reason
        fields.append("end_reason")
        keep_words(row.case, reason, by=by, now=now)
    row.save(update_fields=fields)


def in_force(case: Case, kind: Kind, account: uuid.UUID, now: datetime) -> list[Ruling]:
    """The rulings of this kind on this account that hold now. One query."""
    rows = Ruling.unscoped.filter(case=case, kind=kind, account=account, ended_at=None)
    found = [row for row in rows if row.holds_at(now)]
    for row in found:
        row.case = case
    return found


def grants_anew(case: Case) -> None:
    """After grants were given or taken back, or somebody was shut out: one version on, with MACs of it.

    What an earlier version gave is worth nothing then, also put back by SQL. The caller is changing the case.
    """
    case.grants_version += 1
    case.save(update_fields=["grants_version", "kept_out"])
    for model in (CaseGroupPermission, CaseUserPermission):
        grants = list(model.objects.filter(content_object=case))
        seal.seal_grants(case, grants)
        for grant in grants:
            grant.save(update_fields=["seal"])


def record_ruling(verb: Verb, *, actor: Actor, case: Case, objects: list[uuid.UUID]) -> None:
    """On the case's chain, after it was sealed anew: the ruling, and whom or what it is about."""
    record.write(verb, actor=actor, chain=case.pk, subject=case.pk, objects=objects, revision=case.revision)


def who_may_open(case: Case, now: datetime) -> list[Account]:
    """Those who hold a post that may see the case, deputies included, and are not shut out of it.

    The case's grants and rulings are loaded with it.
    """
    rulings = case.rulings.all()
    out = {one.account_id for one in rulings if one.kind == Kind.KEPT_OUT and one.ended_at is None}
    groups = {grant.group_id for grant in case.group_grants.all()}
    held = [one for one in holding(now) if one.post.group_id in groups and one.account_id not in out]
    return accounts_of(held)


def tell(accounts: list[Account], now: datetime) -> None:
    """A letter that says nothing but that there is something to see; in the caller's transaction."""
    for account in accounts:
        ask_to_sign_in(account, now=now)
