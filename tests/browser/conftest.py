"""A real browser for the tests that need one: Chromium through Playwright, with and without scripts.

It is started by tests/plugin_ci.py; without one these tests skip, which CI takes for a failure.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.factories import BACKEND, Member
from tests.plugin_ci import WAIT_MS

Opened = Callable[..., Page]
# Whether pages and their states are taken in every shape, which takes some minutes, and not each in one.
WHOLE = bool(os.environ.get("FRITTVALG_EVERY_SHAPE"))
# In what a state of one page is looked at, after something was done there: the narrow one shows what runs out
# of the window, and in dark colours a text is soonest too faint.
NARROW_AND_DARK: dict[str, Any] = {"viewport": {"width": 320, "height": 900}, "color_scheme": "dark"}
WIDE_AND_LIGHT: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
WINDOWS = (NARROW_AND_DARK, WIDE_AND_LIGHT) if WHOLE else (NARROW_AND_DARK,)
# The same as width and colours.
SHAPES_OF_A_STATE = [(320, "dark"), (1280, "light")] if WHOLE else [(320, "dark")]


@pytest.fixture
def opened(browser: Browser, live_server: Any) -> Iterator[Opened]:
    """opened(member, **context options): a page signed in as her; each call is a browser of its own."""
    contexts: list[BrowserContext] = []

    def open_for(member: Member, *, language: str = "nb", **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        context.add_cookies([_cookie(live_server.url, settings.LANGUAGE_COOKIE_NAME, language)])
        if member.account is not None:
            context.add_cookies([_cookie(live_server.url, settings.SESSION_COOKIE_NAME, session_of(member))])
        return context.new_page()

    yield open_for
    for context in contexts:
        context.close()


@pytest.fixture
def page(opened: Opened, adviser: Member) -> Page:
    """The adviser's browser."""
    return opened(adviser)


@pytest.fixture
def no_js_page(opened: Opened, adviser: Member) -> Page:
    """The adviser's browser with JavaScript switched off."""
    return opened(adviser, java_script_enabled=False)


def session_of(member: Member) -> str:
    """A new session of hers: two browsers of one person do not share one."""
    assert member.account is not None
    client = Client()
    client.force_login(member.account, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _cookie(url: str, name: str, value: str) -> Any:
    return {"name": name, "value": value, "url": url}
