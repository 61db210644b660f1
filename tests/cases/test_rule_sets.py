"""Versions of the rules of routing: added, never changed, whole or not believed; the first is given."""

import io
import json
import shutil
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from advisory.models import Coverage, Post
from advisory.sealing.errors import SealError
from audit.actor import ROUTING
from audit.models import Entry
from audit.verbs import Verb
from audit.verify import verify
from cases.models import RuleDraft, RuleSet
from cases.routing.facts import RoutedFacts
from cases.routing.problems import problems
from cases.routing.rules import COORDINATOR, EMBASSY, Part, Rule, Version
from cases.routing.suggest import suggestions
from cases.services import reference_rules, rule_drafts, rule_sets
from cases.services.reference import FOLDER
from cases.services.sweeping import counts, sweep_all
from tests import factories
from tests.cases.routing.test_engine import when
from tests.cases.snapshots import at_once
from tests.factories import SUITE, Member
from tests.security.tampering import execute, key

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
RULE = Rule("alle", lead=COORDINATOR)
TABLE = RuleSet._meta.db_table


def put(by: Member, *rules: Rule, days: int = 0, base: int | None = None, **changes: Any) -> Version:
    asked: dict[str, Any] = {
        "actor": by.standing.actor,
        "account_id": by.standing.account_id,
        "rules": rules or (RULE,),
        "valid_from": TODAY() + timedelta(days=days),
        "reason": "Etter et råd.",
        "base": RuleSet.objects.count() if base is None else base,
        "seen": True,
    }
    return rule_sets.put_into_force(**(asked | changes))


def said(call: str, file: object, **options: Any) -> str:
    out = io.StringIO()
    call_command("routing_rules", call, str(file), stdout=out, stderr=out, **options)
    return out.getvalue()


# --- the first version ---


def test_the_first_comes_with_the_product_and_once(reference: None) -> None:
    [first] = rule_sets.versions()
    assert (first.version.number, first.account_id) == (1, None)
    assert RuleSet.objects.get().account_id is None
    assert reference_rules.load_rules(FOLDER, actor=SUITE) == 0
    assert Entry.objects.filter(verb=Verb.RULES_CHANGED, chain=ROUTING).count() == 1


def test_its_rules_are_good_and_leave_no_kind_of_case_to_nobody(reference: None) -> None:
    [first] = rule_sets.versions()
    found = problems(first.version.rules, rule_sets.known(), TODAY())
    assert [one for one in found if one.blocks or not one.rule] == []


def test_the_two_stories_go_where_they_should(reference: None) -> None:
    names = {post.pk: post.profile["key"] for post in Post.objects.all()}

    def told(**facts: Any) -> list[tuple[str, Part]]:
        found = suggestions(RoutedFacts(**facts), TODAY(), rule_sets.ready(TODAY()))
        return [(names[one.post_id] if one.post_id else "", one.part) for one in found]

    girl = {"kind": "SAK", "concern": "TVE_FR", "focus_country": "PK", "asker": "SELV", "channel": "OPPM"}
    young = {"age_groups": frozenset({"16-17"})}
    planned = told(**girl, **young, urgency="ORD", whereabouts=frozenset({"REI"}))
    assert planned == [("", Part.STAYS), ("islamabad", Part.CONSULTED), ("kt-bufdir", Part.CONSULTED)]
    # That she is to travel may be told as a circumstance, and of none of the persons.
    young_here = {**young, "urgency": "ORD", "whereabouts": frozenset({"NOR"})}
    here = told(**girl, **young_here, circumstances=frozenset({"FRAV", "SOSK"}))
    assert here == [("", Part.STAYS), ("kt-bufdir", Part.CONSULTED)]
    mentioned = told(**girl, **young_here, circumstances=frozenset({"FRAV", "REISE"}))
    assert mentioned == planned
    asked = {**girl, "kind": "GEN"}
    assert told(**asked, urgency="ORD", circumstances=frozenset({"REISE"})) == [("", Part.STAYS)]
    gone = told(**girl, **young, urgency="AKUTT", whereabouts=frozenset({"UTL"}))
    assert gone[0] == ("kt-koordinator", Part.LEAD)
    assert {name for name, _part in gone} == {"kt-koordinator", "islamabad", "kt-pod", "kt-bufdir"}
    officer = told(kind="SAK", concern="NSK", asker="BV", channel="TLF", urgency="ORD")
    assert officer == [("kt-bufdir", Part.LEAD)]
    assert told(kind="SAK", concern="ANN", asker="UD", urgency="ORD") == [("kt-koordinator", Part.LEAD)]


