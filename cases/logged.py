"""Which tables of this layer the database itself logs changes of, and why the others are left out.

A new case is in the trail by its own entry, so what it inserts is not logged once more; codes and spans of
keeping are the register's, where a new row is a change of the rules.
"""

from audit.changes import log_changes, unlogged

REGISTER = (
    "cases_advice",
    "cases_code",
    "cases_retentionperiod",
    "cases_ruleset",
    "cases_edition",
    "cases_editionstep",
)
WORK = (
    "cases_case",
    "cases_casegrouppermission",
    "cases_casekey",
    "cases_casename",
    "cases_caseuserpermission",
    "cases_event",
    "cases_inquiry",
    "cases_matterlink",
    "cases_person",
    "cases_ruling",
    "cases_statuschange",
)
NOT_LOGGED = {
    "cases_draft": "nobody's case yet: written with every pause in typing, gone when the case is logged",
    "cases_mattercode": "gone when it is used or its days are over; making and using one is in the trail",
    "cases_ruledraft": "decides nothing: gone when its rules come into force as a version",
    "cases_segment": "packed from the cases and made again at will; how often stands in the trail",
    "cases_countedyear": "counted from the cases and made again at will",
    "cases_publishedfigure": "what was published elsewhere; loaded from files of the repository",
}


def declare() -> None:
    log_changes((*REGISTER, *WORK), inserts=REGISTER)
    unlogged(NOT_LOGGED)
