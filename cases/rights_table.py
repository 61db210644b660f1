"""The table of rights for people: a sheet a role for the page, and one table for the document."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from advisory.rights import ACTS, LATER, LIMITS, STEP_UP, Act, Limit, Role, limit_of
from advisory.roles import NAMES


@dataclass(frozen=True, slots=True)
class Line:
    """One act and how far a role may: `limit` is empty where it may not. `later`: no page has it yet."""

    act: str
    limit: str
    step_up: bool
    later: bool


@dataclass(frozen=True, slots=True)
class RoleSheet:
    """What one role may do. `own`: the reader has it now."""

    role: Role
    name: str
    own: bool
    lines: list[Line]


def sheets(own: frozenset[Role]) -> list[RoleSheet]:
    """One a role, the reader's own first, in the reader's language."""
    ordered = sorted(Role, key=lambda role: role not in own)
    return [
        RoleSheet(role, str(NAMES[role]), role in own, [_line(role, act) for act in Act]) for role in ordered
    ]


def markdown() -> str:
    """The whole table as a document, in the language that is active."""
    return "\n".join([*_head(), *_rows(), "", *_limits()]) + "\n"


def _line(role: Role, act: Act) -> Line:
    limit = limit_of(role, act)
    return Line(
        act=str(ACTS[act]),
        limit="" if limit is None else str(LIMITS[limit]),
        step_up=limit is not None and act in STEP_UP,
        later=act in LATER,
    )


def _head() -> Iterator[str]:
    yield "# " + _("What each role may do")
    yield ""
    yield _(
        "Made by “manage.py rights_table” from the table that the program follows. An empty cell is a no."
    )
    yield ""
    yield "| | " + " | ".join(str(NAMES[role]) for role in Role) + " |"
    yield "|---" * (len(Role) + 1) + "|"


def _rows() -> Iterator[str]:
    for act in Act:
        cells = [_cell(limit_of(role, act)) for role in Role]
        yield f"| {_marked(act)} | " + " | ".join(cells) + " |"


def _cell(limit: Limit | None) -> str:
    return "" if limit is None else _("yes") + f" {_letter(limit)}"


def _letter(limit: Limit) -> str:
    return f"({chr(ord('a') + list(Limit).index(limit))})"


def _marked(act: Act) -> str:
    marks = [_("not there yet")] if act in LATER else []
    if act in STEP_UP:
        marks.append(_("after the second factor once more"))
    return str(ACTS[act]) + (f" ({', '.join(marks)})" if marks else "")


def _limits() -> Iterator[str]:
    yield _("How far a yes goes:")
    yield ""
    for limit in Limit:
        yield f"- {_letter(limit)} {LIMITS[limit]}"
