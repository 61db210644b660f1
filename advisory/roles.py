"""Every role: what it is called, at which posts it is held, and sets of them read off the table of rights."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advisory.models.post import Kind
from advisory.rights import Act, Role, roles_that

__all__ = ["CASE_ROLES", "KINDS", "NAMES", "Role"]

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
CASE_ROLES = roles_that(Act.SEE_CASES)
# By the role that is stood in for: the roles of those who know that work.
DEPUTIES: dict[Role, frozenset[Role]] = {
    Role.ADVISER: frozenset({Role.ADVISER}),
    Role.EMBASSY: frozenset({Role.EMBASSY}),
    Role.COORDINATOR: frozenset({Role.COORDINATOR, Role.REPRESENTATIVE}),
    Role.REPRESENTATIVE: frozenset({Role.COORDINATOR, Role.REPRESENTATIVE}),
}
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
