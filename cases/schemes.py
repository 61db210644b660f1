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


# Codes of the list `henvender`: who asked, when one post asks another. The coordinator's is none of its own.
ASKER_OF_KIND: dict[str, str] = {Kind.SCHOOL: "MR", Kind.EMBASSY: "IR"}
ASKER_OF_AGENCY: dict[str, str] = {"UDI": "UDI", "POD": "POL", "BUFDIR": "BV", "AVDIR": "NAV", "HDIR": "HEL"}
OTHER = "ANN"


def asker_of(post_kind: str, agency: str = "") -> str:
    """The code of `henvender` for a post that asks another one."""
    return ASKER_OF_KIND.get(post_kind) or ASKER_OF_AGENCY.get(agency, OTHER)


def scheme_of(post_kind: str) -> str:
    """The code of `ordning` for a post of this kind. Raises NoPost for one that no scheme asks."""
    try:
        return SCHEME_OF_KIND[post_kind]
    except KeyError:
        raise NoPost from None
