"""What the case pages have in common: what a form may offer, and whose lane is worked on."""

import uuid
from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from advisory import way_back
from advisory.http import AdviserRequest
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from advisory.standing import Held, Standing
from cases.errors import MayReadOnly
from cases.forms.choices import covered_countries
from cases.forms.inquiry import Offer
from cases.models import Case, Inquiry
from cases.models.inquiry import Answer
from cases.status import Status
from cases.told import Told


def offer_to(request: AdviserRequest, stored: Told | None = None, *, lane_alone: bool = False) -> Offer:
    """What this person's form may offer today."""
    posts = _once_each(request.standing.case_posts())
    today = timezone.localdate()
    return Offer(today, posts, covered_countries(posts, today), stored, lane_alone)


def back_to_draft(
    request: AdviserRequest, route: str, draft_id: uuid.UUID, *args: uuid.UUID, at: str = ""
) -> str:
    """The link by which whoever is signed out in between comes back to the page with what she typed on it.

    `at`: which page, of a form that has several.
    """
    query = {"draft": str(draft_id), **({"at": at} if at else {})}
    return way_back.sealed(f"{reverse(route, args=args)}?{urlencode(query)}", to=request.user.pk)


def lanes_of(case: Case) -> list[Inquiry]:
    """The case's inquiries with their posts and those that asked, in the order in which they came."""
    lanes = list(case.inquiries.all())
    prefetch_related_objects(lanes, "post", "asked_by")
    return lanes


def own_lane(standing: Standing, lanes: Iterable[Inquiry]) -> Inquiry | None:
    """The lane of a post this person holds: an open one before a closed one, and of those one that the post
    took part in before one that came to nothing.
    """
    return min(
        own_lanes(standing, lanes),
        key=lambda lane: (lane.status == Status.CLOSED, lane.answer not in ("", Answer.ACCEPTED)),
        default=None,
    )


def own_lanes(standing: Standing, lanes: Iterable[Inquiry]) -> list[Inquiry]:
    """The lanes of all posts that she holds, in the order in which they came."""
    held = {post.post_id for post in standing.case_posts()}
    return [lane for lane in lanes if lane.post_id in held]


def lane_shown(standing: Standing, case: Case, lanes: list[Inquiry]) -> Inquiry | None:
    """Her own lane, else the first; None when none of them is for her, who was only asked for advice.

    Raises SealError for a case whose inquiries were taken away.
    """
    if not lanes and case.last_asked_on is None:
        place = Place("cases.Case", case.pk, "inquiries", case.pk)
        raise SealError("a case has no inquiry: they were removed", place=place)
    return own_lane(standing, lanes) or next(iter(lanes), None)


def lane_to_change(standing: Standing, case: Case) -> Inquiry:
    """Her lane of a case that she may change. Raises MayReadOnly when none of the lanes is hers."""
    lane = own_lane(standing, lanes_of(case))
    if lane is None:
        raise MayReadOnly(case.pk)
    return lane


def revision_in(request: AdviserRequest) -> int:
    """The revision a form was filled in on; 0, which no case has, for anything else."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _once_each(posts: Iterable[Held]) -> tuple[Held, ...]:
    """A person with two roles at a post asks at it once."""
    return tuple({held.post_id: held for held in posts}.values())
