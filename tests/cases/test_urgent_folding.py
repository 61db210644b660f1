"""How what happened folds into how it stands now: assessments, journeys, checklists; without a database."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.assessments import UNDER_18, assessed, missing, needs_duties, newest
from cases.checklists import Mark, facts_of, marks
from cases.journeys import Journey, Week, by_week_and_country, journey, week_of, week_told, weeks_from
from cases.models.facts import CaseFacts, EventFacts, PersonFacts

START = datetime(2026, 6, 3, 10, tzinfo=UTC)
CODES = ("FRARAD", "GRENSE", "KONTAKT", "KODEORD", "NUMMER")


@dataclass
class Happened:
    facts: EventFacts
    at: datetime = field(default=START)


def assessment(code: str, *, hours: int = 0, **facts: str) -> Happened:
    said = {"role": "MR", **facts}
    return Happened(EventFacts(kind="VURDERING", assessment=code, **said), START + timedelta(hours=hours))


def test_the_newest_assessment_of_each_kind_stands() -> None:
    events = [
        assessment("RISIKO", risk="L"),
        assessment("AVVERGE", result="NEI", hours=1),
        assessment("RISIKO", risk="H", role="IR", hours=2),
    ]
    stand = assessed(events)
    assert (stand["RISIKO"].result, stand["RISIKO"].role) == ("H", "IR")
    assert stand["RISIKO"].at == START + timedelta(hours=2)
    assert stand["AVVERGE"].result == "NEI"
    assert list(missing(events)) == ["OPPLYSE"]


@pytest.mark.parametrize(
    ("results", "owed"),
    [
        ({}, ["AVVERGE", "OPPLYSE"]),
        ({"AVVERGE": "JA"}, ["OPPLYSE"]),
        ({"AVVERGE": "NEI", "OPPLYSE": "IKKE"}, []),
        ({"AVVERGE": "VETIKKE", "OPPLYSE": "JA"}, ["AVVERGE"]),
        ({"AVVERGE": "", "OPPLYSE": "JA"}, ["AVVERGE"]),
        ({"RISIKO": "JA"}, ["AVVERGE", "OPPLYSE"]),
    ],
)
def test_yes_no_and_not_relevant_answer_for_a_duty_and_nothing_else_does(
    results: dict[str, str], owed: list[str]
) -> None:
    assert list(missing([assessment(code, result=result) for code, result in results.items()])) == owed


def test_what_is_no_assessment_answers_for_nothing() -> None:
    note = Happened(EventFacts(kind="NOTAT", assessment="AVVERGE", result="JA"))
    assert list(missing([note])) == ["AVVERGE", "OPPLYSE"]


AGES = ["00-15", "16-17", "18-21", "22-25", "26-30", "31-40", "41+", "B", "V", "UKJ", ""]


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("urgency", ["AKUTT", "HASTER", "ORD", "INFO", ""])
def test_who_is_under_18_or_in_danger_now_is_not_let_go_unassessed(age: str, urgency: str) -> None:
    adult = PersonFacts(age_group="22-25")
    asked = needs_duties(CaseFacts(urgency=urgency), [adult, PersonFacts(age_group=age)])
    assert asked == (urgency == "AKUTT" or age in {"00-15", "16-17", "B"})
    assert set(AGES) > UNDER_18


def test_a_general_question_concerns_nobody() -> None:
    assert not needs_duties(CaseFacts(kind="GEN"), [])


def told(**facts: str) -> EventFacts:
    return EventFacts(kind="REISE", **{"result": "JA", **facts})


def test_a_journey_is_what_was_told_of_it_last() -> None:
    case = CaseFacts(focus_country="PK")
    nobody: list[PersonFacts] = []
    assert journey(case, nobody, None) is None
    assert journey(case, nobody, told()) == Journey(Week(), "PK")
    assert journey(case, nobody, told(country="AF", year="2026", week="26")) == Journey(Week(2026, 26), "AF")
    assert journey(case, nobody, told(country="AF", year="2026")) == Journey(Week(), "AF")
    assert journey(case, nobody, told(result="VETIKKE")) is None


def test_before_anything_is_told_the_inquiry_says_whether_one_is_planned() -> None:
    case, leaving = CaseFacts(focus_country="PK"), PersonFacts(whereabouts="REI")
    assert journey(case, [PersonFacts(whereabouts="NOR"), leaving], None) == Journey(Week(), "PK")
    planned = replace(case, circumstances=frozenset({"REISE"}))
    assert journey(planned, [], None) == Journey(Week(), "PK")
    # Called off: what the inquiry said no longer counts.
    assert journey(planned, [leaving], told(result="NEI")) is None


def test_weeks_run_past_the_end_of_a_year_of_53() -> None:
    assert week_of(date(2026, 12, 31)) == Week(2026, 53)
    assert week_of(date(2027, 1, 1)) == Week(2026, 53)
    assert week_of(date(2027, 1, 4)) == Week(2027, 1)
    weeks = weeks_from(date(2026, 12, 23), 4)
    assert [week.code for week in weeks] == ["2026-52", "2026-53", "2027-01", "2027-02"]
    assert len(set(weeks_from(date(2026, 6, 3)))) == 53
    assert Week().code == ""
    assert not Week()


weeks = st.builds(Week, st.integers(2008, 2060), st.integers(1, 52)) | st.just(Week())
journeys = st.lists(st.builds(Journey, weeks, st.sampled_from(["PK", "IQ", "SO", ""])), max_size=40)


@given(journeys)
def test_every_journey_is_counted_once_and_weeks_stand_in_order(planned: list[Journey]) -> None:
    lines = by_week_and_country(planned)
    assert sum(line.number for line in lines) == len(planned)
    assert Counter({(line.week, line.country): line.number for line in lines}) == Counter(
        (one.week, one.country) for one in planned
    )
    known = [line.week for line in lines if line.week]
    assert known == sorted(known)
    # Those that nobody knows stand last.
    assert all(line.week for line in lines[: len(known)])


@given(st.dictionaries(st.sampled_from(CODES), st.sampled_from(list(Mark))))
def test_a_checklist_reads_as_it_was_ticked(answers: dict[str, Mark]) -> None:
    facts = EventFacts(kind="SJEKK", **facts_of(answers))  # type: ignore[arg-type]
    assert marks(facts, answers) == answers
    assert facts.travel_done.isdisjoint(facts.travel_not_relevant)


def test_nothing_is_done_as_long_as_nobody_said_so() -> None:
    assert set(marks(None, CODES).values()) == {Mark.NOT_DONE}


def test_a_week_needs_its_year() -> None:
    assert week_told(told(week="26")) == Week()
    assert week_told(told(week="01", year="2027")) == Week(2027, 1)


def test_the_newest_of_a_kind() -> None:
    first, second = Happened(told(country="PK")), Happened(told(country="AF"))
    assert newest([first, second, assessment("RISIKO")], "REISE") is second
    assert newest([first], "SJEKK") is None
