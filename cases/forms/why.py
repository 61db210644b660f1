"""Why each question of an inquiry is asked, for whoever wants to know: nothing is asked without a use."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHY: dict[str, Promise] = {
    "kind": _("A general question concerns nobody in particular. It is counted in a table of its own."),
    "concern": _(
        "It says which advice fits and whom the rules suggest to ask. The year's main table counts it."
    ),
    "circumstances": _("Some of them call for another post: a planned journey is for an embassy."),
    "focus_country": _("It says which embassy can help, and in which country the case is counted."),
    "post": _("You hold several posts. The case belongs to the one that was asked."),
    "asker": _("An answer goes back to whoever asked. The tables count who asks, never by name."),
    "channel": _("The tables count how the service is reached."),
    "received_on": _(
        "The case is counted in the year in which the service was asked. Time limits run from then on."
    ),
    "urgency": _("It sets the time limits. If it is urgent, whom to call comes up at once."),
    "actions": _("The next one who works on the case sees what is done already."),
    "narrative": _("What no choice says, and the next one must know. It is never counted."),
    "sex": _("The tables count women and men. Nothing else depends on it."),
    "age_group": _("For somebody under 18 other duties hold. The tables count age groups, never a birthday."),
    "background": _("Risk differs from country to country. It is counted, and may be left open."),
    "whereabouts": _("Who can help depends on whether the person is in Norway, about to travel or abroad."),
}


def explain(form: forms.Form) -> None:
    """Put the reason beside each question of the form that has one; forms/field.html draws it."""
    for name, field in form.fields.items():
        field.why = WHY.get(name, "")  # type: ignore[attr-defined]
