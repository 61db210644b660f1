"""Screenshots of the main pages, for people to look at: role × page × language × width × light or dark.

`python3 dev.py gallery DIR` runs this. It starts the demonstration in a folder of its own, so the
pictures show made-up cases only and nothing that was there before.
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

from playwright.sync_api import Browser, Page, sync_playwright

from tests.plugin_ci import CHROMIUM_ARGUMENTS, find_chromium

ROOT = Path(__file__).resolve().parents[2]
SET_UP = ("create_keys", "migrate -v0", "load_reference -v0", "load_demo --year 2008")
LANGUAGES = ("nb", "nn", "en")
WIDTHS = {"phone": 360, "wide": 1280}
SCHEMES = ("light", "dark")
# Place of the role on the demonstration's sign-in page, and its pages worth a look.
ROLES: dict[str, tuple[int, dict[str, str]]] = {
    "adviser": (1, {"list": "/saker/", "new": "/saker/ny/", "case": "first"}),
    "embassy": (2, {"list": "/saker/"}),
    "coordinator": (3, {"list": "/saker/", "statistics": "/statistikk/2008/"}),
    "statistics-officer": (5, {"statistics": "/statistikk/2008/"}),
    "privacy-officer": (7, {"review": "/sporing/"}),
    "administrator": (8, {"accounts": "/styring/", "posts": "/styring/poster/", "own": "/konto/"}),
}


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


def take_all(browser: Browser, url: str, folder: Path) -> int:
    """Write every picture; gives how many there are."""
    taken = 0
    for language, (size, width), scheme in product(LANGUAGES, WIDTHS.items(), SCHEMES):
        for role, (place, pages) in ROLES.items():
            context = browser.new_context(
                base_url=url, viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            context.add_cookies([{"name": "language", "value": language, "url": url}])
            page = context.new_page()
            page.goto("/konto/demo")
            page.locator(f"section[aria-labelledby='role-{place}'] button").first.click()
            for name, address in pages.items():
                show(page, address)
                picture = folder / f"{role}-{name}-{language}-{size}-{scheme}.png"
                page.screenshot(path=picture, full_page=True)
                taken += 1
            context.close()
    return taken


def show(page: Page, address: str) -> None:
    """Go to the address; `first` stands for the first case of the list."""
    page.goto("/saker/" if address == "first" else address)
    if address == "first":
        page.locator("main table a").first.click()
        page.wait_for_load_state()


def main(folder: Path) -> None:
    program = find_chromium()
    if program is None:
        sys.exit("No browser: set CHROMIUM to a Chromium, or put one on the path.")
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        taken = take_all(browser, url, folder)
        browser.close()
    print(f"{taken} pictures in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
