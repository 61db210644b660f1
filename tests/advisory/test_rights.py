"""The table of rights, the rules of the pages and the matrix say the same; what is printed is that table."""

import uuid
from itertools import combinations

import pytest
from django.urls import URLPattern

from advisory.pages import Rule, asks_again, may, public, rule_of, signed_in
from advisory.rights import ACTS, LATER, LIMITS, RIGHTS, STEP_UP, Act, Limit, Role, limit_of, roles_that
from advisory.roles import CASE_ROLES, KINDS, NAMES
from advisory.standing import Held, Standing
from audit.actor import Actor
from tests.architecture.test_pages import routes
from tests.conftest import CAST
from tests.matrix import MATRIX, OUTSIDE, Row

ROUTES = {str(route.name): route for route in routes()}
ABOUT_A_CASE = {
    Act.SEE_CASES,
    Act.LOG,
    Act.CHANGE,
    Act.CLOSE,
    Act.HOLD,
    Act.WHO_HAS_SEEN,
    Act.DEPUTY,
    Act.LOCK_OUT,
    Act.BREAK_GLASS,
}
FOR_EVERYBODY = {public.name, signed_in.name}
# Which of the cast has which role.
ROLE_OF = {
    "adviser": Role.ADVISER,
    "colleague": Role.ADVISER,
    "elsewhere": Role.ADVISER,
    "embassy": Role.EMBASSY,
    "coordinator": Role.COORDINATOR,
    "representative": Role.REPRESENTATIVE,
    "statistician": Role.STATISTICS,
    "leader": Role.UNIT_LEADER,
    "privacy": Role.PRIVACY,
    "administrator": Role.ADMINISTRATOR,
}


def standing(*roles: Role) -> Standing:
    """Somebody who holds these roles and nothing else."""
    account = uuid.uuid4()
    posts = tuple(Held(uuid.uuid4(), n, role, KINDS[role], "Prøve") for n, role in enumerate(roles))
    return Standing(account_id=account, actor=Actor(id=account), posts=posts)


def rule(route: URLPattern) -> Rule:
    found = rule_of(route.callback)
    assert found is not None
    return found


# --- the table ---


def test_every_act_role_and_limit_has_words_and_a_place() -> None:
    assert set(ACTS) == set(RIGHTS) == set(Act)
    assert set(LIMITS) == set(Limit) == {limit for row in RIGHTS.values() for limit in row.values()}
    assert set(NAMES) == set(KINDS) == set(Role)
    assert all(RIGHTS.values())
    assert {role for row in RIGHTS.values() for role in row} == set(Role)


def test_who_works_on_cases_meets_them_and_nobody_else_does_anything_with_one() -> None:
    assert roles_that(Act.SEE_CASES) == CASE_ROLES
    for act in ABOUT_A_CASE:
        assert roles_that(act) <= CASE_ROLES, act


@pytest.mark.parametrize("role", sorted(set(Role) - CASE_ROLES))
def test_a_role_without_cases_has_only_limits_without_content(role: Role) -> None:
    without_content = {Limit.TOTALS, Limit.COUNTS, Limit.BY_NUMBER, Limit.PERIODS, Limit.NO_CASE}
    assert {limit_of(role, act) for act in Act} - {None} <= without_content


def test_nobody_oversees_herself() -> None:
    """Who works on cases, who manages accounts and who reviews the trail are three."""
    apart = (CASE_ROLES, roles_that(Act.ACCOUNTS), roles_that(Act.TRAIL))
    assert all(one.isdisjoint(other) for one, other in combinations(apart, 2))


# --- the rules ---


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_every_rule_is_for_everybody_or_follows_a_row(name: str) -> None:
    stated = rule(ROUTES[name])
    if stated.act is None:
        assert stated.name in FOR_EVERYBODY
        return
    assert stated.name == stated.act.value
    assert not stated.allows(None)
    assert not stated.allows(standing())
    for role in Role:
        assert stated.allows(standing(role)) is (limit_of(role, stated.act) is not None), role


@pytest.mark.parametrize("act", list(Act))
def test_two_roles_may_what_either_may(act: Act) -> None:
    allows = may(act).allows
    for pair in combinations(Role, 2):
        assert allows(standing(*pair)) is any(limit_of(role, act) for role in pair)


def test_what_is_called_not_there_yet_has_no_page_and_all_else_has() -> None:
    assert {rule(route).act for route in ROUTES.values()} - {None} == set(Act) - LATER


def test_where_the_table_asks_for_the_second_factor_again_every_change_does() -> None:
    """Looking at who has an account does not; giving or taking anything does."""
    changing = {row.route for row in MATRIX if row.verb == "POST" and rule(ROUTES[row.route]).act in STEP_UP}
    assert [name for name in sorted(changing) if not asks_again(ROUTES[name].callback)] == []
    assert {rule(ROUTES[name]).act for name in changing} == STEP_UP - LATER


# --- the matrix ---


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.verb}-{row.route}")
def test_the_matrix_follows_from_the_table(row: Row) -> None:
    """Who may not is refused the page, and who may is not; a stranger is shown the way to the log-in page."""
    assert set(ROLE_OF) == set(CAST) - set(OUTSIDE)
    act = rule(ROUTES[row.route]).act
    for name, role in ROLE_OF.items():
        refused = row.answers[name] == 403
        assert refused is (act is not None and limit_of(role, act) is None), name
    if act is not None:
        assert {row.answers[name] for name in OUTSIDE} == {302}
