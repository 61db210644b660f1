"""Who works where and what was done in which case, as a machine of lanes knows it, beside the database.

Kept in plain values, so that what the database, the door and the figures say can be held against it.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from advisory.models import Account, Post
from advisory.models.post import Kind
from advisory.roles import DEPUTIES, Role
from advisory.standing import Held, Standing
from cases import access, seal
from cases.errors import NotYours
from cases.models import Inquiry
from cases.models.inquiry import Answer, Part
from cases.status import Status
from cases.who_asks_whom import may_ask
from tests import factories
from tests.factories import Member

# By name: the role, and the post of the reference data. The coordinators stay: without any, nobody is left
# to whom a post that was left can fall.
CAST = {
    "adviser": (Role.ADVISER, "sandaker"),
    "colleague": (Role.ADVISER, "sandaker"),
    "elsewhere": (Role.ADVISER, "sola"),
    "embassy": (Role.EMBASSY, "islamabad"),
    "attache": (Role.EMBASSY, "nairobi"),
    "coordinator": (Role.COORDINATOR, "kt-koordinator"),
    "second": (Role.COORDINATOR, "kt-koordinator"),
    "police": (Role.REPRESENTATIVE, "kt-pod"),
    "immigration": (Role.REPRESENTATIVE, "kt-udi"),
}
STAY = frozenset({"coordinator", "second"})
SCHEMES = {Kind.SCHOOL: "MR", Kind.EMBASSY: "IR", Kind.COORDINATOR: "KT", Kind.AGENCY: "KT"}
DAY = timedelta(days=1)
BEFORE, FOR_EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
TAKEN = ("", Answer.ACCEPTED)


@dataclass
class Lane:
    """As the machine left it. `how` it was asked; `questions`: by event the post that is to answer."""

    pk: uuid.UUID
    post: str
    asked_by: str | None = None
    how: str = ""
    answer: str = ""
    is_open: bool = True
    claimed_by: str | None = None
    questions: dict[uuid.UUID, str] = field(default_factory=dict)

    @property
    def is_worked_on(self) -> bool:
        return self.is_open and self.answer in TAKEN


@dataclass
class Matter:
    """A case. `schemes`: those of every post that was ever asked about it."""

    pk: uuid.UUID
    is_acute: bool
    lanes: list[Lane]
    schemes: set[str]
    is_assessed: bool = False

    def open_lanes(self) -> list[Lane]:
        return [one for one in self.lanes if one.is_open]

    def lane(self, pk: uuid.UUID) -> Lane:
        return next(one for one in self.lanes if one.pk == pk)


@dataclass
class StandsIn:
    deputy: str
    away: str
    post: str
    until: datetime
    membership: uuid.UUID


def cast() -> dict[str, Member]:
    """Everybody, at her post."""
    return {name: factories.member(name, role, factories.post(key)) for name, (role, key) in CAST.items()}


class World:
    """`people` are those of `cast`, whose accounts are read anew."""

    def __init__(self, people: dict[str, Member]) -> None:
        self.people = {
            name: Member(name, Account.objects.get(pk=one.account.pk), one.post)
            for name, one in people.items()
            if one.account is not None
        }
        found = [one.post for one in self.people.values() if one.post is not None]
        self.posts: dict[str, Post] = {str(post.profile["key"]): post for post in found}
        self.keys = {post.pk: key for key, post in self.posts.items()}
        self.names = {one.account.pk: name for name, one in self.people.items() if one.account is not None}
        self.here = set(self.people)
        self.deactivated: set[str] = set()
        self.standing_in: list[StandsIn] = []
        self.matters: list[Matter] = []
        self._standings: dict[tuple[str, frozenset[str]], Standing] = {}

    # -- people --

    def account(self, name: str) -> Account:
        found = self.people[name].account
        assert found is not None
        return found

    def holders(self, key: str) -> list[str]:
        """Who holds this post now, deputies included."""
        own = [name for name in sorted(self.here) if CAST[name][1] == key]
        return own + sorted({one.deputy for one in self.deputyships() if one.post == key} - set(own))

    def own_holders(self, key: str) -> list[str]:
        return [name for name in sorted(self.here) if CAST[name][1] == key]

    def deputyships(self) -> list[StandsIn]:
        """Those that give something now: the deputy holds a post of her own of such a kind."""
        now = timezone.now()
        return [one for one in self.standing_in if one.deputy in self.here and now < one.until]

    def posts_of(self, name: str) -> set[str]:
        own = {CAST[name][1]} if name in self.here else set()
        return own | {one.post for one in self.deputyships() if one.deputy == name}

    def standing(self, name: str) -> Standing:
        """Asked anew whenever she should hold other posts than before, and after `people_changed`."""
        key = name, frozenset(self.posts_of(name))
        if key not in self._standings:
            self._standings[key] = self.people[name].standing
            found = {self.keys[held.post_id] for held in self._standings[key].case_posts()}
            assert found == key[1], f"{name} holds {found}, not {set(key[1])}"
        return self._standings[key]

    def people_changed(self) -> None:
        self._standings.clear()

    def held(self, name: str, key: str) -> Held:
        return next(one for one in self.standing(name).case_posts() if one.post_id == self.posts[key].pk)

    def fits(self, deputy: str, away: str) -> bool:
        return CAST[deputy][0] in DEPUTIES[CAST[away][0]]

    def leaves(self, name: str) -> None:
        """Whoever holds no post of her own stands in for nobody."""
        self.here.discard(name)
        self.standing_in = [one for one in self.standing_in if one.deputy != name]

    # -- what lanes give --

    def gives(self, lane: Lane, row: Inquiry) -> dict[str, datetime | None]:
        """`view` and `change`, each until when; none for ever. `row` says which part it has and its end."""
        names = {"": ("view", "change"), Answer.ACCEPTED: ("view", "change"), Answer.UNANSWERED: ("view",)}
        ends = lane.asked_by is not None and row.part == Part.CONSULTED
        return dict.fromkeys(names.get(lane.answer, ()), row.access_until if ends else None)

    def given(self, matter: Matter, key: str, rows: dict[uuid.UUID, Inquiry]) -> set[str]:
        """What a post may do with a case now."""
        now = timezone.now()
        return {
            name
            for lane in matter.lanes
            if lane.post == key
            for name, until in self.gives(lane, rows[lane.pk]).items()
            if until is None or now < until
        }

    def rows_of(self, matter: Matter) -> dict[uuid.UUID, Inquiry]:
        return {row.pk: row for row in Inquiry.unscoped.filter(case=matter.pk)}

    def workable(self, *, name: str = "change", answers: Iterable[str] = TAKEN) -> list[tuple[Matter, Lane]]:
        """Open lanes with one of these answers, at whose post somebody may do that with the case now."""
        found, wanted = [], set(answers)
        for matter in self.matters:
            rows: dict[uuid.UUID, Inquiry] | None = None
            for lane in matter.open_lanes():
                if lane.answer in wanted and self.holders(lane.post):
                    rows = self.rows_of(matter) if rows is None else rows
                    if name in self.given(matter, lane.post, rows):
                        found.append((matter, lane))
        return found

    def any_lane(self, wanted: Callable[[Lane], bool]) -> bool:
        return any(wanted(lane) for matter in self.matters for lane in matter.lanes)

    def may_be_asked(self, matter: Matter, lane: Lane, *, by: str) -> list[str]:
        """Posts that the post `by` may ask about the case now, but that of `lane`."""
        working = {one.post for one in matter.open_lanes()}
        kind = self.posts[by].kind
        return [
            key
            for key, post in sorted(self.posts.items())
            if may_ask(kind, post.kind) and self.holders(key) and key not in {by, lane.post, *working}
        ]

    # -- what is to be counted --

    def counted(self) -> Counter[str]:
        """Cases by scheme: each once in every scheme that was asked about it."""
        return Counter(scheme for matter in self.matters for scheme in matter.schemes)

    def scheme(self, key: str) -> str:
        return SCHEMES[Kind(self.posts[key].kind)]

    def asked(self, matter: Matter, key: str) -> None:
        matter.schemes.add(self.scheme(key))

    # -- the door --

    def must_be_given(self, matter: Matter, found: seal.Whole) -> None:
        """The rows that give posts the case are those of its lanes, each with its end, and no other."""
        rows = {row.pk: row for row in found.inquiries}
        wanted: dict[tuple[int, int], datetime] = {}
        for lane in matter.lanes:
            for name, until in self.gives(lane, rows[lane.pk]).items():
                key = self.posts[lane.post].group_id, access.permission_id(name)
                wanted[key] = max(until or FOR_EVER, wanted.get(key, BEFORE))
        there = {(one.group_id, one.permission_id): one.ends_at or FOR_EVER for one in found.grants}
        assert there == wanted

    def must_see(self, name: str, rows: dict[uuid.UUID, dict[uuid.UUID, Inquiry]]) -> None:
        """List and number are those of the cases that her posts' lanes give her, and no other."""
        hers = self.posts_of(name)
        wanted = {
            matter.pk
            for matter in self.matters
            if any("view" in self.given(matter, key, rows[matter.pk]) for key in hers)
        }
        standing = self.standing(name)
        assert set(access.visible_to(standing).values_list("pk", flat=True)) == wanted, name
        assert access.count_visible(standing) == len(wanted), name

    def must_open(self, name: str, matter: Matter, rows: dict[uuid.UUID, Inquiry]) -> None:
        """The page and the case itself say the same; it changes in her hands if her posts may change it."""
        given = set().union(*(self.given(matter, key, rows) for key in self.posts_of(name)))
        standing = self.standing(name)
        listed = {one.pk for one in access.page(standing, size=100).cases}
        assert (matter.pk in listed) == ("view" in given), name
        if "view" not in given:
            with pytest.raises(NotYours):
                access.open_case(standing, matter.pk)
            return
        opened = access.open_case(standing, matter.pk)
        assert access.may_change(standing, opened) == ("change" in given), name


def opened_by(world: World, name: str, matter: Matter, lane: Lane) -> dict[str, Any]:
    """What a service of a lane is given: the case as the door hands it out to her, and that lane of it."""
    case = access.open_case(world.standing(name), matter.pk)
    row = next(one for one in case.inquiries.all() if one.pk == lane.pk)
    return {"standing": world.standing(name), "case": case, "lane": row, "revision": case.revision}


def is_open(row: Inquiry) -> bool:
    return row.status != Status.CLOSED
