"""Everything that somebody does in a lane, a line each, and a case in which each of them can be done.

For tests that let two do something at once, or end a process in the middle of it: a new service of a lane
joins them by a line here (tests/cases/test_two_at_once.py sees to it that it has one).
"""

import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

from advisory.roles import Role
from advisory.services import memberships
from cases import access, gate
from cases.models import Case, Inquiry
from cases.models.event import SeenBy
from cases.services import (
    access_ends,
    answers,
    assessments,
    chase,
    claims,
    hand_over,
    inquiries,
    journeys,
    keeping_out,
    messages,
    safe_contact,
    steps,
    taking_back,
)
from cases.services.chase import LaneOf
from cases.sharing import Basis, How, Sharing
from cases.status import Status
from cases.urgent_hour import DUTIES
from tests import factories
from tests.factories import SUITE, Member

# The case is made on the first of these days and worked on on the second, when the time of one lane is over.
BEGAN = datetime(2026, 6, 3, 8, tzinfo=UTC)
NOW = BEGAN + timedelta(days=31)
WHY = gate.ours("Hun reiser i uke 26.")
SAFE = Sharing(basis=Basis.CONSENT, hastens="NEI", harms_siblings="NEI", why=WHY)
CAST = {
    "adviser": (Role.ADVISER, "sandaker"),
    "colleague": (Role.ADVISER, "sandaker"),
    "elsewhere": (Role.ADVISER, "sola"),
    "embassy": (Role.EMBASSY, "islamabad"),
    "attache": (Role.EMBASSY, "nairobi"),
    "envoy": (Role.EMBASSY, "ankara"),
    "coordinator": (Role.COORDINATOR, "kt-koordinator"),
    "representative": (Role.REPRESENTATIVE, "kt-pod"),
}
Needs = frozenset[str]
NOTHING: Needs = frozenset()


def at(moment: datetime) -> AbstractContextManager[Any]:
    """That moment, from which on time goes by: what is done later is later."""
    return time_machine.travel(moment, tick=True)


def cast() -> dict[str, Member]:
    with at(BEGAN - timedelta(days=1)):
        return {name: factories.member(name, role, factories.post(key)) for name, (role, key) in CAST.items()}


@dataclass
class Stage:
    """A case that the adviser's post leads, with the lanes that an act asks for."""

    people: dict[str, Member]
    case_id: uuid.UUID
    lanes: dict[str, uuid.UUID] = field(default_factory=dict)
    question: uuid.UUID | None = None

    def opened(self, name: str) -> Case:
        return access.open_case(self.people[name].standing, self.case_id)

    def given(self, name: str, lane: str, *, called: str = "lane") -> dict[str, Any]:
        """What a service of a lane is given: the case as it is handed out to her now, and that lane."""
        case = self.opened(name)
        row = next(one for one in case.inquiries.all() if one.pk == self.lanes[lane])
        return {
            "standing": self.people[name].standing,
            "case": case,
            called: row,
            "revision": case.revision,
        }

    def asks(self, by: str, whom: str, how: How, days: int = 90) -> None:
        made = hand_over.ask(
            **self.given(by, by),
            to_post=factories.post(CAST[whom][1]),
            how=how,
            sharing=SAFE,
            submission=uuid.uuid4(),
            days=days,
        )
        self.lanes[whom] = made.pk


