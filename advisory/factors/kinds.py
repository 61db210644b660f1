"""What the content of a factor says, by kind. Everything of it is sealed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.models import Factor


class Kind(StrEnum):
    """The value is stored. Who has `CODES` has one of the others too."""

    PASSKEY = "passkey"
    TOTP = "totp"
    CODES = "codes"


NAMES = {
    Kind.PASSKEY: _("Passkey"),
    Kind.TOTP: _("Code from an app"),
    Kind.CODES: _("Recovery codes"),
}
# What somebody can sign in with day by day; recovery codes are for the day when it is lost.
STRONG = frozenset({Kind.PASSKEY, Kind.TOTP})


@dataclass(frozen=True, slots=True)
class Shown:
    """A factor as its owner sees it: never its secret."""

    row: Factor
    kind: Kind
    name: str
    added_at: datetime
    # Of recovery codes, how many are left.
    left: int


def kind_of(factor: Factor) -> Kind:
    return Kind(factor.content["kind"])


def strong(factors: Iterable[Factor]) -> list[Factor]:
    """Those that somebody can sign in with day by day."""
    return [one for one in factors if kind_of(one) in STRONG]


def shown(factors: Iterable[Factor]) -> list[Shown]:
    """The strong ones in the order in which they were added, recovery codes last."""
    found = [
        Shown(
            row=one,
            kind=kind_of(one),
            name=str(one.content.get("name", "")) or str(NAMES[kind_of(one)]),
            added_at=datetime.fromisoformat(one.content["added"]),
            left=len(one.content.get("left", ())),
        )
        for one in factors
    ]
    return sorted(found, key=lambda one: (one.kind is Kind.CODES, one.added_at, one.row.pk))


def content(kind: Kind, **said: Any) -> dict[str, Any]:
    """The content of a factor that is added now."""
    return {"kind": kind.value, "added": timezone.now().isoformat(), **said}


def changed(factor: Factor, **said: Any) -> Mapping[str, Any]:
    """Its content with these values in place of the old ones."""
    return {**factor.content, **said}
