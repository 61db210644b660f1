"""Writes advice for the team's library, changes it, takes it out, and erases it; each step is in the trail.

What one writes over was seen before: a revision that is not the newest is refused.
"""

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from advisory.rights import Act, roles_that
from advisory.sealing.checked import Checked
from advisory.standing import Held, Standing
from audit import record
from audit.actor import LIBRARY, Actor
from audit.verbs import Verb
from cases import codebook, gate
from cases.errors import NoPost, UnknownCode
from cases.library_errors import AdviceChanged, NoSuchAdvice, NotAsItStands, NoWords
from cases.models.advice import Advice
from cases.services.library import Kept, State, read, there

CONCERNS = "hovedbekymring"
TITLE_LENGTH = 120
TEXT_LENGTH = 4000
# What nobody reads any more: out of the library, or a draft that nobody went on with.
UNREAD = frozenset({State.DRAFT, State.RETIRED})


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """What somebody writes. `concerns` are codes of `hovedbekymring`: the matters that it is for."""

    title: str
    text: str
    concerns: Collection[str]
    language: str


def writing_posts(standing: Standing) -> list[Held]:
    """The posts of the team that she writes for, each once."""
    roles = roles_that(Act.WRITE_ADVICE)
    return list({held.post_id: held for held in standing.posts if held.role in roles}.values())


def write(*, standing: Standing, post_id: uuid.UUID, words: Words, show: bool) -> uuid.UUID:
    """A new piece, for everybody or as a draft of the team. Raises NoPost, NoWords, UnknownCode or what the
    gate raises; SealError.
    """
    if post_id not in {held.post_id for held in writing_posts(standing)}:
        raise NoPost
    title, text = _through(words)
    with transaction.atomic():
        known = read(lock=True)
        made = Kept(uuid.uuid4(), standing.account_id, 0, State.DRAFT, timezone.now(), post_id=post_id)
        put(standing.actor, known, _worded(made, words, show), title, text)
    return made.id


def revise(*, standing: Standing, advice_id: uuid.UUID, revision: int, words: Words, show: bool) -> None:
    """Write a draft, or what is in the library, over. Raises NoSuchAdvice, AdviceChanged, NotAsItStands and
    what `write` raises of its words; SealError.
    """
    title, text = _through(words)
    with transaction.atomic():
        known = read(lock=True)
        one = _held(known, advice_id, revision, State.DRAFT, State.SHOWN)
        changed = _worded(replace(one, account_id=standing.account_id), words, show)
        put(standing.actor, known, changed, title, text)


def retire(*, standing: Standing, advice_id: uuid.UUID, revision: int) -> None:
    """Out of the library: the team alone sees it. Raises NoSuchAdvice, AdviceChanged, NotAsItStands."""
    _turn(standing, advice_id, revision, {State.SHOWN}, State.RETIRED)


def bring_back(*, standing: Standing, advice_id: uuid.UUID, revision: int) -> None:
    """What was taken out is a draft again. Raises as `retire`."""
    _turn(standing, advice_id, revision, {State.RETIRED}, State.DRAFT)


def erase(*, standing: Standing, advice_id: uuid.UUID, revision: int) -> None:
    """What nobody reads any more loses its words at once. Raises as `retire`."""
    _turn(standing, advice_id, revision, UNREAD, State.ERASED)


def _through(words: Words) -> tuple[Checked, Checked]:
    """Title and text by the gate. Raises NoWords, UnknownCode, Identifies or GuardDown."""
    title = gate.passed(words.title, field="title", longest=TITLE_LENGTH)
    text = gate.passed(words.text, field="text", longest=TEXT_LENGTH)
    for name, value in (("title", title), ("text", text)):
        if not value.strip():
            raise NoWords(name)
    if not set(words.concerns) <= codebook.entries(CONCERNS).keys():
        raise UnknownCode("concerns")
    if words.language not in dict(settings.LANGUAGES):
        raise UnknownCode("language")
    return title, text


def _worded(one: Kept, words: Words, show: bool) -> Kept:
    return replace(
        one,
        state=State.SHOWN if show else State.DRAFT,
        since=timezone.now(),
        concerns=tuple(sorted(words.concerns)),
        language=words.language,
    )


def _turn(
    standing: Standing, advice_id: uuid.UUID, revision: int, states: Collection[State], to: State
) -> None:
    with transaction.atomic():
        known = read(lock=True)
        one, now = _held(known, advice_id, revision, *states), timezone.now()
        if to is State.ERASED:
            put(standing.actor, known, replace(emptied(one, now), account_id=standing.account_id))
        else:
            turned = replace(one, state=to, since=now, account_id=standing.account_id)
            back = Verb.ADVICE_BROUGHT_BACK if to is State.DRAFT else None
            put(standing.actor, known, turned, gate.stored(one.title), gate.stored(one.text), verb=back)


def emptied(one: Kept, now: datetime) -> Kept:
    """Without its words."""
    return Kept(one.id, one.account_id, one.revision, State.ERASED, now)


def _held(known: Collection[Kept], advice_id: uuid.UUID, revision: int, *states: State) -> Kept:
    one = next((one for one in there(known) if one.id == advice_id), None)
    if one is None:
        raise NoSuchAdvice
    if one.revision != revision:
        raise AdviceChanged
    if one.state not in states:
        raise NotAsItStands
    return one


def put(
    actor: Actor,
    known: Collection[Kept],
    one: Kept,
    *texts: Checked,
    verb: Verb | None = None,
    before: int = 0,
) -> None:
    """Write the row as its next revision. `known` is all there is, read under the lock of the chain, and
    `before` how many of it were written since; `texts` are title and text, none of a piece that is erased.
    """
    said: dict[str, object] = {
        "revision": one.revision + 1,
        "state": one.state.value,
        "since": one.since.isoformat(),
    }
    if texts:
        said |= {
            "title": texts[0],
            "text": texts[1],
            "concerns": list(one.concerns),
            "language": one.language,
            "post": str(one.post_id),
        }
    row = Advice(pk=one.id, account_id=one.account_id)
    row.said = gate.around(json.dumps(said, ensure_ascii=False), *texts)
    if one.revision:
        row.save(force_update=True, update_fields=["account", "said"])
    else:
        row.save(force_insert=True)
    record.write(
        verb or VERBS[one.state],
        actor=actor,
        chain=LIBRARY,
        objects=[row.pk],
        revision=sum(each.revision for each in known) + before + 1,
    )


VERBS = {
    State.DRAFT: Verb.ADVICE_DRAFTED,
    State.SHOWN: Verb.ADVICE_SHOWN,
    State.RETIRED: Verb.ADVICE_RETIRED,
    State.ERASED: Verb.ADVICE_ERASED,
}
