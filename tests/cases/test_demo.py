"""The invented year adds up to the printed one, exactly; and its rows are those of the web form.

Counted here by plain Python over the opened facts, not by the engine of the statistics.
"""

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import timezone

from advisory.models import Account, Membership, Post
from advisory.roles import Role
from advisory.standing import standing_of
from audit.models import Entry
from audit.verify import verify
from cases import access, codebook, gate
from cases.demo.errors import NotInProduction
from cases.demo.load import load_demo, planned
from cases.demo.margins import printed
from cases.models import Case, CaseGroupPermission, CountedYear, Inquiry
from cases.models.case import Lock
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.services import inquiries, lanes
from cases.services.insert import insert
from cases.services.past_cases import Counted, Ending, Lane, Plan, write, written
from cases.services.revisions import reseal
from cases.status import Status
from tests import factories
from tests.factories import SUITE, Member

ADVISERS = frozenset({"MR", "IR"})
TEAM = frozenset({"KT"})


@dataclass(frozen=True)
class Told:
    """A stored case, opened."""

    facts: CaseFacts
    persons: tuple[PersonFacts, ...]
    inquiries: tuple[tuple[date, InquiryFacts], ...]
    posts: tuple[str, ...]

    def asked(self, schemes: frozenset[str]) -> bool:
        return any(facts.scheme in schemes for _day, facts in self.inquiries)


def stored() -> list[Told]:
    return list(_stored())


def _stored() -> Iterator[Told]:
    keys = {post.pk: post.profile["key"] for post in Post.objects.all()}
    rows = Case.unscoped.prefetch_related("persons", "inquiries").order_by("opened_at", "pk")
    for case in rows:
        case.lock = Lock()
        asked = sorted(case.inquiries.all(), key=lambda inquiry: inquiry.created_at)
        for row in [*case.persons.all(), *asked]:
            row.case = case
        yield Told(
            facts=case.facts,
            persons=tuple(person.facts for person in case.persons.all()),
            inquiries=tuple((row.received_on, row.facts) for row in asked),
            posts=tuple(keys[row.post_id] for row in asked),
        )


def specific(told: list[Told], schemes: frozenset[str]) -> list[Told]:
    return [one for one in told if one.facts.kind == "SAK" and one.asked(schemes)]


def load(**options: Any) -> list[Told]:
    call_command("load_demo", year=2008, verbosity=0, **options)
    return stored()


@pytest.mark.one_database("Sums of what is drawn by Python; that rows hold it is seen on both below.")
@pytest.mark.parametrize(("scale", "seed"), [(1, 2008), (1, 7), (2, 2008)])
def test_margins_are_the_printed_ones(reference: None, scale: int, seed: int) -> None:
    told = load(scale=scale, seed=seed)
    cases = specific(told, ADVISERS)
    concerns = Counter(one.facts.concern for one in cases)
    sexes = Counter(person.sex for one in cases for person in one.persons)
    assert len(cases) == 381 * scale
    assert sexes == {"K": 282 * scale, "M": 107 * scale, "U": 2 * scale}
    assert sexes.total() == 391 * scale
    assert (concerns["TVE_GJ"], concerns["TVE_FR"]) == (14 * scale, 63 * scale)

    team = specific(told, TEAM)
    concerns = Counter(one.facts.concern for one in team)
    assert len(team) == 248 * scale
    assert sum(len(one.persons) for one in team) == 269 * scale
    assert (concerns["TVE_GJ"], concerns["TVE_FR"]) == (50 * scale, 91 * scale)

    asked = [(day, facts) for one in team for day, facts in one.inquiries if facts.scheme == "KT"]
    june = [facts for day, facts in asked if day.month == 6]
    assert len(asked) == 248 * scale
    assert len(june) == 28 * scale
    assert Counter(facts.asker for facts in june)["MR"] == 18 * scale


