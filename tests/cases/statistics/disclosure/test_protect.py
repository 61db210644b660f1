"""All tables of a year protected at once: what leaves the house, and what an attacker gets out of it."""

import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import call_command

from cases.statistics import engine
from cases.statistics.declarations import Protection
from cases.statistics.disclosure.earlier import Earlier, Stand, as_data, from_data, from_text, to_text
from cases.statistics.disclosure.judging import Decided
from cases.statistics.disclosure.protect import protect
from cases.statistics.disclosure.relations import Sum, relations
from cases.statistics.disclosure.released import released
from cases.statistics.disclosure.statements import Why
from cases.statistics.formats.as_json import as_data as as_json
from cases.statistics.keys import Key, key_of
from cases.statistics.places import places
from cases.statistics.tables.advisers import UNKNOWN
from tests import factories
from tests.cases.statistics.register import Asked, Matter, write, year_2008

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database("What is done to figures that were counted before."),
]
TODAY = date(2010, 2, 1)
AUTUMN = date(2009, 10, 1)
ROUNDED = ("T04", "T07")


def decide(year: int, *names: str, **options: Any) -> Decided:
    tables = engine.chosen_tables(year, names, TODAY)
    return protect(tables, year, engine.read(tables, year, TODAY), **options)


def published(year: int, decided: Decided, *names: str, language: str = "nb") -> dict[str, Any]:
    tables = engine.chosen_tables(year, names, TODAY)
    report = released(tables, year, engine.read(tables, year, TODAY), decided, language)
    return {one["id"]: one for one in as_json(report)["tables"]}


def earlier(decided: Decided) -> Earlier:
    stands: dict[Key, list[Stand]] = {}
    for found in decided.stands.values():
        for key, stand in found.items():
            stands.setdefault(key, []).append(stand)
    data = as_data({key: tuple(found) for key, found in stands.items()}, decided.counts)
    return from_data(data)


def of_2009() -> list[Matter]:
    """The margins of 2008, of which nothing is in print, with small figures of every kind."""
    told = [
        Matter(
            tuple(Asked(one.scheme, one.day.replace(year=2009), one.asker) for one in matter.asked),
            matter.sexes, matter.concern, ages=("16-17", "V"), backgrounds=(("PK", "SO", "IQ")[at % 3],),
            whereabouts=("UTL" if at % 9 == 0 else "NOR",),
        )
        for at, matter in enumerate(year_2008())
    ]  # fmt: skip
    return [
        *told,
        Matter((Asked("KT", AUTUMN, "ADV"),), ("U",), "NSK"),
        Matter((Asked("KT", AUTUMN, "ADV"),), ("M",), "VOT"),
    ]


def propagated(editions: list[dict[str, Any]], name: str, base: int) -> dict[tuple[str, str], list[Fraction]]:
    """What follows from the rows and sums of one table in all editions, by narrowing intervals to the end."""
    cells: dict[tuple[str, str], list[Fraction]] = {}
    for edition in editions:
        for row in edition[name]["rows"]:
            for column, value in row["cells"].items():
                low, high = cells.setdefault((row["key"], column), [Fraction(0), Fraction(10**6)])
                cells[row["key"], column] = [
                    max(low, value - base + 1),
                    min(high, Fraction(value + base - 1)),
                ]
    rows = list(dict.fromkeys(row for row, _column in cells))
    for _ in range(20):
        for column in {column for _row, column in cells}:
            parts = [(row, column) for row in rows if row != "sum"]
            _narrow(cells, ("sum", column), parts)
        for row in rows if name == "T04" else ():
            for party in ("advisers", "team"):
                _narrow(
                    cells,
                    (row, f"{party}-sum"),
                    [(row, f"{party}-{sex}") for sex in ("women", "men", "unknown")],
                )
    return cells


def _narrow(
    cells: dict[tuple[str, str], list[Fraction]], total: tuple[str, str], parts: list[tuple[str, str]]
) -> None:
    least, most = (sum((cells[part][at] for part in parts), Fraction(0)) for at in (0, 1))
    cells[total] = [max(cells[total][0], least), min(cells[total][1], most)]
    for part in parts:
        others = least - cells[part][0], most - cells[part][1]
        cells[part] = [
            max(cells[part][0], cells[total][0] - others[1]),
            min(cells[part][1], cells[total][1] - others[0]),
        ]


