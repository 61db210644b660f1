"""Why a case is for a post, in plain words and in the reader's language; last which rule says so."""

import json
from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import codebook
from cases.routing.facts import FACTS
from cases.routing.rules import COORDINATOR, EMBASSY, STAYS, Part, agency_of
from cases.routing.suggest import Suggestion

LABELS: dict[str, Promise] = {
    "urgency": _("Urgency"),
    "kind": _("Kind"),
    "concern": _("Main concern"),
    "circumstances": _("Other circumstances"),
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
# What a fact gives as a reason, where its code has no words of its own below.
BECAUSE: dict[str, Promise] = {
    "urgency": _("its urgency is “%(codes)s”"),
    "kind": _("it is “%(codes)s”"),
    "concern": _("the main concern is “%(codes)s”"),
    "circumstances": _("the other circumstances are “%(codes)s”"),
    "focus_country": _("the country is %(codes)s"),
    "whereabouts": _("whereabouts are “%(codes)s”"),
    "age_groups": _("the age is “%(codes)s”"),
    "asker": _("“%(codes)s” asked"),
    "channel": _("it came by “%(codes)s”"),
}
OWN_WORDS: dict[tuple[str, str], Promise] = {
    ("urgency", "AKUTT"): _("it is acute"),
    ("urgency", "HASTER"): _("it is urgent"),
    ("kind", "SAK"): _("it is about a specific person"),
    ("kind", "GEN"): _("it is a general question"),
    ("whereabouts", "REI"): _("a journey is planned"),
    ("whereabouts", "UTL"): _("somebody is abroad"),
    ("circumstances", "REISE"): _("a journey is planned"),
}
# Nearly every rule asks for it: said where it is all that the rule asks for.
UNSAID = ("kind", "SAK")
ASKS: dict[str, Promise] = {
    Part.LEAD: _("The case is for %(target)s because %(why)s."),
    Part.CONSULTED: _("Advice is asked of %(target)s because %(why)s."),
    Part.STAYS: _("Whoever was asked goes on with the case because %(why)s."),
}
ASKS_ALWAYS: dict[str, Promise] = {
    Part.LEAD: _("Every case is for %(target)s."),
    Part.CONSULTED: _("Advice is asked of %(target)s in every case."),
    Part.STAYS: _("Whoever was asked goes on with the case."),
}


def why(suggestion: Suggestion) -> str:
    """What the case is for whom, and which rule of which set says so."""
    return _sentence(json.loads(suggestion.as_text()))


def why_of(text: str) -> str:
    """The same of what `Suggestion.as_text` gave, also long after, and of what it gave before it kept the
    place of a rule. Raises ValueError for any other text.
    """
    try:
        return _sentence(json.loads(text))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ValueError("this is no reason of a move") from None


def target_words(target: str) -> str:
    code = agency_of(target)
    if not code:
        return str(TARGETS[target])
    return gettext("the representative of %(agency)s") % {"agency": codebook.label("etat", code)}


def fact_words(name: str, codes: str) -> str:
    """A fact and its codes, with blanks between, in words: what it is called, a colon, the labels."""
    labels = ", ".join(codebook.label(FACTS[name].list, code) for code in codes.split())
    return f"{LABELS[name]}: {labels}" if labels else f"{LABELS[name]}: " + gettext("Not recorded")


def _sentence(said: Mapping[str, object]) -> str:
    number, rule = int(str(said["rules"])), str(said["rule"])
    inputs, missing = said["inputs"], str(said.get("missing", ""))
    if not isinstance(inputs, dict):
        raise TypeError("the inputs are facts with their codes")
    if not rule:
        by_none = gettext("No rule is for this case, so it is for the coordinator.")
        return f"{by_none} {_set(said, number)}"
    told = {"why": _reasons(inputs), "target": ""}
    part, target = str(said.get("part", "")), str(said.get("target", ""))
    if not part:
        # From before it was kept whom a rule names.
        text = gettext("A rule applies because %(why)s.") if told["why"] else gettext("A rule applies.")
        words = text % told
    else:
        told["target"] = target_words(target)
        words = str((ASKS if told["why"] else ASKS_ALWAYS)[part]) % told
    if missing:
        words += " " + _nobody(missing)
    return f"{words} {_rule(said, number, rule)}"


def _nobody(target: str) -> str:
    """Why the coordinator got what a rule has for the target."""
    if target == EMBASSY:
        return gettext(
            "No embassy here covers the country of the case, or no country is recorded, so the coordinator "
            "takes its place."
        )
    nobody = gettext("Nobody is there as %(target)s just now, so the coordinator takes its place.")
    return nobody % {"target": target_words(target)}


def _reasons(inputs: Mapping[str, str]) -> str:
    """What met the rule, as the end of a sentence; empty for a rule that asks for nothing."""
    met = [_reason(name, codes) for name, codes in inputs.items() if (name, codes) != UNSAID]
    if not met and inputs:
        met = [_reason(*UNSAID)]
    # Two facts may say the same.
    met = list(dict.fromkeys(met))
    if len(met) < 2:
        return "".join(met)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(met[:-1]), "last": met[-1]}


def _reason(name: str, codes: str) -> str:
    own = OWN_WORDS.get((name, codes))
    if own is not None:
        return str(own)
    labels = [codebook.label(FACTS[name].list, code).partition(":")[0] for code in codes.split()]
    return str(BECAUSE[name]) % {"codes": ", ".join(labels) or gettext("Not recorded")}


def _rule(said: Mapping[str, object], number: int, key: str) -> str:
    if "place" not in said:
        return gettext("Rule “%(rule)s” in set %(number)d.") % {"rule": key, "number": number}
    told = {"place": int(str(said["place"])), "number": number, "day": _day(said)}
    return gettext("Rule %(place)d in set %(number)d, from %(day)s.") % told


def _set(said: Mapping[str, object], number: int) -> str:
    if not number:
        return gettext("There are no rules yet.")
    if "since" not in said:
        return gettext("Set %(number)d of the rules.") % {"number": number}
    return gettext("Set %(number)d of the rules, from %(day)s.") % {"number": number, "day": _day(said)}


def _day(said: Mapping[str, object]) -> str:
    return date_format(date.fromisoformat(str(said["since"])), "DATE_FORMAT")
