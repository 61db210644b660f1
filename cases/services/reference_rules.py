"""The rules of routing that come with the product, for a register that has none yet.

From then on the rules are the house's own: a later file changes nothing of them.
"""

import json
from pathlib import Path

from audit.actor import Actor
from cases import codebook
from cases.routing.file import BadShape, from_document
from cases.services.reference import ReferenceRefused
from cases.services.rule_sets import RulesWrong, bring_first


def load_rules(folder: Path, *, actor: Actor) -> int:
    """How many versions came in: 1 for a register without any, else 0. Raises ReferenceRefused."""
    # The codes may have been loaded a moment ago.
    codebook.forget()
    try:
        rules, valid_from, reason = from_document(json.loads((folder / "routing.json").read_text("utf-8")))
        return int(bring_first(actor=actor, rules=rules, valid_from=valid_from, reason=reason))
    except (BadShape, ValueError) as error:
        raise ReferenceRefused(f"routing.json: {error}") from None
    except RulesWrong as error:
        said = "; ".join(f"{one.rule} {one.field}: {one.sentence}" for one in error.problems if one.blocks)
        raise ReferenceRefused(f"routing.json: {said}") from None
