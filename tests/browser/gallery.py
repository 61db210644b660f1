"""Screenshots of the main pages, for people to look at: role × page × language × wide, telephone, dark.

`python3 dev.py gallery DIR` runs this. It starts the demonstration in a folder of its own, so the
pictures show made-up cases only and nothing that was there before, and writes a page that shows them all.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.plugin_ci import CHROMIUM_ARGUMENTS, find_chromium

ROOT = Path(__file__).resolve().parents[2]
SET_UP = ("create_keys", "migrate -v0", "load_reference -v0", "load_demo --year 2008")
LANGUAGES = ("nb", "en")
# Wide and light, a telephone, and dark.
SHAPES = {"wide": (1280, "light"), "phone": (390, "light"), "dark": (1280, "dark")}
# Place of the role on the demonstration's sign-in page (0: nobody), and its pages worth a look. `{case}` is
# the case in an emergency that the adviser records first.
ROLES: dict[str, tuple[int, dict[str, str]]] = {
    "stranger": (0, {"sign-in": "/konto/logg-inn", "no-such-page": "/finnes-ikke/"}),
    "adviser": (
        1,
        {
            "start": "/",
            "list": "/saker/",
            "quick": "/saker/ny/kort/",
            "inquiry": "/saker/ny/",
            "inquiry-persons": "/saker/ny/?at=persons",
            "inquiry-asked": "/saker/ny/?at=asked",
            "inquiry-done": "/saker/ny/?at=done",
            "inquiry-sent-empty": "/saker/ny/#send",
            "case": "{case}",
            "urgent-assessment": "{case}vurdering/",
            "urgent-checklist": "{case}sjekkliste/",
            "urgent-journey": "{case}reise/",
            "urgent-contact": "{case}kontakt/",
            "course": "{case}forlop/",
            "send": "{case}send/",
            "queues": "/oppgaver/",
            "journeys": "/reiser/",
            "library": "/rad/",
            "rights": "/rettigheter/",
        },
    ),
    "embassy": (2, {"start": "/", "queues": "/oppgaver/", "journeys": "/reiser/"}),
    "coordinator": (
        3,
        {
            "start": "/",
            "queues": "/oppgaver/",
            "coordination": "/fordeling/",
            "rules": "/fordeling/regler/",
            "new-advice": "/rad/ny/",
            "statistics": "/statistikk/2008/",
        },
    ),
    "representative": (4, {"start": "/", "queues": "/oppgaver/"}),
    "statistics-officer": (
        5,
        {
            "start": "/",
            "statistics": "/statistikk/2008/",
            "editions": "/statistikk/utgaver/",
            "edition": "/statistikk/utgaver/1/",
        },
    ),
    "unit-leader": (6, {"start": "/", "workload": "/belastning/"}),
    "privacy-officer": (7, {"start": "/", "periods": "/sporing/frister/"}),
    "administrator": (8, {"start": "/", "posts": "/styring/poster/", "own": "/konto/"}),
}
# What the adviser answers of it, page by page, beside countries, who asked, and a few words.
TOLD = (
    {"urgency": "AKUTT", "kind": "SAK", "concern": "TVE_FR", "circumstances": "REISE"},
    {"person-1-sex": "K", "person-1-age_group": "16-17", "person-1-whereabouts": "REI"},
    {"channel": "OPPM"},
    {"actions": "RAD"},
)
FIGURE = (
    '<figure><a href="{name}"><img loading="lazy" src="{name}" alt="{name}"></a>'
    "<figcaption>{name}</figcaption></figure>"
)
INDEX = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>
<style>body{{font-family:sans-serif}}div{{display:flex;gap:1rem;overflow-x:auto}}figure{{margin:0}}
img{{height:26rem;width:auto;border:1px solid gray;object-fit:cover;object-position:top}}</style>
<h1>Gallery: made-up cases only</h1>{sections}</html>
"""


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a running demonstration with the made-up year 2008."""
    with tempfile.TemporaryDirectory(prefix="frittvalg-gallery-") as home:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            host, port = probe.getsockname()
        env = {**os.environ, "FRITTVALG_HOME": home, "FRITTVALG_SETTINGS": "development", "DATABASE_URL": ""}
        manage = [sys.executable, str(ROOT / "manage.py")]
        for step in SET_UP:
            subprocess.run([*manage, *step.split()], env=env, check=True, stdout=subprocess.DEVNULL)
        serve = [*manage, "runserver", f"{host}:{port}", "--noreload"]
        with subprocess.Popen(serve, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            try:
                yield answering(host, port)
            finally:
                server.terminate()


def answering(host: str, port: int) -> str:
    for _attempt in range(100):
        try:
            socket.create_connection((host, port), timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return f"http://{host}:{port}"
    sys.exit("The demonstration did not start.")


def take_all(browser: Browser, url: str, folder: Path) -> list[str]:
    """Write every picture, and the page that shows them all; gives their names."""
    with signed_in(browser, url, 1, "nb") as page:
        case = recorded(page)
    with signed_in(browser, url, ROLES["statistics-officer"][0], "nb") as page:
        draft_edition(page)
    taken = []
    for (role, (place, pages)), language in product(ROLES.items(), LANGUAGES):
        with signed_in(browser, url, place, language) as page:
            for name, address in pages.items():
                show(page, address.format(case=case))
                for shape, (width, scheme) in SHAPES.items():
                    page.set_viewport_size({"width": width, "height": 900})
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    taken.append(f"{role}-{name}-{language}-{shape}.png")
                    page.screenshot(path=folder / taken[-1], full_page=True)
    (folder / "index.html").write_text(index_of(taken), encoding="utf-8")
    return taken


@contextmanager
def signed_in(browser: Browser, url: str, place: int, language: str) -> Iterator[Page]:
    """A browser of the first person in that place of the list; of nobody where it is 0."""
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "language", "value": language, "url": url}])
    page = context.new_page()
    if place:
        page.goto("/konto/demo")
        page.locator(f"section[aria-labelledby='role-{place}'] button").first.click()
        page.wait_for_load_state()
    yield page
    context.close()


def recorded(page: Page) -> str:
    """Record an inquiry in an emergency: the address of its case."""
    page.goto("/saker/ny/")
    for answers in TOLD:
        for name, value in answers.items():
            page.locator(f'input[name="{name}"][value="{value}"]').check()
        if "kind" in answers:
            page.locator('select[name="focus_country"]').select_option("PK")
        if "channel" in answers:
            page.locator('select[name="asker"]').select_option("SELV")
        if "actions" in answers:
            page.locator('textarea[name="narrative"]').fill("Redd for sommeren. Vil ikke reise.")
        press(page, "next")
        page.wait_for_load_state()
    press(page, "save")
    page.wait_for_url("**/saker/*-*/")
    return urlsplit(page.url).path


def press(page: Page, step: str) -> None:
    page.locator(f'button[value="{step}"]:visible').click()


def draft_edition(page: Page) -> None:
    page.goto("/statistikk/utgaver/")
    page.locator("select[name=year]").select_option("2008")
    page.locator("textarea[name=reason]").fill("Årets tall.")
    page.locator("main form button").last.click()
    page.wait_for_load_state()


def show(page: Page, address: str) -> None:
    """Go to the address; `#send` behind it sends the form of the page as it stands."""
    page.goto(address.removesuffix("#send"))
    if address.endswith("#send"):
        press(page, "next")
        page.wait_for_load_state()


def index_of(taken: list[str]) -> str:
    """A page of all pictures, a row of languages and shapes for each page."""
    rows: dict[str, list[str]] = {}
    for name in taken:
        rows.setdefault(name.rsplit("-", 2)[0], []).append(name)
    sections = (
        f"<h2>{row}</h2><div>{''.join(FIGURE.format(name=name) for name in names)}</div>"
        for row, names in rows.items()
    )
    return INDEX.format(sections="".join(sections))


def main(folder: Path) -> None:
    program = find_chromium()
    if program is None:
        sys.exit("No browser: set CHROMIUM to a Chromium, or put one on the path.")
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        taken = take_all(browser, url, folder)
        browser.close()
    print(f"{len(taken)} pictures in {folder}: open {folder / 'index.html'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
