"""The trail is tested by itself: chains here speak of cases that no layer above has made."""

from collections.abc import Iterator

import pytest

from audit import expected
from cases.chains import removed_cases


@pytest.fixture(autouse=True)
def without_cases() -> Iterator[None]:
    # Not the test's own monkeypatch, which it may undo.
    with pytest.MonkeyPatch.context() as patch:
        kept = [check for check in expected._anchored if check is not removed_cases]
        patch.setattr(expected, "_anchored", kept)
        yield
