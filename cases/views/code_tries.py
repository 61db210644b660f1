"""Matter codes that somebody tries: counted for her account, wherever in the program she types them.

A try is counted before the code is looked for, and taken back unless there is no such code for her.
"""

from django.http import HttpResponse
from django.utils.translation import ngettext

from advisory.http import AdviserRequest
from advisory.throttling import Kind, Wait, failed, must_be_allowed, not_tried, tag_of
from audit import record
from audit.verbs import Verb
from cases.models import Case

KIND: Kind = "matter"
# Longer waits are told in minutes.
IN_SECONDS = 90


def count(request: AdviserRequest, case: Case | None = None) -> None:
    """`case` is the one from whose page she asks. Raises Wait, which is recorded once a turn."""
    try:
        must_be_allowed(request, tag_of(request.user), KIND)
    except Wait as wait:
        if wait.told:
            _refused(request, case, "slowed")
        raise


def was_wrong(request: AdviserRequest, case: Case | None = None) -> None:
    failed(request, tag_of(request.user), KIND)
    _refused(request, case, "wrong")


def was_no_guess(request: AdviserRequest) -> None:
    """The code was right, or was not looked for. A right one forgives no wrong ones: nobody guesses on by
    using one of a friend's in between.
    """
    not_tried(request, tag_of(request.user))


def later(answer: HttpResponse, wait: Wait) -> HttpResponse:
    answer.headers["Retry-After"] = str(wait.seconds)
    return answer


def in_words(seconds: int) -> str:
    if seconds <= IN_SECONDS:
        text = ngettext(
            "Too many wrong codes. Wait %(number)d second.",
            "Too many wrong codes. Wait %(number)d seconds.",
            seconds,
        )
        return text % {"number": seconds}
    minutes = round(seconds / 60)
    text = ngettext(
        "Too many wrong codes. Wait %(number)d minute.",
        "Too many wrong codes. Wait %(number)d minutes.",
        minutes,
    )
    return text % {"number": minutes}


def _refused(request: AdviserRequest, case: Case | None, why: str) -> None:
    subject = case.pk if case is not None else None
    record.alone(Verb.MATTER_CODE_REFUSED, actor=request.standing.actor, subject=subject, fields=[why])
