"""The coordinator's pages of the rules: read, drafted a rule a page without script, tried, put into force."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Entry
from audit.verbs import Verb
from cases.models import RuleDraft, RuleSet
from cases.models.facts import CaseFacts, PersonFacts
from cases.services import rule_drafts, rule_sets
from cases.services.rule_drafts import Draft
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db

RULES, DRAFT = "/fordeling/regler/", "/fordeling/regler/utkast/"
TRIAL = f"{DRAFT}prove/"


def read(who: Member, address: str, language: str = "en") -> str:
    who.client.cookies["language"] = language
    response = who.client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def send(who: Member, address: str, **typed: Any) -> Any:
    who.client.cookies["language"] = "en"
    return who.client.post(address, typed)


def drafted(who: Member) -> Draft:
    found = rule_drafts.draft_of(who.standing.account_id)
    assert found is not None
    return found


def framed(who: Member) -> None:
    typed = {"valid_from": f"{timezone.localdate():%d.%m.%Y}", "reason": "Etter et råd."}
    answer = send(who, DRAFT, revision=drafted(who).revision, **typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, TRIAL)


@pytest.fixture
def begun(coordinator: Member) -> Member:
    assert send(coordinator, RULES, do="begin").status_code == 302
    return coordinator


def test_the_rules_in_force_stand_in_words(coordinator: Member) -> None:
    page = read(coordinator, RULES)
    assert "haster-koordinator" in page
    assert "the embassy that covers the country" in page
    assert "Begin a draft" in page
    assert "Immediate" in read(coordinator, f"{RULES}1/")
    assert coordinator.client.get(f"{RULES}2/").status_code == 404


def test_order_and_removing_are_buttons(begun: Member) -> None:
    assert "Move akutt-politi up" in read(begun, DRAFT)
    send(begun, DRAFT, do="up 2", revision=1)
    send(begun, DRAFT, do="down 2", revision=2)
    send(begun, DRAFT, do="remove 1", revision=3)
    keys = [rule.key for rule in drafted(begun).rules]
    assert keys[:3] == ["i-utlandet-ambassade", "haster-koordinator", "reise-planlagt-ambassade"]
    assert RuleSet.objects.count() == 1


def test_an_old_page_is_told_and_nothing_is_done(begun: Member) -> None:
    send(begun, DRAFT, do="remove 1", revision=1)
    send(begun, DRAFT, do="remove 1", revision=1)
    assert drafted(begun).revision == 2
    assert "another window" in read(begun, DRAFT)


def test_a_rule_is_changed_and_added_on_its_own_page(begun: Member) -> None:
    last = len(drafted(begun).rules)
    page = read(begun, f"{DRAFT}1/")
    assert re.search(r'value="AKUTT"[^>]* checked', page)
    typed: dict[str, Any] = {
        "key": "nav-nord",
        "asker": ["NAV"],
        "focus_country": ["NO", "PK"],
        "consult": ["agency:AVDIR"],
        "stops": "on",
        "valid_to": "31.12.2099",
    }
    answer = send(begun, f"{DRAFT}{last + 1}/", revision=1, **typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, DRAFT)
    rule = drafted(begun).rules[-1]
    assert (rule.key, rule.consult, rule.stops) == ("nav-nord", ("agency:AVDIR",), True)
    assert dict(rule.when) == {"asker": frozenset({"NAV"}), "focus_country": frozenset({"NO", "PK"})}
    assert begun.client.get(f"{DRAFT}{last + 3}/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"key": "Stor Bokstav", "lead": "coordinator"}, "key"),
        ({"key": "akutt-politi", "lead": "coordinator"}, "key"),
        ({"key": "", "lead": "coordinator"}, "key"),
        ({"key": "r"}, "lead"),
        ({"key": "r", "lead": "somewhere"}, "lead"),
        ({"key": "r", "lead": "coordinator", "consult": ["coordinator"]}, "consult"),
        ({"key": "r", "lead": "coordinator", "urgency": ["STRAKS"]}, "urgency"),
        ({"key": "r", "lead": "coordinator", "valid_from": "i morgen"}, "valid_from"),
        (
            {"key": "r", "lead": "coordinator", "valid_from": "02.01.2027", "valid_to": "01.01.2027"},
            "valid_to",
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(
    begun: Member, typed: dict[str, Any], field: str
) -> None:
    answer = send(begun, f"{DRAFT}1/", revision=1, asker=["NAV"], **typed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert re.search(r'value="NAV"[^>]* checked', page)
    assert drafted(begun).revision == 1


def test_a_rule_that_never_applies_is_told_beside_it_and_bars_the_way(begun: Member) -> None:
    send(begun, f"{DRAFT}1/", revision=1, key="alle", lead="coordinator", stops="on")
    page = read(begun, DRAFT)
    assert page.count("This rule can never apply") == len(drafted(begun).rules) - 1
    framed(begun)
    trial = read(begun, TRIAL)
    assert "before this is put right" in trial
    assert "Put into force</button>" not in trial
    answer = send(begun, TRIAL, revision=3, seen="on")
    assert answer.status_code == 200
    assert RuleSet.objects.count() == 1


def test_day_and_reason_come_first(begun: Member) -> None:
    answer = begun.client.get(TRIAL)
    assert (answer.status_code, answer.headers["Location"]) == (302, DRAFT)
    yesterday = timezone.localdate() - timedelta(days=1)
    page = send(begun, DRAFT, revision=1, valid_from=f"{yesterday:%d.%m.%Y}", reason="").content.decode()
    assert 'id="id_valid_from_error"' in page
    assert 'id="id_reason_error"' in page


def test_tried_confirmed_and_in_force(begun: Member) -> None:
    facts = CaseFacts(kind="SAK", concern="TVE_FR", focus_country="PK", urgency="HASTER")
    girl = PersonFacts(sex="K", age_group="16-17", whereabouts="NOR")
    case = factories.log_case(begun, case=facts, persons=(girl,), received_on=timezone.localdate())
    send(begun, DRAFT, do="remove 1", revision=1)
    framed(begun)
    trial = read(begun, TRIAL)
    assert f"/saker/{case.pk}/" in trial
    assert "Koordinator for Kompetanseteamet" in trial
    unseen = send(begun, TRIAL, revision=3)
    assert 'id="id_seen_error"' in unseen.content.decode()
    assert RuleSet.objects.count() == 1
    assert send(begun, TRIAL, revision=3, seen="on").headers["Location"] == RULES
    newest = rule_sets.versions()[0]
    assert (newest.version.number, newest.reason) == (2, "Etter et råd.")
    assert not RuleDraft.objects.exists()
    assert Entry.objects.filter(verb=Verb.RULES_CHANGED, actor=begun.standing.account_id).count() == 1
    page = read(begun, RULES)
    assert "Version 2" in page
    assert "Etter et råd." in page


def test_trying_and_deciding_want_the_second_factor_afresh(begun: Member, time_machine: Any) -> None:
    framed(begun)
    assert begun.client.get(TRIAL).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(minutes=6), tick=False)
    assert begun.client.get(DRAFT).status_code == 200
    for answer in (begun.client.get(TRIAL), send(begun, TRIAL, revision=2, seen="on")):
        assert answer.status_code == 302
        assert "next=" in answer.headers["Location"]
    assert RuleSet.objects.count() == 1


def test_a_case_that_she_may_not_see_is_not_on_the_page(begun: Member, adviser: Member) -> None:
    facts = CaseFacts(kind="SAK", concern="TVE_FR", focus_country="PK", urgency="HASTER")
    send(begun, DRAFT, do="remove 1", revision=1)
    framed(begun)
    before = read(begun, TRIAL)
    girl = PersonFacts(sex="K", age_group="16-17", whereabouts="NOR")
    case = factories.log_case(adviser, case=facts, persons=(girl,), received_on=timezone.localdate())
    page = read(begun, TRIAL)
    assert str(case.pk) not in page
    assert main_of(page) == main_of(before)


def main_of(page: str) -> str:
    """The page's own part, without the token that each answer has anew."""
    [main] = re.findall(r"<main.*?</main>", page, re.DOTALL)
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_page_opens_in_every_language(begun: Member, language: str) -> None:
    framed(begun)
    for address in (RULES, f"{RULES}1/", DRAFT, f"{DRAFT}1/", TRIAL):
        assert "haster-koordinator" in read(begun, address, language) or address == TRIAL
