"""The content of an edition: its tables in every language, its checksum, and how two editions differ."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cases.statistics.declarations import Protection, Table
from cases.statistics.disclosure.earlier import to_text
from cases.statistics.disclosure.judging import Decided
from cases.statistics.disclosure.released import released
from cases.statistics.disclosure.statements import Refusal, Why
from cases.statistics.figures import Known
from cases.statistics.formats.as_json import as_data
from cases.statistics.keys import Key
from cases.statistics.result import Cell, Heading, Report, Result, Row, Status
from cases.statistics.tables import TABLES
from cases.statistics.words import LANGUAGES, Text

MARK = Text(
    nb="Utgave {number} for {year}.", nn="Utgåve {number} for {year}.", en="Edition {number} of {year}."
)
_WHY: dict[Why, Text] = {
    Why.SMALL: Text(
        nb="{name}: tallet er lite ({low}) og ville stått som det er. Avrund tabellen.",
        nn="{name}: talet er lite ({low}) og ville stått som det er. Rund av tabellen.",
        en="{name}: the figure is small ({low}) and would stand as it is. Round the table.",
    ),
    Why.NARROW: Text(
        nb="{name}: kan regnes ut til mellom {low} og {high}. La tabellen skjule små tall, eller ta den ut.",
        nn="{name}: kan reknast ut til mellom {low} og {high}. La tabellen skjule små tal, eller ta han ut.",
        en="{name}: can be worked out to between {low} and {high}. Let the table hide small figures, or "
        "leave it out.",
    ),
    Why.HIDDEN: Text(
        nb="{name}: det skjulte tallet kan regnes ut til mellom {low} og {high}. Avrund tabellen, eller ta "
        "den ut.",
        nn="{name}: det skjulte talet kan reknast ut til mellom {low} og {high}. Rund av tabellen, eller ta "
        "han ut.",
        en="{name}: the hidden figure can be worked out to between {low} and {high}. Round the table, or "
        "leave it out.",
    ),
    Why.KNOWER: Text(
        nb="{name}: en rådgiver som kjenner sine egne saker, kan regne ut de andres. Ta tabellen ut.",
        nn="{name}: ein rådgivar som kjenner sine eigne saker, kan rekne ut dei andre sine. Ta tabellen ut.",
        en="{name}: an adviser who knows her own cases can work out those of the others. Leave the table "
        "out.",
    ),
    Why.CONTRADICTION: Text(
        nb="Tallene motsier det som er publisert før. Se hva som er rettet, før noe går ut.",
        nn="Tala motseier det som er publisert før. Sjå kva som er retta, før noko går ut.",
        en="The figures contradict what was published before. See what was corrected before anything goes "
        "out.",
    ),
    Why.NOT_ROUNDED: Text(
        nb="Tallene kan ikke avrundes slik at alt stemmer. Ta ut tabeller, eller la noen skjule små tall.",
        nn="Tala kan ikkje rundast av slik at alt stemmer. Ta ut tabellar, eller la nokre skjule små tal.",
        en="The figures cannot be rounded so that all add up. Leave tables out, or let some hide small "
        "figures.",
    ),
}
HIDE = Protection("hidden")


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that is not in both editions as it is in the other; None where it has no number there."""

    table: str
    row: str
    column: str
    before: int | None
    after: int | None


def content(tables: list[Table], year: int, number: int, known: Known, decided: Decided) -> dict[str, Any]:
    """What is published: the tables in each language."""
    reports = {
        language: as_data(released(tables, year, known, decided, language))["tables"]
        for language in LANGUAGES
    }
    return {"number": number, "year": year, "tables": reports}


def checksum(published: Mapping[str, Any]) -> str:
    """SHA-256 over the content in one spelling: sorted keys, no spaces, UTF-8."""
    spelled = json.dumps(published, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def report_of(published: Mapping[str, Any], language: str) -> Report:
    """The frozen tables as a report, for page and files. Each says which edition it is of."""
    mark = MARK.filled(language, number=published["number"], year=published["year"])
    results = tuple(_result(one, mark) for one in published["tables"][language])
    return Report(published["year"], language, Status.PUBLISHED, results)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Every cell whose number is another, or that only one of the two has."""
    old, new = dict(_cells(before)), dict(_cells(after))
    return [
        Difference(*cell, old.get(cell), new.get(cell))
        for cell in dict.fromkeys([*old, *new])
        if old.get(cell) != new.get(cell)
    ]


def in_words(refusal: Refusal[Key], names: Mapping[Key, str], language: str) -> str:
    """Why an edition was refused, and what to change."""
    # One that none of these tables shows stands in an edition that is out.
    name = names.get(refusal.name, to_text(refusal.name)) if refusal.name is not None else ""
    return _WHY[refusal.why].filled(language, name=name, low=refusal.low, high=refusal.high)


def _cells(published: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], int | None]]:
    for table in published["tables"][LANGUAGES[0]]:
        for row in table["rows"]:
            for column, value in row["cells"].items():
                yield (table["id"], row["key"], column), value


def _result(table: Mapping[str, Any], mark: str) -> Result:
    """What is drawn is declared, not frozen; editions from before figures said their base have none."""
    bases = table.get("rounded", {})
    rows = tuple(
        Row(row["key"], row["label"], dict(_row_cells(row, bases.get(row["key"], {}))))
        for row in table["rows"]
    )
    columns = tuple(Heading(one["key"], one["label"]) for one in table["columns"])
    notes = (mark, *table["notes"])
    declared = TABLES.get(table["id"])
    return Result(
        table["id"],
        table["title"],
        table["unit"],
        columns,
        rows,
        notes,
        tuple(table["sentences"]),
        Status.PUBLISHED,
        declared.charted if declared else (),
        declared.across if declared else None,
    )


def _row_cells(row: Mapping[str, Any], bases: Mapping[str, int]) -> Iterator[tuple[str, Cell]]:
    for key, value in row["cells"].items():
        yield key, Cell(value, row["signs"].get(key, ""), base=bases.get(key, 1))
