"""The pages of a new inquiry: one a topic, in the order in which one asks, and what stands on which.

Changing a case asks all of them on one page: whoever changes an answer knows which.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms.inquiry import CASE_FIELDS
from cases.forms.persons import COUNT, is_about_persons
from cases.told import GENERAL_QUESTION

Typed = MultiValueDict[str, str]
# The hidden field that says which are on the page, one each.
AT = "at"


@dataclass(frozen=True, slots=True)
class Topic:
    """`name` stands in addresses and buttons; `fields` are its questions, but for those about each person."""

    name: str
    title: Promise
    fields: tuple[str, ...]

    @property
    def template(self) -> str:
        return f"cases/_topic_{self.name}.html"

    @property
    def anchor(self) -> str:
        """The id of its heading where all answers are looked at."""
        return f"answers-{self.name}"


ABOUT = Topic("about", _("What is it about?"), CASE_FIELDS)
PERSONS = Topic("persons", _("Whom does it concern?"), (COUNT,))
ASKED = Topic("asked", _("Who asked, and how?"), ("post", "asker", "channel", "received_on"))
DONE = Topic("done", _("What was done?"), ("actions", "narrative"))
TOPICS = (ABOUT, PERSONS, ASKED, DONE)


def topic_of(field: str) -> Topic:
    """Of a field, or of what comes beside its text: `narrative-because`. Raises StopIteration where no page
    asks it.
    """
    if is_about_persons(field):
        return PERSONS
    return next(one for one in TOPICS if field.partition("-")[0] in one.fields)


def named(names: Iterable[str]) -> tuple[Topic, ...]:
    """Those of these names, in their order; none for names that no topic has."""
    wanted = set(names)
    return tuple(one for one in TOPICS if one.name in wanted)


def unseen(typed: Typed, shown: tuple[Topic, ...]) -> list[tuple[str, str]]:
    """What was typed on other pages than these: it is sent along unseen."""
    others = [(name, values) for name, values in typed.lists() if topic_of(name) not in shown]
    return [(name, value) for name, values in others for value in values]


def following(shown: tuple[Topic, ...], typed: Mapping[str, list[str]]) -> Topic | None:
    """The next to ask after those on the page; None when all were."""
    return next(iter(_asked(TOPICS[TOPICS.index(shown[-1]) + 1 :], typed)), None)


def preceding(shown: tuple[Topic, ...], typed: Mapping[str, list[str]]) -> Topic:
    """The one before those on the page, and the first before itself."""
    return next(iter(_asked(reversed(TOPICS[: TOPICS.index(shown[0])]), typed)), TOPICS[0])


def _asked(topics: Iterable[Topic], typed: Mapping[str, list[str]]) -> list[Topic]:
    """A general question concerns nobody: what was said of persons all the same is asked about."""
    said = any(any(values) for name, values in typed.items() if is_about_persons(name) and name != COUNT)
    passes_by = typed.get("kind") == [GENERAL_QUESTION] and not said
    return [one for one in topics if not (passes_by and one is PERSONS)]
