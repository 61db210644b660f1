"""axe on every page: each language, light and dark, narrow and wide, before and after a failed send.

The suite takes each page once, in a language and a shape that change from page to page; with
FRITTVALG_EVERY_SHAPE=1 each page is taken in all of them, which takes some minutes.
"""

from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as conf
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import WHOLE, Opened, _cookie, session_of
from tests.browser.every_page import ELSEWHERE, Shown, all_pages, not_shown
from tests.browser.looks import AXE_SCRIPT, LOOK
from tests.factories import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = ("nb", "nn", "en")
# Narrow is what is left of a screen of 1280 by 1024 at 400 per cent.
SIZES = ({"width": 320, "height": 256}, {"width": 1280, "height": 1024})
TELEPHONE = {"width": 390, "height": 568}
SHAPES = tuple(product(SIZES, ("light", "dark")))

# By how much the page is wider than the window, and what is cut off so that nothing brings it back.
LOST = """() => {
  const page = document.documentElement;
  const cut = [...document.querySelectorAll("main *, header *, footer *")].filter((one) => {
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const hides = ["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
    return hides && box.width > 2 && box.height > 2 && style.visibility === "visible";
  });
  return [page.scrollWidth - page.clientWidth, cut.map((one) => one.outerHTML.slice(0, 160))];
}"""
# What one would have to move sideways to see: of tables to work from and of drawings of few bars, captions of
# tables, buttons.
BEYOND = """() => {
  const regions = [...document.querySelectorAll(".scroll:has(> .cards), .chart--few > .scroll")];
  const moved = regions.filter((one) => one.scrollWidth > one.clientWidth);
  const ends = (one) => one.getBoundingClientRect().right > innerWidth;
  const out = [...document.querySelectorAll("main .ds-button, main caption")].filter(
    (one) => one.checkVisibility() && ends(one)
  );
  return [...moved, ...out].map((one) => one.outerHTML.slice(0, 160));
}"""
# How far the button that leaves the page reaches below the upper edge of what has the focus.
COVERED = """() => {
  const button = document.querySelector(".leave > .ds-button").getBoundingClientRect();
  return button.bottom - document.activeElement.getBoundingClientRect().top;
}"""
# The page's own form, sent as somebody does who has filled in nothing, past what the browser would hold back.
OWN_FORM = """() => [...document.querySelectorAll("main form[method=post]")].find(
  (form) => new URL(form.getAttribute("action") || "", location.href).pathname === location.pathname
)"""
SEND_EMPTY = """(own) => {
  for (const one of own.querySelectorAll("input, select, textarea")) {
    if (one.type === "hidden") continue;
    if (one.type === "radio" || one.type === "checkbox") one.checked = false;
    else if (one.tagName === "SELECT") one.selectedIndex = -1;
    else one.value = "";
  }
  HTMLFormElement.prototype.submit.call(own);
}"""


@pytest.fixture
def pages(cast: dict[str, Member], settings: Any) -> list[Shown]:
    settings.DEMO = True
    return all_pages(cast)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("languages", [(one,) for one in LANGUAGES] if WHOLE else [LANGUAGES])
def test_no_barrier_on_any_page(
    cast: dict[str, Member],
    pages: list[Shown],
    opened: Opened,
    live_server: Any,
    languages: tuple[str, ...],
) -> None:
    assert not_shown(pages) == set(ELSEWHERE)
    wrong: dict[tuple[Any, ...], Any] = {}
    browsers: dict[str, Page] = {}
    sent_empty = summaries = taken = 0
    for place, shown in enumerate(pages):
        if shown.who not in browsers:
            browsers[shown.who] = opened(cast[shown.who])
            browsers[shown.who].add_init_script(AXE_SCRIPT)
        page = browsers[shown.who]
        if WHOLE and cast[shown.who].account is not None:
            # All shapes of all pages take longer than a second factor stays fresh.
            value = session_of(cast[shown.who])
            page.context.add_cookies([_cookie(live_server.url, conf.SESSION_COOKIE_NAME, value)])
        language = languages[place % len(languages)]
        speak(page, language, live_server.url)
        answer = page.goto(shown.address)
        assert answer is not None
        assert (answer.status, urlsplit(page.url).path) == (shown.status, shown.address)
        taken += page.locator("main .cards form[action$='/ta/'] button").count()
        shapes = SHAPES if WHOLE else (SHAPES[place % len(SHAPES)],)
        look(page, shapes, (shown.who, shown.address, language), wrong)
        # Where the summary takes the whole window.
        page.set_viewport_size(SIZES[0])
        if shown.comes_back and sends_empty(page):
            sent_empty += 1
            if page.evaluate("document.activeElement.id") == "error-summary":
                summaries += 1
                if page.evaluate(COVERED) > 0:
                    wrong[shown.who, shown.address, "covered"] = page.evaluate(COVERED)
            look(page, shapes, (shown.who, shown.address, language, "sent empty"), wrong)
    assert wrong == {}
    assert sent_empty > len(pages) // 4
    assert summaries > sent_empty // 2
    # Cases that can be taken are among what was looked at.
    assert taken > 0


