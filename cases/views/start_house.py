"""Parts of the first page for who reviews the trail and who manages accounts: numbers, and never a case."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from advisory.http import AdviserRequest
from advisory.jobs import Heard, all_heard
from advisory.services.staff import Person, State, everybody
from advisory.services.trail_review import Events, Review, week_review
from advisory.services.vacancies import Place, places
from advisory.views.trail_charts import Drawing, charts_of
from advisory.weeks import Week
from cases.services.glass import openings
from cases.statistics.seals_tried import seals_tried
from cases.statistics.words import LANGUAGES

# The job whose last run the privacy officer is told of.
TRAIL_JOB = "verify_trail"
# Accounts to do, by name; the rest stands on the page of accounts.
PEOPLE = 10
TO_DO = (State.RAN_OUT, State.NOT_INVITED, State.INVITED)


@dataclass(frozen=True, slots=True)
class Trail:
    """What there is to review this week, emergency openings of late, when trail and seals were tried."""

    week: Week
    last_week: Week
    alarms: int
    exceptions: int
    marked: int
    refused: int
    openings: int
    open_now: int
    days: Drawing
    trail_tried: Heard
    seals_tried: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """`people`: who cannot sign in yet, the first of `number`; `without_post`: who can and holds none."""

    people: list[Person]
    number: int
    more: int
    without_post: int
    vacant: int
    jobs: list[Heard]
    not_well: list[Heard]


def trail_part(request: AdviserRequest) -> Trail:
    week, now = Week.now(), timezone.now()
    review, opened = week_review(request.standing, week), openings(now)
    return Trail(
        week=week,
        last_week=week.other(-1),
        alarms=_all(review.alarms),
        exceptions=_all(review.exceptions),
        marked=sum(bool(one.marks) for one in review.readers),
        refused=_refused(review),
        openings=len(opened),
        open_now=sum(one.holds for one in opened),
        days=next(one for one in charts_of(review) if one.id == "days"),
        trail_tried=next(one for one in all_heard(now) if one.job.name == TRAIL_JOB),
        seals_tried=seals_tried((get_language() or LANGUAGES[0])[:2]),
    )


def accounts_part(request: AdviserRequest) -> Accounts:
    here = [one for one in everybody(asked_by=request.standing.actor) if one.state != State.DEACTIVATED]
    to_do = sorted((one for one in here if one.state in TO_DO), key=lambda one: TO_DO.index(one.state))
    posts: list[Place] = places(asked_by=request.standing.actor)
    jobs = all_heard(timezone.now())
    return Accounts(
        people=to_do[:PEOPLE],
        number=len(to_do),
        more=max(0, len(to_do) - PEOPLE),
        without_post=sum(one.state == State.HERE and not one.now for one in here),
        vacant=sum(not one.holders for one in posts),
        jobs=jobs,
        not_well=[one for one in jobs if one.has_failed or one.is_missed],
    )


def _all(events: Events) -> int:
    return len(events.told) + events.more


def _refused(review: Review) -> int:
    return review.refused_sign_ins.refused if review.refused_sign_ins else 0
