"""Rules travel as JSON: what is written is read back, and what has another shape is refused by its place."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from cases.routing.file import BadShape, as_data, document, from_data, from_document
from cases.routing.rules import Rule
from cases.services.reference import FOLDER
from tests.cases.routing.made_up import DAY, rule_lists

GOOD: dict[str, Any] = {
    "format": "frittvalg-routing-1",
    "valid_from": "2026-06-03",
    "reason": "Et råd.",
    "rules": [
        {
            "key": "utland",
            "when": {"whereabouts": ["UTL"]},
            "lead": "embassy",
            "consult": ["agency:UDI"],
            "stops": True,
            "valid_from": "2026-01-01",
        }
    ],
}


@given(rule_lists())
def test_rules_come_back_as_they_went(rules: tuple[Rule, ...]) -> None:
    said = json.loads(json.dumps(document(rules, valid_from=DAY, reason="Fordi.")))
    assert from_document(said) == (rules, DAY, "Fordi.")
    assert from_data(json.loads(json.dumps(as_data(rules)))) == rules


def test_the_product_s_own_file_is_one() -> None:
    rules, _valid_from, reason = from_document(json.loads((FOLDER / "routing.json").read_text("utf-8")))
    assert len(rules) > 10
    assert reason


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    said = copy.deepcopy(GOOD)
    change(said)
    return said


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda said: said.update(format="2"), "format"),
        (lambda said: said.update(owner="x"), "owner"),
        (lambda said: said.update(valid_from=None), "valid_from"),
        (lambda said: said.update(valid_from="03.06.2026"), "valid_from"),
        (lambda said: said.update(reason=7), "reason"),
        (lambda said: said.update(rules={}), "rules"),
        (lambda said: said.update(rules=["utland"]), "rule 1"),
        (lambda said: said["rules"][0].update(key=7), "rule 1, key"),
        (lambda said: said["rules"][0].update(target="x"), "target"),
        (lambda said: said["rules"][0].update(when=["UTL"]), "rule 1, when"),
        (lambda said: said["rules"][0].update(when={"whereabouts": "UTL"}), "rule 1, whereabouts"),
        (lambda said: said["rules"][0].update(consult="agency:UDI"), "rule 1, consult"),
        (lambda said: said["rules"][0].update(stops="yes"), "rule 1, stops"),
        (lambda said: said["rules"][0].update(valid_to=20260101), "rule 1, valid_to"),
    ],
)
def test_another_shape_is_refused_by_its_place(
    change: Callable[[dict[str, Any]], object], where: str
) -> None:
    assert from_document(changed(lambda said: None))[0][0].key == "utland"
    with pytest.raises(BadShape, match=where):
        from_document(changed(change))


@pytest.mark.parametrize("said", [None, [], "x", 7, {}])
def test_what_is_no_object_is_refused(said: object) -> None:
    with pytest.raises(BadShape):
        from_document(said)
