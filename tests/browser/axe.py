"""What axe finds on a page. What is right, nearly all of it, is not put together and handed over."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

__all__ = ["AXE_SCRIPT", "LOOK", "barriers_on"]

# Targets of 24 pixels are in WCAG 2.2, and axe must be asked to look for them.
LOOK = """async () => {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
  const found = await axe.run(document, options);
  const told = (one) => one.nodes.slice(0, 4).map((node) => node.html.slice(0, 160));
  return found.violations.map((one) => [one.id, told(one)]);
}"""


def barriers_on(page: Page) -> list[Any]:
    """By barrier its name in axe, and the first places where it stands."""
    page.evaluate(f"{AXE_SCRIPT};0")
    return list(page.evaluate(LOOK))
