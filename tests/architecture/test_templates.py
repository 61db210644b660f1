"""Templates keep to the content security policy and never switch the escaping off."""

import re

import pytest

from tests.architecture.source import ROOT, templates

PAGES = dict(templates())
FORBIDDEN = {
    "a script of its own": r"<script(?![^>]*\bsrc=)",
    "a script from elsewhere": r"<script[^>]*\bsrc=[\"'](?!\{% static)",
    "a style of its own": r"<style\b",
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "a javascript address": r"javascript:",
    "escaping switched off": r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b",
    "something from another house": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
    "a frame or object": r"<(?:iframe|object|embed|base)\b",
}


def test_there_are_templates() -> None:
    assert "config/templates/base.html" in PAGES
    assert len(PAGES) > 8


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    found = {name: match.group(0) for name, text in PAGES.items() if (match := pattern.search(text))}
    assert found == {}


def test_every_form_that_changes_something_carries_its_token() -> None:
    for name, text in PAGES.items():
        for form in re.findall(r"<form\b.*?</form>", text, re.IGNORECASE | re.DOTALL):
            if re.search(r"method\s*=\s*[\"']?post", form.split(">")[0], re.IGNORECASE):
                assert "{% csrf_token %}" in form, name


def test_comments_meant_for_us_do_not_reach_the_reader() -> None:
    assert [name for name, text in PAGES.items() if "<!--" in text] == []


def test_our_script_uses_no_way_round_the_policy() -> None:
    for path in sorted((ROOT / "config" / "static").rglob("*.js")):
        text = path.read_text(encoding="utf-8")
        for word in (
            "innerHTML",
            "outerHTML",
            "document.write",
            "eval(",
            "new Function",
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "serviceWorker",
            "caches.",
        ):
            assert word not in text, (path.name, word)


def test_a_table_whose_rows_become_cards_says_that_it_is_one_and_labels_as_its_columns_do() -> None:
    """As blocks on a small screen, some browsers would no longer tell its parts to who hears the page."""
    roles = {
        "table": ("table",),
        "thead": ("rowgroup",),
        "tbody": ("rowgroup",),
        "tr": ("row",),
        "th": ("columnheader", "rowheader"),
        "td": ("cell",),
    }
    cards = [
        (name, table)
        for name, text in PAGES.items()
        for table in re.findall(r"<table.*?</table>", text, re.DOTALL)
        if re.search(r'class="[^"]*\bcards\b', table.partition(">")[0])
    ]
    assert len(cards) > 10
    for name, table in cards:
        for tag, said in re.findall(r"<(table|thead|tbody|tr|th|td)\b([^>]*)", table):
            assert any(f'role="{role}"' in said for role in roles[tag]), (name, tag)
        head = set(re.findall(r'translate "([^"]+)"', table.partition("</thead>")[0]))
        labels = re.findall(r'data-label="(.*?)"[ >]', table)
        assert {word for label in labels for word in re.findall("translate '([^']+)'", label)} <= head, name


def test_a_part_that_comes_by_itself_holds_nothing_that_a_script_looks_for_at_the_beginning() -> None:
    """Decision 0020: what is put into a page later is not looked through again."""
    for part in ("cases/_topic_persons.html", "cases/_queues.html", "cases/_status_form.html"):
        text = whole(f"cases/templates/{part}")
        assert re.search(r'<(?:section|div|form)[^>]* id="[a-z-]+"', text), part
        assert (
            re.findall(r"data-draft-url|data-check-of|forms/found|is_guarded|<script|<dialog", text) == []
        ), part


def whole(name: str) -> str:
    """A template with those that it includes by name."""
    found = [PAGES[name]]
    for included in re.findall(r'\{% include "(cases/[^"]+)"', found[0]):
        found.append(whole(f"cases/templates/{included}"))
    return "".join(found)
