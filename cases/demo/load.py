"""Writes the invented year through the same steps as the web form, many cases at a time."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.db import transaction

from advisory.models import Account, Coverage, Post
from advisory.models.post import Kind
from audit import record
from audit.actor import HOUSE, Actor
from audit.verbs import Verb
from cases import access, gate
from cases.demo import shares
from cases.demo.errors import AlreadyThere, NotInProduction
from cases.demo.margins import Margins, printed
from cases.demo.matters import Lane, Plan
from cases.demo.people import appoint
from cases.demo.plans import Places, year_of_cases
from cases.models import CaseGroupPermission, CountedYear, Inquiry, StatusChange
from cases.services import lane_clock, lanes
from cases.services.inquiries import Rows, new_case_rows, save_rows, seal_rows
from cases.services.insert import insert
from cases.status import Status
from cases.told import Told

BATCH = 200


@dataclass(slots=True)
class Loaded:
    """What was written, counted while writing."""

    accounts: int = 0
    cases: int = 0
    inquiries: int = 0
    persons: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of one case: those of a new case, and what came after."""

    rows: Rows
    further: list[Inquiry]
    grants: list[CaseGroupPermission]
    changes: list[StatusChange]


def load_demo(*, actor: Actor, year: int, scale: int, seed: int) -> Loaded:
    """Invent `year` and write it, all or nothing; recorded.

    Raises NotInProduction, NoMargins for a year without printed margins, AlreadyThere when the
    database has demonstration data.
    """
    if settings.IS_PRODUCTION:
        raise NotInProduction
    margins = printed(year, scale=scale)
    with transaction.atomic():
        if is_loaded():
            raise AlreadyThere
        posts = {post.profile["key"]: post for post in Post.objects.select_related("group")}
        loaded = Loaded(accounts=appoint(actor=actor, posts=posts))
        plans = iter(planned(margins, posts, seed=seed, scale=scale))
        for batch in iter(lambda: list(islice(plans, BATCH)), []):
            write(actor, [written(plan, posts) for plan in batch], loaded)
        CountedYear.objects.get_or_create(year=year)
        record.write(
            Verb.DEMO_LOADED,
            actor=actor,
            chain=HOUSE,
            fields=[f"year-{year}", f"scale-{scale}", f"seed-{seed}"],
        )
    return loaded


def is_loaded() -> bool:
    return Account.objects.filter(is_demo=True).exists()


def written(plan: Plan, posts: dict[str, Post]) -> Written:
    """The unsaved rows of a planned case, with everything that happened to it since."""
    first, *later = plan.lanes
    told = Told(first.received_on, plan.case, first.facts, plan.persons, gate.ours(first.narrative))
    post = posts[first.post]
    rows = new_case_rows(told, post_id=post.pk, group_id=post.group_id, submission=uuid.uuid4(), now=first.at)
    further = [_further(rows, lane, posts[lane.post]) for lane in later]
    grants = access.grants_for(rows.case, [posts[lane.post].group_id for lane in later], ["view", "change"])
    changes = [
        lanes.ended(inquiry, outcome=lane.ending.outcome, at=lane.ending.at)
        for inquiry, lane in zip([rows.inquiry, *further], plan.lanes, strict=True)
        if lane.ending
    ]
    lane_clock.lead([rows.inquiry, *further])
    steps = [lane.at for lane in later] + [change.at for change in changes]
    rows.case.revision += len(steps)
    rows.case.changed_at = max([first.at, *steps])
    if len(changes) == len(plan.lanes):
        rows.case.closed_at = max(change.at for change in changes)
    seal_rows(rows, further=further, grants=grants, changes=changes)
    return Written(rows, further, grants, changes)


def _further(rows: Rows, lane: Lane, post: Post) -> Inquiry:
    return lanes.begun(
        rows.case,
        post_id=post.pk,
        received_on=lane.received_on,
        facts=lane.facts,
        narrative=gate.ours(lane.narrative),
        submission=uuid.uuid4(),
        now=lane.at,
        urgency=rows.case.facts.urgency,
    )


def write(actor: Actor, batch: Sequence[Written], loaded: Loaded) -> None:
    """Save a batch, and give every case its chain with one entry a step."""
    closed = [change.inquiry for one in batch for change in one.changes]
    with _stored_as_begun(closed):
        save_rows([one.rows for one in batch])
        insert(
            [inquiry for one in batch for inquiry in one.further],
            [grant for one in batch for grant in one.grants],
            [change for one in batch for change in one.changes],
        )
    for one in batch:
        case = one.rows.case
        lanes.record_logged(actor=actor, case=case, inquiry=one.rows.inquiry)
        for inquiry in one.further:
            lanes.record_step(
                Verb.CASE_CHANGED, actor=actor, case=case, inquiry=inquiry, fields=["inquiries"]
            )
        for change in one.changes:
            lanes.record_ended(actor=actor, case=case, inquiry=change.inquiry)
        loaded.cases += 1
        loaded.inquiries += 1 + len(one.further)
        loaded.persons += len(one.rows.persons)
        loaded.closed += case.closed_at is not None


@contextmanager
def _stored_as_begun(closed: Sequence[Inquiry]) -> Iterator[None]:
    """For lanes that were closed before they were ever stored: within it they are inserted as they began, and
    afterwards closed, as the database asks of every lane. They were sealed as closed, and are so again.
    """
    for lane in closed:
        lane.status = Status.RECEIVED
        lane.next_post_id, lane.next_due_at = lane.post_id, lane.created_at
    yield
    for lane in closed:
        lane.status = Status.CLOSED
        lane_clock.stop(lane)
    Inquiry.unscoped.filter(pk__in=[lane.pk for lane in closed]).update(
        status=Status.CLOSED, next_post=None, next_due_at=None
    )


def planned(margins: Margins, posts: dict[str, Post], *, seed: int, scale: int) -> list[Plan]:
    """The year that a seed means, for the schools and embassies there were."""
    covered: dict[uuid.UUID, set[str]] = {}
    for row in Coverage.objects.all():
        if row.holds_on(margins.advisers.last):
            covered.setdefault(row.post_id, set()).add(row.profile["country"])
    schools = {
        key: shares.COUNTIES.get(post.profile["county"], shares.OTHER_COUNTY)
        for key, post in sorted(posts.items())
        if post.kind == Kind.SCHOOL and post.holds_on(margins.advisers.last)
    }
    embassies = {key: frozenset(covered.get(posts[key].pk, ())) for key in shares.EMBASSIES}
    return year_of_cases(margins, Places(schools, embassies), seed=seed, scale=scale)
