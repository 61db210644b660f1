"""Reads the whole trail and says what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit import chain as links
from audit.expected import anchored_flaws, missing_chains
from audit.keyring import keyring
from audit.models import ChainHead, Entry


@dataclass(frozen=True, slots=True)
class Verdict:
    entries: int
    chains: int
    flaws: list[links.Flaw]


def verify() -> Verdict:
    """Check every entry, every head, every chain that must be there, and every record anchored."""
    heads = {row.chain: row.head() for row in ChainHead.objects.iterator()}
    counted = 0

    def entries() -> Iterator[links.Link]:
        nonlocal counted
        for entry in Entry.objects.order_by("chain", "number").iterator(chunk_size=5000):
            counted += 1
            yield entry.link()

    found = list(links.flaws(entries(), heads, keyring()))
    broken = {flaw.chain for flaw in found}
    for chain in missing_chains(set(heads)):
        if chain not in broken:
            found.append(links.Flaw(chain, 1, "the whole chain is missing"))
    found += anchored_flaws()
    return Verdict(entries=counted, chains=len(heads), flaws=found)