def stage(people: dict[str, Member], needs: Iterable[str] = ()) -> Stage:
    """The case, with no more than is needed.

    `asked`: the coordinator is to take it over; `advising`: the embassy was asked and accepted;
    `question`: and is to answer one; `ended`: another school was asked, and is done; `over`: an embassy did
    not answer, and its time is over.
    """
    wanted = set(needs)
    with at(BEGAN):
        case = factories.log_case(people["adviser"])
        made = Stage(people, case.pk, {"adviser": Inquiry.unscoped.get(case=case).pk})
        if wanted & {"advising", "question"}:
            made.asks("adviser", "embassy", How.ADVISE)
            answers.accept(**made.given("embassy", "embassy"))
        if "over" in wanted:
            made.asks("adviser", "attache", How.ADVISE, days=30)
    with at(NOW - timedelta(days=1)):
        if "ended" in wanted:
            made.asks("adviser", "elsewhere", How.ADVISE)
            answers.accept(**made.given("elsewhere", "elsewhere"))
            inquiries.close_inquiry(**made.given("elsewhere", "elsewhere", called="inquiry"), outcome="RAD")
        if "asked" in wanted:
            made.asks("adviser", "coordinator", How.TAKE_OVER)
        if "question" in wanted:
            post = factories.post(CAST["embassy"][1])
            put = messages.put_question(**made.given("adviser", "adviser"), to=post.pk, text=WHY)
            made.question = put.pk
    return made


@dataclass(frozen=True)
class Act:
    """`opens`: what she sees before she acts, which may be changed meanwhile; `does` it.

    `service` is what it tries; `needs` as of `stage`.
    """

    service: Callable[..., Any]
    needs: Needs
    opens: Callable[[Stage], Any]
    does: Callable[[Stage, Any], Any]
    # A job or a ruling takes the case as it stands, and waits for whoever is at it.
    waits: bool = False
    # Beside which act alone it is tried, and beside itself: that does the same by the same function, or this
    # one is no act of a lane.
    like: str = ""


def act(
    service: Callable[..., Any],
    by: str,
    lane: str,
    *needs: str,
    called: str = "lane",
    said: Callable[[Stage], dict[str, Any]] = lambda stage: {},
    like: str = "",
) -> Act:
    return Act(
        service,
        frozenset(needs),
        lambda stage: stage.given(by, lane, called=called),
        lambda stage, given: service(**given, **said(stage)),
        like=like,
    )


def _post(name: str) -> Any:
    return factories.post(CAST[name][1])


def _told(service: Callable[..., Any], *, like: str = "", **said: Any) -> Act:
    """What is told of the urgent hour goes by what was told before, and by no revision."""

    def opens(stage: Stage) -> dict[str, Any]:
        given = stage.given("adviser", "adviser", called="inquiry")
        del given["revision"]
        return given

    return Act(service, NOTHING, opens, lambda stage, given: service(**given, **said), like=like)


def _asking(whom: str, how: How) -> Callable[[Stage], dict[str, Any]]:
    return lambda stage: {
        "to_post": _post(whom),
        "how": how,
        "sharing": SAFE,
        "submission": uuid.uuid4(),
    }


def _says(who: str, lane: str, status: Status, *needs: str) -> Act:
    return act(steps.take_step, who, lane, *needs, said=lambda stage: {"status": status}, like="take a step")


def _changed(stage: Stage, given: dict[str, Any]) -> Any:
    told = factories.told(
        person_ids=inquiries.told_in(given["case"], given["inquiry"]).person_ids, narrative="Nytt."
    )
    return inquiries.change_inquiry(**given, told=told)


def _leaves(stage: Stage, given: Any) -> None:
    account = stage.people["colleague"].account
    assert account is not None
    (own,) = account.memberships.filter(ends_at=None)
    memberships.end_membership(actor=SUITE, membership=own)


def _lane_of(stage: Stage, lane: str) -> LaneOf:
    return LaneOf(stage.case_id, stage.lanes[lane])


