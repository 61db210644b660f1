"""Something to send to every route that changes anything: by whom, after what, and with which answers.

A route that is not listed is sent what its own page holds, filled in with no thought.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.utils import timezone

from advisory.views.factors import SECRET
from cases.models import Event, Inquiry
from cases.services.holds import Reason
from tests.cases.typing_in import typed
from tests.factories import Member, code_now, give_factor, give_password, log_case
from tests.matrix import AWAY, EVERYBODY, MATRIX, OUTSIDE, Row
from tests.security.asking import ask

Cast = dict[str, Member]
Answers = dict[str, Any]
PASSWORD = "en lang setning som ingen gjetter"
ADVICE = {
    "title": "Før en reise",
    "text": "Snakk med henne alene.",
    "concerns": ["TVE_FR"],
    "language": "nb",
    "anonymous": "on",
}
CHANGING = tuple(row for row in MATRIX if row.verb == "POST")
PAGES = {row.route for row in MATRIX if row.verb == "GET"}
# Whether the address of a route names anything.
NAMED = {row.route: bool(row.args) for row in MATRIX}


@dataclass(frozen=True, slots=True)
class Valid:
    """`typed` is given the cast. `before` are routes that the same member posts to first, in order."""

    typed: Callable[[Cast], Answers]
    before: tuple[str, ...] = field(default=())
    # Who sends it; empty for the first of the cast whom the matrix lets in.
    by: str = ""


def _day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d.%m.%Y}"


def _log_in(cast: Cast) -> Answers:
    account = give_password(cast["adviser"], PASSWORD)
    return {"login": account.email, "password": PASSWORD}


def _code_of_a_new_app(cast: Cast) -> Answers:
    client = cast["adviser"].client
    assert ask(cast["adviser"], "GET", "app_add").status_code == 200
    return {"code": code_now(client.session[SECRET])}


def _one_of_two(cast: Cast) -> Answers:
    """The last one is not taken away."""
    account = cast["adviser"].account
    assert account is not None
    give_factor(account)
    return {}


def _email(cast: Cast, name: str) -> str:
    account = cast[name].account
    assert account is not None
    return account.email


def _case(cast: Cast, name: str) -> str:
    return str(log_case(cast[name]).pk)


def _week() -> Answers:
    return {"first": _day(1), "last": _day(7)}


def _place(cast: Cast) -> str:
    post = cast["elsewhere"].post
    assert post is not None
    return f"{post.pk}:adviser"


def _frame_of_rules(cast: Cast) -> Answers:
    return {"valid_from": _day(0), "reason": "Etter et råd.", "revision": "1"}


def _submission() -> str:
    return str(uuid.uuid4())


def _question(cast: Cast) -> Answers:
    """What the adviser sends to ask the embassy about her case."""
    post = cast["embassy"].post
    assert post is not None
    return {
        "submission": _submission(),
        "revision": "1",
        "to": str(post.pk),
        "how": "RADSPURT",
        "basis": "SAMTYKKE",
        "hastens": "NEI",
        "harms_siblings": "NEI",
        "days": "90",
        "why": "Hun reiser i uke 26.",
    }


def _to_extend(cast: Cast) -> Answers:
    lane = Inquiry.unscoped.get(asked_by__isnull=False)
    return {
        "do": f"extend {lane.pk}",
        "revision": "2",
        f"extend-{lane.pk}-days": "30",
        f"extend-{lane.pk}-reason": "Mer tid.",
    }


def _promised() -> str:
    """The id of what is planned for the first day."""
    return str(Event.unscoped.filter(due_at__isnull=False).order_by("due_at")[0].pk)


def _to_answer(cast: Cast) -> Answers:
    """The adviser has asked about her newest case."""
    case = Inquiry.unscoped.filter(post=cast["adviser"].post).latest("created_at").case_id
    assert ask(cast["adviser"], "POST", "case_send", (case,), data=_question(cast)).status_code == 302
    return {"do": "accept", "revision": "2"}


VALID: dict[str, Valid] = {
    "set_language": Valid(lambda cast: {"language": "nn", "next": "/"}),
    "account_login": Valid(_log_in, by="anonymous"),
    "account_logout": Valid(lambda cast: {}),
    "leave": Valid(lambda cast: {}),
    "mfa_authenticate": Valid(lambda cast: {"code": code_now()}, before=("account_login",), by="anonymous"),
    "account_reauthenticate": Valid(lambda cast: {"code": code_now()}),
    "app_add": Valid(_code_of_a_new_app),
    "factor_remove": Valid(_one_of_two),
    "codes_renew": Valid(lambda cast: {}),
    "passkey_offer": Valid(lambda cast: {}),
    "passkey_challenge": Valid(lambda cast: {}),
    "case_new": Valid(lambda cast: typed(step="save", submission=_submission())),
    "case_quick": Valid(lambda cast: typed(step="save", submission=_submission())),
    "case_change": Valid(lambda cast: typed(step="save", revision="1", narrative="Et annet notat.")),
    "case_close": Valid(lambda cast: {"outcome": "LOST", "follow_up": ["3M", "12M"], "revision": "1"}),
    "case_reopen": Valid(lambda cast: {"revision": "2"}, before=("case_close",)),
    "case_status": Valid(lambda cast: {"status": "AKTIV", "revision": "1"}),
    "case_send": Valid(_question),
    "case_asked": Valid(_to_extend, before=("case_send",)),
    "case_answer": Valid(_to_answer, by="embassy"),
    "case_claim": Valid(lambda cast: {"revision": "1"}),
    "case_let_go": Valid(lambda cast: {"revision": "2"}, before=("case_claim",)),
    "case_message": Valid(
        lambda cast: {"kind": "NOTAT", "seen_by": "EGEN", "text": "Ring i morgen.", "revision": "1"}
    ),
    "case_name": Valid(lambda cast: {"called": "Fjellet", "seen": ""}),
    "case_search": Valid(lambda cast: {"concern": "TVE_FR", "year": "2026"}),
    "library": Valid(lambda cast: {"words": "ring", "concern": "TVE_FR"}),
    "advice_new": Valid(lambda cast: {**ADVICE, "do": "show"}, by="coordinator"),
    "advice": Valid(lambda cast: {**ADVICE, "do": "show", "revision": "1"}, by="coordinator"),
    "case_matter": Valid(lambda cast: {"do": "make"}),
    "case_act": Valid(lambda cast: {"action": "POLM", "agency": "POD", "day": _day(0)}),
    "case_task": Valid(lambda cast: {"text": "Ring skolen.", "day": _day(7)}),
    "case_task_end": Valid(
        lambda cast: {"task": _promised(), "how": "given_up", "reason": "Hun kom selv."},
        before=("case_task",),
    ),
    "case_follow_up": Valid(
        lambda cast: {"event": _promised(), "reached": "JA", "outcome": "LOST", "then": "stays"},
        before=("case_close",),
    ),
    "case_hold": Valid(lambda cast: {"until": _day(30), "reason": Reason.COMPLAINT.value, "revision": "1"}),
    "case_release": Valid(lambda cast: {"revision": "2"}, before=("case_hold",)),
    "draft_save": Valid(lambda cast: typed(submission=_submission())),
    "draft_discard": Valid(lambda cast: {}),
    "glass": Valid(lambda cast: {"case": _case(cast, "elsewhere"), "reason": "Hun reiser i kveld."}),
    "absence": Valid(lambda cast: {"do": "name", "deputy": _email(cast, "colleague"), **_week()}),
    "absence_of_others": Valid(
        lambda cast: {
            "do": "name",
            "away": _email(cast, "adviser"),
            "deputy": _email(cast, "colleague"),
            **_week(),
        }
    ),
    "coordination": Valid(
        lambda cast: {
            "do": "out",
            "out-case": _case(cast, "adviser"),
            "out-person": _email(cast, "adviser"),
            "out-reason": "I slekt.",
        }
    ),
    "routing_rules": Valid(lambda cast: {"do": "begin"}),
    "routing_rule": Valid(
        lambda cast: {"key": "en-ny-regel", "lead": "coordinator", "revision": "1"}, before=("routing_rules",)
    ),
    "routing_draft": Valid(_frame_of_rules, before=("routing_rules",)),
    "routing_trial": Valid(
        lambda cast: {"seen": "on", "revision": "2"}, before=("routing_rules", "routing_draft")
    ),
    "account_invite": Valid(
        lambda cast: {
            "name": "Ny Kollega",
            "email": "ny.kollega@example.invalid",
            "place": _place(cast),
            "first_day": _day(0),
            "language": "nn",
        }
    ),
    "account_change": Valid(lambda cast: {"name": "Nytt Navn", "email": "nytt.navn@example.invalid"}),
    "account_deactivate": Valid(lambda cast: {}),
    "account_reactivate": Valid(lambda cast: {}, before=("account_deactivate",)),
    "post_give": Valid(lambda cast: {"place": _place(cast), "first_day": _day(0)}),
    "post_end": Valid(lambda cast: {"last_day": _day(3)}),
    # There is none: the page that says so.
    "edition": Valid(lambda cast: {"do": "check"}, by="statistician"),
    "retention": Valid(lambda cast: {"do": "texts", "texts-months": "30", "texts-reason": "Tilsynet."}),
}


def sender_of(row: Row) -> str:
    """Who sends it: the first whom the matrix lets in, the adviser where it lets in nobody."""
    if row.route in VALID and VALID[row.route].by:
        return VALID[row.route].by
    for name in EVERYBODY:
        away = row.answers[name] == AWAY and name in OUTSIDE
        if row.answers[name] not in (403, 404) and not away:
            return name
    return "adviser"


def answers_for(row: Row, cast: Cast, args: tuple[Any, ...]) -> Answers:
    """What to send, once all that must go before it was sent. Fails where that was not taken."""
    if row.route not in VALID:
        return filled_in(cast[sender_of(row)], row, args)
    for route in VALID[row.route].before:
        sent = VALID[route].typed(cast)
        named = args if NAMED[route] else ()
        assert ask(cast[sender_of(row)], "POST", route, named, data=sent).status_code == 302, route
    return VALID[row.route].typed(cast)


def filled_in(member: Member, row: Row, args: tuple[Any, ...]) -> Answers:
    """The fields of the page's own forms: what stands there, the first choice, else a word."""
    if row.route not in PAGES:
        return {}
    return form_of(ask(member, "GET", row.route, args).content.decode(errors="replace"))


def form_of(page: str) -> Answers:
    reader = _Fields()
    reader.feed(page)
    return reader.found


class _Fields(HTMLParser):
    """Collects what a browser would send of the forms within <main>."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Answers = {}
        self._inside, self._select = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "main":
            self._inside = True
        elif not self._inside or name == "csrfmiddlewaretoken":
            return
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and said.get("value"):
            self.found.setdefault(self._select, said["value"])
        elif tag in ("input", "button", "textarea") and name:
            self._take(name, said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._inside = False
        elif tag == "select":
            self._select = ""

    def _take(self, name: str, said: dict[str, str]) -> None:
        guess = {"email": "ny.kollega@example.invalid", "password": PASSWORD}
        self.found.setdefault(name, said.get("value") or guess.get(said.get("type", ""), "Et ord"))
