"""A question to the statistics: what is counted, by what, and of which years."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory.forms.offering import give_choices
from cases.forms.choices import Choices
from cases.forms.fields import CodeField
from cases.statistics.asking import FIRST_YEAR, MOST_YEARS, Question, clash, goes_with, label_of
from cases.statistics.dimensions import COUNTED, DIMENSIONS, YEAR
from cases.statistics.histogram import Unit


class QuestionForm(forms.Form):
    """`latest` is the newest year that can be asked for. When it is valid, `question` is what was asked."""

    use_required_attribute = False

    unit = CodeField(label=_("What is counted"))
    rows = CodeField(label=_("Rows"), widget=forms.Select)
    columns = CodeField(label=_("Columns"), widget=forms.Select)
    first = CodeField(label=_("From the year"), widget=forms.Select)
    last = CodeField(label=_("To the year"), widget=forms.Select)

    def __init__(self, data: Any = None, *, latest: int, language: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.language = language
        self.question: Question | None = None
        named = [(one, label_of(one).into(language)) for one in (*DIMENSIONS, YEAR)]
        years = [(str(year), str(year)) for year in range(latest, FIRST_YEAR - 1, -1)]
        choices: dict[str, Choices] = {
            "unit": [(unit, counted.label.into(language)) for unit, counted in COUNTED.items()],
            "rows": named,
            "columns": named,
            "first": years,
            "last": years,
        }
        for name, listed in choices.items():
            give_choices(self, name, listed)

    def clean(self) -> dict[str, Any]:
        """Each answer is judged against the others, and what is wrong stands beside the one to change."""
        said = super().clean() or {}
        if "unit" in said:
            for name in ("rows", "columns"):
                if name in said and not goes_with(said["unit"], said[name]):
                    self.add_error(name, self._other_choices(said["unit"]))
        if {"rows", "columns"} <= said.keys() and clash(said["rows"], said["columns"]):
            self.add_error(
                "columns", _("Rows and columns ask the same. Choose something else for one of them.")
            )
        if {"first", "last"} <= said.keys():
            self._judge_years(int(said["first"]), int(said["last"]))
        if not self.errors:
            self.question = Question(
                unit=cast(Unit, said["unit"]),
                rows=said["rows"],
                columns=said["columns"],
                first=int(said["first"]),
                last=int(said["last"]),
            )
        return said

    def _judge_years(self, first: int, last: int) -> None:
        if first > last:
            self.add_error("last", _("The last year is before the first."))
        elif last - first >= MOST_YEARS:
            self.add_error("last", gettext("At most %(number)d years at a time.") % {"number": MOST_YEARS})

    def _other_choices(self, unit: str) -> str:
        names = (label_of(one).into(self.language) for one in (*DIMENSIONS, YEAR) if goes_with(unit, one))
        what = COUNTED[cast(Unit, unit)].label.into(self.language)
        said = {"what": what, "names": ", ".join(names)}
        return gettext("“%(what)s” can be counted by: %(names)s.") % said
