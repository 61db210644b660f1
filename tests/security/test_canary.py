"""A word planted in every text, name and label is found in no file, dump, log or error page.

And no code of a case's facts stands in clear in the tables of cases, their trail, or the sessions.
"""

import re
from typing import Any

import pytest

from advisory.sealing import padding
from cases import codebook
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from tests.security.leavings import MUST_STAY_EMPTY, TABLES, Leavings

LISTS = {slot.list for kind in (CaseFacts, PersonFacts, InquiryFacts) for slot in kind.SLOTS.values()}


def test_no_planted_word_is_found_anywhere(left: Leavings) -> None:
    # A letter must name whom it goes to; it is sent away and not kept, but by a developer's machine.
    found = {one for one in left.found() if not (one[0] in left.letters() and one[1] == "e-mail")}
    assert found == set()
    assert len(left.files["log"]) > 2000
    assert {name for name in left.files if name.endswith(".html")} >= {"500-view.html", "500-seal.html"}


def test_mail_about_errors_was_written(left: Leavings) -> None:
    assert len(left.letters()) == 1
    reports = left.mail() - left.letters()
    assert any(b"ValueError" in left.files[name] and b"failing (" in left.files[name] for name in reports)
    assert any(b"SealError" in left.files[name] for name in reports)


def test_the_search_finds_what_stands_in_clear_in_the_same_places(left: Leavings) -> None:
    """One word was stored in clear, in a table of its own, after all else was looked at."""
    found = left.where_the_control_is()
    if "server log" not in left.files:
        assert found == {"control", "control.gz"}
        return
    assert {"server log", "control dump", "control dump.gz", "control dump.custom restored"} <= found
    places = {name.split("/")[1] for name in found if name.startswith("data/")}
    assert places == {"base", "pg_wal"}
    assert len([name for name in found if name.startswith("data/base/")]) >= 2  # the table and its index


def test_what_was_looked_into_is_what_is_stored(left: Leavings) -> None:
    """A search that finds nothing must have had something to search."""
    assert {
        table: len(rows) for table, rows in left.rows.items() if table in MUST_STAY_EMPTY
    } == dict.fromkeys(MUST_STAY_EMPTY, 0)
    # Nobody had an exception that day, or came by way of an employer.
    for table in set(TABLES) - {"cases_caseuserpermission", "advisory_subject"}:
        assert left.rows[table], table
    case = str(left.rows["cases_case"][0][0]).replace("-", "")
    if "dump" in left.files:
        # In the file of the table, in the write-ahead log and in the server's log as well.
        inner = {name for name, data in left.files.items() if bytes.fromhex(case) in data}
        assert {name.split("/")[1] for name in inner if name.startswith("data/")} >= {"base", "pg_wal"}
        assert left.rows["cases_case"][0][0].__str__().encode() in left.files["server log"]
        assert case in left.files["dump"].decode(errors="replace").replace("-", "")
    else:
        stored = left.files["home/db.sqlite3"] + left.files["home/db.sqlite3-wal"]
        assert case.encode() in stored
        assert len(left.files["home/db.sqlite3-wal"]) > 0
        assert case.encode() in left.files["backup"]
        assert case.encode() in left.files["vacuumed"]


def words(rows: dict[str, list[tuple[Any, ...]]]) -> set[str]:
    """Every word of every column of text in these tables but hashes of passwords: their signs are drawn."""
    texts = {
        str(value)
        for table in rows.values()
        for row in table
        for value in row
        if isinstance(value, str | dict)
    }
    # Of the settings that the day was lived under, not of the suite's own.
    hashes = {text for text in texts if text.startswith("argon2$")}
    assert hashes
    return {word for text in texts - hashes for word in re.findall(r"[\w+-]+", text)}


def blobs(rows: dict[str, list[tuple[Any, ...]]]) -> bytes:
    return b"|".join(
        bytes(value) for table in rows.values() for row in table for value in row if isinstance(value, bytes)
    )


@pytest.mark.django_db
@pytest.mark.one_database("It looks into databases of its own, of both kinds.")
@pytest.mark.usefixtures("reference")
def test_no_code_of_a_cases_facts_stands_in_clear(left: Leavings) -> None:
    """Every code of every list that facts are made of; and its labels, in all three languages."""
    said, sealed = words(left.rows), blobs(left.rows)
    texts = "|".join(sorted(said)).lower()
    for name in LISTS:
        for code, entry in codebook.entries(name).items():
            assert code not in said, (name, code)
            # Shorter ones stand in any random bytes by chance.
            assert len(code) < 5 or code.encode() not in sealed, (name, code)
            for label in entry.labels:
                for text in (label.nb, label.nn, label.en):
                    assert len(text) < 5 or text.encode() not in sealed, (name, text)
                    assert not (len(text) >= 5 and text.isalpha() and text.lower() in texts.split("|")), (
                        name,
                        text,
                    )


def test_the_length_of_a_record_says_nothing(left: Leavings) -> None:
    lengths = {
        table: {len(value) for row in left.rows[table] for value in row if isinstance(value, bytes)}
        for table in ("cases_case", "cases_person", "cases_inquiry")
    }
    facts, seal = 48 + 34, 37
    assert lengths["cases_case"] == {facts, seal}
    assert lengths["cases_person"] == {facts}
    # That a text was erased shows.
    erased = 0
    assert lengths["cases_inquiry"] == {facts, padding.bucket(1) + 34, erased}
