"""A file of cases: what is taken in is what it says, a bad one leaves nothing, and every bad row is named."""

import csv
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
import time_machine
import xlsxwriter
from django.core.management import CommandError, call_command

from audit.actor import job
from audit.models import Entry
from cases.importing import columns, sheet
from cases.importing.errors import Bad, BadRows, NotAFile, TakenAlready
from cases.models import Case, Inquiry, Person
from cases.services.importing import Taken, import_cases
from cases.statistics.asking import Question, answer
from cases.statistics.dimensions import YEAR
from cases.statistics.engine import count
from cases.statistics.histogram import Unit
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = "2010-03-01T10:00:00+01:00"
ACTOR = job("import_cases")
GOOD = {
    "sak": "a1",
    "arbeidssted": "sandaker",
    "mottatt": "2009-02-03",
    "hovedbekymring": "TVE_FR",
    "kjonn": "K",
    "aldersgruppe": "16-17",
    "bakgrunn": "PK",
    "henvender": "SELV",
    "tiltak": "RAD|SAMT",
    "avslutning": "LOST",
    "avsluttet": "2009-05-01",
}


@pytest.fixture(autouse=True)
def _in_2010(reference: None) -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def a_file(folder: Path, rows: Iterable[dict[str, str]], between: str = ";") -> Path:
    rows = list(rows)
    path = folder / "cases.csv"
    heads = list(dict.fromkeys(head for row in rows for head in row))
    with path.open("w", newline="", encoding="utf-8-sig") as out:
        writer = csv.DictWriter(out, heads, delimiter=between)
        writer.writeheader()
        writer.writerows(rows)
    return path


def take(path: Path, **how: Any) -> Taken:
    return import_cases(actor=ACTOR, path=path, **how)


def wrong(path: Path) -> list[Bad]:
    with pytest.raises(BadRows) as found:
        take(path)
    assert Case.unscoped.count() == 0
    return found.value.found


@pytest.mark.parametrize("between", [";", ",", "\t"])
def test_a_case_is_what_its_rows_say(tmp_path: Path, between: str) -> None:
    sister = {**GOOD, "person": "2", "kjonn": "K", "aldersgruppe": "18-21"}
    team = {**GOOD, "arbeidssted": "kt-koordinator", "mottatt": "2009-02-05", "henvender": "MR"}
    other = {"sak": "b", "arbeidssted": "kt-koordinator", "mottatt": "2009-03-01", "henvendelsesart": "GEN"}
    taken = take(a_file(tmp_path, [GOOD, sister, team, other], between))
    assert (taken.cases, taken.persons) == (2, 2)
    first, second = (factories.unlocked(one) for one in Case.unscoped.order_by("opened_at"))
    assert first.facts.concern == "TVE_FR"
    lanes = list(first.inquiries.order_by("created_at"))
    persons = list(first.persons.order_by("position"))
    for row in (*lanes, *persons):
        row.case = first
    assert [lane.facts.scheme for lane in lanes] == ["MR", "KT"]
    assert (lanes[0].status, lanes[0].facts.outcome) == ("AVSL", "LOST")
    assert lanes[0].received_on == date(2009, 2, 3)
    assert lanes[0].facts.actions == {"RAD", "SAMT"}
    assert [one.facts.age_group for one in persons] == ["16-17", "18-21"]
    assert (second.facts.kind, second.persons.count()) == ("GEN", 0)


def test_the_figures_of_a_year_come_back_as_they_were_printed(tmp_path: Path) -> None:
    """391 persons in 381 cases, 282 women and 107 men, at 77 schools' and embassies' advisers."""
    sexes = ["K"] * 282 + ["M"] * 107 + ["U"] * 2
    rows = []
    for number, sex in enumerate(sexes):
        case, person = (number, "1") if number < 381 else (number - 381, "2")
        post = "islamabad" if case % 5 == 0 else "sandaker"
        day = {"arbeidssted": post, "mottatt": f"2008-{6 + case % 7:02}-15"}
        rows.append(
            {**GOOD, **day, "sak": str(case), "person": person, "kjonn": sex, "avsluttet": "2009-01-01"}
        )
    take(a_file(tmp_path, rows), counted=[2008])
    (table,) = count(2008, tables=("T02",), today=date(2009, 6, 1)).results
    assert {row.key: row.cells["2008"].value for row in table.rows} == {
        "cases": 381, "women": 282, "men": 107, "unknown": 2, "persons": 391,
    }  # fmt: skip


