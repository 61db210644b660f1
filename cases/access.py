"""The door: the only place that hands out cases.

A case comes with what its reader may open, and no more, after the trail says so. Rights are
guardian's object permissions, held by posts (groups) and, for timed exceptions, by one
account; which posts a person holds now comes from her standing. A stranger gets the
same answer as for a case that does not exist.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from advisory.broken_seals import record_broken
from advisory.roles import CASE_ROLES
from advisory.sealing import keys
from advisory.sealing.errors import SealError
from advisory.sealing.opener import stored_bytes
from advisory.standing import Standing
from audit import record
from audit.errors import TrailBroken
from audit.verbs import Verb
from cases import field_views, seal
from cases.errors import MayReadOnly, NotShown, NotYours
from cases.kept_out import is_hidden, is_kept_out
from cases.models.case import Case, Lock
from cases.models.event import Event
from cases.models.grant import (
    CaseGroupPermission,
    CaseUserPermission,
    in_time,
)
from cases.models.grant_count import count_at
from cases.models.listed import Listed, newest_cases
from cases.models.ruling import kept_from
from cases.sights import may_be_consulted, sight_for

PAGE_SIZE = 25
# A search opens no more than this: some seconds of work, and years of any post.
MOST_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class Page:
    """Cases newest first, and where the next page begins."""

    cases: list[Case]
    after: tuple[datetime, uuid.UUID] | None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was looked for, how many there are in all, and whether every case was looked at."""

    cases: list[Case]
    number: int
    page: int
    pages: int
    is_all: bool


@cache
def permission_id(name: str) -> int:
    """Id of the permission `view` or `change` of a case; looked up once a process."""
    return Permission.objects.values_list("pk", flat=True).get(
        content_type__app_label="cases", content_type__model="case", codename=f"{name}_case"
    )


def visible_to(standing: Standing) -> QuerySet[Case]:
    """Every case this person may see, not yet opened and not recorded. A list of cases is `page`."""
    if not _works_on_cases(standing):
        return Case.unscoped.none()
    by_post, by_account = _grants_of(standing, "view")
    held = Q(pk__in=by_post.values("content_object")) | Q(pk__in=by_account.values("content_object"))
    return Case.unscoped.filter(held).exclude(pk__in=kept_from(standing.account_id))


def count_visible(standing: Standing) -> int:
    """How many cases this person may see: one index range for one post with nothing of her own or shut."""
    if not _works_on_cases(standing):
        return 0
    groups = _groups(standing)
    if len(groups) == 1:
        number, is_all = count_at(groups[0], standing.account_id, permission_id("view"), timezone.now())
        if is_all:
            return number
    kept = kept_from(standing.account_id)
    posts, own = (
        grants.exclude(content_object__in=kept).values("content_object")
        for grants in _grants_of(standing, "view")
    )
    return posts.union(own).count()


def page(
    standing: Standing, *, after: tuple[datetime, uuid.UUID] | None = None, size: int = PAGE_SIZE
) -> Page:
    """One page of the person's cases, newest first, facts open, texts sealed; recorded before it is shown.

    Each post's newest grants are one index range; they are merged here.
    """
    if not _works_on_cases(standing):
        return Page([], None)
    found = _newest(standing, after, size + 1)
    shown = found[:size]
    genuine = [case for case, given in shown if given and not is_hidden(standing, case)]
    record.alone(Verb.CASES_LISTED, actor=standing.actor, objects=[case.pk for case in genuine])
    if may_be_consulted(standing):
        prefetch_related_objects(genuine, "inquiries", "group_grants", "user_grants")
    for case in genuine:
        _hand_out(standing, case)
    for case, given in shown:
        if not given:
            forged = SealError("a grant is not genuine", place=seal.place(case.pk))
            record_broken(forged, actor=standing.actor)
    last = shown[-1][0] if len(found) > size else None
    return Page(genuine, (last.opened_at, last.pk) if last else None)


def open_cases(
    standing: Standing,
    wanted: Callable[[Case], bool],
    *,
    looked_at: Sequence[str] = (),
    among: Collection[uuid.UUID] | None = None,
) -> list[Case]:
    """Her open cases that `wanted` says yes to, newest first, with what happened in them, texts sealed.

    For a page that looks through all of them for a few, or through those of `among` alone: `wanted` is asked
    of each as it would be handed out, with the rows of `looked_at` loaded. Those that are given are recorded
    before; what does not open is recorded and left out.
    """
    found = visible_to(standing).filter(closed_at=None)
    if among is not None:
        found = found.filter(pk__in=among)
    return _looked_through(standing, found, wanted, looked_at)


