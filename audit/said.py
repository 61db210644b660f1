"""What the words of the code in an entry say to a reader. A word that means nothing to her says nothing.

An entry names fields, numbers and reasons as the code does; the officer's pages say them in her language.
"""

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By what is named: fields, reasons, kinds of counting.
WORDS: dict[str, Promise] = {
    "page": _("a page that is not for this account"),
    "case": _("a case"),
    "factor": _("the second step was missing"),
    "credentials": _("wrong log-in name or password"),
    "locked": _("the log-in was shut for a while"),
    "provider": _("refused where others sign in"),
    "wait": _("tried again too soon"),
    "slowed": _("tried again too soon"),
    "wrong": _("wrong code"),
    "count": _("an old answer was used again"),
    "case.kind": _("Kind"),
    "case.concern": _("Main concern"),
    "case.circumstances": _("Other circumstances"),
    "case.focus_country": _("Country"),
    "case.urgency": _("Urgency"),
    "persons": _("Persons"),
    "inquiry.asker": _("Who asked"),
    "inquiry.channel": _("How"),
    "inquiry.actions": _("Done so far"),
    "inquiry.outcome": _("Outcome"),
    "received_on": _("Received"),
    "narrative": _("Note"),
    "name": _("name"),
    "email": _("e-mail address"),
    "status": _("how it stands"),
    "text": _("the text"),
    "texts": _("notes and other texts"),
    "facts": _("the coded facts"),
    "outcome": _("how it ended"),
    "work": _("how the work goes"),
    "series": _("series over several years"),
    "question": _("a table of one's own"),
    "begun": _("begun"),
    "ended": _("ended"),
    "left": _("left"),
    "not-left": _("not left yet"),
    "destroyed": _("destroyed"),
    "no-backups": _("there are no backups"),
    "backups-destroyed": _("the backups are destroyed"),
}
# A word with its number: `epoch-3`.
NUMBERED: dict[str, Promise | str] = {
    "edition": _("edition %(number)s"),
    "epoch": _("key period %(number)s"),
    "kek": _("master key %(number)s"),
    "version": _("version %(number)s"),
    "rules": _("rules: %(number)s"),
    "months": _("months: %(number)s"),
    "cases": _("cases: %(number)s"),
    "counted": _("counted: %(number)s"),
    "good": _("whole: %(number)s"),
    "bad": _("broken: %(number)s"),
    "year": "%(number)s",
}
# What was stored where, by the beginning of its place in the database.
STORED: dict[str, Promise] = {
    "advisory.Account": _("an account"),
    "advisory.Agency": _("an agency"),
    "advisory.Post": _("a post"),
    "advisory.Membership": _("who holds a post"),
    "advisory.Coverage": _("which countries an embassy covers"),
    "advisory.Letter": _("a letter"),
    "advisory.Factor": _("a second step"),
    "advisory.StoredSession": _("a session"),
    "advisory.Epoch": _("a key"),
    "cases.CaseKey": _("a key"),
    "cases.CaseName": _("what somebody calls a case"),
    "cases.CaseGroupPermission": _("who may see a case"),
    "cases.CaseUserPermission": _("who may see a case"),
    "cases.Case": _("a case"),
    "cases.Person": _("a person of a case"),
    "cases.Inquiry": _("a post's part of a case"),
    "cases.Event": _("something that happened in a case"),
    "cases.Ruling": _("a decision in a case"),
    "cases.Draft": _("a draft"),
    "cases.Retention": _("how long cases are kept"),
    "cases.Rule": _("rules for where cases go"),
    "cases.Edition": _("an edition of the statistics"),
    "cases.Advice": _("a piece of advice"),
    "cases.Matter": _("which cases are about the same matter"),
    "cases.Segment": _("what the statistics count from"),
    "audit.": _("the trail"),
}
WEEK = re.compile(r"week-(\d{4})-(\d{2})")
YEAR = re.compile(r"\d{4}")
TABLE = re.compile(r"T\d{2}")
NUMBER = re.compile(r"([a-z]+)-(\d+)")


def in_words(fields: Iterable[str]) -> str:
    """The words of one entry in the reader's language, nothing where none of them says anything to her."""
    told = (_in_words(word) for word in fields)
    return ", ".join(dict.fromkeys(one for one in told if one))


def _in_words(word: str) -> str:
    if word in WORDS:
        return str(WORDS[word])
    if YEAR.fullmatch(word) or TABLE.fullmatch(word):
        return word
    if week := WEEK.fullmatch(word):
        return str(_("week %(number)s, %(year)s")) % {"number": int(week[2]), "year": week[1]}
    if (numbered := NUMBER.fullmatch(word)) and numbered[1] in NUMBERED:
        return str(NUMBERED[numbered[1]]) % {"number": numbered[2]}
    return next((str(said) for place, said in STORED.items() if word.startswith(place)), "")
