"""Names that the words before them tell of: "søsteren til", "datter av", "heter", "onkel", "familien".

Here a word counts that would be none elsewhere, since whoever stands in such a place is somebody.
"""

import re
from collections.abc import Iterator

from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import Mark
from cases.identity_guard.listed import kin
from cases.identity_guard.nobodys import is_nobodys
from cases.identity_guard.word_lists import Names, fold
from cases.identity_guard.words import Places, beginning, words

TITLES = words("""
    lensmann lensmannen politimester sjef sjefen ordfører ordføreren ordførar direktør direktøren
    herr fru frøken hr fr mr mrs ms miss dr doktor lege rektor lærer lærar læreren læraren kontaktlærer
    kontaktlæreren imam imamen advokat prest sokneprest
    psykolog helsesykepleier saksbehandler politibetjent inspektør avdelingsleder rådgiver ambassadør konsul
    sheikh sjeik mullah maulana hajji familien familie
    slekten slekta ekteparet barna family teacher principal judge lawyer officer doctor professor nurse
    """)
_OF_ADDRESS = words("herr fru frøken hr fr mr mrs ms miss dr")
KIN = kin()
NAMED_AFTER = TITLES | frozenset(KIN)
_PUPIL = (
    r"(?:eleven|elev|jenta|jente|gutten|gutt|guten|gut|klienten|barnet|ungdommen|kvinnen|kvinna|pupil|girl"
    r"|boy|student|client|woman|studenten|brukeren|lillebror|lærling(?:en)?)"
)
_KIN = "|".join(sorted((re.escape(word) for word in KIN), key=len, reverse=True))
_TITLE = "|".join(sorted((re.escape(word) for word in TITLES), key=len, reverse=True))
_CALLED = (
    r"(?:som heter|som heiter|heter|heiter|hetar|het|hette|heitte|kalles|kallast|blir kalt|kalt|kalla"
    r"|kaller seg|kallar seg|ved navn|ved namn|med navn|med namn|med navnet|med namnet|navnet (?:hennes "
    r"|hans |sitt )?er|namnet (?:hennar |hans |sitt )?er|navn:|navn er|namn er|døpt|oppkalt etter|named"
    r"|called|name is|names? (?:are|is)|goes by|known as|by the name of)"
)
_NAME = r"([^\W\d_][\w'\-]{1,40})"
_PATTERNS = (
    # søsteren til X, datter av X, mother of X
    (
        re.compile(
            rf"\b(?P<kin>{_KIN}|{_PUPIL})(?: (?:hennes|hans|hennar|sin|min|her|his|vår))? (?:til|av|åt|of) "
            rf"{_NAME}",
            re.IGNORECASE,
        ),
        False,
    ),
    # søsteren X, onkel X, jenta X
    (
        re.compile(
            rf"\b(?P<kin>{_KIN}|{_PUPIL})(?: (?:hennes|hans|hennar|sin|min|her|his))?,? {_NAME}",
            re.IGNORECASE,
        ),
        True,
    ),
    (re.compile(rf"\b(?P<kin>{_TITLE})(?:(?<=hr|fr|dr|mr|ms)\.|(?<=mrs)\.)? {_NAME}", re.IGNORECASE), True),
)
_TOLD = re.compile(rf"\b{_CALLED}:? (?:hun |ho |han |også )?[\"']?{_NAME}", re.IGNORECASE)
# Before these stands somebody, so that a name that is a word too is a name there.
_MET = re.compile(
    r"(?:snakket|snakka|snakke|samtale[nr]?|samtala|møte[tr]?|møtte|prata|pratet|ringte|ringde|ringer|ringjer"
    r"|spurte|spurde|besøkte|traff|trefte|sms|melding(?:a|en)?|mail|brev|talked|spoke|speaking|met|meeting"
    r"|called)"
    rf" (?:(?:med|til|fra|frå|with|to|from|av|hos) )?{_NAME}(?! (?:tlf|telefon|mail|e-post|brev|uke|veke"
    rf"|år|time))",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    rf"\b(?i:{_KIN}|{_PUPIL}|initialene|initialer|initials?|init\.?|initialene er|familien)(?: (?:er|are|:"
    rf"|til|av"
    rf"|of))? \(?"
    rf"([A-ZÆØÅ]{{2,3}})(?![\w.])"
)
# Never a name where a name is told of: "det heter at", "søsteren til den", "eleven er".
_FUNCTION = words("""
    at det den de en ei ein et eit som og eller men hva kva hvor kor når så ikke ikkje noe noko noen nokon
    ingen alle alt mer meir man jeg eg du han hun ho vi dere oss meg deg seg
    hans hennes hennar sin sitt sine min mitt mine din vår deres er var har hadde blir ble vart vert skal
    vil kan må få får fikk gjør på i til fra frå av for med om ved hos mot etter før under over
    the a an of to and or but is was has had will would can could must not no she he they it that this her
    his their who what when where how in on at by from for with about as if
    eleven elev jenta gutten barnet familien faren moren mor far bror søster foreldrene skolen datteren
    sønnen klienten politiet barnevernet ektemannen mannen kona kvinnen slektninger
    pupil girl boy family father mother school brother sister husband both each another other someone
    everyone parents same
    annet anna annen andre egentlig eigentleg ofte fortsatt framleis bare berre også jo nå no der her slik
    dette disse desse seinere senere
    """)


