"""What a look at a page finds: barriers by axe, and what runs out of the window.

A press returns when the next page begins to come. It is looked at when all of it is there: before that axe
breaks off, or finds nothing on half a page.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

__all__ = ["AXE_SCRIPT", "LOOK", "barriers_on", "overflow"]

# What is drawn behind words is taken away, a shade at the side of a region that moves and the arrow of a
# list that folds out: over them axe measures no contrast, and says nothing of it unless asked.
# Looked at from the top: there the bar that stays in sight covers nothing; elsewhere what it covers can be
# moved out from under it.
# Targets of 24 pixels are in WCAG 2.2, and axe must be asked to look for them. What is right, nearly all it
# finds, is not handed over.
LOOK = """async () => {
  if (!document.adoptedStyleSheets.length) {
    const plain = new CSSStyleSheet();
    plain.replaceSync(".scroll, select { background-image: none !important }");
    document.adoptedStyleSheets = [plain];
  }
  const kinds = ["violations", "incomplete"];
  const options = { resultTypes: kinds, rules: { "target-size": { enabled: true } } };
  const at = window.scrollY;
  window.scrollTo(0, 0);
  const found = await axe.run(document, options);
  window.scrollTo(0, at);
  const told = (nodes) => nodes.slice(0, 4).map((node) => node.html.slice(0, 160));
  const unmeasured = (node) => ["bgGradient", "bgImage"].includes(node.any[0]?.data?.messageKey);
  const contrast = found.incomplete.filter((one) => one.id === "color-contrast");
  const unsure = contrast.map((one) => one.nodes.filter(unmeasured)).filter((nodes) => nodes.length);
  return [
    ...found.violations.map((one) => [one.id, told(one.nodes)]),
    ...unsure.map((nodes) => ["contrast not measured", told(nodes)]),
  ];
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
