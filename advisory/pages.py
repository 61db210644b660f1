"""For whom a page is. Every view states its rule; the middleware refuses one that states none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from advisory.roles import CASE_ROLES, STATISTICS_ROLES, TRAIL_ROLES, Role
from advisory.standing import Standing

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule. `allows` is asked with None for somebody who is not signed in."""

    name: str
    allows: Callable[[Standing | None], bool]


def _has(roles: frozenset[Role]) -> Callable[[Standing | None], bool]:
    return lambda standing: standing is not None and standing.holds_any(roles)


public = Rule("public", lambda standing: True)
signed_in = Rule("signed in", lambda standing: standing is not None)
case_workers = Rule("works on cases", _has(CASE_ROLES))
statistics_readers = Rule("reads the statistics", _has(STATISTICS_ROLES))
trail_readers = Rule("reviews the trail", _has(TRAIL_ROLES))


def page(rule: Rule, *, fresh: bool = False) -> Callable[[View], View]:
    """State the rule of a view. Set outermost, so that no other decorator hides it.

    A `fresh` one asks for the second factor again unless it was given in the last five minutes.
    """

    def state(view: View) -> View:
        view.page_rule = rule  # type: ignore[attr-defined]
        view.page_fresh = fresh  # type: ignore[attr-defined]
        return view

    return state


def rule_of(view: Callable[..., Any]) -> Rule | None:
    rule = getattr(view, "page_rule", None)
    return rule if isinstance(rule, Rule) else None


def asks_again(view: Callable[..., Any]) -> bool:
    """Whether the view was stated as one that wants the second factor afresh."""
    return bool(getattr(view, "page_fresh", False))