# How many of a year, as another house could have printed it: by what is asked, by code.
MARGINS: dict[str, dict[str, int]] = {
    "concern": {"TVE_FR": 61, "TVE_GJ": 22, "UFO": 9, "VOT": 3, "ANN": 4, "UKJ": 1},
    "urgency": {"AKUTT": 7, "HASTER": 21, "ORD": 70, "INFO": 2},
    "asker": {"SELV": 38, "VENN": 9, "SKOLE": 20, "POL": 12, "FRI": 8, "BV": 10, "UKJ": 3},
    "channel": {"TLF": 55, "EPOST": 41, "OPPM": 4},
    "sex": {"K": 78, "M": 20, "U": 2},
    "age-fine": {
        "00-15": 13,
        "16-17": 22,
        "18-21": 30,
        "22-25": 16,
        "26-30": 8,
        "31-40": 5,
        "41+": 2,
        "UKJ": 4,
    },
    "whereabouts": {"NOR": 71, "UTL": 24, "REI": 3, "UKJ": 2},
    "background": {"PK": 47, "BD": 11, "IN": 8, "AF": 2, "LK": 1, "SO": 1, "": 30},
    "country": {"PK": 49, "BD": 12, "IQ": 3, "ZW": 1, "": 35},
    "month": {f"{month:02}": 4 + month % 3 * 4 for month in range(1, 12)} | {"12": 8},
}
COLUMNS = {
    "concern": "hovedbekymring",
    "urgency": "hastegrad",
    "asker": "henvender",
    "channel": "kanal",
    "sex": "kjonn",
    "age-fine": "aldersgruppe",
    "whereabouts": "oppholdssted",
    "background": "bakgrunn",
    "country": "fokusland",
}

# What a row is called that is not called by its code.
ROWS = {"K": "women", "M": "men"} | dict.fromkeys(("U", "UKJ", ""), "unknown")


def test_what_another_house_printed_comes_back_from_cases_made_of_it(tmp_path: Path) -> None:
    """Drawn by each figure alone, as nobody prints how they go together."""
    dice = random.Random(2009)
    many = sum(MARGINS["sex"].values())
    drawn = {}
    for name, margin in MARGINS.items():
        drawn[name] = [code for code, number in margin.items() for _one in range(number)]
        assert len(drawn[name]) == many, name
        dice.shuffle(drawn[name])
    rows = [
        {
            "sak": str(number),
            "arbeidssted": "kt-koordinator",
            "mottatt": f"2009-{drawn['month'][number]}-15",
            **{column: drawn[name][number] for name, column in COLUMNS.items()},
        }
        for number in range(many)
    ]
    take(a_file(tmp_path, rows))
    for name, margin in MARGINS.items():
        unit = "cases" if name in ("urgency", "country", "concern", "month") else "persons"
        question = Question(cast(Unit, unit), name, YEAR, 2009, 2009)
        found = answer(question, language="en", today=date(2010, 3, 1))
        counted = {row.key: row.cells["2009"].value for row in found.rows}
        expected = {ROWS.get(code, code): number for code, number in margin.items()}
        assert {code: counted.get(code) for code in expected} == expected, name
        assert counted["sum"] == many


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"kjonn": "Fatima Ahmed"}, "kjonn", "no such code"),
        ({"tiltak": "RAD|XX"}, "tiltak", "no such code"),
        ({"mottatt": "3.2.2009"}, "mottatt", "2008-06-01"),
        ({"avsluttet": "2010-03-03"}, "avsluttet", "has not been yet"),
        ({"avsluttet": "2009-01-01"}, "avsluttet", "closed before it began"),
        ({"avsluttet": ""}, "avsluttet", "closed on a day"),
        ({"avslutning": ""}, "avslutning", "has an outcome"),
        ({"arbeidssted": "nowhere"}, "arbeidssted", "No post"),
        ({"ordning": "KT"}, "ordning", "“MR”"),
        ({"hovedbekymring": ""}, "hovedbekymring", "main concern"),
        ({"sak": ""}, "sak", "needed"),
        ({"notat": "Ring 912 34 567"}, "notat", "tells who"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_taken_in(
    tmp_path: Path, change: dict[str, str], column: str, said: str
) -> None:
    found = wrong(a_file(tmp_path, [{**GOOD, "sak": "good"}, {**GOOD, **change}]))
    assert [(bad.line, bad.column) for bad in found if said in bad.why] == [(3, column)]
    quoted = " ".join(bad.why for bad in found)
    assert "Fatima" not in quoted
    assert "912" not in quoted


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"hovedbekymring": "VOT"}, "sak"),
        ({"kjonn": "M"}, "person"),
        ({"mottatt": "2009-02-04"}, "arbeidssted"),
    ],
)
def test_rows_of_one_case_agree(tmp_path: Path, change: dict[str, str], column: str) -> None:
    (bad,) = wrong(a_file(tmp_path, [GOOD, {**GOOD, **change}]))
    assert (bad.line, bad.column) == (3, column)


def test_every_bad_row_stands_in_the_report(tmp_path: Path) -> None:
    path = a_file(tmp_path, [{**GOOD, "kjonn": "?"} for _ in range(30)])
    report = tmp_path / "report.csv"
    with pytest.raises(CommandError, match="30 things are wrong. Nothing was taken in"):
        call_command("import_cases", path, report=report, stderr=io.StringIO())
    assert len(list(csv.reader(report.open(encoding="utf-8-sig"), delimiter=";"))) == 31


