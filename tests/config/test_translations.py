"""Every sentence a person can see is there in bokmål and nynorsk, with the same placeholders."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from config.messages import found

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
MESSAGES = found()


def catalogue(language: str) -> dict[tuple[str | None, str], polib.POEntry]:
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}


def test_sentences_are_found_in_code_and_in_templates() -> None:
    places = {place for files in MESSAGES.values() for place in files}
    assert any(place.endswith(".html") for place in places)
    assert any(place.endswith(".py") for place in places)
    assert len(MESSAGES) > 100


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_no_sentence_is_missing_or_fuzzy(language: str) -> None:
    entries = catalogue(language)
    missing = [message for message in MESSAGES if (message[0], message[1]) not in entries]
    assert not missing, "run “manage.py collect_messages” and translate"
    unfinished = [entry.msgid for entry in entries.values() if entry.fuzzy or not all(texts(entry))]
    assert not unfinished


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_catalogue_says_nothing_that_the_product_no_longer_says(language: str) -> None:
    said = {(message[0], message[1]) for message in MESSAGES}
    assert not [key for key in catalogue(language) if key not in said]


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_translations_keep_their_placeholders(language: str) -> None:
    wrong = []
    for entry in catalogue(language).values():
        wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural or "")
        wrong += [entry.msgid for text in texts(entry) if placeholders(text) - wanted]
        if not entry.msgid_plural and placeholders(entry.msgstr) != wanted:
            wrong.append(entry.msgid)
    assert not wrong


def test_nynorsk_is_not_bokmal() -> None:
    """A few words that differ: a copied catalogue would have them wrong."""
    bokmal = re.compile(
        r"\b(ikke|hvem|hva|hvordan|noen|flere|fra|jeg|hvilken|henvendelse|henvendelsen)\b", re.I
    )
    wrong = [text for entry in catalogue("nn").values() for text in texts(entry) if bokmal.search(text)]
    assert not wrong


@pytest.mark.parametrize(("language", "other"), [("nb", "arbeidssted"), ("nn", "arbeidsstad")])
def test_a_post_has_one_word(language: str, other: str) -> None:
    """A place where several work together; “stilling” would be one person's, and stands for nothing else."""
    said = [text for entry in catalogue(language).values() for text in texts(entry)]
    assert any(other in text for text in said)
    # Of public office, where the guard asks whose name it met.
    wrong = [text for text in said if re.search(r"(?i)\bstilling", text) and "offentl" not in text]
    assert wrong == []


def test_no_sentence_is_hidden_in_an_f_string() -> None:
    """There nobody who collects sentences finds it, and it stays English."""
    hidden = {}
    for source in (
        one for app in ("advisory", "cases", "audit", "config") for one in Path(app).rglob("*.py")
    ):
        for joined in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            calls = ast.walk(joined) if isinstance(joined, ast.JoinedStr) else ()
            names = {ast.unparse(one.func) for one in calls if isinstance(one, ast.Call)}
            if names & {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}:
                hidden[f"{source}:{joined.lineno}"] = ast.unparse(joined)
    assert hidden == {}
