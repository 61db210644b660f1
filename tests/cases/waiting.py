"""Cases that wait for somebody, at a time that is no holiday anywhere, and a process that is killed."""

import io
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from advisory.models import Letter, Post
from audit import record
from audit.models import Entry
from audit.verbs import Verb
from cases import access, seal
from cases.models import Case, Inquiry
from cases.models.event import EventKind
from cases.models.facts import CaseFacts, InquiryFacts
from cases.services import lanes
from cases.services.events import happened
from cases.services.inquiries import log_inquiry
from cases.services.unattended import changing_unattended
from tests import factories
from tests.factories import Member

# A Tuesday, when a Norwegian post opens: 08:00 in Oslo, 11:00 in Islamabad.
TUESDAY = datetime(2030, 9, 3, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


def logged(by: Member, urgency: str = "ORD") -> Case:
    """Logged by the service at this moment."""
    told = factories.told(case=CaseFacts(concern="TVE_FR", focus_country="PK", urgency=urgency))
    case, _made = log_inquiry(standing=by.standing, held=by.held, told=told, submission=uuid.uuid4())
    return case


def asked(case: Case, by: Member, post: Post, *, until: datetime | None = None) -> Inquiry:
    """Another post is asked about the case, until then, as a hand-over does it: lane, event, grant, entry."""
    assert by.post is not None
    assert by.account is not None
    now = timezone.now()
    with transaction.atomic():
        with changing_unattended(case.pk) as found:
            access.unlocked_anew(found.case, found)
            lane = lanes.begun(
                found.case,
                post_id=post.pk,
                received_on=now.date(),
                facts=InquiryFacts(scheme="IR"),
                narrative="",
                submission=uuid.uuid4(),
                now=now,
                asked_by=by.post.pk,
                urgency=found.case.facts.urgency,
            )
            lane.access_until = until
            lane.save(force_insert=True)
            happened(found.case, lane, EventKind.ASKED, post_id=by.post.pk, by=by.account.pk, now=now)
            grants = access.grants_for(found.case, [post.group_id], ["view", "change"])
            for grant in grants:
                grant.ends_at = until
            seal.seal_grants(found.case, grants)
            for grant in grants:
                grant.save(force_insert=True)
        record.write(
            Verb.CASE_CHANGED,
            actor=by.standing.actor,
            chain=case.pk,
            subject=case.pk,
            revision=found.case.revision,
        )
    return Inquiry.unscoped.get(pk=lane.pk)


def run(command: str) -> str:
    out = io.StringIO()
    call_command(command, stdout=out, stderr=out)
    return out.getvalue()


def letters() -> Counter[uuid.UUID]:
    """How many wait or were sent, by account."""
    return Counter(Letter.objects.values_list("account_id", flat=True))


def written_to(*members: Member) -> Counter[uuid.UUID]:
    """One letter to each."""
    return Counter(one.account.pk for one in members if one.account is not None)


def entries(verb: Verb) -> int:
    return Entry.objects.filter(verb=verb).count()


class Killed(BaseException):
    """The process ends here."""


def killed_at_each_statement(work: Callable[[], Any], after: Callable[[], None]) -> int:
    """Do the work again and again, ended before its first statement, its second and so on, until it is done;
    `after` looks each time what is left. How often it was ended.
    """
    for number in range(1, 1000):
        left = number

        def until(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal left
            left -= 1
            if left <= 0:
                raise Killed
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(until):
                work()
        except Killed:
            after()
        else:
            return number - 1
    raise AssertionError("it never ends")
