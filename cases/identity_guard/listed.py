"""The lists of words beside this file. One that is missing or too short breaks the guard."""

from pathlib import Path

from cases.identity_guard.findings import GuardBroken

_HERE = Path(__file__).parent / "lists"
# Of each list so many words at least: one that was cut in two is as bad as none.
FEWEST = {
    "abbreviations.txt": 110,
    "also_words.txt": 200,
    "capitals.txt": 800,
    "given_names.txt": 5000,
    "hardly_names.txt": 130,
    "kin.txt": 150,
    "places.txt": 900,
}


def all_stand() -> None:
    """Raises GuardBroken, naming the list, when one is missing or far too short."""
    for name in FEWEST:
        listed(name)


def kin() -> dict[str, str]:
    """By each word of kinship what is offered instead of it with a name."""
    pairs: dict[str, str] = {}
    for line in (_HERE / "kin.txt").read_text(encoding="utf-8").splitlines():
        neutral, colon, said = line.partition(": ")
        if colon and not line.startswith("#"):
            pairs |= dict.fromkeys(said.split(), neutral)
    return pairs


def listed(name: str) -> set[str]:
    """The words of a list beside this file, without its remarks. Raises GuardBroken for one that is missing
    or far too short.
    """
    try:
        lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    except OSError:
        raise GuardBroken(name) from None
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    if len(words) < FEWEST[name]:
        raise GuardBroken(name)
    return words
