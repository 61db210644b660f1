"""How long each relation of the database keeps its rows, what ends them, why, and who says so.

Every relation, ours and other packages', has a line; a test fails for one that has none.
"""

from dataclasses import dataclass
from typing import Literal

Ends = Literal["erase_expired", "trim_trail", "by hand", "never", "empty"]
GDPR = "GDPR article 5 (1) e: no longer than the purpose needs"
CODE = "the program itself"
REGISTER = "GDPR article 30 and 5 (2): who had which right when must be answerable"


@dataclass(frozen=True, slots=True)
class Life:
    """`span` says how long; `ends` what ends it (`empty`: nothing is ever stored there)."""

    span: str
    ends: Ends
    why: str
    source: str


_FACTS = Life(
    "6 years after the end of the year of receipt, and never before the texts (the privacy officer may "
    "decide otherwise within bounds); what the year's tables count stays for ever",
    "erase_expired",
    "the year's figures are checked and corrected for five years after their edition; no edition's own day "
    "is asked: the year after the year of receipt stands for it",
    "design, retention; " + GDPR,
)
_RIGHTS = Life("as long as the case is not erased", "erase_expired", "who may see the case", GDPR)
_TRAIL = Life("5 years", "trim_trail", "who saw and did what", "design, trail; GDPR article 5 (2)")
_LIST = Life("for ever", "never", "a public list; old figures are read by the codes of their time", CODE)
_NONE = Life("nothing is stored", "empty", "another package's table that we do not use", CODE)
_OF_CODE = Life(
    "as long as the version of the code that made it", "never", "names of models and rights", CODE
)
_PLACE = Life("for ever", "never", "cases and memberships of earlier years point at it", REGISTER)

