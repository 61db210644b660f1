"""When a request is over, nothing of a case is kept: not in caches, not in module globals, not as garbage."""

import gc
import logging
import secrets
import sys
import types
from collections.abc import Callable
from functools import _lru_cache_wrapper
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.template import Template

from cases.models import Case, Inquiry, Person
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.told import Told
from cases.views import facts_shown as page
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db
OF_A_CASE = (CaseFacts, PersonFacts, InquiryFacts, Told, Case, Person, Inquiry)
PACKAGES = ("audit.", "advisory.", "cases.", "config.")
# Letters alone, for a note with a number in it may be stopped at the gate.
TOKEN = "kanari" + "".join(secrets.choice("bdfgklmnpstvz") for _ in range(12))


def alive(before: frozenset[int] = frozenset()) -> list[str]:
    """Everything of a case that is in reach of anything, but for what was `before` (of other tests)."""
    gc.collect()
    return sorted(type(one).__name__ for one in of_a_case() if id(one) not in before)


def of_a_case() -> list[Any]:
    return [one for one in gc.get_objects() if isinstance(one, OF_A_CASE)]


@pytest.fixture
def others() -> frozenset[int]:
    """What other tests of this process still hold; it stays, so that no other object takes its number."""
    gc.collect()
    return frozenset(map(id, of_a_case()))


@pytest.fixture(autouse=True)
def _rendered_as_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite's own client would keep the context of every answer."""
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))


def asks(member: Member, address: str) -> list[Callable[[], int]]:
    """What a working day asks of a case; each gives the status alone, so that no answer is held here."""

    def asked(path: str, **typed: Any) -> Callable[[], int]:
        return lambda: (member.client.post(path, typed) if typed else member.client.get(path)).status_code

    return [
        asked("/saker/"),
        asked(address),
        asked(f"{address}endre/"),
        asked("/saker/mangler/"),
        asked("/statistikk/2026/"),
    ]


def test_after_a_request_no_row_and_no_fact_of_a_case_is_alive(
    others: frozenset[int], adviser: Member
) -> None:
    address = f"/saker/{factories.log_case(adviser, narrative=TOKEN).pk}/"
    for ask in asks(adviser, address):
        assert ask() in (200, 403)
        adviser.client.exc_info = None
        assert alive(others) == [], ask


def test_a_page_that_fails_leaves_none_either(
    others: frozenset[int], adviser: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    honest = page.coded_in

    def failing(case: Case, lane: Inquiry) -> Any:
        raise ValueError(lane.narrative, honest(case, lane))

    address = f"/saker/{factories.log_case(adviser, narrative=TOKEN).pk}/"
    monkeypatch.setattr(page, "coded_in", failing)
    adviser.client.raise_request_exception = False
    assert adviser.client.get(address).status_code == 500
    adviser.client.exc_info = None
    assert alive(others) == []


def test_the_count_finds_one_that_is_held(adviser: Member) -> None:
    held = factories.log_case(adviser)
    assert "Case" in alive()
    del held


def caches_of_ours() -> dict[str, Any]:
    """Every function of ours that remembers its answers."""
    return {
        f"{name}.{attribute}": value
        for name, module in list(sys.modules.items())
        if name.startswith(PACKAGES)
        for attribute, value in list(vars(module).items())
        if isinstance(value, _lru_cache_wrapper) and value.__module__ == name
    }


def test_no_function_remembers_a_value_of_a_case(adviser: Member) -> None:
    """What they remember is reached from them and searched for the planted word and for facts."""
    case = factories.log_case(adviser, narrative=TOKEN)
    assert adviser.client.get(f"/saker/{case.pk}/").status_code == 200
    del case
    found = caches_of_ours()
    assert len(found) > 3
    for name, function in found.items():
        for one in reached(function):
            assert not isinstance(one, OF_A_CASE), name
            assert not (isinstance(one, str) and TOKEN in one), name


def test_no_module_of_ours_holds_a_row(adviser: Member) -> None:
    case = factories.log_case(adviser)
    assert adviser.client.get(f"/saker/{case.pk}/").status_code == 200
    del case
    for name, module in list(sys.modules.items()):
        if name.startswith(PACKAGES):
            for attribute, value in list(vars(module).items()):
                if isinstance(value, dict | list | set | tuple):
                    assert not any(isinstance(one, OF_A_CASE) for one in reached(value, 3)), (name, attribute)


def reached(root: Any, depth: int = 4) -> list[Any]:
    """What can be reached from it in a few steps, modules, classes and functions left out."""
    found, seen, edge = [], {id(root)}, [root]
    for _ in range(depth):
        edge = [
            one
            for one in gc.get_referents(*edge)
            if id(one) not in seen and not isinstance(one, types.ModuleType | type | types.FunctionType)
        ]
        seen |= {id(one) for one in edge}
        found += edge
    return found


def test_there_is_no_cache_to_keep_anything_in() -> None:
    assert [type(caches[alias]) for alias in settings.CACHES] == [DummyCache]
