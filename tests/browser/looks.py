"""What a look at a page finds: barriers by axe, and what runs out of the window.

A press returns when the next page begins to come. It is looked at when all of it is there: before that axe
breaks off, or finds nothing on half a page.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

__all__ = ["AXE_SCRIPT", "LOOK", "barriers_on", "overflow"]

# Targets of 24 pixels are in WCAG 2.2, and axe must be asked to look for them. What is right, nearly all it
# finds, is not handed over.
LOOK = """async () => {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
  const found = await axe.run(document, options);
  const told = (one) => one.nodes.slice(0, 4).map((node) => node.html.slice(0, 160));
  return found.violations.map((one) => [one.id, told(one)]);
}"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def barriers_on(page: Page) -> list[Any]:
    """By barrier its name in axe, and the first places where it stands."""
    page.wait_for_load_state()
    page.evaluate(f"{AXE_SCRIPT};0")
    return list(page.evaluate(LOOK))


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    page.wait_for_load_state()
    return int(page.evaluate(WIDER))
