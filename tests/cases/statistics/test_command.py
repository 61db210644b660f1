"""The command: what it prints, what it refuses, and that the trail knows of it first."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit import record
from audit.actor import HOUSE, job
from audit.models import Entry
from audit.verbs import Verb
from cases.models import Person
from tests.cases.statistics.register import case_of, write

pytestmark = pytest.mark.django_db


def said(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("annual_statistics", *arguments, stdout=out, **options)
    return out.getvalue()


def test_it_prints_the_tables_and_sentences_of_2008(printed_2008: None) -> None:
    text = said("2008", "--table", "T01", "--table", "T02")
    for part in (
        "T01  ",
        "T02  ",
        "40 prosent",
        "177",
        "57 prosent",
        "141 av 248",
        "20 prosent",
        "77 av 381",
    ):
        assert part in text
    assert "Internt" not in text
    assert "INTERNT" not in text


def test_it_says_beside_the_tables_when_the_seals_were_last_tried(printed_2008: None) -> None:
    errors = io.StringIO()
    never = said("2008", "--format", "json", stderr=errors)
    assert errors.getvalue() == "Det er aldri kontrollert om noe er endret utenom programmet.\n"
    record.alone(Verb.SEALS_VERIFIED, actor=job("verify_seals"), chain=HOUSE, fields=["good-5", "bad-0"])
    errors = io.StringIO()
    assert said("2008", "--format", "json", stderr=errors) == never
    assert errors.getvalue().endswith(": ingenting er endret utenom programmet.\n")
    errors = io.StringIO()
    said("2008", "--language", "en", stderr=errors)
    assert "nothing was changed past the program" in errors.getvalue()


def test_json_csv_one_table_and_another_language(printed_2008: None) -> None:
    data = json.loads(said("2008", "--format", "json", "--table", "t02", "--language", "en"))
    assert [table["id"] for table in data["tables"]] == ["T02"]
    assert data["tables"][0]["title"] == "Inquiries to minority and integration advisers"
    assert "2008;2008;248;269;40;" in said("2008", "--format", "csv")
    assert "2008,2008,248,269,40," in said("2008", "--format", "csv", "--language", "en")


def test_the_trail_says_so_before_anything_is_shown(printed_2008: None) -> None:
    said("2008", "--table", "T01")
    entry = Entry.objects.filter(chain=HOUSE).latest("number")
    assert (entry.verb, entry.job, entry.fields) == (Verb.STATISTICS_COUNTED, "annual_statistics", "2008 T01")


def test_internal_figures_are_printed_with_their_mark_but_leave_no_file_unasked(
    printed_2008: None, tmp_path: Path
) -> None:
    write([case_of("KT", date(2008, 2, 2))])
    assert said("2008").startswith("*** INTERNT – IKKE FOR PUBLISERING ***")
    assert json.loads(said("2008", "--format", "json"))["status"] == "internal"
    file = tmp_path / "2008.json"
    with pytest.raises(CommandError, match="--internal"):
        said("2008", "--format", "json", "--output", str(file))
    assert not file.exists()
    said("2008", "--format", "json", "--output", str(file), "--internal")
    assert "Internt – ikke for publisering" in json.loads(file.read_text())["tables"][0]["title"]
    assert file.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [file]


def test_published_figures_may_be_written_to_a_file(printed_2008: None, tmp_path: Path) -> None:
    file = tmp_path / "2008.csv"
    printed = ("2008", "--table", "T01", "--table", "T02")
    assert said(*printed, "--format", "csv", "--output", str(file)) == ""
    assert file.read_bytes().startswith(b"\xef\xbb\xbfT01;")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("2008", "--format", "doc"), "Available: text, json, csv, xlsx, ods, jsonstat, px, pdf"),
        (("2008", "--format", "xlsx"), "needs --output"),
        (("2008", "--format", "px"), "holds one table"),
        (("2003",), "no tables of 2003"),
        (("9999",), "no tables of 9999"),
        (("2008", "--table", "T99"), "no table T99"),
        (("2007", "--table", "T02"), "no table T02 of 2007"),
        (("2008", "--table", "T01", "--output", "no/such/folder/file"), "could not be written"),
        (("2008", "--output", "file"), r"not published \(T03, T04, .* T18\)"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    printed_2008: None, arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        said(*arguments)


def test_a_broken_record_stops_it_and_is_recorded(printed_2008: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, facts FROM cases_person")
        row, facts = cursor.fetchone()
        broken = bytes([bytes(facts)[0] ^ 1]) + bytes(facts)[1:]
        cursor.execute("UPDATE cases_person SET facts = %s WHERE id = %s", [broken, row])
    with pytest.raises(CommandError, match="Nothing was counted"):
        said("2008")
    entry = Entry.objects.filter(chain=HOUSE).latest("number")
    assert (entry.verb, entry.job) == (Verb.SEAL_BROKEN, "annual_statistics")
    person = Person.unscoped.get(pk=row)
    assert (entry.subject, entry.objects_named) == (person.case_id, str(person.pk))
    assert entry.fields == "cases.Person.facts"
