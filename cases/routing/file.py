"""Rules as they are stored and as they travel: JSON, described in cases/reference/README.md.

Reading asks for the shape alone; whether codes and targets are there is for problems.py to say.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cases.routing.facts import FACTS
from cases.routing.rules import Rule

FORMAT = "frittvalg-routing-1"
FIELDS = frozenset({"key", "when", "lead", "consult", "stops", "valid_from", "valid_to"})


class BadShape(Exception):
    """This is not a file of rules; says where and why, for whoever made it."""


def as_data(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """What JSON can hold; a field that says nothing is left out."""
    return [_rule_data(rule) for rule in rules]


def from_data(data: Any) -> tuple[Rule, ...]:
    """Raises BadShape."""
    if not isinstance(data, list):
        raise BadShape("rules: must be a list.")
    return tuple(_rule(one, place) for place, one in enumerate(data, start=1))


def document(rules: Iterable[Rule], *, valid_from: date, reason: str) -> dict[str, Any]:
    """A whole file."""
    said = {"format": FORMAT, "valid_from": valid_from.isoformat(), "reason": reason}
    return {**said, "rules": as_data(rules)}


def from_document(said: Any) -> tuple[tuple[Rule, ...], date, str]:
    """Rules, first day and reason of a whole file. Raises BadShape."""
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BadShape(f"This is no file of rules: its format must be “{FORMAT}”.")
    others = sorted(set(said) - {"format", "valid_from", "reason", "rules"})
    if others:
        raise BadShape(f"The file has a field that means nothing: {', '.join(others)}.")
    valid_from = _day(said, "valid_from", "the file")
    if valid_from is None:
        raise BadShape("valid_from: say the first day, as 2026-01-31.")
    return from_data(said.get("rules")), valid_from, _text(said, "reason", "the file")


def _rule_data(rule: Rule) -> dict[str, Any]:
    said: dict[str, Any] = {
        "key": rule.key,
        "when": {name: sorted(codes) for name, codes in rule.when},
        "lead": rule.lead,
        "consult": list(rule.consult),
        "stops": rule.stops,
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
    }
    return {name: value for name, value in said.items() if value or name == "key"}


def _rule(said: Any, place: int) -> Rule:
    where = f"rule {place}"
    if not isinstance(said, dict):
        raise BadShape(f"{where}: must be an object.")
    others = sorted(set(said) - FIELDS)
    if others:
        raise BadShape(f"{where}: a field means nothing: {', '.join(others)}.")
    stops = said.get("stops", False)
    if not isinstance(stops, bool):
        raise BadShape(f"{where}, stops: must be true or false.")
    return Rule(
        key=_text(said, "key", where),
        when=_when(said.get("when", {}), where),
        lead=_text(said, "lead", where),
        consult=tuple(_texts(said.get("consult", []), f"{where}, consult")),
        stops=stops,
        valid_from=_day(said, "valid_from", where),
        valid_to=_day(said, "valid_to", where),
    )


def _when(said: Any, where: str) -> tuple[tuple[str, frozenset[str]], ...]:
    if not isinstance(said, dict):
        raise BadShape(f"{where}, when: must be an object.")
    met = {name: frozenset(_texts(codes, f"{where}, {name}")) for name, codes in said.items()}
    # A fact that there is not stays, to be told of with the rest.
    return tuple((name, met[name]) for name in [*FACTS, *sorted(met.keys() - FACTS.keys())] if name in met)


def _texts(said: Any, where: str) -> list[str]:
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise BadShape(f"{where}: must be a list of texts.")
    return said


def _text(said: Mapping[str, Any], name: str, where: str) -> str:
    text = said.get(name, "")
    if not isinstance(text, str):
        raise BadShape(f"{where}, {name}: must be a text.")
    return text


def _day(said: Mapping[str, Any], name: str, where: str) -> date | None:
    text = said.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadShape(f"{where}, {name}: must be a day, as 2026-01-31.") from None
