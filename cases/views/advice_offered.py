"""What the library offers whoever writes a message in a case: advice for matters like it comes first."""

from django.utils.translation import gettext as _

from advisory.broken_seals import record_broken
from advisory.http import AdviserRequest
from advisory.sealing.errors import SealError
from cases import access
from cases.forms.choices import Choices
from cases.library_search import search
from cases.models import Case
from cases.services.library import Kept, shown


def offered(request: AdviserRequest, case: Case) -> list[Kept]:
    """What the library has, that for matters like this case's first. One that does not hold keeps nobody
    from writing: it is recorded, and nothing is offered.
    """
    try:
        found = search(shown())
    except SealError as error:
        record_broken(error, actor=request.standing.actor)
        return []
    concern = _concern(case)
    return sorted(found, key=lambda one: concern not in one.concerns)


def choices(case: Case, offer: list[Kept]) -> Choices:
    concern = _concern(case)
    alike = [(str(one.id), one.title) for one in offer if concern in one.concerns]
    others = [(str(one.id), one.title) for one in offer if concern not in one.concerns]
    groups = ((_("For matters like this"), alike), (_("Other advice"), others))
    return [(name, choices) for name, choices in groups if choices]


def _concern(case: Case) -> str:
    return case.facts.concern if access.sight_of(case).shows("case.concern") else ""
