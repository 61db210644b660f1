"""Python's search for circles of objects, put off while very many are made that hold none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def sought_later() -> Iterator[None]:
    """It looks through all of them again and again, and finds nothing to clear away."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