def test_2008_leaves_with_what_was_printed_exact_and_the_rest_protected(counted_2008: None) -> None:
    """The demonstration year has the printed margins, and posts, months, ages and countries beside."""
    call_command("load_demo", year=2008, verbosity=0)
    decided = decide(2008)
    assert decided.audit.refusals == []
    assert min(high - low + 1 for low, high in decided.audit.bounds.values()) >= 3
    tables = published(2008, decided)
    assert [row["cells"]["2008"] for row in tables["T02"]["rows"]] == [381, 282, 107, 2, 391]
    assert tables["T01"]["rows"][-1]["cells"] == {"inquiries": 645, "persons": 712, "change_percent": None}
    assert any("57 prosent av sakene" in one for one in tables["T01"]["sentences"])
    for table in tables.values():
        assert "Internt" not in table["title"] + " ".join(table["notes"])


def test_rounded_tables_add_up_and_say_so(counted_2008: None) -> None:
    write(of_2009())
    decided = decide(2009)
    assert decided.audit.passed
    tables = published(2009, decided)
    for name in ("T04", "T06", "T07", "T08", "T09", "T10", "T13", "T15", "T16"):
        base = 5 if name in ("T09", "T10") else 3
        rows = {row["key"]: row["cells"] for row in tables[name]["rows"]}
        for column in [one["key"] for one in tables[name]["columns"]]:
            values = {key: cells[column] or 0 for key, cells in rows.items()}
            assert all(value % base == 0 for value in values.values()), (name, column)
            assert sum(value for key, value in values.items() if key != "sum") == values["sum"]
        assert any(f"deles på {base}" in note for note in tables[name]["notes"])
    for stands in decided.stands.values():
        assert all(
            abs((one.value or 0) - decided.counts[key]) <= max(0, one.base - 1) for key, one in stands.items()
        )
    english = published(2009, decided, language="en")
    assert [one["rows"][0]["cells"] for one in english.values()] == [
        one["rows"][0]["cells"] for one in tables.values()
    ]


def test_no_percentage_of_fewer_than_fifty_and_none_of_what_was_counted(counted_2008: None) -> None:
    write([*of_2009(), *(Matter((Asked("IR", AUTUMN),)) for _ in range(3))])
    decided = decide(2009)
    tables = published(2009, decided)
    counts = {row["key"]: row["cells"] for row in tables["T03"]["rows"]}
    for cells in counts.values():
        for scheme in ("MR", "IR", "KT"):
            part, whole, percent = (
                cells[f"{scheme}-2009"],
                counts["sum"][f"{scheme}-2009"],
                cells[f"{scheme}-percent"],
            )
            assert percent == (None if whole < 50 else int(Fraction(100 * part, whole) + Fraction(1, 2)))
    said = " ".join(tables["T01"]["sentences"])
    share = re.search(r"\((\d+) av (\d+)\)", said)
    assert share is not None
    assert int(share[1]) % 3 == 0


def test_three_editions_with_corrections_leave_every_figure_open(counted_2008: None) -> None:
    """The attacker knows no solver and nothing of ours: she has the files, and narrows intervals."""
    told = of_2009()
    out: list[dict[str, Any]] = []
    known: list[Earlier] = []
    write(told)
    for correction in (
        Matter((Asked("KT", AUTUMN, "POL"),), ("M",), "NSK"),
        Matter((Asked("MR", AUTUMN),), ("K",), "VOT"),
        None,
    ):
        decided = decide(2009, earlier=known)
        assert decided.audit.refusals == []
        out.append(published(2009, decided, *ROUNDED))
        known.append(earlier(decided))
        if correction:
            write([correction])
    for name in ROUNDED:
        for edition in out:
            found = propagated([edition], name, 3)
            assert all(high - low >= 2 for low, high in found.values())
        # What did not change was rounded alike, so that all three tell no more than one.
        rows = [{row["key"]: row["cells"] for row in edition[name]["rows"]} for edition in out]
        alike = [
            (row, column)
            for row in rows[0]
            for column in rows[0][row]
            if len({_of(one, row, column) for one in rows}) == 1
        ]
        assert len(alike) > 20