def speak(page: Page, language: str, url: str) -> None:
    page.context.add_cookies([{"name": conf.LANGUAGE_COOKIE_NAME, "value": language, "url": url}])


def look(
    page: Page, shapes: tuple[Any, ...], name: tuple[Any, ...], wrong: dict[tuple[Any, ...], Any]
) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    for size, scheme in shapes:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        barriers = page.evaluate(LOOK)
        if barriers:
            wrong[*name, size["width"], scheme] = barriers
    for size in (*SIZES, TELEPHONE):
        page.set_viewport_size(size)
        lost = [*page.evaluate(LOST), page.evaluate(BEYOND)]
        if lost != [0, [], []]:
            wrong[*name, size["width"]] = lost


def sends_empty(page: Page) -> bool:
    own = page.evaluate_handle(OWN_FORM).as_element()
    if own is None:
        return False
    with page.expect_navigation():
        own.evaluate(SEND_EMPTY)
    return True


# What still moves for longer than a glance, where somebody has asked that nothing does.
MOVES = """() => [...document.querySelectorAll("*")].filter((it) => [null, ":before", ":after"].some((of) => {
  const style = getComputedStyle(it, of);
  const times = `${style.animationDuration},${style.transitionDuration}`.split(",");
  const long = (time) => parseFloat(time) * (time.trim().endsWith("ms") ? 1 : 1000) > 1;
  const goes = style.animationIterationCount === "infinite" || style.scrollBehavior === "smooth";
  return goes || times.some(long);
})).map((it) => it.outerHTML.slice(0, 120))"""
# How what has the focus is told from the rest where the system chooses all colours, which draws no shadow: by
# a line around it or around the choice it is of. The way past the menu is there only while it has the focus.
FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const lined = [one, one.closest(".ds-field")].filter(Boolean).map((it) => getComputedStyle(it)).some(
    (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
  );
  return [one.outerHTML.slice(0, 120), lined || one.matches(".ds-skip-link")];
}"""


# Buttons, links that look like such, and fields, of those that are shown: without a line around them.
BARE = """() => [...document.querySelectorAll("button, .ds-button, select, textarea, input")].filter((it) => {
  const style = getComputedStyle(it);
  const lined = style.borderBlockEndStyle !== "none" && parseFloat(style.borderBlockEndWidth) >= 1;
  return it.type !== "hidden" && it.checkVisibility() && !lined;
}).map((it) => it.outerHTML.slice(0, 120))"""
# How the bars of each series, and of a year that is no whole one, are drawn: inside, dashes, outline.
BARS = """() => ["", "chart-bar--1", "chart-bar--2", "chart-bar--partial"].map((kind) => {
  const drawn = document.querySelector("svg").appendChild(
    document.createElementNS("http://www.w3.org/2000/svg", "rect")
  );
  drawn.setAttribute("class", `chart-bar ${kind}`);
  const style = getComputedStyle(drawn);
  return [style.fill, style.strokeDasharray, style.stroke];
})"""
GROUND = "getComputedStyle(document.body).backgroundColor"
WORDS = "getComputedStyle(document.querySelector('.chart-text')).fill"


def test_nothing_moves_for_whoever_asks_that(adviser: Member, opened: Opened) -> None:
    page = opened(adviser, reduced_motion="reduce")
    for address in ("/saker/", "/saker/ny/", "/konto/"):
        page.goto(address)
        assert page.evaluate(MOVES) == [], address


def test_in_forced_colours_the_focus_is_seen_and_no_barrier_is_added(adviser: Member, opened: Opened) -> None:
    page = opened(adviser, forced_colors="active")
    page.add_init_script(AXE_SCRIPT)
    page.goto("/saker/ny/")
    assert page.evaluate(LOOK) == []
    unseen, passed = [], 0
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        passed += 1
        if not focused[1]:
            unseen.append(focused[0])
    assert unseen == []
    assert passed > 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_buttons_have_a_line_and_charts_are_told_apart(
    cast: dict[str, Member], opened: Opened, scheme: str
) -> None:
    case = factories.log_case(cast["adviser"])
    page = opened(cast["adviser"], forced_colors="active", color_scheme=scheme)
    for address in ("/saker/", "/saker/ny/", "/oppgaver/", f"/saker/{case.pk}/", f"/saker/{case.pk}/send/"):
        page.goto(address)
        assert page.locator("button").count() > 2
        assert page.evaluate(BARE) == [], address
    page = opened(cast["statistician"], forced_colors="active", color_scheme=scheme)
    page.goto("/statistikk/2008/")
    bars, ground = page.evaluate(BARS), page.evaluate(GROUND)
    assert len({(fill, dashes) for fill, dashes, _stroke in bars}) == len(bars)
    assert all(stroke != ground for _fill, _dashes, stroke in bars)
    assert page.evaluate(WORDS) != ground


def test_the_way_out_is_on_the_first_screen_however_small(adviser: Member, opened: Opened) -> None:
    page = opened(adviser, viewport=SIZES[0])
    for address in ("/", "/saker/", "/saker/ny/"):
        page.goto(address)
        expect(page.locator(".leave > .ds-button")).to_be_in_viewport(ratio=1)
