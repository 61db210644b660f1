"""Entries of the trail one by one, in words: an account's week with where each came from, and a case's own.

Each is recorded before it is read. What a case is about stands nowhere in the trail.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from advisory.origin import Origin, open_origin
from advisory.sealing.errors import SealError
from advisory.services.trail_people import People, people
from advisory.standing import Standing
from advisory.weeks import OSLO, Week
from audit import record, review
from audit.actor import ANONYMOUS, Actor
from audit.models import Entry
from audit.review import Place, Sheet
from audit.said import in_words
from audit.sentences import SENTENCES
from audit.verbs import Verb

SHEET = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, as somebody reads it."""

    at: datetime
    name: str
    place: str
    verb: str
    sentence: str
    account: uuid.UUID
    # The case it is about, where it is about one and is not a list.
    case: uuid.UUID | None
    listed: int
    fields: str
    # None where nothing was written, so for everything before origins were.
    origin: Origin | None = None
    origin_opens: bool = True

    @property
    def short(self) -> str:
        """The beginning of the case's id: enough to tell one line's from another's."""
        return str(self.case)[:8] if self.case else ""

    @property
    def week(self) -> str:
        return Week.of(self.at.astimezone(OSLO).date()).name


@dataclass(frozen=True, slots=True)
class Lines:
    lines: list[Line]
    after: Place | None


@dataclass(frozen=True, slots=True)
class AccountWeek:
    name: str
    place: str
    zone: ZoneInfo
    entries: Lines


def account_week(standing: Standing, account: uuid.UUID, week: Week, *, after: Place | None) -> AccountWeek:
    """What this account did that week, newest first, by the clock of its post, with where it came from."""
    record.alone(Verb.TRAIL_READ, actor=standing.actor, subject=account, fields=[f"week-{week.name}"])
    sheet = review.of_actor(account, week.start, week.end, after=after, size=SHEET)
    known = people([account], asked_by=standing.actor)
    zone = known.zone(account, week.end)
    lines = [_line(entry, known, zone=zone, with_origin=True) for entry in sheet.entries]
    return AccountWeek(known.name(account), known.place(account, week.end), zone, Lines(lines, sheet.after))


def case_for_officer(standing: Standing, case: uuid.UUID, *, after: Place | None) -> Lines:
    """Who has seen the case, and who tried: by its id, and nothing of what it holds."""
    record.alone(Verb.TRAIL_READ, actor=standing.actor, subject=case)
    return _lines(review.of_case(case, after=after, size=SHEET, tried=True), asked_by=standing.actor)


def case_for_its_own(
    standing: Standing, case: uuid.UUID, *, after: Place | None, others_named: bool = True
) -> Lines:
    """Who has seen the case, for one whom the door has let in; that she asked stands on its chain.

    Without `others_named` whoever works on cases elsewhere has neither name nor post.
    """
    record.alone(Verb.TRAIL_READ, actor=standing.actor, chain=case, subject=case)
    sheet = review.of_case(case, after=after, size=SHEET)
    own = None if others_named else {held.post_id for held in standing.case_posts()}
    return _lines(sheet, asked_by=standing.actor, own=own)


def _lines(sheet: Sheet, *, asked_by: Actor, own: set[uuid.UUID] | None = None) -> Lines:
    """`own`: the only posts whose people are named, if not all are."""
    known = people({entry.actor for entry in sheet.entries}, asked_by=asked_by)
    lines = []
    for entry in sheet.entries:
        line, posts = _line(entry, known), known.posts(entry.actor, entry.at)
        if own is not None and posts and posts.isdisjoint(own):
            line = replace(line, name=_("Somebody at another post"), place="", account=ANONYMOUS)
        lines.append(line)
    return Lines(lines, sheet.after)


def _line(entry: Entry, known: People, *, zone: ZoneInfo = OSLO, with_origin: bool = False) -> Line:
    origin, opens = _origin(entry) if with_origin else (None, True)
    return Line(
        at=entry.at.astimezone(zone),
        name=known.name(entry.actor, entry.job),
        place=known.place(entry.actor, entry.at),
        verb=entry.verb,
        sentence=sentence(entry.verb),
        account=entry.actor,
        case=_case_of(entry),
        listed=len(entry.objects_named.split()) if entry.verb == Verb.CASES_LISTED else 0,
        fields=in_words(entry.fields.split()),
        origin=origin,
        origin_opens=opens,
    )


def sentence(verb: str) -> str:
    """What a verb says; a verb of another version says itself."""
    return str(SENTENCES.get(verb, verb))  # type: ignore[call-overload]


def _case_of(entry: Entry) -> uuid.UUID | None:
    """Only where the verb says that the subject is a case: elsewhere it may be an account or a session."""
    about_a_case = entry.verb.startswith("case.") or (
        entry.verb == Verb.ACCESS_REFUSED and "case" in entry.fields.split()
    )
    return entry.subject if about_a_case else None


def _origin(entry: Entry) -> tuple[Origin | None, bool]:
    """Not recorded when it does not open: the entry it stands in is what verify_trail looks at."""
    if entry.origin is None:
        return None, True
    try:
        return open_origin(entry.origin, request=entry.request, actor=entry.actor), True
    except SealError:
        return None, False
