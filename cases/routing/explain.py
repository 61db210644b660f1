"""Why a case is suggested for a post, in one sentence in the reader's language."""

import json
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import codebook
from cases.routing.facts import FACTS
from cases.routing.rules import COORDINATOR, EMBASSY, STAYS, agency_of
from cases.routing.suggest import Suggestion

LABELS: dict[str, Promise] = {
    "urgency": _("Urgency"),
    "kind": _("Kind"),
    "concern": _("Main concern"),
    "focus_country": _("Country"),
    "whereabouts": _("Whereabouts"),
    "age_groups": _("Age"),
    "asker": _("Who asked"),
    "channel": _("How"),
}
TARGETS: dict[str, Promise] = {
    EMBASSY: _("the embassy that covers the country"),
    COORDINATOR: _("the coordinator"),
    STAYS: _("whoever was asked"),
}


def why(suggestion: Suggestion) -> str:
    """The rule, its version and what met it."""
    return _sentence(suggestion.rule_key, suggestion.version, suggestion.inputs, suggestion.missing)


def why_of(text: str) -> str:
    """The same of what `Suggestion.as_text` gave, also long after. Raises ValueError for any other text."""
    try:
        said = json.loads(text)
        return _sentence(said["rule"], said["rules"], said["inputs"], said.get("missing", ""))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ValueError("this is no reason of a move") from None


def target_words(target: str) -> str:
    code = agency_of(target)
    if not code:
        return str(TARGETS[target])
    return gettext("the representative of %(agency)s") % {"agency": codebook.label("etat", code)}


def fact_words(name: str, codes: str) -> str:
    """A fact and its codes, with blanks between, in words: what it is called, a colon, the labels."""
    labels = (codebook.label(FACTS[name].list, code) for code in codes.split())
    return f"{LABELS[name]}: {', '.join(labels) or gettext('Not recorded')}"


def _sentence(rule: str, version: int, inputs: Mapping[str, str], missing: str) -> str:
    met = "; ".join(fact_words(*one) for one in inputs.items())
    said = {"rule": rule, "version": version, "inputs": met}
    if not rule:
        text = gettext(
            "No rule in version %(version)d of the rules applies, so the case is for the coordinator."
        )
    elif missing:
        said["target"] = target_words(missing)
        text = gettext(
            "Rule “%(rule)s” in version %(version)d of the rules applies (%(inputs)s), and nobody is there "
            "as %(target)s, so the case is for the coordinator."
        )
    elif not inputs:
        text = gettext(
            "Rule “%(rule)s” in version %(version)d of the rules applies, as it does to every case."
        )
    else:
        text = gettext("Rule “%(rule)s” in version %(version)d of the rules applies: %(inputs)s.")
    return text % said
