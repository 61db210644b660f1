"""Packed columns and what was changed since count what the rows count, cell by cell, whatever happens."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from advisory.models import Post
from cases.models.facts import InquiryFacts, PersonFacts
from tests.cases.statistics.packed import work
from tests.factories import Member

pytestmark = pytest.mark.django_db

days = st.integers(0, (work.TODAY - work.FIRST).days).map(lambda number: work.FIRST + timedelta(number))
schemes = st.sampled_from(["MR", "IR", "KT"])
persons = st.builds(
    PersonFacts,
    sex=st.sampled_from(["K", "M", ""]),
    age_group=st.sampled_from(["16-17", "18-21", ""]),
    background=st.sampled_from(["PK", "SO", "XX", ""]),
    whereabouts=st.sampled_from(["NOR", "UTL"]),
)
inquiries = st.builds(
    InquiryFacts,
    scheme=schemes,
    channel=st.just("TLF"),
    asker=st.sampled_from(["SELV", "MR"]),
    outcome=st.sampled_from(["", "", "FEIL"]),
    actions=st.frozensets(st.sampled_from(["RAD", "RISK"]), max_size=2),
)
which = st.integers(0, 3)
happenings = st.one_of(
    st.just(("pack",)),
    st.just(("pack",)),
    st.tuples(st.just("logged"), days, schemes, st.lists(persons, min_size=1, max_size=3)),
    st.tuples(st.just("asked"), which, days, inquiries),
    st.tuples(st.just("moved"), which, days),
    st.tuples(st.just("corrected"), which, st.sampled_from(["TVE_FR", "TVE_GJ", "ANN"])),
    st.tuples(st.just("in error"), which),
    st.tuples(st.just("joined"), which, persons),
    st.tuples(st.just("left"), which),
    st.tuples(st.just("closed"), which, days),
    st.tuples(st.just("reopened"), which, days),
    st.tuples(st.just("announced"), which),
    st.tuples(st.just("erased"), which),
)


class Story:
    """Happenings to the cases logged so far; what cannot happen to one does not."""

    def __init__(self, by: Member, posts: list[Post]) -> None:
        self.by, self.posts = by, posts
        self.cases: list[Any] = []
        self.over: set[Any] = set()
        self.latest: dict[Any, datetime] = {}

    def goes_on(self, what: str, *told: Any) -> None:
        if what == "pack":
            work.pack(answers=False)
        elif what == "logged":
            day, scheme, concerned = told
            self.cases.append(work.logged(self.by, day, scheme, *concerned).pk)
        else:
            open_cases = [case for case in self.cases if case not in self.over]
            if open_cases:
                self._to(open_cases[told[0] % len(open_cases)], what, *told[1:])

    def _to(self, case: Any, what: str, *told: Any) -> None:
        if what == "asked":
            work.asked(case, self.posts[len(self.cases) % len(self.posts)].pk, *told)
        elif what == "corrected":
            work.corrected(case, concern=told[0], sex="M", asker="POL")
        elif what == "in error":
            work.corrected(case, outcome="FEIL")
        elif what == "erased":
            work.announced(case)
            work.erased(case)
            self.over.add(case)
        elif what in ("closed", "reopened"):
            # Time goes one way.
            at = datetime.combine(told[0], time(12), tzinfo=work.NOON.tzinfo)
            self.latest[case] = max(at, self.latest.get(case, at) + timedelta(minutes=1))
            getattr(work, what)(case, self.latest[case])
        else:
            getattr(work, what)(case, *told)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(begins=st.lists(happenings, max_size=4), goes_on=st.lists(happenings, max_size=8))
def test_rows_and_columns_count_alike(adviser: Member, begins: Any, goes_on: Any) -> None:
    with time_machine.travel(work.NOON, tick=True), transaction.atomic():
        story = Story(adviser, list(Post.objects.all()[:4]))
        story.goes_on("logged", date(2025, 5, 1), "MR", [PersonFacts(sex="K", background="PK")])
        for one in (*begins, ("pack",), *goes_on):
            story.goes_on(*one)
        work.must_count_alike()
        work.pack(answers=False)
        assert work.must_count_alike().packed
        transaction.set_rollback(True)
