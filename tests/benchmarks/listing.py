"""My first page of cases, of many cases and many advisers, against the same page without access control.

The baseline is one query: the newest 26 cases of all (25 and one that tells whether there are more), whole
rows of the case table by an index on their date that is made for it alone; then it opens the facts of 25 of
them as the page does. It asks for no right and leaves no trace. An adviser without cases gets an empty page
and is compared with the same baseline of 25.
"""

from collections.abc import Callable, Iterator

from django.db import connection

from cases import access
from cases.models import Case
from cases.models.case import Lock
from tests.benchmarks.population import FULL, Logged, Member, analyse
from tests.benchmarks.runner import Line, compare, must_equal

RATIO = 2.5
SIZE = access.PAGE_SIZE


def measure(readers: dict[str, tuple[Member, list[Logged]]], database: str, *, n: int) -> Iterator[Line]:
    """Two lines a reader: the list alone, and the page with its trail entry. `readers`: who sees what."""
    rounds, calls = (11, 5) if n < FULL else (21, 10)
    index_for_baseline()
    analyse()
    for reader, (member, visible) in readers.items():
        check(member, visible)
        list_alone, whole_page = ways(member)
        for name, way in (("list alone", list_alone), ("page with its trail entry", whole_page)):
            value, [(baseline, ratio)] = compare(way, unguarded_page, rounds=rounds, calls=calls)
            yield Line(f"{reader}: {name} / no access control", database, n, value, baseline, ratio, RATIO)


def index_for_baseline() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX bench_case_newest ON cases_case (opened_at DESC, id DESC)")


def opened(cases: list[Case]) -> int:
    """Open the facts of every case, as a page that shows them does."""
    return sum(bool(case.facts) for case in cases)


def unguarded_page() -> int:
    cases = list(Case.unscoped.order_by("-opened_at", "-id")[: SIZE + 1])[:SIZE]
    for case in cases:
        case.lock = Lock()
    return opened(cases)


def ways(member: Member) -> tuple[Callable[[], int], Callable[[], int]]:
    """What the door asks before it records, and the page as it is given."""

    def list_alone() -> int:
        found = access._newest(member.standing, None, SIZE + 1)[:SIZE]
        cases = [case for case, given in found if given]
        for case in cases:
            case.lock = Lock()
        return opened(cases)

    def whole_page() -> int:
        return opened(access.page(member.standing).cases)

    return list_alone, whole_page


def check(member: Member, visible: list[Logged]) -> None:
    """Every page holds the right cases with the right facts. Raises NotEqualError."""
    newest = sorted(visible, key=lambda one: (one.opened_at, one.case_id), reverse=True)
    expected = [(one.case_id, one.opened_at, one.told.case) for one in newest]
    must_equal("number of my cases", access.count_visible(member.standing), len(expected))
    after, seen = None, 0
    while True:
        page = access.page(member.standing, after=after)
        found = [(case.pk, case.opened_at, case.facts) for case in page.cases]
        must_equal("a page of my cases", found, expected[seen : seen + SIZE])
        seen += SIZE
        after = page.after
        if after is None or seen >= 10 * SIZE:
            break
    must_equal("more pages", after is not None, seen < len(expected))