def cases_among(standing: Standing, case_ids: Collection[uuid.UUID]) -> list[Case]:
    """As `open_cases`, those of these that are hers, open or closed. No query where there are none."""
    if not case_ids:
        return []
    return _looked_through(standing, visible_to(standing).filter(pk__in=case_ids), lambda case: True, ())


def _looked_through(
    standing: Standing, cases: QuerySet[Case], wanted: Callable[[Case], bool], looked_at: Sequence[str]
) -> list[Case]:
    found = cases.filter(erased_at=None).order_by("-opened_at", "-pk")
    chosen = _opened(standing, list(found), {*looked_at, *_for_sight(standing)}, wanted)
    return _listed(standing, chosen, {"events"})


def look_for(
    standing: Standing,
    wanted: Callable[[Case], bool],
    *,
    looked_at: Sequence[str] = (),
    among: Collection[uuid.UUID] | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
    most: int = MOST_LOOKED_AT,
) -> Found:
    """One page of her cases, closed ones too, that `wanted` says yes to; of the newest `most`, newest first,
    or of those of `among` alone.

    `wanted` is asked as for `open_cases`, and only what stands on the page is recorded and given: what was
    looked through for it is not told to anybody. A page that there is not is the last.
    """
    there = visible_to(standing).filter(erased_at=None)
    if among is not None:
        there = there.filter(pk__in=among)
    found = list(there.order_by("-opened_at", "-pk")[: most + 1])
    chosen = _opened(standing, found[:most], {*looked_at, *_for_sight(standing)}, wanted)
    pages = max(1, -(-len(chosen) // size))
    page = min(max(page, 1), pages)
    given = _listed(standing, chosen[(page - 1) * size : page * size])
    return Found(given, len(chosen), page, pages, len(found) <= most)


def open_case(standing: Standing, case_id: uuid.UUID) -> Case:
    """The case with its texts. Recorded as a read before it is given.

    Raises NotYours (a 404) when there is no such case for this person; SealError when its rows are not
    those that were sealed together, were put back to what they were, or its key does not open.
    """
    case = _granted(standing, case_id, "view")
    if case is None:
        raise NotYours(case_id)
    # What is opened may be changed, in a transaction that does not look for a new epoch.
    keys.chest.current()
    try:
        revision = record.alone(Verb.CASE_READ, actor=standing.actor, chain=case.pk, subject=case.pk)
    except TrailBroken:
        raise SealError("the head of a case's chain was altered", place=seal.place(case_id)) from None
    case = _verified(case_id, revision)
    # Once more, of rows that hold together: the first answer came from rows that anybody may have put there.
    if not _given(standing, case, "view"):
        raise NotYours(case_id)
    _hand_out(standing, case, texts=True)
    return case


def case_to_change(standing: Standing, case_id: uuid.UUID) -> Case:
    """The case, opened for a change. Raises NotYours for a stranger, MayReadOnly for a reader."""
    case = open_case(standing, case_id)
    if not may_change(standing, case):
        raise MayReadOnly(case_id)
    return case


def may_change(standing: Standing, case: Case) -> bool:
    """Whether this person may change a case that was opened for her: asked of its verified grants."""
    return _works_on_cases(standing) and _given(standing, case, "change")


def sight_of(case: Case) -> field_views.Sight:
    """What of a case that was handed out its reader may open."""
    return case.lock.sight if case.lock is not None else field_views.NOTHING


def unlocked_anew(case: Case, found: seal.Whole) -> None:
    """Give an opened case the key it has now: it may have been sealed anew since. Raises SealError."""
    case.lock = Lock(_text_key(found.case), sight_of(case))


def _verified(case_id: uuid.UUID, revision: int | None) -> Case:
    """The case with all its rows loaded. Raises SealError.

    What does not hold may have been changed while it was read: once more, then, with its writers kept out.
    """
    try:
        return _holding(case_id, revision=revision)
    except SealError:
        with transaction.atomic():
            return _holding(case_id, lock=True)


def _holding(case_id: uuid.UUID, *, revision: int | None = None, lock: bool = False) -> Case:
    found = seal.whole(case_id, lock=lock)
    if found is None:
        raise NotYours(case_id)
    seal.must_hold(found, revision=revision)
    return found.case


def _text_key(case: Case) -> tuple[int, AESGCM]:
    """What opens a case's texts. Records nothing, so only for `open_case`, after the entry is written.

    Raises SealError when the case has no key or its key does not open.
    """
    wraps = [wrap for wrap in case.keys.all() if wrap.holder is None]
    wrap = max(wraps, key=lambda one: one.generation, default=None)
    if wrap is None:
        raise SealError(
            "the case has no key: it was erased, or its key was removed",
            place=keys.wrap_place(wrap_id=case.pk, case_id=case.pk),
        )
    key = keys.unwrap_case_key(stored_bytes(wrap.wrapped), wrap_id=wrap.pk, case_id=case.pk)
    return wrap.generation, AESGCM(key)


def _hand_out(standing: Standing, case: Case, *, texts: bool = False) -> None:
    """Open the case's facts, or its texts as well, as far as she may see them: the only place that does.

    What happened is handed out with the texts, as far as it was written for her. Lanes of other posts that
    are not for her are left out, and when the last of all began is kept. Raises NotYours for who works on no
    cases, whatever let her come this far; SealError without a key.
    """
    if not _works_on_cases(standing):
        raise NotYours(case.pk)
    sight = sight_for(standing, case, view=permission_id("view"))
    case.lock = Lock(_text_key(case) if texts else None, sight)
    if "events" in getattr(case, "_prefetched_objects_cache", ()):
        _keep_back_events(case)
    if sight.shows("others.lanes"):
        return
    lanes = list(case.inquiries.all())
    case.last_asked_on = max((lane.received_on for lane in lanes), default=None)
    kept = [lane for lane in lanes if sight.shows("others.lanes", lane.post_id)]
    case._prefetched_objects_cache["inquiries"] = kept  # type: ignore[attr-defined]


def _for_sight(standing: Standing) -> tuple[str, ...]:
    """The rows from which it follows what somebody sees who may have been asked for advice alone."""
    return ("inquiries", "group_grants", "user_grants") if may_be_consulted(standing) else ()


def _listed(standing: Standing, cases: list[Case], also: Collection[str] = ()) -> list[Case]:
    """Those of these that a genuine grant gives her, loaded afresh, recorded before they are shown."""
    rows = {"inquiries", "persons", "group_grants", "user_grants", *also}
    given = _opened(standing, cases, rows, lambda case: is_genuine(standing, case))
    if given:
        record.alone(Verb.CASES_LISTED, actor=standing.actor, objects=[case.pk for case in given])
    return given


def _opened(
    standing: Standing, cases: list[Case], rows: Collection[str], wanted: Callable[[Case], bool]
) -> list[Case]:
    """Those of these that `wanted` says yes to once their facts are open, `rows` loaded afresh."""
    for case in cases:
        case.__dict__.pop("_prefetched_objects_cache", None)
    prefetch_related_objects(cases, *sorted(rows))
    found = []
    for case in cases:
        try:
            _hand_out(standing, case)
            if wanted(case):
                found.append(case)
        except SealError as error:
            record_broken(error, actor=standing.actor)
    return found


def _keep_back_events(case: Case) -> None:
    """Leave out what happened in the case that was not written for its reader. All its rows are loaded."""
    lanes = {lane.pk: lane for lane in case.inquiries.all()}
    kept = []
    case.planned_for = max((event.due_at for event in case.events.all() if event.due_at), default=None)
    for event in case.events.all():
        event.lane = lanes[event.lane_id]
        if _is_shown(event):
            kept.append(event)
    # In the loaded set itself, so that it can still be asked anew: each row then answers for itself.
    case._prefetched_objects_cache["events"]._result_cache = kept  # type: ignore[attr-defined]


def _is_shown(event: Event) -> bool:
    try:
        return bool(event.facts)
    except NotShown:
        return False


def grants_for(case: Case, group_ids: Sequence[int], names: Sequence[str]) -> list[CaseGroupPermission]:
    """Unsaved rows that give posts these permissions (`view`, `change`) on a case, with their MACs."""
    grants = [
        CaseGroupPermission(
            group_id=group_id,
            permission_id=permission_id(name),
            content_object=case,
            opened_at=case.opened_at,
        )
        for group_id in group_ids
        for name in names
    ]
    seal.seal_grants(case, grants)
    return grants


def is_genuine(standing: Standing, case: Case) -> bool:
    """Whether one of the grants that speak for her was given by the application, and nothing keeps her out.

    Asked of a case whose grants are loaded, before a list shows it or counts it as hers: rows alone may have
    been put there by anybody. A forged one is recorded, and the case is then left out.
    """
    view, groups = permission_id("view"), _groups(standing)
    grants: list[seal.Grant] = [one for one in case.group_grants.all() if one.group_id in groups]
    grants += [one for one in case.user_grants.all() if one.user_id == standing.account_id]
    if any_holds(case, [one for one in grants if one.permission_id == view]):
        return not is_hidden(standing, case)
    record_broken(SealError("a grant is not genuine", place=seal.place(case.pk)), actor=standing.actor)
    return False


def any_holds(case: Case, grants: Iterable[seal.Grant]) -> bool:
    """Whether the application gave one of these and it is not over; one that names an epoch that there is
    not is none.

    Asked for lists, which show what is genuine whatever else anybody wrote there.
    """
    now = timezone.now()
    return any(grant.gives_at(now) and _holds(case, grant) for grant in grants)


def _holds(case: Case, grant: seal.Grant) -> bool:
    try:
        return seal.grant_holds(case, grant)
    except SealError:
        return False


def _works_on_cases(standing: Standing) -> bool:
    """Only the roles that work on cases meet one, whatever rows say."""
    return standing.holds_any(CASE_ROLES)


def _groups(standing: Standing) -> list[int]:
    """The posts whose grants count: a second post without case work never lends its rows."""
    return sorted({held.group_id for held in standing.case_posts()})


def _granted(standing: Standing, case_id: uuid.UUID, name: str) -> Case | None:
    if not _works_on_cases(standing):
        return None
    by_post, by_account = (
        grants.filter(content_object=case_id).values("content_object")
        for grants in _grants_of(standing, name)
    )
    return (
        Case.unscoped.filter(pk=case_id)
        .filter(Q(pk__in=by_post) | Q(pk__in=by_account))
        .exclude(pk__in=kept_from(standing.account_id))
        .first()
    )


def _grants_of(
    standing: Standing, name: str
) -> tuple[QuerySet[CaseGroupPermission], QuerySet[CaseUserPermission]]:
    """The grants of this permission that her posts and she herself hold now."""
    permission = permission_id(name)
    by_account = CaseUserPermission.objects.filter(user=standing.account_id, permission=permission)
    by_post = CaseGroupPermission.objects.filter(group__in=_groups(standing), permission=permission)
    in_force = in_time(timezone.now())
    return by_post.filter(in_force), by_account.filter(in_force)


def _given(standing: Standing, case: Case, name: str) -> bool:
    """Whether the grants that were loaded with the case give this permission, and nothing keeps her out."""
    permission, now = permission_id(name), timezone.now()
    by_post = {
        grant.group_id
        for grant in case.group_grants.all()
        if grant.permission_id == permission and grant.gives_at(now)
    }
    exceptions = case.user_grants.all()
    by_account = {
        grant.user_id for grant in exceptions if grant.permission_id == permission and grant.gives_at(now)
    }
    given = standing.account_id in by_account or not by_post.isdisjoint(_groups(standing))
    return given and not is_kept_out(standing.account_id, case)


def _grant_holds(standing: Standing, groups: Sequence[int], found: Listed, now: datetime) -> bool | None:
    """Whether the grant by which a list found this case was given by the application; None if it is over."""
    try:
        grant = found.grant(groups, standing.account_id, permission_id("view"))
        if not seal.stated_grant_holds(found.case, grant, found.seal):
            return False
    except (ValueError, SealError):
        return False
    ends_at = grant.values["ends_at"]
    return True if ends_at is None or now < ends_at else None


def _newest(
    standing: Standing, after: tuple[datetime, uuid.UUID] | None, size: int
) -> list[tuple[Case, bool]]:
    """Her newest cases past `after`, without doubles, not opened, and whether a genuine grant gave each.

    What a post no longer sees, for its time is over, is passed by: mostly there is none among them.
    """
    now = timezone.now()
    shown: list[tuple[Case, bool]] = []
    while True:
        found = _found(standing, after, size, now)
        shown += [(case, given) for case, given in found if given is not None]
        if len(shown) >= size or len(found) < size:
            return shown[:size]
        last = found[-1][0]
        after = last.opened_at, last.pk


def _found(
    standing: Standing, after: tuple[datetime, uuid.UUID] | None, size: int, now: datetime
) -> list[tuple[Case, bool | None]]:
    """One query of the same; None for a case of which every genuine grant is over."""
    groups = _groups(standing)
    listed = newest_cases(
        group_ids=groups,
        account_id=standing.account_id,
        permission_id=permission_id("view"),
        now=now,
        after=after,
        size=size,
    )
    found: dict[tuple[datetime, uuid.UUID], tuple[Case, bool | None]] = {}
    for one in listed:
        key = one.case.opened_at, one.case.pk
        if key not in found or not found[key][1]:
            given = _grant_holds(standing, groups, one, now)
            if key in found and given is None:
                # A forged one beside it is told of.
                continue
            found[key] = one.case, given
    return [found[key] for key in sorted(found, reverse=True)[:size]]
