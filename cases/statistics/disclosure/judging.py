"""What an edition would put out, beside all that is out already, and what the gate says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cases.statistics.disclosure.earlier import Stand
from cases.statistics.disclosure.entailed import all_relations
from cases.statistics.disclosure.gate import audit
from cases.statistics.disclosure.recounting import Recount
from cases.statistics.disclosure.relations import noughts
from cases.statistics.disclosure.statements import Audit, Exact, Published, Refusal, Statement
from cases.statistics.keys import Key
from cases.statistics.places import Places

# What a percentage's or a sentence's figure is rounded to that stands in no cell.
ORDINARY = 3


@dataclass(slots=True)
class Decided:
    """What becomes of each figure: by table and year, how it stands there."""

    stands: dict[tuple[str, int], dict[Key, Stand]] = field(default_factory=dict)
    counts: dict[Key, int] = field(default_factory=dict)
    # Figures that follow from exact ones and are not small: rounding them hides nothing.
    follows: set[Key] = field(default_factory=set)
    audit: Audit[Key] = field(default_factory=Audit)
    names: Mapping[Key, str] = field(default_factory=dict)
    # By the numbers of which the keys of stations and counties are.
    places: Places = field(default_factory=Places)

    def of(self, table: str, year: int, key: Key) -> Stand | None:
        return self.stands.get((table, year), {}).get(key)


def judged(published: Published[Key], recount: Recount) -> Audit[Key]:
    """Refused is what this edition tells; not what follows already from print and earlier editions."""
    found = audit(published)
    if found.refusals:
        before = replace(published, statements=out_before(recount), known=frozenset(published.rounded))
        told = audit(before)
        found.refusals = [one for one in found.refusals if one not in told.refusals]
    if recount.corrected:
        more = _by_corrections(published, recount)
        found.refusals += [one for one in more if one not in found.refusals]
    return found


def _by_corrections(published: Published[Key], recount: Recount) -> list[Refusal[Key]]:
    """The same for somebody who knows what was corrected since the editions that are out: a colleague."""
    # Of a figure that stood there as it was she knows what it is now, however it stands here.
    known = {one.name for one in recount.corrected if isinstance(one, Exact)}
    open_to_her = replace(
        published,
        statements=[*published.statements, *recount.corrected],
        rounded=published.rounded - known,
        hidden=published.hidden - known,
        knowers=(),
        known=published.known | known,
    )
    found = audit(open_to_her, enough=True)
    if found.refusals:
        statements = [*out_before(recount), *recount.corrected]
        before = audit(replace(open_to_her, statements=statements, known=open_to_her.rounded | known))
        found.refusals = [one for one in found.refusals if one not in before.refusals]
    return found.refusals


def out_before(recount: Recount) -> list[Statement[Key]]:
    statements: list[Statement[Key]] = [Exact(key, value) for key, value in recount.printed.items()]
    for stands in recount.still_true:
        statements += [one for key, stand in stands.items() for one in stand.statements(key)]
    return statements


def published(decided: Decided, recount: Recount, places: Mapping[str, int]) -> Published[Key]:
    """All that would be out: this edition, those before it, and what was printed."""
    statements: list[Statement[Key]] = []
    shown: dict[Key, set[int]] = {}
    hiding: set[Key] = set()
    for stands in (*decided.stands.values(), *recount.still_true):
        for key, stand in stands.items():
            statements += stand.statements(key)
            shown.setdefault(key, set()).add(stand.base)
            if stand.small:
                hiding.add(key)
    printed = recount.printed
    statements += [Exact(key, value) for key, value in printed.items()]
    corrected = {one.name for one in recount.corrected}
    related = all_relations({*shown, *printed, *corrected}, places)
    plain = printed.keys() | {key for key, bases in shown.items() if 1 in bases} | decided.follows
    # A headline may show that there was nothing, and so that there was nothing of any kind.
    plain |= noughts((one.name for one in statements if isinstance(one, Exact) and not one.value), related)
    rounded_keys = frozenset(key for key, bases in shown.items() if max(bases) > 1 and key not in plain)
    return Published(
        statements=list(dict.fromkeys(statements)),
        relations=related,
        rounded=rounded_keys,
        hidden=frozenset(hiding - plain),
        knowers=recount.knowers,
        places=frozenset(key for key, bases in shown.items() if max(bases) > ORDINARY),
        known=frozenset(printed),
    )
