"""One invented case: what it is about, whom it concerns, who was asked and how it ended."""

from dataclasses import replace
from datetime import date

from cases.demo import notes, shares
from cases.demo.draw import Draw
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.services.past_cases import Ending, Lane

FORCED = frozenset({"TVE_GJ", "TVE_FR"})
AGENCY_POST = "kt-{}"
COORDINATOR_POST = "kt-koordinator"


def matter(draw: Draw, concern: str, covered: frozenset[str] | None) -> tuple[CaseFacts, str]:
    """The case's facts, and the background of those it concerns.

    At an embassy both countries are among those it covers.
    """
    weights = shares.BACKGROUNDS
    if covered:
        weights = {country: weight for country, weight in weights.items() if country in covered}
    background = draw.code(weights)
    focus = draw.code(shares.FOCUS)
    if covered or focus == "background":
        focus = background
    facts = CaseFacts(
        kind="SAK",
        concern=concern,
        circumstances=draw.codes(shares.CIRCUMSTANCES, most=3),
        focus_country=focus,
        urgency=draw.code(shares.URGENCIES[concern in FORCED]),
    )
    return facts, background


def persons(draw: Draw, code: str, background: str, sexes: list[str]) -> tuple[PersonFacts, ...]:
    """Persons of one case share their background: mostly they are siblings."""
    whereabouts = draw.code(shares.WHEREABOUTS[code])
    return tuple(PersonFacts(sex, draw.code(shares.AGES[code]), background, whereabouts) for sex in sexes)


def lane(
    draw: Draw,
    code: str,
    day: date,
    *,
    post: str = "",
    concern: str = "",
    persons: tuple[PersonFacts, ...] = (),
) -> Lane:
    """The first lane, of scheme `code`.

    Without a post it is the team that is asked: its coordinator, or a representative directly.
    """
    channel = draw.code(shares.CHANNELS[code])
    agency = draw.code(shares.AGENCIES)
    if not post:
        post = AGENCY_POST.format(agency.lower()) if channel == "REPR" else COORDINATOR_POST
    facts = InquiryFacts(
        scheme=code,
        channel=channel,
        asker=draw.code(shares.ASKERS[code]),
        actions=draw.codes(shares.ACTIONS[code], most=4),
    )
    about = concern if concern in FORCED else notes.OTHER
    said = notes.note(draw, notes.NOTES[code][about])
    return ended(draw, Lane(post, day, draw.moment(day), facts, said), persons)


def ended(draw: Draw, lane: Lane, persons: tuple[PersonFacts, ...]) -> Lane:
    """Most lanes have ended since; the others are still open."""
    abroad = any(person.whereabouts == "UTL" for person in persons)
    outcome = "UTL" if abroad and draw.chance(shares.STILL_ABROAD) else draw.code(shares.OUTCOMES)
    at = draw.later(lane.at)
    return replace(lane, ending=Ending(outcome, at)) if draw.chance(shares.CLOSED) else lane
