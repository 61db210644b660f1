"""The trail is tested by itself: chains here speak of cases that no layer above has made."""

import pytest

from audit import expected
from cases.chains import removed_cases


@pytest.fixture(autouse=True)
def without_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [check for check in expected._anchored if check is not removed_cases]
    monkeypatch.setattr(expected, "_anchored", kept)
