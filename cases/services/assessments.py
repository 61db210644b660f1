"""Assessments: the risk and the two duties, each with its result, its day and the role of who made it.

An assessment is never changed; a newer one stands beside it. What a case owes is cases/services/duties.py.
"""

from collections.abc import Mapping

from django.db import transaction

from advisory.rights import Role
from advisory.standing import Standing
from audit.verbs import Verb
from cases.assessments import RISK
from cases.models.case import Case
from cases.models.event import EventKind
from cases.models.inquiry import Inquiry
from cases.services import lanes
from cases.services.events import happened
from cases.services.revisions import changing

# Code of the list `rolle` by the role in which somebody works at a post.
ROLES: dict[Role, str] = {
    Role.ADVISER: "MR",
    Role.EMBASSY: "IR",
    Role.COORDINATOR: "KOORD",
    Role.REPRESENTATIVE: "REPR",
}


def assess(
    *, standing: Standing, case: Case, inquiry: Inquiry, answers: Mapping[str, tuple[str, str]]
) -> None:
    """Record results with the words that explain them, by code of `vurdering`.

    `case` comes from `access.case_to_change`. What others changed since a form was opened does not matter to
    an assessment, so it is recorded on the case as it was just read. Raises ChangedMeanwhile when somebody
    saves it in this very moment.
    """
    role = role_at(standing, inquiry)
    with transaction.atomic():
        with changing(case, revision=case.revision):
            for assessment, (result, why) in answers.items():
                said = {"risk": result} if assessment == RISK else {"result": result}
                happened(
                    case,
                    inquiry,
                    EventKind.ASSESSMENT,
                    post_id=inquiry.post_id,
                    by=standing.account_id,
                    now=case.changed_at,
                    facts={"assessment": assessment, "role": role, **said},
                    text=why,
                )
        lanes.record_step(
            Verb.CASE_ASSESSED, actor=standing.actor, case=case, inquiry=inquiry, fields=sorted(answers)
        )


def role_at(standing: Standing, inquiry: Inquiry) -> str:
    """Code of `rolle` for the role in which she works at the inquiry's post."""
    return next(ROLES[held.role] for held in standing.case_posts() if held.post_id == inquiry.post_id)
