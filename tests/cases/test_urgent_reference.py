"""The first screen's words and numbers: dated, in three languages, never made up; the installation's own."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from advisory.models import Coverage
from audit.models import Entry
from audit.verbs import Verb
from cases import codebook
from cases.services.reference import FOLDER
from cases.stations import covering, stations
from cases.urgent_hour import DUTIES, RULES, Caller, advice_for, duties, sentences, telephone
from tests import factories
from tests.cases.reference_files import overlaps, read, span

TODAY = date(2026, 6, 3)
# What an installation would write.
ENTERED = "key,telephone,valid_from,valid_to,source\n"
SUITE = factories.SUITE


@pytest.fixture
def home(tmp_path: Path, settings: Any, reference: None) -> Iterator[Path]:
    """An installation's folder of its own; the lists are read anew before and after."""
    settings.HOME = tmp_path
    (tmp_path / "reference").mkdir()
    codebook.forget()
    yield tmp_path
    codebook.forget()


def enter(home: Path, *lines: str) -> None:
    text = ENTERED + "".join(f"{line}\n" for line in lines)
    (home / "reference" / "telephones.csv").write_text(text, encoding="utf-8")
    call_command("load_reference", verbosity=0)
    codebook.forget()


def test_every_word_is_there_in_three_languages_and_fits() -> None:
    for row in read("urgent"):
        labels = [row[f"label_{language}"] for language in ("nb", "nn", "en")]
        assert row["source"], row
        assert all(len(label) <= 200 for label in labels), row
        if row["field"] == "akutt_nummer":
            # A number is the same in every language; where there is none, the note says who enters it.
            assert len(set(labels)) == 1, row
            assert labels[0] or "installation" in row["note"], row
        else:
            assert all(labels), row


def test_numbers_of_codes_run_on_and_no_label_overlaps() -> None:
    fields = {row["field"] for row in read("urgent")}
    assert fields == {"akutt_gjor", "akutt_ikke", "akutt_telefon", "akutt_nummer", "plikt"} | {
        *DUTIES.values(),
        *RULES.values(),
    }
    for field in fields:
        rows = [row for row in read("urgent") if row["field"] == field]
        assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))
        for code in {row["code"] for row in rows}:
            assert not overlaps(span(row) for row in rows if row["code"] == code)


def test_every_embassy_and_the_team_have_a_place_for_their_number() -> None:
    keys = {row["code"] for row in read("urgent") if row["field"] == "akutt_nummer"}
    assert {row["key"] for row in read("embassies")} | {"kt-koordinator", "POLITI", "BARN"} == keys


def test_no_number_is_made_up(home: Path) -> None:
    call_command("load_reference", verbosity=0)
    assert (telephone("POLITI", TODAY), telephone("BARN", TODAY)) == ("112", "116 111")
    for key in ("kt-koordinator", *(row["key"] for row in read("embassies"))):
        assert telephone(key, TODAY) == ""


def test_the_duties_read_as_they_did_on_the_day(reference: None) -> None:
    with override("nb"):
        now = {duty.code: duty for duty in duties(TODAY)}
        then = {duty.code: duty for duty in duties(date(2008, 6, 1))}
        to_the_last_day = sentences("plikt_avverge", date(2015, 9, 30))
    assert list(now) == ["AVVERGE", "OPPLYSE", "TAUSHET", "SAMTYKKE"]
    assert now["AVVERGE"].sentences[0].startswith("Straffeloven § 196")
    assert then["AVVERGE"].sentences == to_the_last_day
    assert "§ 139" in then["AVVERGE"].sentences[0]
    assert "§ 13-2" in now["OPPLYSE"].sentences[0]
    assert "1992 § 6-4" in then["OPPLYSE"].sentences[0]
    assert "§ 13:" in now["TAUSHET"].sentences[0]
    assert "§ 13 a" in now["SAMTYKKE"].sentences[0]


def test_whom_to_call_by_the_country_of_the_case(reference: None) -> None:
    with override("en"):
        told = advice_for({"PK"}, TODAY, actor=SUITE)
    names = [number.name for number in told.numbers]
    assert names == [
        "Police, emergency number",
        "Emergency line for children and young people",
        "Ambassaden i Islamabad",
        "The competence team",
    ]
    assert told.numbers[0].dialled == "112"
    assert told.numbers[1].dialled == "116111"
    assert len(told.do) == 9
    assert len(told.do_not) == 6


