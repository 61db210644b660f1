"""Which cases and which chains of the trail must be there together.

A case without its chain is a removed trail. A chain without its case is a case removed by SQL, for what
is left of an erased one stays a row. The same holds of links between cases. Rows that nothing
can open after a backup was put back go lawfully (cases/services/lost.py), and the trail says which.
"""

import uuid
from collections.abc import Iterable, Iterator

from django.db.models import F, Max

from audit.chain import Flaw
from audit.expected import expect_chains, vouch_for
from audit.models import Entry
from audit.verbs import Verb
from cases.models import Case
from cases.services import matter_rows
from cases.services.lost import LOST


def watch() -> None:
    expect_chains(case_ids)
    vouch_for(removed_cases)
    expect_chains(matter_rows.ids)
    vouch_for(removed_links)


def removed_links() -> Iterator[Flaw]:
    """For every link between cases that the trail knows and the database has not."""
    for chain, number in matter_rows.removed():
        yield Flaw(chain, number, "the link between two cases that this chain speaks of was removed")


def case_ids() -> Iterable[uuid.UUID]:
    return Case.unscoped.values_list("pk", flat=True).iterator()


def removed_cases() -> Iterator[Flaw]:
    """For every case that the trail knows and the database has not."""
    stored = set(case_ids())
    taken_out = Entry.objects.filter(verb=Verb.CASE_ERASED.value, fields=LOST)
    lawful = set(taken_out.values_list("subject", flat=True))
    spoken_of = (
        Entry.objects.filter(verb__startswith="case.", subject=F("chain"))
        .values_list("chain")
        .annotate(Max("number"))
        .order_by("chain")
    )
    for chain, number in spoken_of.iterator(chunk_size=5000):
        if chain not in stored and chain not in lawful:
            yield Flaw(chain, number, "the case that this chain speaks of was removed")
