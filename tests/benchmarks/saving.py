"""One durable save of an inquiry, sealed, permitted and recorded, against plain saves of the same fields.

Two baselines: everything in one row of one table (the floor), and a row each for case, inquiry and
person, as the product keeps them. All of them commit to disk every time.
"""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import access
from cases.services.inquiries import log_inquiry, told_in
from cases.status import Status
from cases.told import Told
from tests.benchmarks import plain
from tests.benchmarks.population import Member, told_by
from tests.benchmarks.runner import Line, compare, dice, must_equal

STATEMENTS, RATIO = 8, 2.5
# What keeping the facts counted may add to a plain save.
MARK = 1.2


def measure(member: Member, database: str, *, quick: bool) -> Iterator[Line]:
    """Lines of one database: both ratios and the number of statements."""
    rounds, calls = (15, 10) if quick else (41, 50)
    plain.make_tables(plain.OneRow, plain.MarkedRow, plain.PlainCase, plain.PlainInquiry, plain.PlainPerson)
    stories = Stories(member)
    check(member, stories)
    yield statements(member, stories, database)
    value, against = compare(
        stories.saving(member), stories.one_row, stories.same_rows, rounds=rounds, calls=calls
    )
    names = ("save an inquiry / plain save, one row", "save an inquiry / plain save, same rows")
    for name, target, (baseline, ratio) in zip(names, (RATIO, None), against, strict=True):
        yield Line(name, database, rounds * calls, value, baseline, ratio, target)
    value, [(baseline, ratio)] = compare(stories.marked_row, stories.one_row, rounds=rounds, calls=calls)
    title = "plain save with the mark that it is not packed / without"
    yield Line(title, database, rounds * calls, value, baseline, ratio, MARK)


class Stories:
    """An endless supply of inquiries with one person; each way takes the next one."""

    def __init__(self, member: Member) -> None:
        self.post_id = member.held.post_id
        rolls = dice("saving")
        self.told = [told_by(rolls, year=2008, persons=1, narrative=True) for _one in range(500)]
        self.values = [
            (plain.case_values(told), plain.inquiry_values(told), plain.person_values(told))
            for told in self.told
        ]
        self.turn = 0

    def next(self) -> int:
        self.turn = (self.turn + 1) % len(self.told)
        return self.turn

    def saving(self, member: Member) -> Callable[[], object]:
        """The product's way, as the web form calls it."""

        def save() -> object:
            return log_inquiry(
                standing=member.standing,
                held=member.held,
                told=self.told[self.next()],
                submission=uuid.uuid4(),
            )

        return save

    def one_row(self) -> plain.OneRow:
        case, inquiry, person = self.values[self.next()]
        with transaction.atomic():
            return plain.OneRow.objects.create(**self.times(), **self.lane(), **case, **inquiry, **person)

    def marked_row(self) -> plain.MarkedRow:
        case, inquiry, person = self.values[self.next()]
        with transaction.atomic():
            return plain.MarkedRow.objects.create(**self.times(), **self.lane(), **case, **inquiry, **person)

    def same_rows(self) -> plain.PlainCase:
        case_values, inquiry_values, person_values = self.values[self.next()]
        with transaction.atomic():
            case = plain.PlainCase(**self.times(), **case_values)
            case.save()
            plain.PlainInquiry(case=case, **self.lane(), **inquiry_values).save()
            plain.PlainPerson(case=case, **person_values).save()
        return case

    @staticmethod
    def times() -> dict[str, Any]:
        now = timezone.now()
        return {"opened_at": now, "changed_at": now}

    def lane(self) -> dict[str, Any]:
        return {
            "post_id": self.post_id,
            "created_at": timezone.now(),
            "status": Status.RECEIVED,
            "submission": uuid.uuid4(),
        }


def check(member: Member, stories: Stories) -> None:
    """What each way stored says the same as what was told. Raises NotEqualError."""
    stories.turn = -1
    case, made = stories.saving(member)()
    must_equal("saved now", made, True)
    opened = access.open_case(member.standing, case.pk)
    stored = told_in(opened, opened.inquiries.get())
    must_equal("sealed and opened again", stored, stories.told[0])
    expected = stories.values[0]
    stories.turn = -1
    row = plain.OneRow.objects.get(pk=stories.one_row().pk)
    must_equal("one row", [_read(row, part) for part in expected], [*expected])
    stories.turn = -1
    plain_case = stories.same_rows()
    rows = (
        plain.PlainCase.objects.get(pk=plain_case.pk),
        plain.PlainInquiry.objects.get(case=plain_case),
        plain.PlainPerson.objects.get(case=plain_case),
    )
    must_equal("same rows", [_read(one, part) for one, part in zip(rows, expected, strict=True)], [*expected])
    must_equal("values of what was stored", _values(stored), expected)


def _read(row: Any, names: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _values(told: Told) -> tuple[dict[str, Any], ...]:
    return plain.case_values(told), plain.inquiry_values(told), plain.person_values(told)


def statements(member: Member, stories: Stories, database: str) -> Line:
    """How many statements a save sends, its BEGIN and COMMIT included."""
    with CaptureQueriesContext(connection) as captured:
        stories.saving(member)()
    sent = [query["sql"] for query in captured]
    missing = 2 - sum(sql.startswith(("BEGIN", "COMMIT")) for sql in sent)
    count = len(sent) + missing
    return Line(
        "statements of a save (count, limit)", database, 1, count, STATEMENTS, count / STATEMENTS, 1.0
    )
