"""Small and large registers for the tests of counting, written the way the services write them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from advisory.models import Post
from cases.models import Case, Inquiry
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.services import lanes
from cases.services.inquiries import new_case_rows, save_rows
from cases.told import Told
from tests import factories


@dataclass(frozen=True)
class Asked:
    """A post of this scheme was asked on a day."""

    scheme: str
    day: date
    asker: str = "SELV"
    outcome: str = ""
    actions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Matter:
    """A case as a test tells it: what it is about, who was asked in which order, whom it concerns."""

    asked: tuple[Asked, ...]
    sexes: tuple[str, ...] = ("K",)
    concern: str = "TVE_FR"
    kind: str = "SAK"
    # Of each person in turn, and of all that follow the last one.
    ages: tuple[str, ...] = ("16-17",)
    backgrounds: tuple[str, ...] = ("",)
    whereabouts: tuple[str, ...] = ("",)

    def persons(self) -> tuple[PersonFacts, ...]:
        def of(codes: tuple[str, ...], number: int) -> str:
            return codes[min(number, len(codes) - 1)]

        return tuple(
            PersonFacts(
                sex, of(self.ages, number), of(self.backgrounds, number), of(self.whereabouts, number)
            )
            for number, sex in enumerate(self.sexes)
        )


def case_of(scheme: str, day: date, **facts: str) -> Matter:
    return Matter((Asked(scheme, day),), **facts)  # type: ignore[arg-type]


def write(matters: Sequence[Matter], post: Post | None = None) -> list[Case]:
    """Store these matters as cases of a post, by itself of a new one; a further inquiry is handed over."""
    post = post or factories.new_post()
    now = datetime(2008, 1, 1, 12, tzinfo=UTC)
    rows = [
        new_case_rows(
            _told(matter),
            post_id=post.pk,
            group_id=post.group_id,
            submission=uuid.uuid4(),
            now=now + timedelta(seconds=number),
        )
        for number, matter in enumerate(matters)
    ]
    with transaction.atomic():
        save_rows(rows)
    for matter, row in zip(matters, rows, strict=True):
        for order, asked in enumerate(matter.asked[1:], start=1):
            hand_over(row.case, post, asked, order)
    return [row.case for row in rows]


def hand_over(case: Case, post: Post, asked: Asked, order: int = 1) -> Inquiry:
    """Another post is asked about the same case."""
    inquiry = lanes.begun(
        case,
        post_id=post.pk,
        received_on=asked.day,
        facts=_inquiry(asked),
        narrative="",
        submission=uuid.uuid4(),
        now=datetime.combine(asked.day, time(13), UTC) + timedelta(microseconds=order),
    )
    Inquiry.unscoped.bulk_create([inquiry])
    return inquiry


def _told(matter: Matter) -> Told:
    return Told(
        received_on=matter.asked[0].day,
        case=CaseFacts(kind=matter.kind, concern=matter.concern, focus_country="PK", urgency="ORD"),
        inquiry=_inquiry(matter.asked[0]),
        persons=() if matter.kind == "GEN" else matter.persons(),
        narrative="",
    )


def _inquiry(asked: Asked) -> InquiryFacts:
    return InquiryFacts(
        scheme=asked.scheme,
        channel="TLF",
        asker=asked.asker,
        outcome=asked.outcome,
        actions=asked.actions,
    )


def year_2008() -> list[Matter]:
    """The margins that the report of 2008 printed, and nothing else of it."""
    june, later = date(2008, 6, 12), date(2008, 9, 3)
    team: list[Matter] = []
    for number in range(248):
        day = june if number < 28 else (date(2008, 2, 4) if number < 90 else later)
        asker = "MR" if number < 18 else "BV"
        team.append(Matter((Asked("KT", day, asker),), ("K", "M") if number < 21 else ("K",)))
    team = _with_concerns(team, {"TVE_GJ": 50, "TVE_FR": 91})
    advisers = [
        Matter(
            (Asked("MR" if number % 4 else "IR", june if number < 100 else later),),
            ("K",) if number < 272 else ("M",) if number < 379 else ("U",),
        )
        for number in range(381)
    ]
    advisers[:10] = [Matter(one.asked, ("K", "K")) for one in advisers[:10]]
    return team + _with_concerns(advisers, {"TVE_GJ": 14, "TVE_FR": 63})


def _with_concerns(matters: list[Matter], numbers: dict[str, int]) -> list[Matter]:
    concerns = [code for code, number in numbers.items() for _ in range(number)]
    concerns += ["ANN"] * (len(matters) - len(concerns))
    return [Matter(one.asked, one.sexes, concern) for one, concern in zip(matters, concerns, strict=True)]