class TestTheYear(TestCase):
    """What a loaded year is like; loaded once for all of these."""

    told: ClassVar[list[Told]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.told = load()

    @classmethod
    def tearDownClass(cls) -> None:
        super().tearDownClass()
        del cls.told

    def test_who_was_asked_where_and_when(self) -> None:
        for one in self.told:
            assert 1 <= len(one.persons) <= 3 or one.facts.kind == "GEN"
            for (day, facts), key in zip(one.inquiries, one.posts, strict=True):
                post = factories.post(key) if facts.scheme == "IR" else None
                assert day.year == 2008
                assert facts.scheme == "KT" or day >= date(2008, 6, 1)
                if post is not None:
                    assert one.facts.focus_country in factories.covered(post)
        posts = Counter(key for one in self.told for key in one.posts)
        assert len([key for key in posts if not key.startswith("kt-")]) == 29 + 6
        assert {key for key in posts if key.startswith("kt-")} == {
            "kt-koordinator", "kt-imdi", "kt-udi", "kt-pod", "kt-bufdir",
        }  # fmt: skip
        months = Counter(
            day.month for one in self.told for day, facts in one.inquiries if facts.scheme == "KT"
        )
        assert set(months) == set(range(1, 13))

    def test_the_eighteen_are_one_case_in_two_lanes(self) -> None:
        both = [one for one in self.told if len(one.inquiries) > 1]
        assert len(both) == 18
        for one in both:
            (first_day, first), (second_day, second) = one.inquiries
            assert (first.scheme, second.scheme, second.asker) == ("MR", "KT", "MR")
            assert one.posts[1] == "kt-koordinator"
            assert date(2008, 6, 1) <= first_day <= second_day <= date(2008, 6, 30)
        (coordinator,) = Membership.objects.filter(post=factories.post("kt-koordinator"))
        standing = standing_of(coordinator.account)
        visible = set(access.visible_to(standing).values_list("pk", flat=True))
        shared = [
            case
            for case in Case.unscoped.all()
            if case.inquiries.count() == 2 and case.pk in visible and access.may_change(standing, case)
        ]
        assert len(shared) == 18

    def test_every_code_was_offered_on_its_day(self) -> None:
        for one in self.told:
            day, _facts = one.inquiries[0]
            rows = [(one.facts, day), *((facts, when) for when, facts in one.inquiries)]
            for facts, when in [*rows, *((person, day) for person in one.persons)]:
                for name, slot in facts.SLOTS.items():
                    value = getattr(facts, name)
                    for code in [value] if isinstance(value, str) else value:
                        if code:
                            assert codebook.entries(slot.list)[code].offered_on(when), (slot.list, code)

    def test_general_questions_concern_nobody(self) -> None:
        general = [one for one in self.told if one.facts.kind == "GEN"]
        assert 30 <= len(general) <= 90
        assert all(one.persons == () for one in general)

    def test_everybody_holds_a_post_today(self) -> None:
        accounts = Account.objects.filter(is_demo=True)
        roles = Counter(held.role for account in accounts for held in standing_of(account).posts)
        assert roles == {
            Role.ADVISER: 30,
            Role.EMBASSY: 6,
            Role.COORDINATOR: 1,
            Role.REPRESENTATIVE: 6,
            Role.STATISTICS: 1,
            Role.UNIT_LEADER: 1,
            Role.PRIVACY: 1,
            Role.ADMINISTRATOR: 1,
        }
        assert (
            Counter(row.post.profile["key"] for row in Membership.objects.select_related("post"))["stovner"]
            == 2
        )
        for account in accounts:
            assert account.name.startswith("Demo ")
            assert account.email.endswith("@example.invalid")
            assert not account.has_usable_password()
            account.email.encode("ascii")
        starts = {row.starts_at for row in Membership.objects.all() if row.role in ("adviser", "embassy")}
        (start,) = starts
        assert start.astimezone(ZoneInfo("Europe/Oslo")).date() == date(2008, 6, 1)

    def test_notes_say_that_they_are_synthetic(self) -> None:
        for case in Case.unscoped.all()[:60]:
            factories.unlocked(case)
            for inquiry in case.inquiries.all():
                inquiry.case = case
                assert inquiry.narrative.startswith("Syntetisk: ")
                assert not any(letter.isdigit() for letter in inquiry.narrative)

    def test_most_are_closed_and_the_dates_agree(self) -> None:
        cases = list(Case.unscoped.prefetch_related("inquiries__status_changes"))
        closed = [case for case in cases if case.closed_at is not None]
        assert 0.7 < len(closed) / len(cases) < 0.95
        now = timezone.now()
        for case in cases:
            changes = [change for inquiry in case.inquiries.all() for change in inquiry.status_changes.all()]
            done = all(inquiry.status == Status.CLOSED for inquiry in case.inquiries.all())
            assert done == (case.closed_at is not None)
            assert case.opened_at <= case.changed_at < now
            if case.closed_at is not None:
                assert case.closed_at == max(change.at for change in changes) == case.changed_at
            for inquiry in case.inquiries.all():
                assert inquiry.created_at.astimezone(ZoneInfo("Europe/Oslo")).date() == inquiry.received_on

    def test_trail_is_whole_and_the_year_is_counted(self) -> None:
        assert verify().flaws == []
        assert Entry.objects.filter(verb="case.logged").count() == Case.unscoped.count()
        assert Entry.objects.filter(verb="demo.loaded").count() == 1
        assert CountedYear.objects.filter(year=2008).exists()


def test_same_seed_same_year(reference: None) -> None:
    margins = printed(2008)
    posts = {post.profile["key"]: post for post in Post.objects.all()}
    first = planned(margins, posts, seed=1, scale=1)
    assert planned(margins, posts, seed=1, scale=1) == first
    assert planned(margins, posts, seed=2, scale=1) != first


def trace(case: Case) -> dict[str, Any]:
    """What is stored of a case, in words that do not depend on ids and on the clock."""
    case = factories.unlocked(Case.unscoped.get(pk=case.pk))
    persons, asked = list(case.persons.all()), list(case.inquiries.all())
    for row in [*persons, *asked]:
        row.case = case
    ids = {str(row.pk): number for number, row in enumerate(asked)}
    return {
        "case": (case.facts, case.revision, case.closed_at is not None),
        "persons": [(row.position, row.facts) for row in persons],
        "inquiries": [(row.facts, row.narrative, row.received_on, row.status, row.post_id) for row in asked],
        "changes": [change.status for row in asked for change in row.status_changes.all()],
        "keys": [(row.generation, row.epoch, row.holder) for row in case.keys.all()],
        "grants": sorted(
            (row.group_id, row.permission.codename, row.opened_at == case.opened_at)
            for row in CaseGroupPermission.objects.filter(content_object=case).select_related("permission")
        ),
        "trail": [
            (entry.number, entry.verb, entry.subject == case.pk, entry.fields, ids[entry.objects_named])
            for entry in Entry.objects.filter(chain=case.pk).order_by("number")
            if entry.verb != "case.read"
        ],
    }


# An ending without follow-ups: the demonstration's cases of years ago have none.
@pytest.mark.parametrize("outcome", ["", "RAD"])
def test_one_by_one_stores_the_same_as_in_bulk(adviser: Member, outcome: str) -> None:
    told = factories.told(
        persons=(PersonFacts("K", "18-21", "PK", "NOR"), PersonFacts("M", "22-25", "PK", "NOR"))
    )
    single = factories.log_case(adviser, **{"persons": told.persons})
    if outcome:
        opened = factories.unlocked(single)
        inquiry = opened.inquiries.get()
        inquiry.case = opened
        inquiries.close_inquiry(
            standing=adviser.standing, case=opened, inquiry=inquiry, revision=1, outcome=outcome
        )

    now = timezone.now()
    lane = Lane("sandaker", told.received_on, now, told.inquiry, gate.ours(told.narrative))
    plan = Plan(told.case, told.persons, (replace(lane, ending=Ending(outcome, now)) if outcome else lane,))
    bulk = written(plan, {"sandaker": factories.post("sandaker")})
    loaded = Counted()
    write(adviser.standing.actor, [bulk], loaded)
    assert trace(bulk.rows.case) == trace(single)
    assert (loaded.cases, loaded.persons, loaded.closed) == (1, 2, bool(outcome))


def test_a_further_lane_is_a_lane_like_the_first(adviser: Member, coordinator: Member) -> None:
    """The services close it, for they cannot tell how it came there."""
    assert coordinator.post is not None
    case = factories.log_case(adviser)
    second = lanes.begun(
        case,
        post_id=coordinator.post.pk,
        received_on=date(2026, 6, 4),
        facts=InquiryFacts(scheme="KT", channel="TLF", asker="MR"),
        narrative=gate.ours("Syntetisk: råd ønsket."),
        submission=uuid.uuid4(),
        now=timezone.now(),
    )
    insert([second], access.grants_for(case, [coordinator.post.group_id], ["view", "change"]))
    reseal(case.pk)
    opened = access.case_to_change(coordinator.standing, case.pk)
    own = next(row for row in Inquiry.unscoped.filter(case=opened) if row.post_id == coordinator.post.pk)
    own.case = opened
    inquiries.close_inquiry(
        standing=coordinator.standing, case=opened, inquiry=own, revision=1, outcome="RAD"
    )
    assert Case.unscoped.get(pk=case.pk).closed_at is None
    assert own.facts.outcome == "RAD"


def test_a_year_without_printed_margins_is_refused(reference: None) -> None:
    with pytest.raises(CommandError, match="2008"):
        call_command("load_demo", year=2007, verbosity=0)
    assert not Account.objects.exists()


def test_a_second_load_is_refused_or_left(reference: None, capsys: pytest.CaptureFixture[str]) -> None:
    load()
    before = Case.unscoped.count()
    with pytest.raises(CommandError, match="already"):
        call_command("load_demo", year=2008)
    capsys.readouterr()
    call_command("load_demo", "--year", "2008", "--if-empty")
    assert capsys.readouterr().out == ""
    assert Case.unscoped.count() == before


def test_never_in_production(reference: None, settings: Any) -> None:
    settings.IS_PRODUCTION = True
    with pytest.raises(NotInProduction):
        load_demo(actor=SUITE, year=2008, scale=1, seed=1)
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo", "--year", "2008", "--if-empty")
    assert not Account.objects.exists()


@pytest.mark.parametrize("scale", ["0", "-1", "many"])
def test_scale_is_a_whole_number_from_one(reference: None, scale: str) -> None:
    with pytest.raises(CommandError, match="whole number"):
        call_command("load_demo", "--year", "2008", "--scale", scale)


def test_counts_are_printed(reference: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_demo", "--year", "2008")
    assert "47 accounts, 651 cases with 669 inquiries" in capsys.readouterr().out
