"""In CI a test that needs a browser, PostgreSQL or Pango must run: there a skip of it is a failure.

On a developer's machine the same test skips with its reason. The browser is found and started here too, so
that all tests that drive one skip for one and the same reason, and share it.
"""

import os
import shutil
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NEEDED = ("browser", "postgres", "pango")
NAMES = ("chromium", "chromium-browser", "google-chrome")
# How long a page may take that does come: a busy machine is slow, and a test tells nothing of speed.
WAIT_MS = 30_000
# A container has neither a sandbox for the browser nor much shared memory.
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a needed test into a failure when CI=true."""
    report = yield
    expected = hasattr(report, "wasxfail")
    if report.skipped and not expected and os.environ.get("CI") == "true":
        marks = [name for name in NEEDED if item.get_closest_marker(name)]
        if marks:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            report.outcome = "failed"
            report.longrepr = f"A test marked {', '.join(marks)} may not skip in CI. {reason}"
    return report


def find_chromium() -> str | None:
    """Return the program that CHROMIUM names, else the first Chromium on the path, else None."""
    given = os.environ.get("CHROMIUM")
    return shutil.which(given) if given else next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser to drive, for Playwright's `executable_path`; without one the test skips."""
    program = find_chromium()
    if program is None:
        pytest.skip(f"no browser: CHROMIUM names no program, and none of {', '.join(NAMES)} is on the path")
    return program


@pytest.fixture(scope="session")
def browser(chromium: str) -> "Iterator[Browser]":
    """One Chromium for all tests of a process: Playwright's loop can run in it once."""
    # Loaded by those who need it, and not by every run of the suite.
    from playwright.sync_api import expect, sync_playwright

    # Its loop runs in this thread, which makes Django refuse the database without this.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield found
        found.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before