_SOMEBODY = frozenset(KIN) | words(
    "eleven elev jenta jente gutten gutt guten gut klienten barnet ungdommen kvinnen kvinna pupil girl boy "
    "student client woman"
    " studenten brukeren lærling lærlingen"
)
_TELLING = words(
    "som heter heiter hetar het hette heitte kalles kallast blir kalt kalla kaller kallar ved med navnet "
    "namnet navn namn døpt"
    " oppkalt named called name names goes known by"
)
_MEETING = words(
    "snakket snakka snakke samtale samtalen samtaler samtala møte møtet møter møtte prata pratet ringte "
    "ringde "
    "ringer ringjer spurte spurde besøkte traff trefte sms melding meldinga meldingen mail brev talked spoke "
    "speaking met meeting called"
)
# Before "phone" and "year" rather than after somebody met.
_NOT_MET = words("per sol storm regn winter vinter summer sommer jul")
_FIRST = (_SOMEBODY, _SOMEBODY, TITLES)
_BY_INITIALS = _SOMEBODY | words("initialene initialer initial initials init familien")


def initials(text: str, places: Places) -> Iterator[re.Match[str]]:
    """ "Jenta FH", "initialene er FH": group 1 is the initials."""
    return beginning(_INITIALS, text, places, _BY_INITIALS)


def marks(text: str, places: Places, known: Names) -> Iterator[Mark]:
    """Names that are told of, in capitals or small letters; with the kinship where it makes a better word."""
    for (pattern, directly), first in zip(_PATTERNS, _FIRST, strict=True):
        for found in beginning(pattern, text, places, first):
            name = found.group(2)
            if _is_somebody(name, known, directly=directly):
                kin = found["kin"]
                beside = directly and name[0].isupper() and "," not in found.group()
                word = _without_name(kin) if beside else None
                start = found.start("kin") if word else found.start(2)
                yield Mark("name", start, found.end(2), neutral=word)
    for found in beginning(_MET, text, places, _MEETING):
        folded = fold(found.group(1))
        if folded in known.also_words - known.hardly and folded not in _NOT_MET:
            yield Mark("name", found.start(1), found.end(1))
    for found in beginning(_TOLD, text, places, _TELLING):
        if _is_somebody(found.group(1), known, directly=False):
            yield Mark("name", found.start(1), found.end(1))


def _without_name(kin: str) -> str | None:
    """What is left when the name beside it goes: "en søster", "Læreren"; None for a mere form of address."""
    return KIN.get(kin.lower()) or (None if kin.lower() in _OF_ADDRESS else kin)


def _is_somebody(name: str, known: Names, *, directly: bool) -> bool:
    lower = name.lower().strip("'-")
    folded = fold(lower)
    if lower in _FUNCTION or len(lower) < 2 or is_nobodys(name):
        return False
    if folded in known.hardly and not name[0].isupper():
        return False
    genitive = folded.removesuffix("s").rstrip("'")
    if folded in known.given or folded in known.also_words or genitive in known.small:
        # "onkel sier": a word that is a name far away and a word here is a word here.
        return name[0].isupper() or folded in known.small or folded in known.also_words or not is_word(lower)
    if name[0].isupper():
        return not name.isupper() and (directly or not is_word(lower))
    if folded in known.family:
        return not is_word(lower)
    return not directly and not is_word(lower) and len(lower) > 2
