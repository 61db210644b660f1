"""The order of names: what is sealed is sorted in memory, and Norwegian has letters after z."""

import unicodedata

from django.utils.translation import get_language

NORWEGIAN = ("nb", "nn", "no")
LAST_LETTERS = str.maketrans({"æ": "{", "ø": "|", "å": "}"})


def sort_key(text: str) -> str:
    """Norwegian puts æ, ø and å last; other marks do not count."""
    text = text.casefold()
    if (get_language() or "nb")[:2] in NORWEGIAN:
        text = text.translate(LAST_LETTERS)
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