def test_a_file_of_rules_that_cannot_hold_refuses_the_whole_load(
    reference: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "reference"))
    stored = json.loads((folder / "routing.json").read_text("utf-8"))
    stored["rules"].append({"key": "x", "when": {"urgency": ["STRAKS"]}, "lead": "coordinator"})
    (folder / "routing.json").write_text(json.dumps(stored), "utf-8")
    execute(f"DELETE FROM {TABLE}")  # noqa: S608
    # As in a register that never had any: the head of the chain is not there either.
    with pytest.raises(SealError):
        rule_sets.versions()
    monkeypatch.setattr(rule_sets, "anchored", lambda *given, **named: 0)
    with pytest.raises(CommandError, match="routing.json: x urgency"):
        call_command("load_reference", "--folder", str(folder), verbosity=0)
    assert not RuleSet.objects.exists()
    call_command("load_reference", verbosity=0)
    assert RuleSet.objects.exists()


# --- a new version ---


def test_a_version_holds_from_its_day_and_the_newest_decision_counts(coordinator: Member) -> None:
    later = put(coordinator, days=10)
    decided = rule_sets.versions()
    assert rule_sets.in_force(decided, TODAY()).number == 1
    assert rule_sets.in_force(decided, TODAY() + timedelta(days=10)) == later
    sooner = put(coordinator, Rule("annen", lead=EMBASSY), days=5)
    decided = rule_sets.versions()
    assert rule_sets.in_force(decided, TODAY() + timedelta(days=20)) == sooner
    assert [one.version.number for one in decided] == [3, 2, 1]
    assert rule_sets.in_force(decided, date(2001, 1, 1)) == rule_sets.NO_RULES
    assert decided[0].account_id == coordinator.standing.account_id


def test_it_is_in_the_trail_and_the_register_stands(coordinator: Member) -> None:
    version = put(coordinator)
    entry = Entry.objects.get(verb=Verb.RULES_CHANGED, actor=coordinator.standing.account_id)
    assert (entry.chain, entry.fields) == (ROUTING, f"version-{version.number} rules-1")
    assert verify().flaws == []
    call_command("verify_seals", stdout=io.StringIO())


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"reason": "  "}, "NoReasonGiven", "reason"),
        ({"valid_from": date(2020, 1, 1)}, "NotFromToday", "valid_from"),
        ({"rules": (RULE, RULE)}, "RulesWrong", None),
        ({"rules": (Rule("r", when(urgency="ORD"), lead=EMBASSY),), "seen": False}, "NotConfirmed", "seen"),
        ({"base": 0}, "NewerRules", None),
        ({"rules": (Rule("ring-fatima-khan", lead=COORDINATOR),)}, "Identifies", "reason"),
        ({"rules": (Rule("bor-i-storgata-12", lead=COORDINATOR),)}, "Identifies", "reason"),
    ],
)
def test_what_is_refused_changes_nothing(
    coordinator: Member, changes: dict[str, Any], refusal: str, field: str | None
) -> None:
    with pytest.raises(rule_sets.Refusal) as caught:
        put(coordinator, **changes)
    assert (type(caught.value).__name__, caught.value.field) == (refusal, field)
    assert RuleSet.objects.count() == 1
    assert put(coordinator).number == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_of_two_at_once_one_is_told(coordinator: Member) -> None:
    done = at_once(*(lambda: put(coordinator, base=1) for _one in range(2)))
    assert sorted(type(one).__name__ for one in done) == ["NewerRules", "Version"]
    assert [one.version.number for one in rule_sets.versions()] == [2, 1]


@pytest.mark.parametrize("removed", [[0], [1], [0, 1]])
def test_a_version_that_was_removed_leaves_none_believed(coordinator: Member, removed: list[int]) -> None:
    put(coordinator)
    rows = list(RuleSet.objects.order_by("number"))
    assert rule_sets.ready(TODAY()).version.number == 2
    for place in removed:
        execute(f"DELETE FROM {TABLE} WHERE id = %s", [key(rows[place].pk)])  # noqa: S608
    with pytest.raises(SealError):
        rule_sets.ready(TODAY())
    with pytest.raises(SealError):
        put(coordinator, base=1)
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_seals", stdout=io.StringIO(), stderr=errors)
    assert "RuleSet" in errors.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        "number = 5 WHERE number = 2",
        "account_id = NULL WHERE number = 2",
        "said = (SELECT said FROM {} WHERE number = 1) WHERE number = 2",
    ],
)
def test_a_version_that_was_altered_is_not_believed(coordinator: Member, change: str) -> None:
    put(coordinator)
    assert rule_sets.versions()
    execute(f"UPDATE {TABLE} SET {change.format(TABLE)}")  # noqa: S608
    with pytest.raises(SealError):
        rule_sets.versions()


def test_a_place_that_was_altered_takes_no_case(reference: None) -> None:
    assert rule_sets.ready(TODAY())
    execute(f"UPDATE {Coverage._meta.db_table} SET valid_from = '2009-01-01'")  # noqa: S608
    with pytest.raises(SealError):
        rule_sets.ready(TODAY())


# --- a draft ---


