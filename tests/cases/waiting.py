"""Cases that wait for somebody, at a time that is no holiday anywhere, and a process that is killed."""

import io
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.core.management import call_command
from django.db import connection

from advisory.models import Letter, Post
from audit.models import Entry
from audit.verbs import Verb
from cases import access
from cases.models import Case, Inquiry
from cases.models.facts import CaseFacts
from cases.services.hand_over import ask
from cases.services.inquiries import log_inquiry
from cases.sharing import Basis, How, Sharing
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


def asked(case: Case, by: Member, post: Post, *, days: int = 90, how: How = How.ADVISE) -> Inquiry:
    """The member's post asks another about a case of hers, at this moment; the letter of that put aside."""
    assert by.post is not None
    opened = access.case_to_change(by.standing, case.pk)
    own = next(one for one in opened.inquiries.all() if one.post_id == by.post.pk)
    made = ask(
        standing=by.standing,
        case=opened,
        lane=own,
        revision=opened.revision,
        to_post=post,
        how=how,
        sharing=Sharing(basis=Basis.CONSENT, hastens="NEI", harms_siblings="NEI", why="Hun reiser snart."),
        submission=uuid.uuid4(),
        days=days,
    )
    Letter.objects.all().delete()
    return made


def run(command: str) -> str:
    out = io.StringIO()
    call_command(command, stdout=out, stderr=out)
    return out.getvalue()


def letters(*kinds: str) -> Counter[uuid.UUID]:
    """How many wait or were sent, of these kinds or of all, by account."""
    found = [(one.account_id, json.loads(one.content)["kind"]) for one in Letter.objects.all()]
    return Counter(account for account, kind in found if not kinds or kind in kinds)


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
