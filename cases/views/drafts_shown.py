"""Drafts that wait, told apart by what they are and by the few answers their owner knows them by again."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from advisory.broken_seals import record_broken
from advisory.http import AdviserRequest
from advisory.sealing.errors import SealError
from advisory.standing import Standing
from cases import access, codebook
from cases.forms.choices import UNKNOWN_COUNTRY
from cases.forms.fields import id_from
from cases.models.case import Case
from cases.models.draft import Draft
from cases.models.facts import CaseFacts, EventFacts
from cases.services.case_names import put_names
from cases.services.drafts import CASE, drafts_of, says_something
from cases.views.start_countries import country_of
from cases.wording import matter_of

# Coded answers that tell one draft from another; never what was written.
TELLING = ("urgency", "kind", "concern", "focus_country")
# What the whole form sends and the quick log does not: the first of it from each of its pages.
WHOLE = frozenset({"received_on", "narrative"})

Typed = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft as the pages list it. `told`: what it is, in words; empty for one that does not open.

    `case_id`: of the case that a message is for.
    """

    pk: uuid.UUID
    changed_at: datetime
    address: str
    told: str
    case_id: uuid.UUID | None = None


def drafts_waiting(request: AdviserRequest, *, in_case: uuid.UUID | None = None) -> list[Waiting]:
    """Hers that say something, newest first; none of a message in a case that she does not see any more.

    A message tells its case by what the list of cases calls it, which stands in the trail as that does.
    `in_case`: messages in this one alone, which she has open.
    """
    shown = [_shown(request, draft) for draft in drafts_of(request.user.pk)]
    found = [one for one in shown if one is not None]
    if in_case is not None:
        return [one for one in found if one.case_id == in_case]
    called = _called(request, {one.case_id for one in found if one.case_id is not None})
    return [_with_case(one, called) for one in found if one.case_id is None or one.case_id in called]


def _called(request: AdviserRequest, of_cases: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Those of these that she may see, in words. As many queries however many they are."""
    cases = access.cases_among(request.standing, of_cases)
    put_names(request.standing, cases)
    return {case.pk: ", ".join(_words_of(request, case)) for case in cases}


def _words_of(request: AdviserRequest, case: Case) -> list[str]:
    try:
        matter, country = matter_of(case.facts, access.sight_of(case)), country_of(case)
    except SealError as error:
        record_broken(error, actor=request.standing.actor)
        return []
    where = codebook.label("land", country) if country != UNKNOWN_COUNTRY else ""
    return [words for words in (matter, where, case.own_name) if words]


def _with_case(one: Waiting, called: Mapping[uuid.UUID, str]) -> Waiting:
    told = called.get(one.case_id, "") if one.case_id is not None else ""
    return replace(one, told=f"{one.told}: {told}") if told else one


def _shown(request: AdviserRequest, draft: Draft) -> Waiting | None:
    try:
        typed: Typed = json.loads(draft.content)
    except SealError as error:
        # The others can be gone on with all the same.
        record_broken(error, actor=request.standing.actor)
        return Waiting(draft.pk, draft.changed_at, _address("case_new", draft), "")
    if not says_something(typed):
        return None
    case_id = id_from(_first(typed, CASE))
    if case_id is not None:
        words = [_("Message in a case"), *_labels(typed, EventFacts, ("kind",))]
        address = _address("case_message", draft, case_id)
        return Waiting(draft.pk, draft.changed_at, address, ", ".join(words), case_id)
    is_whole = not WHOLE.isdisjoint(typed)
    words = [_("New inquiry") if is_whole else _("Quick log"), *_labels(typed, CaseFacts, TELLING)]
    words += _post(typed, request.standing)
    address = _address("case_new" if is_whole else "case_quick", draft)
    return Waiting(draft.pk, draft.changed_at, address, ", ".join(words))


def _address(route: str, draft: Draft, *args: uuid.UUID) -> str:
    return f"{reverse(route, args=args)}?{urlencode({'draft': str(draft.pk)})}"


def _labels(typed: Typed, facts: type[CaseFacts | EventFacts], names: tuple[str, ...]) -> Iterator[str]:
    """Of what was chosen and is on its list still."""
    for name in names:
        field, code = facts.SLOTS[name].list, _first(typed, name)
        if code and code in codebook.entries(field):
            yield codebook.label(field, code)


def _post(typed: Typed, standing: Standing) -> list[str]:
    """Which of hers, where she has several and chose one."""
    chosen = _first(typed, "post")
    return [held.post_name for held in standing.case_posts() if str(held.post_id) == chosen][:1]


def _first(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, [])), "")
