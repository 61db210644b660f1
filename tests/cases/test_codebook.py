"""The code lists in memory: labels by language and day, and what a process remembers."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import translation

from cases import codebook
from cases.codebook import Entry, Label
from cases.models import Code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture(autouse=True)
def _fresh(reference: None) -> object:
    codebook.forget()
    yield
    codebook.forget()


def test_a_list_is_read_once(django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(1):
        codebook.entries("kjonn")
    with django_assert_num_queries(0):
        assert codebook.numbers("kjonn") == {"K": 1, "M": 2, "U": 3}
        assert codebook.codes("kjonn") == {1: "K", 2: "M", 3: "U"}
        assert codebook.label("kjonn", "K", language="en") == "Female"


def test_a_list_that_is_not_loaded_says_so_each_time() -> None:
    for _ in range(2):
        with pytest.raises(LookupError, match="load_reference"):
            codebook.entries("finnes-ikke")


def test_a_changed_code_is_seen_after_forgetting() -> None:
    before = codebook.label("kjonn", "K", language="en")
    Code.objects.filter(field="kjonn", code="K").update(label_en="Girl or woman")
    assert codebook.label("kjonn", "K", language="en") == before
    codebook.forget()
    assert codebook.label("kjonn", "K", language="en") == "Girl or woman"


@pytest.mark.parametrize(
    ("language", "expected"), [("nb", "Spørsmål"), ("nn", "Spurnad"), ("en", "Question"), ("de", "Spørsmål")]
)
def test_a_label_in_the_readers_language(language: str, expected: str) -> None:
    label = Label("Spørsmål", "Spurnad", "Question", None, None, True)
    assert label.text(language) == expected
    with translation.override(language):
        assert Entry("X", 1, (label,)).label() == expected


def test_a_label_of_its_day() -> None:
    """The minority advisers are called diversity advisers now; a year's tables say what they were called."""
    old, new = "Minoritetsrådgiver", "Mangfoldsrådgiver"
    entry = codebook.entries("ordning")["MR"]
    assert entry.label(date(2008, 6, 1), "nb") == old
    assert entry.label(None, "nb") == new
    assert entry.label(date(2026, 6, 1), "nb") == new


@pytest.mark.parametrize(
    ("begins", "ends", "day", "holds"),
    [
        (None, None, date(1999, 1, 1), True),
        (date(2008, 1, 1), None, date(2007, 12, 31), False),
        (date(2008, 1, 1), None, date(2008, 1, 1), True),
        (None, date(2008, 1, 1), date(2008, 1, 1), True),
        (None, date(2008, 1, 1), date(2008, 1, 2), False),
    ],
)
def test_both_days_of_a_label_count(begins: date | None, ends: date | None, day: date, holds: bool) -> None:
    assert Label("a", "b", "c", begins, ends, True).holds_on(day) is holds


def test_an_empty_code_has_an_empty_label_and_an_unknown_one_none() -> None:
    assert codebook.label("kjonn", "") == ""
    with pytest.raises(KeyError):
        codebook.label("kjonn", "Q")


def test_the_order_is_that_of_the_list() -> None:
    positions = list(
        Code.objects.filter(field="aldersgruppe")
        .order_by("position")
        .values_list("code", flat=True)
        .distinct()
    )
    assert list(codebook.entries("aldersgruppe")) == positions


def test_every_label_is_there_in_three_languages() -> None:
    assert not Code.objects.filter(label_nb="").exists()
    assert not Code.objects.filter(label_nn="").exists()
    assert not Code.objects.filter(label_en="").exists()