def test_a_draft_begins_as_the_newest_version_and_is_hers_alone(coordinator: Member) -> None:
    other = factories.member("other", coordinator.held.role, factories.post("kt-koordinator"))  # type: ignore[arg-type]
    rule_drafts.begin(standing=coordinator.standing)
    draft = rule_drafts.draft_of(coordinator.standing.account_id)
    assert draft is not None
    assert (draft.base, draft.rules) == (1, rule_sets.versions()[0].version.rules)
    assert rule_drafts.draft_of(other.standing.account_id) is None
    with pytest.raises(rule_drafts.NoDraft):
        rule_drafts.remove(standing=other.standing, revision=1, place=1)
    rule_drafts.discard(standing=other.standing)
    rule_drafts.remove(standing=coordinator.standing, revision=1, place=1)
    rule_drafts.begin(standing=coordinator.standing)
    again = rule_drafts.draft_of(coordinator.standing.account_id)
    assert again is not None
    assert again.rules == draft.rules[1:]


def test_another_window_is_told_and_saves_nothing_over(coordinator: Member) -> None:
    standing = coordinator.standing
    rule_drafts.begin(standing=standing)
    rule_drafts.move(standing=standing, revision=1, place=1, by=1)
    with pytest.raises(rule_drafts.ChangedElsewhere):
        rule_drafts.move(standing=standing, revision=1, place=1, by=1)
    with pytest.raises(rule_drafts.ChangedElsewhere):
        rule_drafts.decide(standing=standing, revision=1, seen=True)
    draft = rule_drafts.draft_of(standing.account_id)
    assert draft is not None
    assert [one.key for one in draft.rules[:2]] == ["akutt-politi", "haster-koordinator"]


def test_it_comes_into_force_whole_and_is_gone(coordinator: Member) -> None:
    standing = coordinator.standing
    rule_drafts.begin(standing=standing)
    rule_drafts.set_rule(
        standing=standing, revision=1, place=1, rule=Rule("ny", when(asker="NAV"), lead=EMBASSY)
    )
    with pytest.raises(rule_sets.NotFromToday):
        rule_drafts.decide(standing=standing, revision=2, seen=True)
    rule_drafts.set_frame(standing=standing, revision=2, valid_from=TODAY(), reason="Fordi.")
    assert rule_drafts.decide(standing=standing, revision=3, seen=True).rules[0].key == "ny"
    assert not RuleDraft.objects.exists()


def test_an_old_draft_is_swept(coordinator: Member) -> None:
    rule_drafts.begin(standing=coordinator.standing)
    now = timezone.now()
    assert counts(now)["cases.RuleDraft"] == 0
    later = now + rule_drafts.KEPT + timedelta(minutes=1)
    assert counts(later)["cases.RuleDraft"] == 1
    assert sweep_all(later)["cases.RuleDraft"] == 1
    assert rule_drafts.draft_of(coordinator.standing.account_id) is None


# --- by a file ---


def test_rules_travel_by_a_file(reference: None, tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    said("export", file)
    told = json.loads(file.read_text("utf-8"))
    told |= {"valid_from": TODAY().isoformat(), "reason": "Fra en annen enhet."}
    told["rules"][0]["key"] = "nytt-navn"
    file.write_text(json.dumps(told), "utf-8")
    assert "could come into force" in said("import", file, check=True)
    assert RuleSet.objects.count() == 1
    assert "Version 2" in said("import", file)
    newest = rule_sets.versions()[0]
    assert (newest.version.rules[0].key, newest.reason, newest.account_id) == (
        "nytt-navn",
        "Fra en annen enhet.",
        None,
    )
    said("export", tmp_path / "again.json")
    assert json.loads((tmp_path / "again.json").read_text("utf-8")) == told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"valid_from": "2020-01-01"}, "valid_from"),
        ({"reason": ""}, "reason"),
        ({"format": "x"}, "format"),
        ({"rules": [{"key": "a", "when": {"urgency": ["STRAKS"]}, "lead": "embassy"}]}, "put right"),
    ],
)
def test_an_import_is_all_or_nothing(
    reference: None, tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    file = tmp_path / "rules.json"
    said("export", file)
    stored = json.loads(file.read_text("utf-8")) | {"valid_from": TODAY().isoformat()}
    file.write_text(json.dumps(stored | change), "utf-8")
    with pytest.raises(CommandError, match=told):
        said("import", file)
    assert RuleSet.objects.count() == 1
    file.write_text(json.dumps(stored), "utf-8")
    said("import", file)
    assert RuleSet.objects.count() == 2


def test_what_is_no_file_of_rules_and_no_version(reference: None, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{", "utf-8")
    for call, file in (("import", "x.json"), ("import", "none.json")):
        with pytest.raises(CommandError):
            said(call, tmp_path / file)
    with pytest.raises(CommandError, match="no such version"):
        said("export", tmp_path / "y.json", number=9)
    assert uuid.UUID(str(RuleSet.objects.get().pk))
