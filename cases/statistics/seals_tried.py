"""When the seals were last tried, for whoever reads figures: counting opens facts and asks no case's seal.

Beside the tables, not in them: it says how far the register is to be believed today, not what was counted.
"""

from django.utils import timezone

from audit.actor import HOUSE
from audit.chain import is_genuine
from audit.keyring import keyring
from audit.models import Entry
from audit.reading import UNREADABLE
from audit.verbs import Verb
from cases.statistics.words import Text, day_name, grouped

NEVER = Text(
    nb="Det er aldri kontrollert om noe er endret utenom programmet.",
    nn="Det er aldri kontrollert om noko er endra utanom programmet.",
    en="It was never checked whether anything was changed past the program.",
)
ALL_HELD = Text(
    nb="Sist kontrollert {day}: ingenting er endret utenom programmet.",
    nn="Sist kontrollert {day}: ingenting er endra utanom programmet.",
    en="Last checked on {day}: nothing was changed past the program.",
)
SOME_DID_NOT = Text(
    nb="Sist kontrollert {day}: {count} er endret utenom programmet eller ødelagt.",
    nn="Sist kontrollert {day}: {count} er endra utanom programmet eller øydelagde.",
    en="Last checked on {day}: {count} were changed past the program, or broken.",
)
NOT_TOLD = Text(
    nb="Når det sist ble kontrollert, kan ikke sies: det som står om det i loggen, er endret.",
    nn="Når det sist vart kontrollert, kan ikkje seiast: det som står om det i loggen, er endra.",
    en="When it was last checked cannot be told: what the trail says of it was altered.",
)
BAD = "bad-"


def seals_tried(language: str) -> str:
    """One sentence, from the house's last entry of verify_seals."""
    tried = Entry.objects.filter(chain=HOUSE, verb=Verb.SEALS_VERIFIED)
    try:
        entry = tried.order_by("-number").first()
        genuine = entry is None or is_genuine(entry.link(), keyring())
    except UNREADABLE:
        return NOT_TOLD.into(language)
    if entry is None:
        return NEVER.into(language)
    if not genuine:
        return NOT_TOLD.into(language)
    bad = sum(int(word.removeprefix(BAD)) for word in entry.fields.split() if word.startswith(BAD))
    day = day_name(timezone.localdate(entry.at), language)
    if bad:
        return SOME_DID_NOT.filled(language, day=day, count=grouped(bad, language))
    return ALL_HELD.filled(language, day=day)
