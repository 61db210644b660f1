"""How many matters are known at more than one case, by the schemes that work on them. Figures alone.

A matter is all cases that hang together by links; what T16 counts is one case that several schemes were asked
about, and such a matter is several cases, so the two are not added up.
"""

from collections import Counter
from collections.abc import Sequence

from cases.matters import Link, groups

# Codes of `ordning` in the order of the list, each as often as cases of it hang together.
Schemes = tuple[str, ...]


def matters_by_schemes(links: Sequence[Link]) -> Counter[Schemes]:
    """Of links that hold now (`cases.matters.linked`)."""
    return Counter(tuple(sorted(side.scheme for side in sides)) for sides in groups(links))
