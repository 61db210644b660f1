"""A trimming in parts that are soon done, and what they come to together."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.actor import HOUSE
from audit.expiry import Due
from audit.summaries import Gone


def parts(found: Sequence[Due], most: int) -> Iterator[list[Due]]:
    """Up to `most` entries each: some whole chains, or a piece of a long one.

    The house's goes in one piece, for the change log goes with it.
    """
    part, size = list[Due](), 0
    for one in found:
        step = one.last - one.start if one.chain == HOUSE else most
        for start in range(one.start, one.last, step):
            piece = replace(one, start=start, last=min(start + step, one.last))
            length = piece.last - piece.start
            if part and size + length > most:
                yield part
                part, size = [], 0
            part.append(piece)
            size += length
    if part:
        yield part


def together(gone: Sequence[Gone], *, chains: int) -> Gone:
    """What they come to; `chains` is counted by the caller, for one may have gone in pieces."""
    counts: dict[str, Counter[str]] = {}
    for one in gone:
        for verb, months in one.counts.items():
            counts.setdefault(verb, Counter()).update(months)
    return replace(
        gone[0],
        chains=chains,
        counts={verb: dict(months) for verb, months in counts.items()},
        changes=sum(one.changes for one in gone),
        register=sum(one.register for one in gone),
    )
