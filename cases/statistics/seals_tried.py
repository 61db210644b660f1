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
    nb="Seglene har aldri vært prøvd.",
    nn="Segla har aldri vore prøvde.",
    en="The seals have never been tried.",
)
ALL_HELD = Text(
    nb="Seglene ble sist prøvd {day}: alle holdt.",
    nn="Segla vart sist prøvde {day}: alle heldt.",
    en="The seals were last tried on {day}: all of them held.",
)
SOME_DID_NOT = Text(
    nb="Seglene ble sist prøvd {day}: {count} holdt ikke.",
    nn="Segla vart sist prøvde {day}: {count} heldt ikkje.",
    en="The seals were last tried on {day}: {count} of them did not hold.",
)
NOT_TOLD = Text(
    nb="Når seglene sist ble prøvd, kan ikke sies: det som står om det i sporingen, er endret.",
    nn="Når segla sist vart prøvde, kan ikkje seiast: det som står om det i sporinga, er endra.",
    en="When the seals were last tried cannot be told: what the trail says of it was altered.",
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
