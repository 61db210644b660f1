"""What the stories need: the clock of the year they happen in, and a browser for each of their people."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from tests.factories import Member
from tests.flows.casework import Caseworker

OSLO = ZoneInfo("Europe/Oslo")
YEAR = 2030

Clock = Callable[..., None]
AtWorkAs = Callable[..., Caseworker]


@pytest.fixture
def clock(time_machine: Any) -> Clock:
    """clock(month, day, hour): it is that moment in Oslo, and time goes on. People are made after it."""

    def move(month: int, day: int, hour: int) -> None:
        time_machine.move_to(datetime(YEAR, month, day, hour, tzinfo=OSLO), tick=True)

    move(1, 2, 9)
    return move


@pytest.fixture
def at_work(browser: Browser, live_server: Any, settings: Any) -> Iterator[AtWorkAs]:
    """at_work(member, scripts=…): her at her own machine."""
    settings.SITE_ADDRESS = live_server.url
    made: list[Caseworker] = []

    def begin(member: Member, *, scripts: bool = True) -> Caseworker:
        made.append(Caseworker(browser, live_server.url, member, scripts=scripts))
        return made[-1]

    yield begin
    for one in made:
        one.context.close()
