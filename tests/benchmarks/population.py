"""A register of made-up cases to measure on: seeded, so that every run and every database has the same.

Rows are made by the service's own `drafted` and `save_rows`. The cases' trail entries are left out, for
nothing that is measured here reads them.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from django.db import connection, transaction

from advisory.account_seal import seal
from advisory.models import Account, Membership, Post
from advisory.roles import Role
from advisory.services.groups import give_groups
from advisory.standing import Held, Standing, standing_of
from audit import record
from audit.actor import job
from audit.verbs import Verb
from cases import access, codebook, gate
from cases.models import Case, CaseGroupPermission, CountedYear
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.services.inquiries import Rows, new_case_rows, save_rows
from cases.told import Told
from tests.benchmarks.runner import dice

FULL = 100_000  # cases
BATCH = 500
YEARS = range(2008, 2018)
# Of ten posts in a row, what each is: (kind, role, scheme that counts its inquiries).
KINDS = (
    *[("school", Role.ADVISER, "MR")] * 5,
    *[("agency", Role.REPRESENTATIVE, "KT")] * 4,
    ("embassy", Role.EMBASSY, "IR"),
)
SYLLABLES = ("fam", "li", "en", "vil", "at", "hun", "skal", "rei", "se", "bry", "llup", "redd", "gå", "hjem")


@dataclass(frozen=True, slots=True)
class Member:
    standing: Standing
    held: Held


@dataclass(frozen=True, slots=True)
class Logged:
    """What the fill remembers of a case, to check answers with: nothing of it is read from the database."""

    case_id: uuid.UUID
    opened_at: datetime
    told: Told


def begin_register() -> None:
    """From 2008 on every year is counted here, also the one that is in print."""
    CountedYear.objects.bulk_create([CountedYear(year=year) for year in YEARS], ignore_conflicts=True)


def members(number: int) -> list[Member]:
    """That many new posts, each held by one new account."""
    starts = datetime(2008, 1, 1, tzinfo=UTC)
    accounts, posts, memberships = [], [], []
    for index in range(number):
        kind, role, _scheme = KINDS[index % len(KINDS)]
        key = uuid.uuid4().hex
        post = Post(valid_from=date(2008, 1, 1), profile={"kind": kind, "key": key, "name": f"Post {index}"})
        account = Account.new(name=f"Adviser {index}", email=f"{key}@example.invalid")
        account.set_unusable_password()
        membership = Membership.new(account=account, post=post, role=role.value, starts_at=starts)
        accounts.append(account)
        posts.append(post)
        memberships.append(membership)
    with transaction.atomic():
        give_groups(posts)
        for account, membership in zip(accounts, memberships, strict=True):
            seal(account, [membership])
            record.write(
                Verb.ACCOUNT_CREATED,
                actor=job("benchmarks"),
                chain=account.pk,
                subject=account.pk,
                first=True,
                revision=account.revision,
            )
        Account.objects.bulk_create(accounts)
        Post.objects.bulk_create(posts)
        Membership.objects.bulk_create(memberships)
    standings = [standing_of(account) for account in accounts]
    return [Member(standing, standing.posts[0]) for standing in standings]


def told_by(
    rolls: random.Random, *, year: int, scheme: str = "MR", persons: int = 0, narrative: bool = False
) -> Told:
    """A made-up telling. `persons` 0: mostly one, sometimes two; `narrative`: some 300 bytes of it."""
    day = date(year, 1, 1) + timedelta(days=rolls.randrange(365))
    number = persons or (2 if rolls.random() < 0.05 else 1)
    return Told(
        received_on=day,
        case=CaseFacts(
            kind="SAK",
            concern=_one(rolls, "hovedbekymring"),
            circumstances=_some(rolls, "tilleggsforhold"),
            focus_country=_one(rolls, "land"),
            urgency=_one(rolls, "hastegrad"),
        ),
        inquiry=InquiryFacts(
            scheme=scheme,
            channel=_one(rolls, "kanal"),
            asker=_one(rolls, "henvender"),
            actions=_some(rolls, "tiltak"),
        ),
        persons=tuple(
            PersonFacts(
                sex=rolls.choices(("K", "M", "U"), (72, 27, 1))[0],
                age_group=_one(rolls, "aldersgruppe"),
                background=_one(rolls, "land"),
                whereabouts=_one(rolls, "oppholdssted"),
            )
            for _person in range(number)
        ),
        narrative=gate.ours(" ".join(rolls.choices(SYLLABLES, k=80))[:300]) if narrative else "",
    )


@cache
def _codes(name: str) -> list[str]:
    return list(codebook.numbers(name))


def _one(rolls: random.Random, name: str) -> str:
    return rolls.choice(_codes(name))


def _some(rolls: random.Random, name: str) -> frozenset[str]:
    return frozenset(rolls.sample(_codes(name), rolls.randrange(4)))


def fill(posts: list[Member], first: int, last: int) -> list[Logged]:
    """Cases number `first` to `last` (not included), in turn at each post and at random over YEARS.

    None has a narrative: no page of a list and no table reads one.
    """
    logged: list[Logged] = []
    with transaction.atomic():
        for start in range(first, last, BATCH):
            rolls = dice(f"population {start}")
            batch: list[Rows] = []
            for index in range(start, min(start + BATCH, last)):
                told, rows = _invented(rolls, index % len(posts), posts)
                logged.append(Logged(rows.case.pk, rows.case.opened_at, told))
                batch.append(rows)
            save_rows(batch)
    return logged


def fill_year(posts: list[Member], year: int, number: int) -> None:
    """So many cases of one year, in turn at each post."""
    rolls = dice(f"population of {year}")
    with transaction.atomic():
        save_rows([_invented(rolls, index % len(posts), posts, year)[1] for index in range(number)])


def _invented(rolls: random.Random, which: int, posts: list[Member], year: int = 0) -> tuple[Told, Rows]:
    held = posts[which].held
    told = told_by(rolls, year=year or rolls.choice(YEARS), scheme=KINDS[which % len(KINDS)][2])
    moment = timedelta(hours=8, microseconds=rolls.randrange(8 * 3600 * 10**6))
    rows = new_case_rows(
        told,
        post_id=held.post_id,
        group_id=held.group_id,
        submission=uuid.uuid4(),
        now=datetime.combine(told.received_on, time(), UTC) + moment,
    )
    return told, rows


def share(cases: list[Logged], member: Member) -> None:
    """Let the member's post see cases of other posts."""
    grants = [
        grant
        for one in cases
        for grant in access.grants_for(
            Case(pk=one.case_id, opened_at=one.opened_at), [member.held.group_id], ["view"]
        )
    ]
    with transaction.atomic():
        CaseGroupPermission.objects.bulk_create(grants, batch_size=BATCH)


def analyse() -> None:
    """Let the planner know how much there is, as a running database does by itself."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
