"""How soon the first screens are there on an embassy's line: 256 kbit/s, and 600 ms for each round trip.

A real browser is held back to that (Chromium's own way to do it, which spares the handshakes of a new
connection: some 1.2 s more on such a line, once), and asks a server that answers as in
production: pages packed, static files packed and named by their content. What is measured is from the click
until something is painted and the whole page has been read, redirects among it. The target is absolute: most
of it is the line.
"""

import logging
import os
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from advisory.roles import Role
from cases.services.answers import accept
from cases.sharing import How
from tests import factories
from tests.benchmarks.runner import Line, must_equal
from tests.browser.conftest import session_of
from tests.cases.test_hand_over import answered, sent
from tests.factories import Member
from tests.plugin_ci import CHROMIUM_ARGUMENTS, find_chromium

TARGET_MS = 3_000.0
# In bytes a second, and milliseconds between asking and the first of the answer.
LINE = {"offline": False, "latency": 600, "downloadThroughput": 256_000 / 8, "uploadThroughput": 256_000 / 8}
CASES, VISITS = 30, 3
PASSWORD = "fjell fjord foss vidde"
PAINTED = """() => new Promise((found) => {
  const look = () => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    const read = performance.getEntriesByType("navigation")[0].domInteractive;
    if (paint && read) found(Math.max(paint.startTime, read));
    else setTimeout(look, 20);
  };
  look();
})"""
AS_IN_PRODUCTION = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


class Weight:
    """Bytes that came to a page, heads and bodies and redirects among them, as the browser counts what it
    reads from the line: nothing of what it had."""

    def __init__(self, line: CDPSession) -> None:
        self.came = 0
        line.on("Network.loadingFinished", lambda told: self._add(told["encodedDataLength"]))
        line.on(
            "Network.requestWillBeSent",
            lambda told: self._add(told.get("redirectResponse", {}).get("encodedDataLength", 0)),
        )
        line.send("Network.enable")

    def _add(self, size: float) -> None:
        self.came += int(size)

    def since(self) -> int:
        """What came since it was asked last."""
        came, self.came = self.came, 0
        return came


def lines(database: str, *, quick: bool) -> Iterator[Line]:
    """A first visit, then a line a screen with the static files already there, as a browser keeps them."""
    program = find_chromium()
    if program is None:
        print("SKIPPED slow line: no browser", file=sys.stderr)
        return
    # Each sign-in would be told.
    logging.disable(logging.INFO)
    # The browser's loop runs in this thread, which makes Django refuse the database without this.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    adviser, coordinator, screens = made()
    with serving() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        # What a process does once is no matter of the line.
        browser.new_context(base_url=url).new_page().goto(reverse("account_login"))
        for name, who in {"adviser": adviser, "coordinator": coordinator}.items():
            stranger = browser.new_context(base_url=url)
            page, _line, weight = held_back(stranger)
            yield line_of("first visit", database, [painted(page, reverse("account_login"))], weight)
            taken = [signed_in(page, who, weight)]
            yield line_of(f"from the code to the first page, {name}", database, taken, weight)
        known = browser.new_context(base_url=url)
        known.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(adviser), "url": url}])
        # The one who signed in above is signed in: whoever comes next is not.
        stranger.clear_cookies()
        for name, address in screens.items():
            page, line, weight = held_back(stranger if name == "sign-in" else known, slowly=False)
            page.goto(address)
            page.wait_for_load_state("networkidle")
            line.send("Network.emulateNetworkConditions", LINE)
            taken = []
            for _visit in range(1 if quick else VISITS):
                weight.since()
                taken.append(painted(page, address))
            yield line_of(name, database, taken, weight)
            page.close()
        browser.close()


def line_of(name: str, database: str, taken: list[float], weight: Weight) -> Line:
    title = f"slow line: {name}, {weight.since() / 1000:.0f} kB: painted and read / 3 s"
    value = statistics.median(taken)
    return Line(title, database, len(taken), value, TARGET_MS, value / TARGET_MS, 1.0)


def made() -> tuple[Member, Member, dict[str, str]]:
    """An adviser with cases, a coordinator, and the address of each screen that both stories begin with."""
    adviser = factories.member("adviser", Role.ADVISER, factories.post("rud"))
    factories.give_password(adviser, PASSWORD)
    factories.signed_in_anew(adviser)
    coordinator = factories.member("coordinator", Role.COORDINATOR, factories.post("kt-koordinator"))
    factories.give_password(coordinator, PASSWORD)
    factories.signed_in_anew(coordinator)
    embassy = factories.member("embassy", Role.EMBASSY, factories.post("islamabad"))
    for _case in range(CASES):
        case = factories.log_case(adviser)
    sent(adviser, case, embassy.post, How.ADVISE)
    answered(embassy, case, accept)
    own = reverse("case", args=[case.pk])
    return (
        adviser,
        coordinator,
        {
            "sign-in": reverse("account_login"),
            "start": reverse("start"),
            "cases": reverse("case_list"),
            "queue": reverse("queue_list"),
            "case page": own,
            "new inquiry": reverse("case_new"),
            "message form": f"{own}melding/",
        },
    )


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server with the static files collected as in production."""
    with tempfile.TemporaryDirectory() as folder:
        changed: dict[str, Any] = {"STORAGES": AS_IN_PRODUCTION, "STATIC_ROOT": folder}
        with override_settings(**changed, WHITENOISE_USE_FINDERS=False, WHITENOISE_AUTOREFRESH=False):
            call_command("collectstatic", interactive=False, verbosity=0)
            server = ThreadedWSGIServer(("127.0.0.1", 0), Silent, allow_reuse_address=False)
            server.set_app(get_wsgi_application())
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield f"http://localhost:{server.server_port}"
            finally:
                server.shutdown()
                server.server_close()
                connections.close_all()


class Silent(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Nothing on the terminal."""


def held_back(context: BrowserContext, *, slowly: bool = True) -> tuple[Page, CDPSession, Weight]:
    page = context.new_page()
    line = context.new_cdp_session(page)
    weight = Weight(line)
    if slowly:
        line.send("Network.emulateNetworkConditions", LINE)
    return page, line, weight


def signed_in(page: Page, who: Member, weight: Weight) -> float:
    """On the page that asks for the password: from the code that she gives next to her own first page."""
    assert who.account is not None
    page.locator("input[name=login]").fill(who.account.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.locator("input[name=code]").fill(factories.code_now())
    page.wait_for_load_state("networkidle")
    weight.since()
    with page.expect_navigation(wait_until="commit"):
        page.locator("form:has(input[name=code]) button").click()
    taken = float(page.evaluate(PAINTED))
    page.wait_for_load_state("networkidle")
    must_equal("she is signed in", page.locator(".site-person").count(), 1)
    return taken


def painted(page: Page, address: str) -> float:
    """Milliseconds until something of the page is seen and all of it is there."""
    answer = page.goto(address, wait_until="commit")
    must_equal(f"{address} is shown", answer is not None and answer.status, 200)
    taken = float(page.evaluate(PAINTED))
    page.wait_for_load_state("networkidle")
    return taken
