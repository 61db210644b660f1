"""For whom a page is. Every view states its rule; the middleware refuses one that states none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from advisory.rights import Act, roles_that
from advisory.standing import Standing

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule. `allows` is asked with None for somebody who is not signed in.

    `act` is the row of the table of rights that it follows; None for a page that is for everybody.
    """

    name: str
    allows: Callable[[Standing | None], bool]
    act: Act | None = None


def may(act: Act) -> Rule:
    """The rule of a page where this is done: for the roles that the table of rights names."""
    roles = roles_that(act)
    return Rule(act.value, lambda standing: standing is not None and standing.holds_any(roles), act)


public = Rule("public", lambda standing: True)
signed_in = Rule("signed in", lambda standing: standing is not None)
case_workers = may(Act.SEE_CASES)
statistics_readers = may(Act.STATISTICS)
trail_readers = may(Act.TRAIL)


def page(rule: Rule, *, fresh: bool = False, early: bool = False) -> Callable[[View], View]:
    """State the rule of a view. Set outermost, so that no other decorator hides it.

    A `fresh` one asks for the second factor again unless it was given in the last five minutes.
    An `early` one is also for somebody who has signed in with a password and has no second factor yet.
    """

    def state(view: View) -> View:
        view.page_rule = rule  # type: ignore[attr-defined]
        view.page_fresh = fresh  # type: ignore[attr-defined]
        view.page_early = early  # type: ignore[attr-defined]
        return view

    return state


def rule_of(view: Callable[..., Any]) -> Rule | None:
    rule = getattr(view, "page_rule", None)
    return rule if isinstance(rule, Rule) else None


def asks_again(view: Callable[..., Any]) -> bool:
    """Whether the view was stated as one that wants the second factor afresh."""
    return bool(getattr(view, "page_fresh", False))


def opens_early(view: Callable[..., Any]) -> bool:
    """Whether the view is also for whoever has no second factor yet."""
    return bool(getattr(view, "page_early", False))
