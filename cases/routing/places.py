"""Which post a target is on a day: who coordinated, represented an agency or covered a country then."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.routing.facts import RoutedFacts
from cases.routing.rules import COORDINATOR, EMBASSY, agency_of


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
class Places:
    """`agencies` by code, `countries` by that of the country covered. Of coordinators at least one."""

    coordinators: Terms
    agencies: Mapping[str, Terms]
    countries: Mapping[str, Terms]

    def coordinator(self, on: date) -> uuid.UUID:
        """The coordinator's post, which there always is: if none holds then, the one that began last."""
        return _found(self.coordinators, on) or max(self.coordinators, key=_begun).post_id

    def post_for(self, target: str, facts: RoutedFacts, on: date) -> uuid.UUID | None:
        """None where nobody covers the country, or represents the agency, on that day."""
        if target == EMBASSY:
            return _found(self.countries.get(facts.focus_country, ()), on)
        if target == COORDINATOR:
            return self.coordinator(on)
        return _found(self.agencies.get(agency_of(target), ()), on)


def _found(terms: Terms, on: date) -> uuid.UUID | None:
    for term in terms:
        if term.holds_on(on):
            return term.post_id
    return None


def _begun(term: Term) -> date:
    return term.valid_from
