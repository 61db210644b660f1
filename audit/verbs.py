"""Every verb the trail knows, with its sentence. A verb is code, so no migration adds one."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Verb(StrEnum):
    """What happened. The value is stored and never changes its meaning."""

    CASE_LOGGED = "case.logged"
    CASE_READ = "case.read"
    CASES_LISTED = "case.listed"
    CASE_CHANGED = "case.changed"
    CASE_CLOSED = "case.closed"
    CASE_REOPENED = "case.reopened"
    LANE_STEPPED = "lane.stepped"
    LANE_ASKED = "lane.asked"
    LANE_ACCEPTED = "lane.accepted"
    LANE_DECLINED = "lane.declined"
    LANE_PASSED_ON = "lane.passed_on"
    LANE_TAKEN_BACK = "lane.taken_back"
    ACCESS_EXTENDED = "lane.access_extended"
    CASE_ASSESSED = "case.assessed"
    JOURNEY_TOLD = "case.journey_told"
    CHECKLIST_TICKED = "case.checklist_ticked"
    CONTACT_AGREED = "case.contact_agreed"
    LANE_CLAIMED = "lane.claimed"
    LANE_LET_GO = "lane.let_go"
    QUESTION_PUT = "message.question"
    QUESTION_ANSWERED = "message.reply"
    ADVICE_GIVEN = "message.advice"
    NOTE_WRITTEN = "message.note"
    CASE_MARKED = "case.marked"
    CASE_UNMARKED = "case.unmarked"
    CASE_HELD = "case.held"
    CASE_RELEASED = "case.released"
    CASE_KEPT_OUT = "case.kept_out"
    CASE_LET_BACK = "case.let_back"
    GLASS_ASKED = "case.glass_asked"
    GLASS_BROKEN = "case.glass_broken"
    GLASS_ENDED = "case.glass_ended"
    CASE_PASSED_ON = "case.passed_on"
    CASE_CHASED = "case.chased"
    ACCESS_ENDED = "access.ended"
    TEXTS_ERASED = "case.texts_erased"
    CASE_ERASED = "case.erased"
    PERIOD_CHANGED = "retention.changed"
    RULES_CHANGED = "routing.changed"
    RULES_TRIED = "routing.tried"
    ACCESS_REFUSED = "access.refused"
    SEAL_BROKEN = "seal.broken"
    SIGNED_IN = "account.signed_in"
    SIGNED_OUT = "account.signed_out"
    SESSION_RENEWED = "account.session_renewed"
    SIGN_IN_REFUSED = "account.sign_in_refused"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_DEACTIVATED = "account.deactivated"
    ACCOUNT_REACTIVATED = "account.reactivated"
    ACCOUNT_CHANGED = "account.changed"
    PASSWORD_CHANGED = "account.password_changed"  # noqa: S105  (a verb)
    FACTOR_ADDED = "factor.added"
    FACTOR_REMOVED = "factor.removed"
    FACTORS_RESET = "factor.reset"
    FACTOR_USED = "factor.used"
    FACTOR_REFUSED = "factor.refused"
    CODES_MADE = "factor.codes_made"
    INVITED = "invitation.made"
    INVITATION_USED = "invitation.used"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    RESET_STARTED = "account.reset_started"
    SUBJECT_TIED = "subject.tied"
    SUBJECT_UNTIED = "subject.untied"
    MEMBERSHIP_STARTED = "membership.started"
    MEMBERSHIP_ENDED = "membership.ended"
    DEPUTY_NAMED = "membership.deputy_named"
    DEPUTY_ENDED = "membership.deputy_ended"
    POST_UNHELD = "post.unheld"
    CHANGE_LOGGED = "register.changed"
    REFERENCE_LOADED = "reference.loaded"
    DEMO_LOADED = "demo.loaded"
    STATISTICS_COUNTED = "statistics.counted"
    EDITION_DRAFTED = "edition.drafted"
    EDITION_CHECKED = "edition.checked"
    EDITION_COUNTERSIGNED = "edition.countersigned"
    EDITION_PUBLISHED = "edition.published"
    EDITION_WITHDRAWN = "edition.withdrawn"
    SEALED = "seal.made"
    CHECKPOINT_MADE = "witness.checkpoint"
    CHANGES_GATHERED = "changes.gathered"
    WITNESS_BEGUN = "witness.begun"
    KEYS_CREATED = "keys.created"
    KEYS_ROTATED = "keys.rotated"
    EPOCH_OPENED = "epoch.opened"
    EPOCH_DESTROYED = "epoch.destroyed"
    REENCRYPTED = "epoch.reencrypted"
    SEALS_VERIFIED = "seals.verified"
    TEXTS_SCANNED = "texts.scanned"
    TRAIL_READ = "trail.read"
    WORKLOAD_SEEN = "workload.seen"
    TRAIL_TRIMMED = "trail.trimmed"
    TRIGGERS_MISSED = "changes.triggers_missed"
    TRAIL_UNPROTECTED = "trail.unprotected"


SENTENCES = {
    Verb.CASE_LOGGED: _("logged the case"),
    Verb.CASE_READ: _("opened the case"),
    Verb.CASES_LISTED: _("saw the case in a list"),
    Verb.CASE_CHANGED: _("changed the case"),
    Verb.CASE_CLOSED: _("closed the case"),
    Verb.CASE_REOPENED: _("reopened the case"),
    Verb.LANE_STEPPED: _("said how the case stands at a post"),
    Verb.LANE_ASKED: _("asked another post about the case"),
    Verb.LANE_ACCEPTED: _("accepted the case at a post that was asked"),
    Verb.LANE_DECLINED: _("declined the case at a post that was asked"),
    Verb.LANE_PASSED_ON: _("passed it on to another post that it was asked about the case"),
    Verb.LANE_TAKEN_BACK: _("took back what another post was asked about the case"),
    Verb.ACCESS_EXTENDED: _("let another post see the case longer"),
    Verb.CASE_ASSESSED: _("recorded an assessment in the case"),
    Verb.JOURNEY_TOLD: _("recorded a journey in the case"),
    Verb.CHECKLIST_TICKED: _("went through the travel checklist of the case"),
    Verb.CONTACT_AGREED: _("recorded a safe contact in the case"),
    Verb.LANE_CLAIMED: _("took the case at the post"),
    Verb.LANE_LET_GO: _("let the case go at the post"),
    Verb.QUESTION_PUT: _("put a question to another post in the case"),
    Verb.QUESTION_ANSWERED: _("answered a question in the case"),
    Verb.ADVICE_GIVEN: _("gave advice in the case"),
    Verb.NOTE_WRITTEN: _("wrote a note in the case"),
    Verb.CASE_MARKED: _("marked the case to be erased"),
    Verb.CASE_UNMARKED: _("took back that the case is to be erased"),
    Verb.CASE_HELD: _("held back the erasing of the case"),
    Verb.CASE_RELEASED: _("no longer holds back the erasing of the case"),
    Verb.CASE_KEPT_OUT: _("shut somebody out of the case"),
    Verb.CASE_LET_BACK: _("no longer shuts somebody out of the case"),
    Verb.GLASS_ASKED: _("asked to open a case in an emergency"),
    Verb.GLASS_BROKEN: _("opened the case in an emergency"),
    Verb.GLASS_ENDED: _("ended an emergency opening of the case"),
    Verb.CASE_PASSED_ON: _("passed the case on to another post"),
    Verb.CASE_CHASED: _("reminded those for whom the case waits"),
    Verb.ACCESS_ENDED: _("ended what a post was given for a time that is over"),
    Verb.TEXTS_ERASED: _("erased the texts of the case"),
    Verb.CASE_ERASED: _("erased the case"),
    Verb.PERIOD_CHANGED: _("changed how long cases are kept"),
    Verb.RULES_CHANGED: _("put new rules of routing into force"),
    Verb.RULES_TRIED: _("tried rules of routing on recent cases"),
    Verb.ACCESS_REFUSED: _("was refused"),
    Verb.SEAL_BROKEN: _("met a sealed value that does not open"),
    Verb.SIGNED_IN: _("signed in"),
    Verb.SIGNED_OUT: _("signed out"),
    Verb.SESSION_RENEWED: _("went on signed in under a new number"),
    Verb.SIGN_IN_REFUSED: _("was not let in"),
    Verb.ACCOUNT_CREATED: _("created an account"),
    Verb.ACCOUNT_DEACTIVATED: _("deactivated an account"),
    Verb.ACCOUNT_REACTIVATED: _("took an account into use again"),
    Verb.ACCOUNT_CHANGED: _("changed the name or the e-mail address of an account"),
    Verb.PASSWORD_CHANGED: _("gave an account another password"),
    Verb.FACTOR_ADDED: _("added a second factor to an account"),
    Verb.FACTOR_REMOVED: _("removed a second factor from an account"),
    Verb.FACTORS_RESET: _("took all second factors from an account"),
    Verb.FACTOR_USED: _("gave the second factor"),
    Verb.FACTOR_REFUSED: _("gave a wrong second factor"),
    Verb.CODES_MADE: _("made new recovery codes"),
    Verb.INVITED: _("invited somebody to choose a password"),
    Verb.INVITATION_USED: _("chose a password by invitation"),
    Verb.INVITATION_WITHDRAWN: _("withdrew an invitation"),
    Verb.RESET_STARTED: _("took an account's password away and invited its person anew"),
    Verb.MEMBERSHIP_STARTED: _("gave somebody a post"),
    Verb.MEMBERSHIP_ENDED: _("took a post from somebody"),
    Verb.DEPUTY_NAMED: _("named a deputy"),
    Verb.DEPUTY_ENDED: _("called off a deputy"),
    Verb.POST_UNHELD: _("left a post without anybody"),
    Verb.CHANGE_LOGGED: _("changed the register of accounts, posts and codes"),
    Verb.SUBJECT_TIED: _("tied an account to the identity provider"),
    Verb.SUBJECT_UNTIED: _("untied an account from the identity provider"),
    Verb.REFERENCE_LOADED: _("loaded reference data"),
    Verb.DEMO_LOADED: _("loaded demonstration data"),
    Verb.STATISTICS_COUNTED: _("counted the year's statistics"),
    Verb.EDITION_DRAFTED: _("drafted an edition of the statistics"),
    Verb.EDITION_CHECKED: _("checked an edition of the statistics"),
    Verb.EDITION_COUNTERSIGNED: _("countersigned an edition of the statistics"),
    Verb.EDITION_PUBLISHED: _("published an edition of the statistics"),
    Verb.EDITION_WITHDRAWN: _("withdrew an edition of the statistics"),
    Verb.SEALED: _("was sealed as it stood when seals came in"),
    Verb.CHANGES_GATHERED: _("summed up the log of changed rows"),
    Verb.CHECKPOINT_MADE: _("made a checkpoint of the trail"),
    Verb.WITNESS_BEGUN: _("began another book of checkpoints"),
    Verb.KEYS_CREATED: _("created a key"),
    Verb.KEYS_ROTATED: _("changed a key"),
    Verb.EPOCH_OPENED: _("opened a key epoch"),
    Verb.EPOCH_DESTROYED: _("destroyed a key epoch"),
    Verb.REENCRYPTED: _("moved everything sealed to the newest key epoch"),
    Verb.SEALS_VERIFIED: _("opened and checked everything that is sealed"),
    Verb.TEXTS_SCANNED: _("looked in every text for what tells who somebody is"),
    Verb.WORKLOAD_SEEN: _("looked at the workload of the posts"),
    Verb.TRAIL_READ: _("looked at who has seen what"),
    Verb.TRAIL_TRIMMED: _("erased the part of the trail that is older than it is kept"),
    Verb.TRAIL_UNPROTECTED: _("found that reading and changes could be kept out of the trail"),
    Verb.TRIGGERS_MISSED: _("found that changed rows were not logged any more, and has them logged again"),
}
