"""The matter code of a case: made on demand by the post that leads it, good once and for a fortnight.

Whoever was told it finds that there is a case, and may ask; it opens nothing. What stands in the database is
a keyed digest, by which it is found, and the code itself under seal, for the post to read it out. The chain
of its case says which was made last, and that it was used or withdrawn: one that SQL put back is no good.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from advisory.sealing.lookup import matter_digest, matter_digests
from advisory.standing import Standing
from audit import record
from audit.actor import Actor
from audit.models import Entry
from audit.verbs import Verb
from cases import gate
from cases.matter_code import new_code
from cases.models.case import Case
from cases.models.inquiry import Inquiry
from cases.models.matter import MatterCode
from cases.services.matter_sides import ACTOR, hold, must_lead

GOOD_FOR = timedelta(days=14)
# What the chain of a case says of its codes, the newest of them of the one that there is.
LIFE = (Verb.MATTER_CODE_MADE, Verb.MATTER_CODE_WITHDRAWN, Verb.MATTER_CODE_USED)


@dataclass(frozen=True, slots=True, repr=False)
class Code:
    """`post` made it, for its case, and `account` at it. Never printed: `code` is a secret."""

    id: uuid.UUID
    code: str
    case: uuid.UUID
    post: uuid.UUID
    account: uuid.UUID
    expires_at: datetime


def code_of(case: Case) -> Code | None:
    """That of a case that was opened for her, while it is good. Raises SealError."""
    return _good(MatterCode.objects.filter(of_case=case.pk))


def make(*, standing: Standing, case: Case, lane: Inquiry) -> Code:
    """A new code in place of the one there was. Raises NotOpen or LeadsNotMatter."""
    code, made_at = new_code(), timezone.now()
    said = Code(uuid.uuid4(), code, case.pk, lane.post_id, standing.account_id, made_at + GOOD_FOR)
    with transaction.atomic():
        hold(case.pk)
        must_lead(lane)
        MatterCode.objects.filter(of_case=case.pk).delete()
        MatterCode(
            id=said.id,
            account_id=said.account,
            of_case=case.pk,
            digest=matter_digest(code),
            expires_at=said.expires_at,
            said=gate.ours(_to_text(said)),
        ).save(force_insert=True)
        _record(Verb.MATTER_CODE_MADE, standing.actor, case.pk, said.id)
    return said


def withdraw(*, standing: Standing, case: Case, lane: Inquiry) -> None:
    """Nobody can ask by it any more; nothing when there is none. Raises NotOpen or LeadsNotMatter."""
    with transaction.atomic():
        hold(case.pk)
        must_lead(lane)
        row = MatterCode.objects.filter(of_case=case.pk).first()
        if row is not None:
            row.delete()
            _record(Verb.MATTER_CODE_WITHDRAWN, standing.actor, case.pk, row.pk)


def found(code: str) -> Code | None:
    """Whose code this is; None for one that there is not, or that is over. Raises SealError."""
    return _good(MatterCode.objects.filter(digest__in=matter_digests(code)))


def found_among(code: str, cases: QuerySet[Case]) -> Code | None:
    """The same, of these cases alone: one question, alike for a code of another case and for none at all."""
    rows = MatterCode.objects.filter(digest__in=matter_digests(code), of_case__in=cases.values("pk"))
    return _good(rows)


def used(code: Code) -> bool:
    """It is good no more; whether it was still there. The caller holds its case."""
    was_there = bool(MatterCode.objects.filter(pk=code.id, of_case=code.case).delete()[0])
    if was_there:
        # By whom stands on the chain of the case that was asked from.
        _record(Verb.MATTER_CODE_USED, ACTOR, code.case, code.id)
    return was_there


def forget(case_id: uuid.UUID) -> None:
    """That of a case that is erased."""
    MatterCode.objects.filter(of_case=case_id).delete()


def over(now: datetime) -> QuerySet[MatterCode]:
    """Everybody's codes whose days are over, for whoever sweeps them."""
    return MatterCode.objects.filter(expires_at__lte=now)


def _to_text(code: Code) -> str:
    ids = {name: str(getattr(code, name)) for name in ("case", "post", "account")}
    return json.dumps({"code": code.code, "expires_at": code.expires_at.isoformat(), **ids})


def _good(rows: QuerySet[MatterCode]) -> Code | None:
    """The one of these that is not over. Raises SealError for one that was altered or put back."""
    row = rows.filter(expires_at__gt=timezone.now()).first()
    if row is None:
        return None
    code = _opened(row)
    last = Entry.objects.filter(chain=code.case, verb__in=LIFE).order_by("number").last()
    if last is not None and (last.verb, last.objects_named) == (Verb.MATTER_CODE_MADE, str(code.id)):
        return code
    if not MatterCode.objects.filter(pk=row.pk).exists():
        # Used or made anew between the two questions.
        return None
    raise SealError("a matter code was put back", place=_place(row))


def _opened(row: MatterCode) -> Code:
    """Raises SealError for a row that says something else than what was sealed."""
    said = json.loads(row.said)
    ids = {name: uuid.UUID(said[name]) for name in ("case", "post", "account")}
    code = Code(row.pk, said["code"], expires_at=datetime.fromisoformat(said["expires_at"]), **ids)
    clear = row.of_case, row.account_id, row.expires_at
    if clear != (code.case, code.account, code.expires_at) or row.digest not in matter_digests(code.code):
        raise SealError("a matter code was altered", place=_place(row))
    return code


def _place(row: MatterCode) -> Place:
    return Place("cases.MatterCode", row.pk, "said", row.pk)


def _record(verb: Verb, actor: Actor, case_id: uuid.UUID, code_id: uuid.UUID) -> None:
    record.write(verb, actor=actor, chain=case_id, subject=case_id, objects=[code_id])
