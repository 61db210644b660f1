"""Which post a target is on a day: who coordinated, represented an agency or covered a country then."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.routing.rules import COORDINATOR, agency


@dataclass(frozen=True, slots=True)
class Term:
    """A post, and the first and the last day on which it is that."""

    post_id: uuid.UUID
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


Terms = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Here:
    """Who is there on one day: a post for each target, and an embassy for each country that one covers."""

    coordinator: uuid.UUID
    posts: Mapping[str, uuid.UUID]
    countries: Mapping[str, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Places:
    """`agencies` by code, `countries` by that of the country covered. Of coordinators at least one."""

    coordinators: Terms
    agencies: Mapping[str, Terms]
    countries: Mapping[str, Terms]

    def on(self, day: date) -> Here:
        """There always is a coordinator: if none holds on that day, the one that began last."""
        coordinator = _found(self.coordinators, day) or max(self.coordinators, key=_begun).post_id
        agencies = {agency(code): _found(terms, day) for code, terms in self.agencies.items()}
        countries = {code: _found(terms, day) for code, terms in self.countries.items()}
        return Here(
            coordinator,
            {COORDINATOR: coordinator, **{target: post for target, post in agencies.items() if post}},
            {code: post for code, post in countries.items() if post},
        )


def _found(terms: Terms, on: date) -> uuid.UUID | None:
    for term in terms:
        if term.holds_on(on):
            return term.post_id
    return None


def _begun(term: Term) -> date:
    return term.valid_from
