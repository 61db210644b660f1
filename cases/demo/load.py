"""Writes the invented year through the same steps as the web form, many cases at a time."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from advisory.models import Account, Coverage, Post
from advisory.models.post import Kind
from audit import record
from audit.actor import HOUSE, Actor
from audit.verbs import Verb
from cases.demo import shares
from cases.demo.errors import AlreadyThere, NotInProduction
from cases.demo.margins import Margins, printed
from cases.demo.people import appoint
from cases.demo.plans import Places, year_of_cases
from cases.models import CountedYear
from cases.services.past_cases import Counted, Plan, write_all


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was written."""

    accounts: int
    written: Counted


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
        accounts = appoint(actor=actor, posts=posts)
        plans = planned(margins, posts, seed=seed, scale=scale)
        loaded = Loaded(accounts, write_all(actor, plans, posts))
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
