"""Which scheme an inquiry counts in follows from what the post is that was asked."""

from advisory.models.post import Kind
from cases.errors import NoPost

# Codes of the list `ordning`: minority advisers, integration advisers, the competence team.
SCHEME_OF_KIND: dict[str, str] = {
    Kind.SCHOOL: "MR",
    Kind.EMBASSY: "IR",
    Kind.COORDINATOR: "KT",
    Kind.AGENCY: "KT",
}


def scheme_of(post_kind: str) -> str:
    """The code of `ordning` for a post of this kind. Raises NoPost for one that no scheme asks."""
    try:
        return SCHEME_OF_KIND[post_kind]
    except KeyError:
        raise NoPost from None
