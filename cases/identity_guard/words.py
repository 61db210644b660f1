"""Words of a text as a set or a list, for the many small lists of words in this package."""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def in_order(text: str) -> list[str]:
    return text.split()
