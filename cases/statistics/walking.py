"""Everything of a kind that a declaration is made of, wherever in it that stands."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any


def within(value: Any, kind: type[Any]) -> Iterator[Any]:
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from within(one, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from within(getattr(value, field.name), kind)