LIVES: dict[str, Life] = {
    "cases.Case": _FACTS,
    "cases.Person": _FACTS,
    "cases.Inquiry": Life(
        "its text 2 years after closing (the privacy officer may decide otherwise within bounds) and never "
        "before a month after the last follow-up was due, the rest as the facts",
        "erase_expired",
        "the text serves the work on the case, and a case that comes back mostly does so soon",
        "design, retention; " + GDPR,
    ),
    "cases.StatusChange": _FACTS,
    "cases.Event": Life(
        "its text as the texts of the case, the rest as long as the case is not erased",
        "erase_expired",
        "what was done, decided, planned and answered in a case serves the work on it and the follow-up; no "
        "year's table counts it",
        "design, retention; " + GDPR,
    ),
    "cases.CaseKey": Life(
        "until the texts it opens are erased", "erase_expired", "erasing the key erases the text", GDPR
    ),
    "cases.CaseGroupPermission": _RIGHTS,
    "cases.CaseUserPermission": _RIGHTS,
    "cases.Ruling": Life(
        "its reasons as the texts of the case, the rest as long as the case is not erased",
        "erase_expired",
        "who was let in or kept out, and why, must be answerable as long as there is a case to ask about",
        GDPR,
    ),
    "cases.CaseName": Life(
        "until she who gave it takes it away or her account is deactivated, and no longer than the texts of "
        "its case",
        "erase_expired",
        "she knows her cases again by it, and nobody else reads it",
        "decision 0018",
    ),
    "cases.MatterCode": Life(
        "until it is used or withdrawn, at most 14 days", "erase_expired", "it lets one other case ask", GDPR
    ),
    "cases.MatterLink": Life(
        "as long as neither of its two cases is erased",
        "erase_expired",
        "that two cases are about one matter, for those who work on them and for counting",
        GDPR,
    ),
    "cases.Draft": Life(
        "14 days after the last change, and no longer than the account works",
        "erase_expired",
        "it was never sent",
        "design, retention",
    ),
    "cases.RetentionPeriod": Life(
        "for ever", "never", "why a case was kept so long must be answerable", "GDPR article 5 (2)"
    ),
    "cases.RuleSet": Life(
        "for ever", "never", "why a case went to a post must be answerable", "GDPR article 5 (2)"
    ),
    "cases.RuleDraft": Life(
        "until it comes into force or is thrown away, at most 14 days after the last change",
        "erase_expired",
        "it decides nothing",
        "design, retention",
    ),
    "cases.Advice": Life(
        "its words until they are thrown away, or a year after it was taken out of the library or the draft "
        "was last changed; the empty row for ever",
        "erase_expired",
        "its words are nobody's, and what is used no more is no use; that none was taken away must show",
        "decision 0013",
    ),
    "cases.Edition": Life(
        "for ever", "never", "what was published stays as it was published", "design, statistics"
    ),
    "cases.EditionStep": Life(
        "for ever", "never", "who published what must be answerable", "GDPR article 5 (2)"
    ),
    "cases.Segment": Life("until a case in it changes", "by hand", "years are counted quickly", "design"),
    "cases.Code": _LIST,
    "cases.PublishedFigure": _LIST,
    "cases.CountedYear": _LIST,
    "advisory.Account": Life(
        "for ever; deactivated when somebody leaves", "never", "the trail names it by id", REGISTER
    ),
    "advisory.Membership": Life("for ever; ended when a post is left", "never", "who held what", REGISTER),
    "advisory.Agency": _PLACE,
    "advisory.Post": _PLACE,
    "advisory.Coverage": _PLACE,
    "advisory.Epoch": Life(
        "its key until all that is to live on was moved and the backup window is over; the row for ever",
        "by hand",
        "destroying the key erases what stayed behind, in every backup",
        "decision 0006; manage.py destroy_epoch",
    ),
    "advisory.StoredSession": Life(
        "until it ends: 30 minutes after the last use, 8 hours after signing in, at most",
        "erase_expired",
        "who is signed in, since when, in which browser",
        "OWASP ASVS 5.0, 7.3; settings may shorten both",
    ),
    "advisory.Factor": Life(
        "until it is removed or replaced", "by hand", "signing in", "the account's page; the administrator's"
    ),
    "advisory.Heartbeat": Life(
        "for ever: a row a job, written over at each run", "never", "a job that is silent must show", CODE
    ),
    "advisory.Invitation": Life(
        "its 72 hours, and 30 days more", "erase_expired", "whether somebody was invited", GDPR
    ),
    "advisory.Letter": Life(
        "until it is sent, and 30 days more",
        "erase_expired",
        "whether somebody was told",
        "design, retention",
    ),
    "advisory.Subject": Life(
        "until the account is untied from the identity provider", "by hand", "signing in through it", REGISTER
    ),
    "advisory.Tries": Life(
        "counts of tries 1 hour (passwords) or 24 hours (codes) after the last; that a browser is known, "
        "90 days after the last sign-in from it",
        "erase_expired",
        "guessing is slowed, and nobody is kept out by it",
        GDPR,
    ),
    "audit.Entry": _TRAIL,
    "audit.Change": _TRAIL,
    "audit.ChainHead": Life(
        "for ever", "never", "what was trimmed must not be able to begin again", "design, trail"
    ),
    "audit.StartMark": Life(
        "for ever", "never", "what was trimmed must not be able to come back", "design, trail"
    ),
    "audit.Summary": Life(
        "for ever",
        "never",
        "counts by verb and month of what was trimmed: that there was a trail, and of what",
        "GDPR article 5 (2)",
    ),
    "auditlog.LogEntry": Life(
        "5 years, with the trail that anchors each of its entries: trimmed together or not at all",
        "trim_trail",
        "what changed in accounts, posts and code lists",
        REGISTER,
    ),
    "axes.AccessAttempt": Life(
        "its cool-off of a quarter of an hour, and 30 days more at most",
        "erase_expired",
        "an attack is looked into",
        GDPR,
    ),
    "axes.AccessAttemptExpiration": Life("with its attempt", "erase_expired", "a part of it", GDPR),
    "axes.AccessFailureLog": _NONE,
    "axes.AccessLog": _NONE,
    "mfa.Authenticator": _NONE,
    "account.EmailAddress": _NONE,
    "account.EmailConfirmation": _NONE,
    "guardian.UserObjectPermission": _NONE,
    "guardian.GroupObjectPermission": _NONE,
    "auth.Group": _PLACE,
    "auth.Permission": _OF_CODE,
    "auth.Group_permissions": _NONE,
    "contenttypes.ContentType": _OF_CODE,
}
# Relations of the database that no model stands for.
OTHER_TABLES = {
    "django_migrations": "for ever: which migrations ran, as Django keeps it",
    "audit_append": "a view: the way into the trail, which keeps nothing itself",
    "audit_trim": "a view: the way out of the trail, which keeps nothing itself",
}
