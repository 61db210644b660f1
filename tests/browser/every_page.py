"""Every page that a browser can show, from the rows of tests/matrix.py, each with somebody who sees it.

What a plain request of the matrix does not reach, because something must have happened first, happens here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cases import access, gate
from cases.models import Case, CountedYear
from cases.models.event import EventKind
from cases.services.actions import act
from cases.services.edition_steps import make_draft
from cases.services.inquiries import close_inquiry
from cases.services.safe_contact import agree_contact
from cases.services.tasks import plan_task
from cases.sharing import How
from cases.statistics.tables import TABLES
from tests import factories
from tests.cases.test_hand_over import sent
from tests.factories import Member
from tests.matrix import MATRIX, OFFICE, WORKERS, Row
from tests.security.test_matrix import things_of

Cast = dict[str, Member]

# Routes that a reader is sent through or that hand out something else than a page.
NO_PAGE = {
    "statistics": "sends on to a year",
    "way_on": "sends on to where somebody was",
    "health_live": "for machines",
    "health_ready": "for machines",
    "session_time": "for a script",
    "edition_bundle": "a file",
    "edition_px": "a file",
    "edition_file": "a file",
    **dict.fromkeys(("oidc_sign_in", "oidc_back", "oidc_link", "oidc_confirm"), "only with a provider"),
}
# Looked at elsewhere, with what it takes to come there.
ELSEWHERE = {"invitation": "test_joining.py", "mfa_authenticate": "test_factors.py"}
# Pages that differ by who reads them: looked at as each of these.
OF_EACH = {
    "start": ("adviser", "embassy", "coordinator", "representative", *OFFICE),
    "workload": ("coordinator", "leader"),
    "case_list": WORKERS,
    "queue_list": ("adviser", "embassy", "coordinator", "representative"),
    "statistics_year": ("coordinator", "statistician", "leader"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One page: whose browser, where, and whether the form on it comes back when it is sent empty."""

    route: str
    who: str
    address: str
    comes_back: bool = field(default=False)
    status: int = 200


def all_pages(cast: Cast) -> list[Shown]:
    """Make what the pages show, and list them. Settings must have the demonstration on."""
    adviser = cast["adviser"]
    things = things_of(adviser)
    found = [one for row in MATRIX if row.verb == "GET" for one in _by_the_matrix(row, things)]
    closed, worked = _closed(adviser), _worked_on(adviser)
    asked, advice = _asked(cast)
    urgent = factories.log_case(adviser, case=factories.case_facts(urgency="AKUTT"))
    in_part = factories.log_case(adviser)
    factories.ask(in_part, cast["representative"].post)
    _others(cast)
    found += [
        Shown("case", "adviser", reverse("case", args=[worked.pk])),
        Shown("case", "embassy", reverse("case", args=[asked.pk])),
        Shown("case", "adviser", reverse("case", args=[closed.pk])),
        Shown("case", "adviser", reverse("case", args=[urgent.pk])),
        Shown("case", "representative", reverse("case", args=[in_part.pk])),
        Shown("case_change", "representative", reverse("case_change", args=[in_part.pk]), comes_back=True),
        Shown("case_task_end", "adviser", reverse("case_task_end", args=[worked.pk]), comes_back=True),
        Shown("case_follow_up", "adviser", reverse("case_follow_up", args=[closed.pk]), comes_back=True),
        Shown("case_asked", "adviser", reverse("case_asked", args=[asked.pk])),
        Shown("case_answer", "embassy", reverse("case_answer", args=[asked.pk])),
        Shown("case_keep_advice", "coordinator", reverse("case_keep_advice", args=advice)),
        Shown("routing_draft", "coordinator", reverse("routing_draft"), comes_back=True),
        Shown("routing_rule", "coordinator", reverse("routing_rule", args=[1]), comes_back=True),
        Shown("routing_trial", "coordinator", reverse("routing_trial")),
        Shown("edition", "statistician", reverse("edition", args=[1])),
        Shown("demo_sign_in", "anonymous", reverse("demo_sign_in")),
        Shown("404", "adviser", "/det-er-ingen-slik-side/", status=404),
        Shown("404", "anonymous", "/det-er-ingen-slik-side/", status=404),
        Shown("403", "adviser", reverse("administration"), status=403),
    ]
    return sorted(found, key=lambda one: (one.who, one.address))


def not_shown(pages: Iterable[Shown]) -> set[str]:
    """Routes that answer GET and that no page of these is of, nor said to be none."""
    return {row.route for row in MATRIX if row.verb == "GET"} - {one.route for one in pages} - set(NO_PAGE)


def _by_the_matrix(row: Row, things: dict[str, Any]) -> list[Shown]:
    see = [name for name, status in row.answers.items() if status == 200 and name != "deactivated"]
    if not see or row.route in NO_PAGE:
        return []
    address = reverse(row.route, args=[things[name] for name in row.args])
    posted = next((one for one in MATRIX if (one.route, one.verb) == (row.route, "POST")), None)
    return [
        Shown(row.route, name, address, comes_back=posted is not None and posted.answers[name] == 200)
        for name in see
        if name in OF_EACH.get(row.route, see[:1])
    ]


def _worked_on(who: Member) -> Case:
    """With something done, something planned, and a safe contact."""
    case, today = factories.log_case(who), timezone.localdate()

    def at_hand() -> dict[str, Any]:
        found = access.case_to_change(who.standing, case.pk)
        return {"standing": who.standing, "case": found, "lane": found.inquiries.all()[0]}

    act(**at_hand(), action="POLM", agency="POD", day=today)
    hand = at_hand()
    hand["inquiry"] = hand.pop("lane")
    agree_contact(**hand, seen=None, text="Helsesykepleier, i storefri.")
    plan_task(**at_hand(), text="Ring helsesykepleier.", day=today + timedelta(days=7))
    return case


def _closed(who: Member) -> Case:
    case = factories.log_case(who)
    found = access.case_to_change(who.standing, case.pk)
    lane, revision = found.inquiries.all()[0], found.revision
    close_inquiry(standing=who.standing, case=found, inquiry=lane, revision=revision, outcome="UTL")
    return case


def _asked(cast: Cast) -> tuple[Case, Sequence[Any]]:
    """One that an embassy is asked to take over; and what a piece of advice on another is named by."""
    adviser = cast["adviser"]
    asked, other = factories.log_case(adviser), factories.log_case(adviser)
    sent(adviser, asked, cast["embassy"].post)
    sent(adviser, other, cast["coordinator"].post, How.ADVISE)
    event = factories.happens(
        cast["coordinator"], other, EventKind.ADVICE, text=gate.ours("Møt henne alene.")
    )
    return asked, (other.pk, event.pk)


def _others(cast: Cast) -> None:
    """A draft of rules and one of an edition."""
    client, draft = cast["coordinator"].client, reverse("routing_draft")
    assert client.post(reverse("routing_rules"), {"do": "begin"}).status_code == 302
    why = {"revision": 1, "valid_from": f"{timezone.localdate():%d.%m.%Y}", "reason": "Etter et råd."}
    assert client.post(draft, why).headers["Location"] == reverse("routing_trial")
    CountedYear.objects.get_or_create(year=2008)
    others = [name for name in TABLES if name != "T02"]
    make_draft(standing=cast["statistician"].standing, year=2008, reason="Årets tall.", left_out=others)
