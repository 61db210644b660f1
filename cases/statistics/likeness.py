"""How many recorded persons are alike: sex, age group, background, county and half-year, counted over facts.

Health authorities call data anonymous where five fit or more. Below that nothing here tells how many there
are outside what an adviser sees: a two in place of a one would tell her that another post has such a case.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from advisory.models import Post
from cases import codebook
from cases.models.case import Case
from cases.models.facts import PersonFacts
from cases.models.inquiry import Inquiry
from cases.models.person import Person
from cases.models.slots import RECORD_BYTES
from cases.statistics.opening import opener, record_of

# As many or more, and nobody is singled out.
ENOUGH = 5
AGE, BACKGROUND = "age_group", "background"
# What a fact says when it says no more than it must.
WIDEST = {AGE: frozenset({"", "UKJ", "B", "V"}), BACKGROUND: frozenset({"", "XX"})}

# Sex, age group and background as codes, county.
Kind = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A person as she is counted."""

    person_id: uuid.UUID
    case_id: uuid.UUID
    kind: Kind
    year: int
    half: int


@dataclass(frozen=True, slots=True)
class Fit:
    """Of one person. `own`: how many she is like in the cases the reader sees, herself among them; None
    where enough fit. `wider`: the facts to widen or leave out.
    """

    own: int | None
    wider: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """Persons of a year by how many they are like."""

    year: int
    alone: int
    few: int
    enough: int


def half_year_of(case: Case) -> tuple[datetime, datetime]:
    """Its first moment, and the first one after it."""
    day = timezone.localdate(case.opened_at)
    first = date(day.year, 1 if day.month < 7 else 7, 1)
    after = date(day.year, 7, 1) if day.month < 7 else date(day.year + 1, 1, 1)
    return _midnight(first), _midnight(after)


def fits(case: Case, persons: Iterable[Person], seen: Collection[uuid.UUID]) -> list[Fit]:
    """Of each person of a case that was opened, for who sees the cases `seen` of its half-year.

    Raises SealError.
    """
    found = list(_recorded(*half_year_of(case)))
    of_person = {one.person_id: one for one in found}
    return [_fit(of_person[person.pk], found, seen) for person in persons if person.pk in of_person]


def by_year() -> list[Year]:
    """All there are, newest first. Raises SealError."""
    alike = Counter((one.year, one.half, one.kind) for one in _recorded(None, None))
    bands: Counter[tuple[int, str]] = Counter()
    for (year, _half, _kind), count in alike.items():
        bands[year, "alone" if count == 1 else "few" if count < ENOUGH else "enough"] += count
    years = sorted({year for year, _band in bands}, reverse=True)
    return [Year(one, *(bands[one, band] for band in ("alone", "few", "enough"))) for one in years]


def _fit(person: Recorded, found: list[Recorded], seen: Collection[uuid.UUID]) -> Fit:
    if _count(person, found) >= ENOUGH:
        return Fit(None)
    own = [one for one in found if one.case_id in seen]
    sayable = dict(zip((AGE, BACKGROUND), person.kind[1:3], strict=True))
    narrow = [name for name, code in sayable.items() if code not in WIDEST[name]]
    # Where leaving out one is enough, one; that so many fit then is all that this tells.
    enough = [name for name in narrow if _count(person, found, without=name) >= ENOUGH]
    return Fit(_count(person, own), tuple(enough[:1] or narrow))


def _count(person: Recorded, found: list[Recorded], *, without: str = "") -> int:
    wanted = _but(person.kind, without)
    return sum(_but(one.kind, without) == wanted for one in found)


def _but(kind: Kind, without: str) -> tuple[str, ...]:
    skipped = {AGE: 1, BACKGROUND: 2}.get(without)
    return tuple(code for place, code in enumerate(kind) if place != skipped)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _recorded(since: datetime | None, before: datetime | None) -> Iterator[Recorded]:
    """Persons of the cases that were opened between; of the county of the post that was asked first."""
    within = {} if since is None else {"case__opened_at__gte": since, "case__opened_at__lt": before}
    counties = {post.pk: _county(post) for post in Post.objects.all()}
    first: dict[uuid.UUID, uuid.UUID] = {}
    lanes = Inquiry.unscoped.filter(**within).order_by("created_at", "id").values_list("case_id", "post_id")
    for case_id, post_id in lanes.iterator():
        first.setdefault(case_id, post_id)
    open_facts = opener("cases.Person.facts", RECORD_BYTES)
    codes = {name: _codes(name) for name in ("sex", AGE, BACKGROUND)}
    rows = Person.unscoped.filter(**within).values_list("pk", "case_id", "case__opened_at", "facts")
    for pk, case_id, opened_at, facts in rows.iterator():
        record = open_facts(record_of(facts), pk.bytes, case_id.bytes)
        sex, age, background = (codes[name][_number(record, name)] for name in codes)
        day, post = timezone.localdate(opened_at), first.get(case_id)
        kind = (sex, age, background, counties[post] if post else "")
        yield Recorded(pk, case_id, kind, day.year, (day.month - 1) // 6)


def _county(post: Post) -> str:
    """Of an embassy its country; the team has neither."""
    return str(post.profile.get("county") or post.profile.get("country") or "")


def _codes(name: str) -> dict[int, str]:
    """Code by number; zero is not recorded."""
    listed = codebook.numbers(PersonFacts.SLOTS[name].list)
    return {0: ""} | {number: code for code, number in listed.items()}


def _number(record: bytes, name: str) -> int:
    slot = PersonFacts.SLOTS[name]
    return int.from_bytes(record[slot.offset : slot.offset + slot.size], "big")
