"""What was told is judged before it is stored, whoever brings it: a form, an import, a command."""

from dataclasses import replace

import pytest

from cases.errors import NoConcern, NoPersons, UnknownCode
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from tests.factories import Member, log_case, told

pytestmark = pytest.mark.usefixtures("reference")


def test_a_telling_that_is_whole_passes_unchanged() -> None:
    assert told().checked() == told()


def test_a_specific_case_needs_its_main_concern(adviser: Member) -> None:
    with pytest.raises(NoConcern):
        log_case(adviser, case=replace(told().case, concern=""))


def test_a_specific_case_needs_somebody() -> None:
    with pytest.raises(NoPersons):
        told(persons=()).checked()


def test_a_general_question_needs_neither_and_keeps_nobody() -> None:
    question = told(case=CaseFacts(kind="GEN")).checked()
    assert question.persons == ()


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("concern", {"case": CaseFacts(concern="TVE_XX")}),
        ("circumstances", {"case": CaseFacts(concern="TVE_FR", circumstances=frozenset({"REISE", "NO"}))}),
        ("channel", {"inquiry": InquiryFacts(scheme="MR", channel="FAX")}),
        ("age_group", {"persons": (PersonFacts(sex="K", age_group="17"),)}),
    ],
)
def test_a_code_that_its_list_does_not_have_is_refused_by_name(
    field: str, changes: dict[str, object]
) -> None:
    with pytest.raises(UnknownCode) as refused:
        told(**changes).checked()
    assert refused.value.field == field


def test_it_prints_nothing_of_itself() -> None:
    assert "TVE_FR" not in repr(told())
    assert "giftet" not in f"{told()!s}"
