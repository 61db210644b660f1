"""How much of a case somebody may open: all of it, or what her agency was asked about it for.

Asked by the door of a case whose grants and inquiries are loaded; which fields an agency sees stands in
cases/field_views.py.
"""

from django.utils import timezone

from advisory.roles import Role
from advisory.sealing.errors import SealError
from advisory.standing import Standing
from cases import seal
from cases.field_views import WHOLE, Sight, sight_of
from cases.models.case import Case


def may_be_consulted(standing: Standing) -> bool:
    """Whether any of her posts is an agency's: nobody else is ever shown less than all of a case."""
    return Role.REPRESENTATIVE in standing.roles


def sight_for(standing: Standing, case: Case, *, view: int) -> Sight:
    """What of the case she may open. `view` is the id of the permission to see one.

    All of it, where it began at one of her posts, where a post without an agency holds it, and where it was
    given to herself for a time, for a reason that was recorded. A grant that is not genuine widens nothing.
    """
    whole = Sight(WHOLE.shown, frozenset(held.post_id for held in standing.case_posts()))
    if not may_be_consulted(standing):
        return whole
    now = timezone.now()
    hers = (
        grant
        for grant in case.user_grants.all()
        if grant.user_id == standing.account_id and grant.gives_at(now)
    )
    if any(grant.permission_id == view and _is_genuine(case, grant) for grant in hers):
        return whole
    groups = {
        grant.group_id
        for grant in case.group_grants.all()
        if grant.permission_id == view and grant.gives_at(now) and _is_genuine(case, grant)
    }
    holding = [held for held in standing.case_posts() if held.group_id in groups]
    asked = [lane.post_id for lane in case.inquiries.all()]
    began_at = next(iter(asked), None)
    if any(held.role != Role.REPRESENTATIVE or held.post_id == began_at for held in holding):
        return whole
    own = {held.post_id for held in holding}
    return sight_of((held.agency for held in holding), own, has_lane=not own.isdisjoint(asked))


def _is_genuine(case: Case, grant: seal.Grant) -> bool:
    try:
        return seal.grant_holds(case, grant)
    except SealError:
        return False