def _of(rows: dict[str, Any], row: str, column: str) -> int | None:
    value: int | None = rows.get(row, {}).get(column)
    return value


def test_a_table_may_hide_instead_of_round(counted_2008: None) -> None:
    write(of_2009())
    decided = decide(2009, "T07", options={"T07": Protection("hidden")})
    assert decided.audit.passed
    (table,) = published(2009, decided, "T07").values()
    signs = [sign for row in table["rows"] for sign in row["signs"].values()]
    assert signs.count(":") >= 2
    assert all(
        value == 0 or value >= 5
        for row in table["rows"]
        for value in row["cells"].values()
        if value is not None
    )
    assert any("vises ikke av hensyn til" in note for note in table["notes"])


def test_relations_are_found_across_tables_by_what_figures_ask(reference: None) -> None:
    def key(**where: tuple[int, ...]) -> Key:
        return Key("persons", 2009, tuple(sorted(where.items())))

    whole, women, men, unknown = key(), key(sex=(1,)), key(sex=(2,)), key(sex=(0, 3))
    found = relations([whole, women, men, unknown], {})
    assert found.sums == (Sum(whole, tuple(sorted((unknown, women, men), key=lambda one: one.where))),)
    # Schemes are not added up, but none is more than all together.
    school, embassy, both = key(scheme=(1,)), key(scheme=(2,)), key(scheme=(1, 2))
    found = relations([school, embassy, both], {})
    assert found.sums == ()
    assert {one.smaller for one in found.at_most} == {(school,), (embassy,), (both,)}


def test_a_figure_keeps_its_name_in_the_file_of_an_edition() -> None:
    for key in (Key("cases", 2009, ()), Key("persons", 2009, (("concern", (0, 13)), ("scheme", (1, 2))))):
        assert from_text(to_text(key)) == key


def test_an_exact_small_figure_is_refused_by_the_gate(
    counted_2008: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If ever a headline with a small figure were let through, the gate still stops it."""
    write([Matter((Asked("MR", AUTUMN),), ("K",))] * 3)
    monkeypatch.setattr("cases.statistics.disclosure.protect._is_plain", lambda group, printed: True)
    refused = decide(2009, "T02").audit.refusals
    assert {one.why for one in refused} == {Why.SMALL}


def test_an_earlier_figure_of_a_county_stays_that_countys_when_another_is_added(reference: None) -> None:
    """Places are numbered by their names in each reading."""
    before = places()
    oslo = before.number("county", "Oslo")
    assert oslo is not None
    key, both = (Key("cases", 2009, (("county", numbers),)) for numbers in ((oslo,), (0, oslo)))
    data = as_data({key: (Stand(5, 5),), both: (Stand(10, 5),)}, {key: 6, both: 9})
    factories.new_post(county="Aust-Agder")
    now = places()
    assert now.number("county", "Oslo") == oslo + 1
    found = from_data(data, before.in_order(), now)
    assert found.counts == {
        Key("cases", 2009, (("county", (oslo + 1,)),)): 6,
        Key("cases", 2009, (("county", (0, oslo + 1)),)): 9,
    }
    assert from_data(data, {"county": ["Nowhere"] * oslo}, now).counts == {}
    # One from before editions said it is read as it stands.
    assert from_data(data, None, now).counts == {key: 6, both: 9}


@pytest.mark.parametrize("unknown", [1, 2, 4])
def test_that_a_headline_is_rounded_does_not_tell_its_only_small_figure(
    counted_2008: None, unknown: int
) -> None:
    """Shown as 0 it would be 1 or 2, and as 6 it would be 4: that one is small is known by the rule."""
    sexes = ["K"] * 60 + ["M"] * 30 + ["U"] * unknown
    write([Matter((Asked("MR", AUTUMN),), (sex,)) for sex in sexes])
    decided = decide(2009, "T02")
    assert decided.audit.passed
    key = key_of(UNKNOWN, {}, 2009)
    assert decided.counts[key] == unknown
    assert decided.stands["T02", 2009][key] == Stand(3, 3)
