"""What is owed before a case ends: whoever ends it, and in whatever way, both duties are answered for.

Asked of all of the case, also of what the one who ends it may not see; nothing of it is shown to her.
"""

from cases.assessments import missing, needs_duties
from cases.errors import DutiesNotAssessed
from cases.models.case import Case
from cases.services.revisions import as_it_stands


def must_be_assessed(case: Case) -> None:
    """Within the transaction that ends the case, or the part that leads it.

    Raises DutiesNotAssessed when it is acute or concerns somebody under 18, and a duty is not answered for
    with yes, no or not relevant.
    """
    found = as_it_stands(case.pk)
    asked = needs_duties(found.case.facts, (person.facts for person in found.persons))
    if asked and any(missing(found.events)):
        raise DutiesNotAssessed
