"""A row of the file as values, each code and day tried; what is wrong of all rows is collected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisory.models import Post
from advisory.sealing.checked import Checked
from cases import codebook, gate
from cases.errors import NoPost
from cases.importing import columns
from cases.importing.errors import Bad
from cases.importing.sheet import Line
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.schemes import scheme_of

GENERAL = "GEN"


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One person in one inquiry; `person` is None in a general question."""

    line: int
    case: str
    post: str
    asked: date
    closed: date | None
    number: str
    facts: CaseFacts
    inquiry: InquiryFacts
    person: PersonFacts | None
    note: Checked

    def __repr__(self) -> str:
        return f"<row {self.line}>"


class Reader:
    """Makes rows of lines and keeps what is wrong in `found`."""

    def __init__(self, posts: Mapping[str, Post], today: date) -> None:
        self._posts = posts
        self._today = today
        self.found: list[Bad] = []

    def row(self, line: Line) -> Row | None:
        """The row, or None when something in it is wrong."""
        number, told = line
        before = len(self.found)
        said = dict(self._facts(number, told))
        post = self._post(number, told, said["inquiry"])
        asked = self._day(number, columns.ASKED, told)
        closed = self._day(number, columns.CLOSED, told) if told.get(columns.CLOSED) else None
        if asked and closed and closed < asked:
            self._bad(number, columns.CLOSED, "It was closed before it began.")
        if closed and not said["inquiry"].get("outcome"):
            self._bad(number, "avslutning", "What is closed has an outcome.")
        if said["inquiry"].get("outcome") and not closed:
            self._bad(number, columns.CLOSED, "What has an outcome is closed on a day.")
        if not told.get(columns.CASE):
            self._bad(number, columns.CASE, "It is needed in every row.")
        facts = self._case(number, said["case"])
        note = self._note(number, told)
        if len(self.found) > before or asked is None or note is None:
            return None
        general = facts.kind == GENERAL
        return Row(
            line=number,
            case=told[columns.CASE],
            post=post,
            asked=asked,
            closed=closed,
            number=told.get(columns.PERSON, "") or "1",
            facts=facts,
            inquiry=InquiryFacts(**said["inquiry"]),
            person=None if general else PersonFacts(**said["person"]),
            note=note,
        )

    def _facts(self, line: int, told: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
        for of in ("case", "inquiry", "person"):
            found: dict[str, Any] = {}
            for name, column in columns.CODED.items():
                text = told.get(name, "")
                if column.of == of and text:
                    codes = self._codes(line, name, column, text)
                    found[column.fact] = frozenset(codes) if column.many else (codes or [""])[0]
            yield of, found

    def _codes(self, line: int, name: str, column: columns.Column, text: str) -> list[str]:
        """Those of the list. What is not is never quoted, since anything may stand there."""
        parts = (
            [one.strip().upper() for one in text.split(columns.BETWEEN)] if column.many else [text.upper()]
        )
        known = codebook.numbers(column.list)
        by_case = {code.upper(): code for code in known}
        if any(part not in by_case for part in parts):
            self._bad(line, name, f"The code list “{column.list}” has no such code.")
        return [by_case[part] for part in parts if part in by_case]

    def _case(self, line: int, said: dict[str, Any]) -> CaseFacts:
        facts = CaseFacts(**said)
        if facts.kind != GENERAL and not facts.concern:
            self._bad(line, "hovedbekymring", "A case has a main concern.")
        return facts

    def _post(self, line: int, told: Mapping[str, str], inquiry: dict[str, Any]) -> str:
        key = told.get(columns.POST, "").lower()
        post = self._posts.get(key)
        if post is None:
            self._bad(line, columns.POST, "No post of the reference data has this key.")
            return key
        try:
            scheme = scheme_of(post.kind)
        except NoPost:
            self._bad(line, columns.POST, "Nobody asks this post about a case.")
            return key
        if inquiry.setdefault("scheme", scheme) != scheme:
            self._bad(line, columns.SCHEME, f"The post is of the scheme “{scheme}”.")
        return key

    def _day(self, line: int, name: str, told: Mapping[str, str]) -> date | None:
        try:
            day = date.fromisoformat(told.get(name, ""))
        except ValueError:
            self._bad(line, name, "It is a day written like 2008-06-01.")
            return None
        if day > self._today:
            self._bad(line, name, "The day has not been yet.")
        return day

    def _note(self, line: int, told: Mapping[str, str]) -> Checked | None:
        try:
            return gate.passed(told.get(columns.NOTE, ""), field=columns.NOTE)
        except gate.Identifies:
            self._bad(line, columns.NOTE, "The note tells who somebody is, or may.")
        except gate.GuardDown:
            self._bad(line, columns.NOTE, "The check for names and numbers does not work just now.")
        return None

    def _bad(self, line: int, column: str, why: str) -> None:
        self.found.append(Bad(line, column, why))
