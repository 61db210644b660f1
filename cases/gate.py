"""The gate by which every text enters: what tells who somebody is stops it, what may tell is asked about.

A form examines what is typed and asks (cases/forms/guarded.py); a service lets through what a form let
through and examines the rest; a sealed column takes nothing else (advisory/sealing/fields.py). When the guard
does not work nothing is let through.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress

from django.db import models
from django.utils.translation import gettext_lazy as _

from advisory.models import Post
from advisory.models.post import Kind
from advisory.sealing.checked import Answer, Checked
from advisory.sealing.errors import SealError
from cases import identity_guard
from cases.errors import Refusal
from cases.identity_guard import Finding, GuardBroken, Report, label_of


class Because(models.TextChoices):
    """Why somebody keeps what may tell who somebody is."""

    WORD = "ORD", _("It is a word, a place or an agency, and names nobody")
    PUBLIC = "OFFENTLIG", _("It names somebody in public office, nobody near the person")
    SAFETY = "TRYGGHET", _("It must be written down for somebody's safety")


class Identifies(Refusal):
    """`field` is the one that the text came by; `report` says where, and quotes nothing."""

    sentence = _("This tells who somebody is, or may. Take it out.")

    def __init__(self, report: Report, field: str | None) -> None:
        super().__init__(field)
        self.report = report
        self.field = field


class GuardDown(Refusal):
    sentence = _(
        "The check for names and numbers does not work just now, so nothing was saved. What you wrote still "
        "stands here: copy it, and tell your system administrator."
    )

    def __init__(self, field: str | None = None) -> None:
        super().__init__(field)
        self.field = field


class NoteIdentifies(Refusal):
    sentence = _("The note of your post tells who somebody is. Change it first, then close the case.")


def examined(text: str, *, field: str | None = None, own: Sequence[str] | None = None) -> Report:
    """What the guard finds. `own`: what `schools` gave, for who looks at many texts. Raises GuardDown."""
    known = schools() if own is None else own
    try:
        return identity_guard.check(text, own_names=known)
    except GuardBroken:
        raise GuardDown(field) from None


def passed(text: str, *, field: str | None = None, longest: int | None = None) -> Checked:
    """What a form has let through as it is, any other text when nothing is found in it.

    With `longest`, blanks around that are taken off and it is cut. Raises Identifies or GuardDown, both with
    `field`.
    """
    if isinstance(text, Checked):
        return text
    if longest is not None:
        text = text.strip()[:longest]
    report = examined(text, field=field) if text.strip() else None
    if report is not None and report.findings:
        raise Identifies(report, field)
    return Checked(text)


def let_through(text: str, findings: Iterable[Finding] = (), because: Because | None = None) -> Checked:
    """A text that was examined. Of what is left in it nothing is certain, and somebody answers for it."""
    findings = list(findings)
    assert not any(one.certain for one in findings)  # noqa: S101  (nobody answers for these)
    if not findings:
        return Checked(text)
    assert because is not None  # noqa: S101  (for mypy)
    return Checked(text, Answer(because.value, tuple(sorted({one.kind for one in findings}))))


def must_not_identify(text: str) -> None:
    """Of a stored text, which may be from before there was a guard. Raises NoteIdentifies or GuardDown."""
    if text and any(one.certain for one in examined(text).findings):
        raise NoteIdentifies


def certain_kinds(text: str) -> set[str]:
    """Of a stored text the labels of what in it is certain, in the reader's language. Raises GuardDown."""
    return {str(label_of(one.kind)) for one in examined(text).findings if one.certain} if text else set()


def stored(text: str) -> Checked:
    """What was sealed before and is sealed again: whoever saved it has answered for it."""
    return Checked(text)


def ours(text: str) -> Checked:
    """What the program itself has put together, from codes and numbers and nothing that was typed."""
    return Checked(text)


def around(text: str, *parts: Checked) -> Checked:
    """The same with typed texts in it that came by the gate, each of them as a whole."""
    assert all(isinstance(part, Checked) for part in parts)  # noqa: S101  (for what mypy does not see)
    return Checked(text)


def schools() -> list[str]:
    """The posts' own schools: who goes to one of them is one of few. A post that does not open is left out;
    the guard knows a school by its look as well.
    """
    names = []
    for post in Post.objects.all():
        with suppress(SealError):
            if post.kind == Kind.SCHOOL:
                names.append(post.name)
    return names


def kept_in_words(text: str) -> str:
    """What was kept and why, of the JSON that is sealed of it. Raises ValueError for any other text."""
    try:
        said = json.loads(text)
        kinds = ", ".join(str(label_of(kind)) for kind in said["kinds"])
        return f"{kinds}: {Because(said['because']).label}"
    except (KeyError, TypeError) as error:
        raise ValueError("this is no answer to the guard") from error
