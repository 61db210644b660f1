"""Somebody made up for every post, in office since the service began and still there."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

from advisory.models import Post
from advisory.models.post import Kind
from advisory.roles import Role
from advisory.services.accounts import create_account
from advisory.services.memberships import start_membership
from audit.actor import Actor

OSLO = ZoneInfo("Europe/Oslo")
BEGINNING = date(2008, 6, 1)
# The report prints 30 advisers at 29 schools; cases/reference puts the second one here.
SCHOOL_OF_TWO = "stovner"

SINCE_JUNE = frozenset({Role.ADVISER, Role.EMBASSY})
OFFICE = {
    Role.STATISTICS: "Demo Statistikkansvarlig",
    Role.UNIT_LEADER: "Demo Enhetsleder",
    Role.PRIVACY: "Demo Personvernombud",
    Role.ADMINISTRATOR: "Demo Systemansvarlig",
}


@dataclass(frozen=True, slots=True)
class Invented:
    name: str
    role: Role
    post: Post

    @property
    def email(self) -> str:
        """An address under a name that can never exist (RFC 2606)."""
        plain = self.name.lower().replace(" ", "-").replace("å", "a")
        return f"{plain}@example.invalid"


def appoint(*, actor: Actor, posts: dict[str, Post]) -> int:
    """Give every post its account, that nobody can sign in to with a password; how many were made."""
    invented = _everybody(posts)
    # By chance and by no seed: rows in the order of a public list would tell whose they are.
    random.SystemRandom().shuffle(invented)
    for one in invented:
        account = create_account(actor=actor, name=one.name, email=one.email, is_demo=True)
        since = max(one.post.valid_from, BEGINNING) if one.role in SINCE_JUNE else one.post.valid_from
        start_membership(
            actor=actor,
            account=account,
            post=one.post,
            role=one.role,
            starts_at=datetime.combine(since, time(), tzinfo=OSLO),
        )
    return len(invented)


def _everybody(posts: dict[str, Post]) -> list[Invented]:
    today = timezone.localdate()
    valid = {key: post for key, post in sorted(posts.items()) if post.holds_on(today)}
    schools = [post for key, post in valid.items() if post.kind == Kind.SCHOOL]
    schools += [valid[SCHOOL_OF_TWO]] if SCHOOL_OF_TWO in valid else []
    people = [
        Invented(f"Demo Rådgiver {number:02}", Role.ADVISER, post)
        for number, post in enumerate(schools, start=1)
    ]
    embassies = [post for post in valid.values() if post.kind == Kind.EMBASSY]
    people += [
        Invented(f"Demo Integreringsrådgiver {number}", Role.EMBASSY, post)
        for number, post in enumerate(embassies, start=1)
    ]
    for post in valid.values():
        if post.kind == Kind.COORDINATOR:
            people.append(Invented("Demo Koordinator", Role.COORDINATOR, post))
        elif post.kind == Kind.AGENCY:
            name = f"Demo Representant {post.profile['agency']}"
            people.append(Invented(name, Role.REPRESENTATIVE, post))
        elif post.kind == Kind.OFFICE:
            people += [Invented(name, role, post) for role, name in OFFICE.items()]
    return people
