"""Links between cases as they are kept: sealed, each with a chain in the trail that counts its changes.

So of a link that was altered, added, removed or put back by SQL `verify_seals` and `verify_trail` tell.
"""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from advisory.seal_check import Bad, Found
from audit import record
from audit.actor import Actor
from audit.models import Entry
from audit.verbs import Verb
from cases import gate
from cases.matter_errors import AnsweredAlready
from cases.matters import Link, held, links_of, of_columns, read, to_text
from cases.models.matter import MatterLink
from cases.services.matter_codes import forget

COLUMNS = ("account_id", "asking_case", "asked_case", "revision", "changed_at", "ended_at")


def keep(link: Link, *, actor: Actor) -> None:
    """Save a new link, in the caller's transaction."""
    _row(link).save(force_insert=True)
    _record(Verb.MATTER_KEPT, link, actor, first=True)


def change(link: Link, *, actor: Actor, now: datetime, **values: Any) -> Link:
    """Save that it stands otherwise now; the caller holds it. Gives it as it is."""
    changed = replace(link, revision=link.revision + 1, changed_at=now, **values)
    _row(changed).save(force_update=True)
    _record(Verb.MATTER_KEPT, changed, actor)
    return changed


def of_case(link_id: uuid.UUID, case_id: uuid.UUID) -> Link:
    """A link of this case, not held. Raises AnsweredAlready for one of another; SealError if it is broken."""
    links, bad = links_of(case_id)
    link = next((one for one in links if one.id == link_id), None)
    if link is None:
        broken = [error for error in bad if error.place is not None and error.place.row == link_id]
        raise broken[0] if broken else AnsweredAlready
    return link


def locked(link_id: uuid.UUID, case_id: uuid.UUID) -> Link:
    """A link of this case, held for this transaction. Raises AnsweredAlready for one of another."""
    link = held(link_id)
    if link is None or case_id not in (link.asking.case, link.asked.case):
        raise AnsweredAlready
    return link


def erase(case_id: uuid.UUID, *, actor: Actor) -> int:
    """The links and the code of a case that is erased; how many links. Of one that does not hold, too."""
    forget(case_id)
    rows = MatterLink.objects.select_for_update().filter(Q(asking_case=case_id) | Q(asked_case=case_id))
    gone = list(rows.order_by("pk"))
    for row in gone:
        record.write(Verb.MATTER_ERASED, actor=actor, chain=row.pk, objects=[row.asking_case, row.asked_case])
        row.delete()
    return len(gone)


def ids() -> Iterator[uuid.UUID]:
    return MatterLink.objects.values_list("pk", flat=True).iterator()


def removed() -> list[tuple[uuid.UUID, int]]:
    """Links that the trail knows and the database has not, though none of their cases was erased; with the
    number of an entry that speaks of each.
    """
    stored = set(ids())
    entries = Entry.objects.filter(verb__in=[Verb.MATTER_KEPT.value, Verb.MATTER_ERASED.value])
    spoken_of: dict[uuid.UUID, int] = {}
    for chain, number, verb in entries.order_by("chain", "number").values_list("chain", "number", "verb"):
        if verb == Verb.MATTER_ERASED.value:
            spoken_of.pop(chain, None)
        else:
            spoken_of[chain] = number
    return [(chain, number) for chain, number in spoken_of.items() if chain not in stored]


def check() -> Iterator[Found]:
    """For verify_seals: every link holds, and none is missing."""
    links, bad = read(MatterLink.objects.all())
    found = Found()
    found.held["links between cases"] = len(links)
    for error in bad:
        where = error.place
        found.bad.append(Bad.of(error, "cases.MatterLink", where.row if where else "", "said"))
    for chain, _number in removed():
        found.bad.append(Bad("cases.MatterLink", str(chain), "said", "a link between two cases was removed"))
    yield found


def _row(link: Link) -> MatterLink:
    row = MatterLink(id=link.id, **dict(zip(COLUMNS, of_columns(link), strict=True)))
    row.said = gate.ours(to_text(link))
    return row


def _record(verb: Verb, link: Link, actor: Actor, *, first: bool = False) -> None:
    both = [link.asking.case, link.asked.case]
    record.write(verb, actor=actor, chain=link.id, objects=both, revision=link.revision, first=first)
