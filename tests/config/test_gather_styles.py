"""The style sheet of Designsystemet holds what the pages use, and parts that none does are left out."""

import re
import shutil
from pathlib import Path

import pytest

from config.gather_styles import CLASS, LEFT_OUT, PACKAGE, RESULT, ROOT, gather_styles

# As it stands in a template, in Python and in a script: a class there has no dot before it.
NAMED = re.compile(r"\bds-([a-z]+(?:-[a-z]+)*)")
WRITTEN_IN = ("*.html", "*.py", "*.js", "*.css")


def named_in_ours() -> set[str]:
    """Every class of Designsystemet in what the project has written."""
    files = [
        path
        for app in ("audit", "advisory", "cases", "config")
        for kind in WRITTEN_IN
        for path in (ROOT / app).rglob(kind)
        if path != ROOT / RESULT
    ]
    # A variable of the style sheet is no class.
    return {name for path in files for name in NAMED.findall(re.sub(r"--ds-", "", path.read_text("utf-8")))}


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with the package in it and nothing made of it yet."""
    shutil.copytree(ROOT / PACKAGE, tmp_path / PACKAGE)
    (tmp_path / RESULT.parent.parent).mkdir(parents=True)
    return tmp_path


def test_every_class_that_a_page_has_is_styled_as_in_the_package() -> None:
    gather_styles()
    whole = (ROOT / PACKAGE / "dist" / "src" / "index.css").read_text("utf-8")
    made = (ROOT / RESULT).read_text("utf-8")
    used = named_in_ours()
    assert len(used) > 15
    assert used & LEFT_OUT == set()
    assert (used & set(CLASS.findall(whole))) - set(CLASS.findall(made)) == set()
    assert len(made) < len(whole)


def test_it_is_made_once_and_again_when_the_package_is_another(installed: Path) -> None:
    assert gather_styles(installed)
    assert not gather_styles(installed)
    first = (installed / RESULT).read_text("utf-8")
    theme = installed / PACKAGE / "dist" / "theme" / "designsystemet.css"
    theme.write_text(theme.read_text("utf-8") + "body { margin: 0; }", encoding="utf-8")
    assert gather_styles(installed)
    assert len((installed / RESULT).read_text("utf-8")) > len(first)
    assert [path.name for path in (installed / RESULT).parent.iterdir()] == [RESULT.name]


def test_a_part_that_the_package_has_no_more_is_named(installed: Path) -> None:
    sheet = installed / PACKAGE / "dist" / "src" / "index.css"
    sheet.write_text(sheet.read_text("utf-8").replace(".ds-tabs", ".ds-pages"), encoding="utf-8")
    with pytest.raises(ValueError, match="no part for tabs"):
        gather_styles(installed)
    assert not (installed / RESULT).exists()
