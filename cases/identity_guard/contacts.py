"""Ways to reach somebody: e-mail addresses, links, accounts in social media."""

import re
from collections.abc import Iterator

from cases.identity_guard import spread_out
from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.nobodys import is_nobodys
from cases.identity_guard.public_numbers import OFFICES, SITES
from cases.identity_guard.top_levels import TLD
from cases.identity_guard.words import Places, words

_LABEL = r"[\w\-]{1,63}"
# Written with a sign, or with a word for it: kari(at)mail.com, kari krøllalfa mail punktum com.
_AT_WORD = r"(?:krøll-?alfa|alfa-?krøll|kralfa|snabel-?a|at|ætt)"
_AT = rf"(?:\s?@\s?|\s?[\(\[\{{<]\s?(?:{_AT_WORD}|a|@|alfa)\s?[\)\]\}}>]\s?|\s{_AT_WORD}\s)"
_DOT_WORD = r"(?:dot|punktum|prikk|punkt|komma)"
_DOT = rf"(?:\s?\.|\s?[\(\[\{{<]\s?(?:{_DOT_WORD}|\.)\s?[\)\]\}}>]\s?|\s{_DOT_WORD}\s)"
_LOCAL = (
    rf"[\w.+\-']{{1,64}}(?:(?:\s?[\(\[\{{<]\s?{_DOT_WORD}\s?[\)\]\}}>]\s?"
    rf"|\s{_DOT_WORD}\s)[\w+\-']{{1,64}}){{0,2}}"
)
_EMAIL = re.compile(
    rf"(?<![\w.+\-])({_LOCAL})({_AT})((?:{_LABEL}{_DOT}){{1,4}}\s?[A-Za-z]{{2,24}})(?!\w)", re.IGNORECASE
)
_POST_OFFICE = (
    r"(?:gmail|g-mail|hotmail|outlook|yahoo|live|icloud|me|msn|protonmail|proton|online|getmail|mail"
    r"|googlemail|aol)"
)
# Where everybody knows how it goes on: kari@gmail, kari at hotmail, kari.nordmann på gmail.
_SHORT_EMAIL = re.compile(
    rf"(?<![\w.+\-])[\w.+\-']{{2,64}}(?:\s?@\s?{_POST_OFFICE}\b|{_AT}{_POST_OFFICE}\b(?![\w\-])"
    rf"(?:[ .,]{{1,3}}(?:com|no|net|org)\b)?)"
    rf"|(?<![\w.+\-])[\w]{{1,40}}[._\d][\w.\-]{{1,40}} (?:på|on) (?:gmail|hotmail|outlook|yahoo|icloud)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:\b(?:https?|hxxps?|ftp):/{0,2}|\bwww\d?\.)[^\s<>\"]{2,2000}", re.IGNORECASE)
_SITE = re.compile(rf"(?<![\w@.\-])((?:{_LABEL}\.){{1,4}}{TLD})(?![\w\-]|\.\w)((?:/[^\s<>\"]{{0,500}})?)")
_HOST = re.compile(r"(?:https?:/{0,2})?(?:www\d?\.)?([\w.\-]+)", re.IGNORECASE)
# A path of words only, such as /tvangsekteskap/hjelp, names a page and nobody.
_WORDS_ONLY = re.compile(r"(?:/[a-zæøå\-]{0,40}){0,6}[.,;:!?)]*")

