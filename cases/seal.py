"""A case is one thing: the seal on its row binds every row of it, and the trail holds its revision.

So a field, a row or the whole case put back to what it was, a grant that was written or copied by SQL, a
person who was removed and a date that was moved all show when the case is opened. Each grant also carries a
MAC of its own, for lists show cases without loading all of each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from advisory.anchors import anchored
from advisory.sealing import seals
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError, opening
from cases.models.case import Case, CaseKey
from cases.models.event import Event
from cases.models.grant import CaseGroupPermission, CaseUserPermission
from cases.models.inquiry import Inquiry, StatusChange
from cases.models.person import Person
from cases.models.ruling import Ruling
from cases.older_seals import are_as_moved
from cases.seal_versions import GRANT_VERSIONS, VERSION, VERSIONS

KIND, GRANT = "case", "grant"
Grant = CaseGroupPermission | CaseUserPermission


@dataclass(frozen=True, slots=True)
class Whole:
    """A case with every row of it, not opened."""

    case: Case
    keys: Sequence[CaseKey]
    persons: Sequence[Person]
    inquiries: Sequence[Inquiry]
    changes: Sequence[StatusChange]
    grants: Sequence[CaseGroupPermission]
    exceptions: Sequence[CaseUserPermission]
    rulings: Sequence[Ruling] = ()
    events: Sequence[Event] = ()

    def rows(self) -> Iterator[models.Model]:
        """In the one order in which they are bound, whatever order they were read in."""
        yield self.case
        yield from _by_id(self.keys, self.persons, self.inquiries, self.changes)
        yield from sorted(self.grants, key=lambda row: (row.group_id, row.permission_id))
        yield from sorted(self.exceptions, key=lambda row: (row.user_id.bytes, row.permission_id))
        yield from _by_id(self.rulings, self.events)


def _by_id(*tables: Sequence[models.Model]) -> Iterator[models.Model]:
    for rows in tables:
        yield from sorted(rows, key=lambda row: row.pk.bytes)


def whole(case_id: UUID, *, lock: bool = False) -> Whole | None:
    """All rows of a case as they stand; None when there is none. `lock` holds it for this transaction."""
    found = Case.unscoped.select_for_update() if lock else Case.unscoped
    case = found.filter(pk=case_id).first()
    if case is None:
        return None
    models.prefetch_related_objects(
        [case],
        "keys",
        "persons",
        "inquiries__status_changes",
        "group_grants",
        "user_grants",
        "rulings",
        "events",
    )
    inquiries = list(case.inquiries.all())
    return Whole(
        case=case,
        keys=list(case.keys.all()),
        persons=list(case.persons.all()),
        inquiries=inquiries,
        changes=[change for inquiry in inquiries for change in inquiry.status_changes.all()],
        grants=list(case.group_grants.all()),
        exceptions=list(case.user_grants.all()),
        rulings=list(case.rulings.all()),
        events=list(case.events.all()),
    )


def seal(found: Whole) -> None:
    """Give the case in memory the seal of all of it; the caller saves it."""
    found.case.seal = seals.made(KIND, VERSION, found.rows(), VERSIONS[VERSION])


def place(case_id: UUID) -> Place:
    return Place("cases.Case", case_id, "seal", case_id)


def holds(found: Whole) -> bool:
    """Whether the rows are those that were sealed together. Raises SealError for an unknown epoch."""
    version = version_of(found.case.seal)
    if version < 2 and (found.case.kept_out or found.rulings or any(one.ends_at for one in found.exceptions)):
        return False
    if version < 3:
        newer = found.events or any(one.ends_at for one in found.grants)
        if newer or not are_as_moved(found.inquiries, getattr):
            return False
    return seals.holds(KIND, found.case.seal, found.rows(), VERSIONS)


def must_hold(found: Whole, *, revision: int | None = None) -> None:
    """Raises SealError unless the rows are those that were sealed, at the revision that the trail holds.

    `revision` is what the trail was just seen to hold; without it the trail is asked.
    """
    case = found.case
    with opening(place(case.pk)):
        genuine = holds(found)
    if not genuine:
        raise SealError("the rows of a case are not those that were sealed together", place=place(case.pk))
    if revision is None:
        revision = anchored(case.pk, place=place(case.pk))
    if revision != case.revision:
        raise SealError("a case was put back to what it was before", place=place(case.pk))


def seal_grants(case: Case, grants: Sequence[Grant]) -> None:
    """Give grants in memory their MACs, at the case's `grants_version`; the caller saves them."""
    for grant in grants:
        grant.seal = seals.made(GRANT, VERSION, (grant, case), GRANT_VERSIONS[VERSION])


def grant_holds(case: Case, grant: Grant) -> bool:
    """Whether the application gave this grant and it is in force. Raises SealError for an unknown epoch."""
    return _grant_holds(case, grant, grant.seal, type(grant), grant.ends_at)


def stated_grant_holds(case: Case, grant: seals.Stated, stored: object) -> bool:
    """As `grant_holds`, of a grant that was not made, and the MAC that stands in its row."""
    return _grant_holds(case, grant, stored, grant.model, grant.values["ends_at"])


def _grant_holds(
    case: Case, grant: seals.Bound, stored: object, model: type[models.Model], ends_at: datetime | None
) -> bool:
    # The first version bound neither an end nor who is kept out, the second no end of a post's: so each must
    # say nothing of them.
    version = version_of(stored)
    if version < 2 and (case.kept_out or ends_at is not None):
        return False
    if version < 3 and ends_at is not None and model is CaseGroupPermission:
        return False
    return seals.holds(GRANT, stored, (grant, case), GRANT_VERSIONS)


def version_of(stored: object) -> int:
    """Of a seal; 0 for what is none. A case with an older one must say nothing of what that did not bind."""
    return bytes(stored[:1])[0] if isinstance(stored, bytes | memoryview) and len(stored) else 0