def test_abroad_the_own_embassy_comes_first_and_norways_numbers_last(reference: None, home: Path) -> None:
    enter(home, "nairobi,+254 20 000 0001,,,oppdiktet", "kt-koordinator,00 00 00 03,,,oppdiktet")
    own = next(one.post_id for one in stations(TODAY, actor=SUITE) if one.key == "nairobi")
    with override("en"):
        told = advice_for({"PK"}, TODAY, Caller(frozenset({own}), is_abroad=True), actor=SUITE)
    assert [(one.name, one.is_norways) for one in told.numbers] == [
        ("Ambassaden i Nairobi", False),
        ("Ambassaden i Islamabad", False),
        ("The competence team", False),
        ("Police, emergency number", True),
        ("Emergency line for children and young people", True),
    ]
    assert told.is_abroad
    assert told.numbers[0].covers == frozenset()
    assert [one.dialled for one in told.first] == ["+254200000001"]


def test_where_there_is_room_for_little_it_goes_down_to_a_number_that_is_entered(reference: None) -> None:
    abroad = advice_for({"PK"}, TODAY, Caller(is_abroad=True), actor=SUITE)
    assert [one.telephone for one in abroad.first] == ["", "", "112"]
    assert [one.telephone for one in advice_for({"PK"}, TODAY, actor=SUITE).first] == ["112"]


def test_without_a_country_no_embassy_is_asked_for(reference: None, django_assert_num_queries: Any) -> None:
    codebook.entries("akutt_gjor")
    with django_assert_num_queries(0):
        assert covering(TODAY, frozenset(), actor=SUITE) == []
    with django_assert_num_queries(2):
        assert [one.key for one in covering(TODAY, frozenset({"PK"}), actor=SUITE)] == ["islamabad"]


def test_an_altered_row_of_coverage_is_recorded_and_left_out(reference: None) -> None:
    before = stations(TODAY, actor=SUITE)
    row = next(one for one in Coverage.objects.all() if one.profile["country"] == "PK")
    Coverage.objects.filter(pk=row.pk).update(valid_to=date(2100, 1, 1))
    after = stations(TODAY, actor=SUITE)
    assert [one.key for one in after] == [one.key for one in before]
    assert covering(TODAY, frozenset({"PK"}), actor=SUITE) == []
    assert covering(TODAY, frozenset({"AF"}), actor=SUITE) != []
    assert Entry.objects.filter(verb=Verb.SEAL_BROKEN).exists()


def test_the_installation_enters_its_numbers_dated(home: Path) -> None:
    enter(
        home,
        "islamabad,+92 51 000 0001,2020-01-01,2026-06-30,oppdiktet",
        "islamabad,+92 51 000 0002,2026-07-01,,oppdiktet",
        "kt-koordinator,00 00 00 03,,,oppdiktet",
    )
    assert telephone("islamabad", TODAY) == "+92 51 000 0001"
    assert telephone("islamabad", date(2026, 7, 1)) == "+92 51 000 0002"
    assert telephone("islamabad", date(2019, 12, 31)) == ""
    told = advice_for({"PK"}, TODAY, actor=SUITE)
    assert [number.dialled for number in told.numbers] == ["112", "116111", "+92510000001", "00000003"]
    # A new version of the product says nothing of them, and takes nothing away.
    call_command("load_reference", verbosity=0)
    codebook.forget()
    assert telephone("islamabad", TODAY) == "+92 51 000 0001"


@pytest.mark.parametrize(
    "line",
    [
        "atlantis,+47 00 00 00 00,,,x",
        "islamabad,ring meg,,,x",
        "islamabad,112<script>,,,x",
        "islamabad,+47 00 00 00 00,i dag,,x",
        "islamabad,+47 00 00 00 00,,31.12.2026,x",
        "islamabad,,,,x",
    ],
)
def test_what_is_no_number_of_ours_is_refused_whole(home: Path, line: str) -> None:
    enter(home, "islamabad,+47 00 00 00 01,,,oppdiktet")
    with pytest.raises(CommandError, match=r"telephones\.csv"):
        enter(home, "kt-koordinator,+47 00 00 00 02,,,oppdiktet", line)
    codebook.forget()
    assert telephone("islamabad", TODAY) == "+47 00 00 00 01"
    assert telephone("kt-koordinator", TODAY) == ""


def test_two_numbers_from_one_day_are_refused(home: Path) -> None:
    with pytest.raises(CommandError, match="same day"):
        enter(home, "islamabad,+47 00 00 00 01,,,x", "islamabad,+47 00 00 00 02,,,x")


def test_a_copy_of_the_product_files_loads_alike(reference: None, tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "reference")
    call_command("load_reference", "--folder", str(folder), verbosity=0)
    assert telephone("POLITI", TODAY) == "112"
