"""Which tables of this layer the database itself logs changes of, and why the others are left out."""

from audit.changes import log_changes, unlogged

REGISTER = (
    "advisory_account",
    "advisory_agency",
    "advisory_coverage",
    "advisory_epoch",
    "advisory_factor",
    "advisory_membership",
    "advisory_post",
)
NOT_LOGGED = {
    "advisory_heartbeat": "every run of a job writes there; a run that changes anything is in the trail",
    "advisory_invitation": "who was invited and what came of it is in the trail; a forged row opens nothing",
    "advisory_letter": "letters come and go by themselves; what they tell of is in the trail",
    "advisory_storedsession": "every request would write there; signing in and out is in the trail",
    "advisory_subject": "finds an account and gives nothing; what ties it is its profile, and in the trail",
    "advisory_tries": "every try would write there; who was not let in is in the trail",
}


def declare() -> None:
    log_changes(REGISTER, inserts=REGISTER, keys={"advisory_epoch": "number"})
    unlogged(NOT_LOGGED)
