"""Finds every sentence of the product that is to be translated, without gettext on the machine.

Templates go through Django's own templatize, then both they and the code through Babel's
Python extractor. The test of the catalogues and `manage.py collect_messages` use this.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGES = ("audit", "advisory", "cases", "config")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Message = tuple[str | None, str, str | None]


def found() -> dict[Message, list[str]]:
    """(context, msgid, plural or None) to the files that say it, sorted by file."""
    messages: dict[Message, list[str]] = {}
    for path, source in _sources():
        place = path.relative_to(CHECKOUT).as_posix()
        for _line, message, _comments, context in extract("python", BytesIO(source), KEYWORDS):
            forms = message if isinstance(message, tuple) else (message,)
            if not forms[0]:
                continue
            key = (context, forms[0], forms[1] if len(forms) > 1 else None)
            places = messages.setdefault(key, [])
            if place not in places:
                places.append(place)
    return messages


def _sources() -> Iterator[tuple[Path, bytes]]:
    for package in PACKAGES:
        for path in sorted((CHECKOUT / package).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield path, path.read_bytes()
            elif path.suffix == ".html":
                yield path, templatize(path.read_text(encoding="utf-8")).encode()