ACTS: dict[str, Act] = {
    "hand over": act(hand_over.ask, "adviser", "adviser", said=_asking("elsewhere", How.TAKE_OVER)),
    "ask for advice": act(
        hand_over.ask, "adviser", "adviser", said=_asking("envoy", How.ADVISE), like="hand over"
    ),
    "accept": act(answers.accept, "coordinator", "coordinator", "asked"),
    "decline": act(
        answers.decline,
        "coordinator",
        "coordinator",
        "asked",
        said=lambda stage: {"reason": "KAPASITET", "why": WHY},
    ),
    "pass on": act(
        answers.pass_on,
        "coordinator",
        "coordinator",
        "asked",
        said=lambda stage: {"to_post": _post("representative"), "why": WHY, "submission": uuid.uuid4()},
    ),
    "take back": act(
        taking_back.take_back, "adviser", "coordinator", "asked", said=lambda stage: {"why": WHY}
    ),
    "take advice back": act(
        taking_back.take_back,
        "adviser",
        "embassy",
        "advising",
        said=lambda stage: {"why": WHY},
        like="take back",
    ),
    "extend": act(
        taking_back.extend, "adviser", "embassy", "advising", said=lambda stage: {"days": 90, "why": WHY}
    ),
    "triage": _says("colleague", "adviser", Status.TRIAGED),
    "activate": _says("colleague", "adviser", Status.ACTIVE),
    "wait": _says("embassy", "embassy", Status.WAITING, "advising"),
    "say it is advised": _says("embassy", "embassy", Status.ADVISED, "advising"),
    "take a step": act(steps.take_step, "adviser", "adviser", said=lambda stage: {"status": Status.WAITING}),
    "claim": act(claims.claim, "colleague", "adviser"),
    "let go": act(claims.let_go, "embassy", "embassy", "advising"),
    "put a question": act(
        messages.put_question,
        "adviser",
        "adviser",
        "advising",
        said=lambda stage: {"to": _post("embassy").pk, "text": WHY},
    ),
    "reply": act(
        messages.reply,
        "embassy",
        "embassy",
        "question",
        said=lambda stage: {"question": stage.question, "text": WHY},
    ),
    "advise": act(
        messages.advise,
        "embassy",
        "embassy",
        "advising",
        said=lambda stage: {"seen_by": SeenBy.LANE, "text": WHY},
    ),
    "note": act(
        messages.note, "colleague", "adviser", said=lambda stage: {"seen_by": SeenBy.ALL, "text": WHY}
    ),
    "close": act(
        inquiries.close_inquiry,
        "embassy",
        "embassy",
        "advising",
        called="inquiry",
        said=lambda stage: {"outcome": "RAD"},
    ),
    "reopen": act(inquiries.reopen_inquiry, "elsewhere", "elsewhere", "ended", called="inquiry"),
    "change": Act(
        inquiries.change_inquiry,
        NOTHING,
        lambda stage: stage.given("adviser", "adviser", called="inquiry"),
        _changed,
    ),
    "assess": _told(assessments.assess, answers=dict.fromkeys(DUTIES, ("NEI", WHY))),
    "tell a journey": _told(journeys.tell_journey, like="assess", seen=None, facts={"result": "NEI"}),
    "tick": _told(journeys.tick, like="assess", seen=None, facts={}),
    "agree a contact": _told(safe_contact.agree_contact, like="assess", seen=None, text=WHY),
    "keep out": Act(
        keeping_out.keep_out,
        NOTHING,
        lambda stage: stage.opened("adviser"),
        lambda stage, case: keeping_out.keep_out(
            standing=stage.people["adviser"].standing,
            case=case,
            account_id=stage.people["envoy"].standing.account_id,
            reason=WHY,
        ),
        waits=True,
        like="hand over",
    ),
    "time is over": Act(
        access_ends.expire_access,
        frozenset({"over"}),
        lambda stage: _lane_of(stage, "attache"),
        lambda stage, one: access_ends.expire_access(actor=SUITE, one=one, now=NOW),
        waits=True,
    ),
    "chase": Act(
        chase.chase,
        NOTHING,
        lambda stage: _lane_of(stage, "adviser"),
        lambda stage, one: chase.chase(actor=SUITE, one=one, now=NOW),
        waits=True,
        like="hand over",
    ),
    "leave the post": Act(
        memberships.end_membership, NOTHING, lambda stage: None, _leaves, waits=True, like="hand over"
    ),
}

__all__ = ["ACTS", "NOW", "Act", "Stage", "at", "cast", "stage"]
