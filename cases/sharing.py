"""What is said before a case is shared with another post: what for, on which ground, and what it could do."""

from dataclasses import dataclass
from enum import StrEnum

from cases import gate
from cases.lane_errors import NotForAnonymous, NothingSaidOfHarm
from cases.models.inquiry import Part

LONGEST = 500
YES = "JA"


class How(StrEnum):
    """What the other post is asked; the codes of the list `del` that its lane is to have."""

    TAKE_OVER = Part.LEAD.value
    ADVISE = Part.CONSULTED.value


class Basis(StrEnum):
    """Codes of the list `delingsgrunnlag`: why the case may be shared."""

    CONSENT = "SAMTYKKE"
    AVERT = "AVVERGE"
    INFORM = "OPPLYSE"
    ANONYMOUS = "ANONYM"


@dataclass(frozen=True, slots=True, repr=False)
class Sharing:
    """What is said before a case is shared: codes of `delingsgrunnlag` and of `svar`, and why in words."""

    basis: str
    hastens: str
    harms_siblings: str
    why: str = ""

    def checked(self, how: How) -> "Sharing":
        """The same, fit to be kept.

        Raises NotForAnonymous for a case that would be taken over on the ground that nobody can tell whom it
        concerns; NothingSaidOfHarm where sharing could do harm and nobody says how that is met.
        """
        if self.basis == Basis.ANONYMOUS and how is How.TAKE_OVER:
            raise NotForAnonymous
        why = gate.passed(self.why, field="why", longest=LONGEST)
        if YES in (self.hastens, self.harms_siblings) and not why:
            raise NothingSaidOfHarm
        return Sharing(self.basis, self.hastens, self.harms_siblings, why)
