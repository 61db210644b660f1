"""The code lists in memory: labels by language and day, and what a process remembers."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from cases import codebook
from cases.codebook import Entry, Label
from cases.models import Code
from cases.models.facts import LAYOUT, FactsCodec, PersonFacts

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
    Code.objects.filter(field="kjonn", code="K").update(label_en="Girl or woman")  # as another process would
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
    # The numbers that no source has are the installation's to enter.
    codes = Code.objects.exclude(field="akutt_nummer")
    assert not codes.filter(label_nb="").exists()
    assert not codes.filter(label_nn="").exists()
    assert not codes.filter(label_en="").exists()


def another(**changes: object) -> Code:
    """A code as it could come to a list later."""
    values = {"field": "kjonn", "code": "NY", "number": 9, "position": 9, **changes}
    return Code(label_nb="Ny", label_nn="Ny", label_en="New", **values)


def test_a_code_saved_or_deleted_here_is_seen_at_once() -> None:
    before = codebook.numbers("kjonn")
    row = another()
    row.save()
    assert codebook.numbers("kjonn") == {**before, "NY": 9}
    row.label_en = "Newer"
    row.save()
    assert codebook.label("kjonn", "NY", language="en") == "Newer"
    row.delete()
    assert codebook.numbers("kjonn") == before


def test_a_code_that_came_in_another_process_is_found_when_it_is_met() -> None:
    codebook.numbers("kjonn"), codebook.codes("kjonn")
    Code.objects.bulk_create([another()])
    assert "NY" not in codebook.numbers("kjonn")
    assert codebook.number_of("kjonn", "NY") == 9
    codebook.forget()
    Code.objects.filter(code="NY").delete()
    codebook.codes("kjonn")
    Code.objects.bulk_create([another()])
    assert FactsCodec(PersonFacts).load(bytes([LAYOUT, 9]) + bytes(46)).sex == "NY"
    for unknown in (lambda: codebook.number_of("kjonn", "Q"), lambda: codebook.code_of("kjonn", 77)):
        with pytest.raises(KeyError):
            unknown()


@pytest.mark.parametrize("day", [None, date(2008, 1, 1)])
def test_a_label_stands_once_from_a_day(day: date | None) -> None:
    another(valid_from=day).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        another(valid_from=day).save()
    another(valid_from=date(2009, 1, 1)).save()


def test_the_checks_find_nothing_on_this_database() -> None:
    call_command("check", "--fail-level", "WARNING", "--database", "default")
