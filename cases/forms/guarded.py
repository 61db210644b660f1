"""Fields for texts that people write: what tells who somebody is comes back marked, and all that was typed.

With a text come, from the same page, the button that was pressed to put a neutral word, the words that she
was asked about, and why she keeps them. Each is of this one field and works without a script.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases import gate
from cases.forms.quoting import Found, found_in
from cases.identity_guard import Finding

# After the field's own name: a button of place, hidden words, a choice.
NEUTRAL, KEEP, BECAUSE = "-neutral", "-keep", "-because"
# Signs of a text in a field that says no length of its own.
LONGEST = 8000
EXTRAS = (NEUTRAL, KEEP, BECAUSE)


class Typed(str):
    """A text as it was sent, with what came beside it."""

    __slots__ = ("because", "keep", "rewritten")

    because: str
    keep: frozenset[str]
    rewritten: bool


def untyped(text: str) -> Typed:
    """A text with which nothing came."""
    typed = Typed(text)
    typed.because, typed.keep, typed.rewritten = "", frozenset(), False
    return typed


class _Asking:
    """Reads what comes beside the text; a neutral word is put before anybody else sees the text.

    `goes_on`: the page comes back from that button, so one goes on in the field, in which nothing is wrong.
    """

    goes_on = False

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)  # type: ignore[misc]
        if self.goes_on:
            attrs.pop("aria-invalid", None)
            attrs["autofocus"] = True
        return attrs

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        sent = super().value_from_datadict(data, files, name)  # type: ignore[misc]
        if not isinstance(sent, str):
            return sent
        text = sent.replace("\r\n", "\n").strip()
        place = data.get(name + NEUTRAL, "")
        # What is too long to be saved is not looked through for the sake of one word.
        rewritten = _rewritten(text, place) if place and len(text) <= self._longest() else None
        typed = Typed(sent if rewritten is None else rewritten)
        typed.rewritten = rewritten is not None
        typed.because = data.get(name + BECAUSE, "")
        words = data.getlist(name + KEEP) if hasattr(data, "getlist") else data.get(name + KEEP, ())
        typed.keep = frozenset(words)
        return typed

    def _longest(self) -> int:
        return int(self.attrs.get("maxlength", LONGEST))  # type: ignore[attr-defined]


class GuardedTextarea(_Asking, forms.Textarea):
    pass


class GuardedInput(_Asking, forms.TextInput):
    pass


class GuardedField(forms.CharField):
    """Gives a text that came by the gate. `known` is what is stored already: what stands in it is not asked
    about again. `found` is what the page shows beside the field, and `chosen` why it is to be kept: also of a
    text that is let through, for the page comes back with it when something else is wrong. Without `can_keep`
    no reason lets a likely finding stay, for what belongs to no case has nowhere to seal one.
    """

    widget: Any = GuardedTextarea
    is_guarded = True
    default_error_messages = {
        "stopped": _("This tells who somebody is. Take it out before you save."),
        "asked": _("This may tell who somebody is. Change it, or say why it can stand."),
        "unkept": gate.Identifies.sentence,
        "rewritten": _("The words are changed. Read the text once more, and save."),
        "because": _("Choose a reason from the list."),
        "null_characters_not_allowed": _("The text holds a character that cannot be stored."),
    }

    def __init__(self, *, can_keep: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.can_keep = can_keep
        self.known = ""
        self.found: list[Found] = []
        self.chosen = ""
        self.because = gate.Because.choices

    @property
    def asks(self) -> bool:
        """Whether a reason can let through some of what was found; all of it, where nothing stops."""
        return self.can_keep and any(not one.certain for one in self.found)

    @property
    def stops(self) -> bool:
        """Whether something was found that no reason lets through."""
        return any(one.certain for one in self.found)

    @property
    def rewritten(self) -> bool:
        """Whether the button put a neutral word. That is a step, and nothing that must be put right."""
        return bool(self.widget.goes_on)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Its length is checked here and not in the browser, which would cut it silently."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> str:
        """Browsers send two characters for a new line; one was typed."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")

    def clean(self, value: Any) -> Any:
        self.found, self.chosen, self.widget.goes_on = [], "", False
        text = str(super().clean(value))
        if not text or text == self.known:
            return gate.stored(text)
        try:
            findings = gate.examined(text).findings
        except gate.GuardDown as down:
            raise ValidationError(str(down.sentence), code="guard") from None
        findings = tuple(
            one for one in findings if one.certain or not _stands_in(text[one.start : one.end], self.known)
        )
        typed = value if isinstance(value, Typed) else untyped(text)
        likely = {text[one.start : one.end] for one in findings if not one.certain}
        # Of other words than she answered for, she is asked anew.
        self.chosen = typed.because if likely <= typed.keep else ""
        if typed.rewritten:
            self.widget.goes_on = True
            self._refuse(text, findings, "rewritten")
        if not findings:
            return gate.let_through(text)
        if any(one.certain for one in findings):
            self._refuse(text, findings, "stopped")
        if not self.can_keep:
            self._refuse(text, findings, "unkept")
        if not {text[one.start : one.end] for one in findings} <= typed.keep:
            self._refuse(text, findings, "asked")
        if typed.because not in gate.Because.values:
            self._refuse(text, findings, "because" if typed.because else "asked")
        self.found = found_in(text, findings)
        return gate.let_through(text, findings, gate.Because(typed.because))

    def _refuse(self, text: str, findings: tuple[Finding, ...], code: str) -> None:
        self.found = found_in(text, findings)
        raise ValidationError(self.error_messages[code], code=code)


def _stands_in(words: str, known: str) -> bool:
    """Whether these words stand there as words: a name within another word is none that was answered for."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", known) is not None


def _rewritten(text: str, place: str) -> str | None:
    """With the neutral word where it was asked for; None when nothing is found there, or no guard works."""
    try:
        findings = gate.examined(text).findings
    except gate.GuardDown:
        return None
    for one in findings:
        if f"{one.start}-{one.end}" == place:
            return text[: one.start] + one.neutral + text[one.end :]
    return None