_MEDIA = (
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|facebook|face|fb|messenger|telegram|discord|whats ?app"
    r"|viber|imo|twitter|youtube"
    r"|linkedin|skype|jodel|steam|roblox|threads|kik)"
)
_CALLED = (
    r"(?:brukernavn(?:et)?|brukarnamn(?:et)?|user ?name|nick(?:name)?|handle|kallenavn|konto(?:en)?"
    r"|profil(?:en)?|account|profile)"
)
_ACCOUNT = r"@?[\w][\w.\-]{1,38}[\w]"
# Discord's own: a name, a sign and four digits.
_WITH_NUMBER = re.compile(r"(?<![\w#])[\w.]{2,32}#\d{4}(?!\w)")
_USER_NAME = re.compile(
    rf"\b(?:brukernavn(?:et)?|brukarnamn(?:et)?|user ?name|nick(?:name)?|kallenavn(?:et)?|kallenamn(?:et)?"
    rf"|handle)"
    rf"(?: (?:hennes|hans|hennar|sitt|her|his))?(?: (?:er|heter|heiter|is|var|was|på \w{{2,12}} er))?[ "
    rf":=]{{1,3}}[\"'«]?"
    rf"(?P<account>{_ACCOUNT})",
    re.IGNORECASE,
)
# After "user name" these go on with the sentence.
_NO_USER_NAME = words(
    "er og på som i til det den hun ho han hennes hans hennar sitt for fra frå ikke ikkje har kan må vil "
    "and of on in is "
    "for the her his was that which to with står vart ble blir vert"
)
_AT_SIGN = re.compile(r"(?<![\w.@])@ ?([A-Za-z_][\w.]{1,38}\w)")
# "insta: fatima_03", "på Snapchat heter hun fatima.03", "brukernavn fatima03"
_SAID = re.compile(
    rf"\b(?:{_MEDIA}(?:(?:-| |s )?(?:{_CALLED}|navn|namn|name))?|{_CALLED})(?:(?:-| |s )?{_CALLED})?(?:en"
    rf"|et|a)?(?: (?:hennes|hans|sin|sitt|til "
    rf"(?:henne|ham|han|eleven|jenta)))?"
    rf"(?P<sign> ?[:=] ?| (?:er|heter|heiter|is|under|som|navn|med navnet|called|named|under navnet)"
    rf"(?: (?:hun|ho|han|navnet|namnet))? | )[\"']?(?P<account>{_ACCOUNT})",
    re.IGNORECASE,
)
_ON = re.compile(
    rf"\b(?:heter|heiter|kaller seg|kallar seg|er|goes by|is|called|named)(?: (?:hun|ho|han|she|he))? "
    rf"[\"']?(?P<account>{_ACCOUNT})[\"']? (?:på|on) {_MEDIA}\b",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[\d_]|\w\.\w")

# One of these must stand in a text before it is looked through for the whole.
_OF_EMAILS = ("@", "krøll", "alfa", "snabel", "(at", "[at", "{at", "<at", "(a)", "[a]")
_OF_EMAILS_WITH_AT = tuple(words("dot punkt prikk mail outlook yahoo .com .no .org icloud msn"))
# Words that begin so tell of an account.
_OF_ACCOUNTS = tuple(
    words(
        "snap insta tik facebook messenger telegram discord whats viber twitter youtube linkedin skype "
        "jodel steam roblox"
        " threads kik bruker brukar user nick handle kallenavn konto profil account profile"
    )
)
_OF_ACCOUNTS_WHOLE = words("ig fb face imo")

# An account stands near the name of its medium, and has signs that words have not.
_LIKE_ACCOUNT = re.compile(
    r"(?<![\w@./\-])(?=[\w.]{0,30}[A-Za-zæøå])(?:[A-Za-zæøå][\w.]{0,30}_[\w.]{0,30}|_[\w.]{2,30}"
    r"|[A-Za-zæøå]{2,20}\d{1,6}[\w.]{0,20}"
    r"|[A-Za-zæøå]{1,20}\.[a-zæøå]{1,20}(?:\.?\d{1,6})?"
    r"|[A-Za-zæøå]{1,20}\.[a-zæøå]{1,20}\.[\w.]{1,20})(?![\w@/\-])"
)
_MEDIUM = re.compile(rf"\b{_MEDIA}", re.IGNORECASE)
_MEDIUM_NEAR = 60
_NO_ACCOUNT = re.compile(
    r"(?:vg|mp|covid|uke|kl|nr|trinn|del|f\.eks|bl\.a|o\.l|d\.v\.s|m\.m|e\.g|i\.e|t\.o\.m|m\.fl"
    r"|p\.g\.a)[\d.]*$",
    re.IGNORECASE,
)


def marks(text: str, places: Places) -> Iterator[Mark]:
    lower = text.lower()
    if any(sign in lower for sign in _OF_EMAILS) or (
        "at" in places and any(sign in lower for sign in _OF_EMAILS_WITH_AT)
    ):
        yield from _emails(text)
        yield from spread_out.emails(text)
    yield from _links(text)
    if "www" in places:
        yield from spread_out.links(text)
    for pattern in (_AT_SIGN, _WITH_NUMBER):
        for found in pattern.finditer(text):
            yield Mark("handle", found.start(), found.end())
    told = not places.keys().isdisjoint(_OF_ACCOUNTS_WHOLE) or any(
        word.startswith(_OF_ACCOUNTS) for word in places
    )
    if told:
        yield from _told(text)
    if told or "_" in text:
        yield from _like_accounts(text)


def _emails(text: str) -> Iterator[Mark]:
    for found in _EMAIL.finditer(text):
        local, sign, host = found.groups()
        # "at" alone is an English word: then what follows must be a site.
        if sign.strip().lower() in ("at", "ætt") and not re.search(
            rf"\.{TLD}$| (?:dot|punktum|prikk) ", host, re.IGNORECASE
        ):
            continue
        if not (local.lower() in OFFICES and _public(host)):
            yield Mark("email", found.start(), found.end())
    for found in _SHORT_EMAIL.finditer(text):
        yield Mark("email", found.start(), found.end())


def _links(text: str) -> Iterator[Mark]:
    for found in _LINK.finditer(text):
        host = _HOST.match(found.group())
        if host is None or not _page_of_a_service(host.group(1).rstrip("."), found.group()[host.end() :]):
            yield Mark("link", found.start(), found.end())
    for found in _SITE.finditer(text):
        if not _page_of_a_service(found.group(1), found.group(2)):
            yield Mark("link", found.start(), found.end())


def _page_of_a_service(host: str, path: str) -> bool:
    return _public(host) and bool(_WORDS_ONLY.fullmatch(path))


def _public(host: str) -> bool:
    labels = host.lower().split(".")
    return any(".".join(labels[place:]) in SITES for place in range(len(labels)))


def _told(text: str) -> Iterator[Mark]:
    for found in _SAID.finditer(text):
        account, sign = found["account"], found["sign"].strip()
        if is_nobodys(account):
            continue
        if _MARKED.search(account) or (sign in (":", "=") and not is_word(account.lower())):
            yield Mark("handle", found.start("account"), found.end("account"))
    for found in _USER_NAME.finditer(text):
        account = found["account"]
        if account.lower() not in _NO_USER_NAME:
            known = is_word(account.lower())
            yield Mark("handle", found.start("account"), found.end("account"), certain=not known)
    for found in _ON.finditer(text):
        yield Mark("handle", found.start("account"), found.end("account"))


def _like_accounts(text: str) -> Iterator[Mark]:
    for found in _LIKE_ACCOUNT.finditer(text):
        if _NO_ACCOUNT.match(found.group()):
            continue
        near = bool(_MEDIUM.search(text, max(0, found.start() - _MEDIUM_NEAR), found.end() + _MEDIUM_NEAR))
        if near or "_" in found.group():
            yield Mark("handle", found.start(), found.end(), certain=near)
