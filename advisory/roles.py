"""Every role, in one table: what it is called and which pages it is for."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advisory.models.post import Kind


class Role(StrEnum):
    ADVISER = "adviser"
    EMBASSY = "embassy"
    COORDINATOR = "coordinator"
    REPRESENTATIVE = "representative"
    STATISTICS = "statistics"
    UNIT_LEADER = "unit_leader"
    PRIVACY = "privacy"
    ADMINISTRATOR = "administrator"


NAMES: dict[Role, Promise] = {
    Role.ADVISER: _("Minority adviser"),
    Role.EMBASSY: _("Integration adviser"),
    Role.COORDINATOR: _("Coordinator of the competence team"),
    Role.REPRESENTATIVE: _("Representative in the competence team"),
    Role.STATISTICS: _("Statistics officer"),
    Role.UNIT_LEADER: _("Unit leader"),
    Role.PRIVACY: _("Privacy officer"),
    Role.ADMINISTRATOR: _("System administrator"),
}

# Who works on cases at all; everybody else never meets one.
CASE_ROLES = frozenset({Role.ADVISER, Role.EMBASSY, Role.COORDINATOR, Role.REPRESENTATIVE})
# Who may see the year's internal figures.
STATISTICS_ROLES = frozenset({Role.COORDINATOR, Role.REPRESENTATIVE, Role.STATISTICS, Role.UNIT_LEADER})
# Who reviews who has read what; never what a case is about.
TRAIL_ROLES = frozenset({Role.PRIVACY})
# At which kind of post each role is held; the kind decides the scheme that a case is counted in.
KINDS: dict[Role, Kind] = {
    Role.ADVISER: Kind.SCHOOL,
    Role.EMBASSY: Kind.EMBASSY,
    Role.COORDINATOR: Kind.COORDINATOR,
    Role.REPRESENTATIVE: Kind.AGENCY,
    Role.STATISTICS: Kind.OFFICE,
    Role.UNIT_LEADER: Kind.OFFICE,
    Role.PRIVACY: Kind.OFFICE,
    Role.ADMINISTRATOR: Kind.OFFICE,
}
