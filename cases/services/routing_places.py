"""The posts that rules of routing can lead to, as values: coordinator, agencies, embassies by country.

Rows that were altered raise, for a case would go to a post that it is not for.
"""

import uuid
from collections import defaultdict

from advisory.models import Coverage, Post
from advisory.models.post import Kind
from cases.routing.places import Places, Term


def places() -> Places:
    """Two queries. Raises SealError, and LookupError where no post ever coordinated."""
    posts = {post.pk: post for post in Post.objects.order_by("valid_from", "pk")}
    agencies: dict[str, list[Term]] = defaultdict(list)
    coordinators: list[Term] = []
    for post in posts.values():
        post.must_be_as_sealed()
        if post.kind == Kind.COORDINATOR:
            coordinators.append(_term(post))
        elif post.kind == Kind.AGENCY:
            agencies[post.agency].append(_term(post))
    if not coordinators:
        raise LookupError("No post coordinates; run “manage.py load_reference”.")
    return Places(
        tuple(coordinators), {code: tuple(terms) for code, terms in agencies.items()}, _countries(posts)
    )


def _countries(posts: dict[uuid.UUID, Post]) -> dict[str, tuple[Term, ...]]:
    """A station that acts in a country comes before one that only advises there."""
    found: dict[str, list[tuple[bool, Term]]] = defaultdict(list)
    for row in Coverage.objects.order_by("valid_from", "pk"):
        row.must_be_as_sealed()
        embassy = posts[row.post_id]
        last = min((day for day in (row.valid_to, embassy.valid_to) if day), default=None)
        term = Term(embassy.pk, max(row.valid_from, embassy.valid_from), last)
        found[row.profile["country"]].append((bool(row.profile["advisory_only"]), term))
    return {
        country: tuple(term for _advises, term in sorted(rows, key=lambda row: row[0]))
        for country, rows in found.items()
    }


def _term(post: Post) -> Term:
    return Term(post.pk, post.valid_from, post.valid_to)