def test_a_try_writes_nothing_and_a_file_is_taken_once(tmp_path: Path) -> None:
    path = a_file(tmp_path, [GOOD])
    out = io.StringIO()
    call_command("import_cases", path, dry_run=True, stdout=out)
    assert "1 cases with 1 persons" in out.getvalue()
    assert "nothing was written" in out.getvalue()
    assert Case.unscoped.count() == 0
    take(path)
    assert Entry.objects.filter(verb="cases.imported").count() == 1
    with pytest.raises(TakenAlready):
        take(path)
    assert (Case.unscoped.count(), Person.unscoped.count()) == (1, 1)


def test_a_failure_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_file(tmp_path, [GOOD])

    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the trail cannot be written")

    with monkeypatch.context() as broken:
        broken.setattr("cases.services.importing.record.write", fails)
        with pytest.raises(RuntimeError):
            take(path)
    assert Case.unscoped.count() == 0
    assert Entry.objects.filter(verb="case.logged").count() == 0
    assert take(path).cases == 1


def workbook(path: Path, rows: list[list[Any]], extra: dict[str, bytes] | None = None) -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                page.write(number, place, cell, days if isinstance(cell, date) else None)
    with zipfile.ZipFile(path, "a") as package:
        for name, content in (extra or {}).items():
            package.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    days = {"mottatt": date(2009, 2, 3), "avsluttet": date(2009, 5, 1), "sak": 17}
    row = {**GOOD, **days}
    path = workbook(tmp_path / "cases.xlsx", [list(row), list(row.values())])
    assert take(path).cases == 1
    assert Inquiry.unscoped.get().received_on == date(2009, 2, 3)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"not a zip", "not a workbook"),
        ("a.csv", b"", "name the columns"),
        ("a.csv", b"sak;sak\n1;2\n", "same name"),
        ("a.csv", b"sak;mottatt\n1;2;3\n", "more cells"),
        ("a.csv", b"sak\n\xff\xfe\n", "UTF-8"),
        ("a.csv", b'sak\n"open\n', "not CSV"),
        ("a.csv", b"sak;arbeidssted;mottatt\n", "no rows"),
        ("a.csv", b"sak\n" + b"x" * (sheet.LONGEST_CELL + 1), "characters"),
    ],
)
def test_what_is_not_such_a_file_is_said(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(NotAFile, match=said):
        take(path)


def test_a_bomb_and_a_program_stay_outside(tmp_path: Path) -> None:
    heads = list(GOOD)
    bomb = workbook(tmp_path / "bomb.xlsx", [heads], {"xl/big.xml": b"0" * (sheet.MOST_UNPACKED + 1)})
    assert bomb.stat().st_size < 1_000_000
    macro = workbook(tmp_path / "macro.xlsx", [heads], {"xl/vbaProject.bin": b"x"})
    for path, said in ((bomb, "too large"), (macro, "programs")):
        with pytest.raises(NotAFile, match=said):
            take(path)


def test_a_bomb_that_says_it_is_small_stays_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its directory tells another size, and the sum of as many bytes: what is unpacked is counted."""
    monkeypatch.setattr(sheet, "MOST_UNPACKED", 4 * sheet.A_PIECE)
    content = b"0" * (sheet.MOST_UNPACKED + 2 * sheet.A_PIECE)
    bomb = workbook(tmp_path / "bomb.xlsx", [list(GOOD)], {"xl/big.xml": content})
    told = struct.pack("<L", zlib.crc32(content)), struct.pack("<L", len(content))
    small = struct.pack("<L", zlib.crc32(content[:9])), struct.pack("<L", 9)
    packed = bomb.read_bytes()
    for before, after in zip(told, small, strict=True):
        assert packed.count(before) >= 1
        packed = packed.replace(before, after)
    bomb.write_bytes(packed)
    with zipfile.ZipFile(bomb) as package:
        assert package.getinfo("xl/big.xml").file_size == 9
        assert len(package.read("xl/big.xml")) == 9
    with pytest.raises(NotAFile, match="too large"):
        take(bomb)


def test_headings_that_are_none_are_told_by_their_place(tmp_path: Path) -> None:
    """A file without headings begins with somebody; and what a spreadsheet would run reaches no report."""
    path, report, said = tmp_path / "a.csv", tmp_path / "report.csv", io.StringIO()
    path.write_text("sak;Fatima Ahmed;=HYPERLINK(1);Fatima Ahmed\n1;2;3;4\n", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("import_cases", path, report=report, stderr=said)
    told = "".join([report.read_text(encoding="utf-8-sig"), said.getvalue(), str(refused.value)])
    assert "1;column 2;There is no such column." in told
    assert "Row 1, column 3: There is no such column." in told
    assert "fatima" not in told.lower()
    assert "hyperlink" not in told.lower()


def test_columns_that_nobody_knows_are_named(tmp_path: Path) -> None:
    found = wrong(a_file(tmp_path, [{"sak": "1", "navn": "x"}]))
    assert {(bad.line, bad.column) for bad in found} == {(1, "column 2"), (1, "arbeidssted"), (1, "mottatt")}
    out = io.StringIO()
    call_command("import_cases", columns=True, stdout=out)
    assert all(f"\n{name}" in out.getvalue() for name in columns.ALL)
