"""A post's right to a case follows from its lanes: what they give is said here, and grants are made so.

A post that declined, passed on, was taken back or whose time is over has no right left; one that was asked
for advice keeps its own a while after its lane has ended, to look something up.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from cases import access
from cases.models.case import Case
from cases.models.grant import CaseGroupPermission
from cases.models.inquiry import Answer, Inquiry, Part
from cases.services.lane_clock import lead
from cases.services.lanes import all_of
from cases.services.rulings import grants_anew

AFTERWARDS = timedelta(days=14)
VIEW, CHANGE = "view", "change"
FOR_EVER = datetime.max.replace(tzinfo=UTC)
# By what was answered; nothing of it was asked of another post by any other.
_GIVES = {"": (VIEW, CHANGE), Answer.ACCEPTED: (VIEW, CHANGE), Answer.UNANSWERED: (VIEW,)}


def ends_with(lane: Inquiry, now: datetime) -> None:
    """A lane that ends now, of a post that was asked for advice: its right ends soon after. Not saved."""
    if lane.asked_by_id is not None and lane.part == Part.CONSULTED:
        lane.access_until = min(lane.access_until or FOR_EVER, now + AFTERWARDS)


def no_longer_than(own: Iterable[Inquiry], until: datetime) -> datetime:
    """The end of what a post gives to another: not after the end of what its own lanes give it."""
    ends = given_by(own).get(VIEW, until)
    return until if ends is None else min(until, ends)


def given_by(lanes: Iterable[Inquiry]) -> dict[str, datetime | None]:
    """What the lanes of one post give it: `view` and `change`, each until when; none of them for ever."""
    found: dict[str, datetime] = {}
    for lane in lanes:
        until = lane.access_until if _ends(lane) else None
        for name in _GIVES.get(lane.answer, ()):
            found[name] = max(found.get(name, datetime.min.replace(tzinfo=UTC)), until or FOR_EVER)
    return {name: None if until == FOR_EVER else until for name, until in found.items()}


def grants_follow_lanes(case: Case) -> None:
    """Make the grants of every post with a lane what its lanes give. The caller is changing the case.

    Grants of posts that never had a lane are left as they are.
    """
    rows = list(all_of(case).select_related("post"))
    # Who is left with the case leads it, though that is written only when the change is over.
    lead(rows)
    lanes: dict[int, list[Inquiry]] = {}
    for lane in rows:
        lanes.setdefault(lane.post.group_id, []).append(lane)
    wanted = {
        (group, access.permission_id(name)): until
        for group, hers in lanes.items()
        for name, until in given_by(hers).items()
    }
    changed = False
    for grant in CaseGroupPermission.objects.filter(content_object=case, group__in=lanes):
        key = grant.group_id, grant.permission_id
        if key not in wanted:
            grant.delete()
            changed = True
            continue
        until = wanted.pop(key)
        if grant.ends_at != until:
            grant.ends_at = until
            grant.save(update_fields=["ends_at"])
            changed = True
    for (group, permission), until in wanted.items():
        CaseGroupPermission(
            content_object=case,
            group_id=group,
            permission_id=permission,
            opened_at=case.opened_at,
            ends_at=until,
        ).save(force_insert=True)
        changed = True
    if changed:
        grants_anew(case)


def _ends(lane: Inquiry) -> bool:
    """Whether the right of this lane has an end: that of who leads has none, nor that of a first contact."""
    return lane.asked_by_id is not None and lane.part == Part.CONSULTED
