"""Catalogues are compiled without gettext, only when stale, and never left half-written."""

import gettext
import os
from pathlib import Path

import pytest

from config.compile_translations import ROOT, compile_translations

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Case"
msgstr "{word}"
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "locale" / "nn" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE.format(word="Sak på nynorsk"), encoding="utf-8")
    return path


def test_the_result_says_what_the_catalogue_says(catalogue: Path, tmp_path: Path) -> None:
    (written,) = compile_translations(tmp_path)
    with written.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Case") == "Sak på nynorsk"
    assert [path.name for path in catalogue.parent.iterdir() if path.suffix == ".part"] == []


def test_only_a_newer_catalogue_is_compiled_again(catalogue: Path, tmp_path: Path) -> None:
    (written,) = compile_translations(tmp_path)
    assert compile_translations(tmp_path) == []
    catalogue.write_text(CATALOGUE.format(word="Sak"), encoding="utf-8")
    later = written.stat().st_mtime + 1
    os.utime(catalogue, (later, later))
    assert compile_translations(tmp_path) == [written]


def test_a_broken_catalogue_is_named_and_leaves_the_old_result(catalogue: Path, tmp_path: Path) -> None:
    (written,) = compile_translations(tmp_path)
    before = written.read_bytes()
    catalogue.write_text('msgid "Case"\nno such keyword\n', encoding="utf-8")
    later = written.stat().st_mtime + 1
    os.utime(catalogue, (later, later))
    with pytest.raises(OSError, match=r"django\.po"):
        compile_translations(tmp_path)
    assert written.read_bytes() == before


def test_the_own_catalogues_can_be_read() -> None:
    compile_translations(ROOT)
    for catalogue in ROOT.glob("*/locale/*/LC_MESSAGES/*.po"):
        assert catalogue.with_suffix(".mo").exists()
