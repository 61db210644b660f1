"""The tables of rights for people: a sheet a role and a sheet an agency for the page, and one document."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from advisory.rights import ACTS, LATER, LIMITS, STEP_UP, Act, Limit, Role, limit_of
from advisory.roles import NAMES
from cases import codebook
from cases.field_views import FIELDS, VIEWS


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


@dataclass(frozen=True, slots=True)
class AgencySheet:
    """What one agency is shown of a case that began elsewhere, and what not. `own`: the reader's."""

    code: str
    name: str
    own: bool
    why: str
    shown: list[str]
    hidden: list[str]


def sheets(own: frozenset[Role]) -> list[RoleSheet]:
    """One a role, the reader's own first, in the reader's language."""
    ordered = sorted(Role, key=lambda role: role not in own)
    return [
        RoleSheet(role, str(NAMES[role]), role in own, [_line(role, act) for act in Act]) for role in ordered
    ]


def agency_sheets(own: frozenset[str]) -> list[AgencySheet]:
    """One an agency, the reader's own first, in the reader's language."""
    return [_agency(code, code in own) for code in sorted(VIEWS, key=lambda code: code not in own)]


def markdown() -> str:
    """Both tables as a document, in the language that is active. Agencies go by their codes."""
    return "\n".join([*_head(), *_rows(), "", *_limits(), "", *_agencies()]) + "\n"


def _agency(code: str, own: bool) -> AgencySheet:
    shown = VIEWS[code].shown
    return AgencySheet(
        code=code,
        name=codebook.label("etat", code),
        own=own,
        why=str(VIEWS[code].why),
        shown=[str(label) for name, label in FIELDS.items() if name in shown],
        hidden=[str(label) for name, label in FIELDS.items() if name not in shown],
    )


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


def _agencies() -> Iterator[str]:
    yield "## " + _("What an agency sees of a case that began elsewhere")
    yield ""
    yield _(
        "Its own part it sees whole. An agency that is not named here sees nothing but that. "
        "How many persons a case concerns is told to every post that holds it."
    )
    yield ""
    yield "| | " + " | ".join(VIEWS) + " |"
    yield "|---" * (len(VIEWS) + 1) + "|"
    for name, label in FIELDS.items():
        cells = [_("yes") if name in view.shown else "" for view in VIEWS.values()]
        yield f"| {label} | " + " | ".join(cells) + " |"
    yield ""
    for code, view in VIEWS.items():
        yield f"- {code}: {view.why}"
