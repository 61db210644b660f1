"""Which worker of the suite takes which tests: a file whole, deploy/ whole, and what takes long first.

A plugin. pytest-xdist by itself begins with the files of most tests, and the longest of all are of one or
two: a worker would meet them last, and the others stand idle meanwhile. The tests of deploy/ share one
installation, which two workers would both make.
"""

from collections import defaultdict

import pytest
from xdist.scheduler import LoadFileScheduling

TOGETHER = "tests/deploy/"
# About how many seconds a test takes, by what it is; anything else is a tenth of one.
SECONDS = {"slow": 15.0, "browser": 4.0, "database": 0.3}


def whole(nodeid: str) -> str:
    """What is done by one worker: the file, or the folder of those that share an installation."""
    return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.split("::", 1)[0]


class Spread(LoadFileScheduling):
    """Hands out what belongs together, in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return whole(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Spread | None:
    return Spread(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what takes longest first, where there is more than one worker."""
    if not hasattr(config, "workerinput"):
        return
    weight: defaultdict[str, float] = defaultdict(float)
    for item in items:
        weight[whole(item.nodeid)] += next(
            (seconds for mark, seconds in SECONDS.items() if item.get_closest_marker(mark)), 0.1
        )
    items.sort(key=lambda item: -weight[whole(item.nodeid)])
