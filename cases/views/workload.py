"""How much each post has in hand, in numbers: all for the unit leader, the team's for the coordinator.

Nothing of a case is opened for it.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advisory.charts import NUMBERED_GROUPS, Chart, Group, drawn
from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases.services.workload import Load
from cases.services.workload import workload as counted

# More posts than this would have bars without their numbers; the table has them all.
POSTS = NUMBERED_GROUPS


@page(may(Act.WORKLOAD))
@require_safe
def workload(request: AdviserRequest) -> HttpResponse:
    loads = counted(request.standing)
    return render(request, "cases/workload.html", {"loads": loads, "chart": load_chart(loads)})


def load_chart(loads: list[Load]) -> Chart | None:
    """Posts by their number in the table: names would not stand side by side."""
    groups = [
        Group(str(number), (one.open, one.new), (str(one.open), str(one.new)))
        for number, one in enumerate(loads[:POSTS], start=1)
        if one.open or one.new
    ]
    return drawn(
        groups,
        title=_("Bar chart: %(what)s") % {"what": _("Workload")},
        description=_("Open cases and new inquiries of each post, by its number in the table."),
        legend=[_("Open cases"), _("New this month")],
        dashed="",
        unit=_("Cases, by the number of the post in the table"),
    )
