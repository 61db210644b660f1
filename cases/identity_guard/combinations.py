"""What fits one family only, although nothing of it names anybody: place among how many, what father does."""

import re
from collections.abc import Iterator

from cases.identity_guard.findings import Mark
from cases.identity_guard.words import Places, beginning, words

_N = (
    r"(?:\d{1,2}|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve)"
)
_SIBLINGS = (
    r"(?:søsken|sysken|barn|brødre|brør|søstre|systrer|søskenflokk|born|jenter|gutter|gutar|døtrer"
    r"|brødrene|døtre|siblings|children"
    r"|brothers|sisters|daughters|sons|kids)"
)
_POSITION = re.compile(
    r"\b(?:nest |tredje |second |third |nummer \w{1,6} )?(?:eldste?|yngste?|mellomste?|midterste?"
    r"|middelste|eldest"
    r"|oldest|youngest|middle child|enebarn|only child|only (?:daughter|son|girl|boy)|nest eldst|eldstemann"
    r"|yngstemann|førstefødt\w*|first-?born|midt i (?:søsken)?flokken|(?:eneste|einaste) "
    r"(?:datter|sønn|jente|gutt|dotter|son))\b"
    r"|\b(?:andre|tredje|fjerde|femte|sjette|sjuende|sjuande|åttende|second|third|fourth|fifth|sixth|seventh)"
    r" (?:barn |born |child )?(?:av|i|of|in) "
    r"|\b(?:nummer|nr\.?|number) (?:\d|en|to|tre|fire|fem|seks|one|two|three|four|five) (?:i (?:rekka"
    r"|rekken|rekkja|flokken) )?(?:av|i|of|in|blant)\b"
    r"|\b(?:tvilling|twin|trilling|triplet)\w{0,8}\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"\b(?:av|of|i en søskenflokk på|i ein syskenflokk på|søskenflokk(?:en)? på|flokk på|familie på"
    rf"|family of|har|with|has) "
    rf"(?:i alt |totalt )?{_N}(?: (?:yngre|eldre|younger|older|small|små))?(?: {_SIBLINGS}|(?=[ ,.]|$))"
    rf"|\b{_N} (?:yngre |eldre |younger |older |små )?{_SIBLINGS}\b",
    re.IGNORECASE,
)
_PARENT = (
    r"(?:far(?:en)?|faren (?:hennes|hans)|mor(?:en|a)?|mora (?:hennes|hans)|pappa(?:en)?|mamma(?:en)?"
    r"|stefar(?:en)?|bestefar(?:en)?|onkel(?:en)?|foreldrene|father|mother|dad|mum|stepfather|grandfather"
    r"|uncle|parents)"
)
_TRADE = (
    r"(?:\w{0,20}(?:sjåfør|sjafør|imam|prest|pastor|\blege|\blækjar|lærer|lærar|kokk|baker|bakar|frisør"
    r"|renholder|reinhaldar|ingeniør|advokat|eier|eigar|arbeider|arbeidar|snekker|snikkar|mekaniker"
    r"|mekanikar|politimann|offiser|diplomat|ambassadør|ordfører|ordførar|politiker|politikar"
    r"|fiskar|sveiser|sveisar|målar|bonde|gardbrukar|songar|dommar|trenar|forretningsmann|kjøpmann"
    r"|butikkeier|tannlege|sykepleier|sjukepleiar|professor|forsker|journalist"
    r"|skuespiller|sanger|fotballspiller|trener|dommer|general|minister|fisker|bonde|slakter|slaktar|vekter"
    r"|vaktmester|rørlegger|elektriker|elektrikar|maler|farmasøyt|apoteker|jordmor|statsråd"
    r"|stortingsrepresentant|forretningskvinne|kafeeier|bussjåfør|pensjonist|\w{2,14}leder|\w{2,14}mann"
    r"|\w{2,14}fører|\w{2,14}mester|\w{2,14}pleier|\w{2,14}sjef|\w{2,14}selger|\w{2,14}selgar"
    r"|\w{2,14}betjent|\w{2,14}handler|\w{2,14}arbeidar|\w{2,14}ist|konsul|vaktmeister|gullsmed"
    r"|skredder|skomaker|drosjeeier|tolk|pilot|kaptein"
    r"|driver|doctor|teacher|cook|chef|baker|hairdresser|cleaner|engineer|lawyer|shopkeeper|owner|mechanic"
    r"|officer|ambassador|mayor|politician|businessman|dentist|nurse|farmer|butcher|guard|plumber"
    r"|electrician|pharmacist|goldsmith|tailor|midwife|carpenter|painter|welder|fisherman|soldier"
    r"|policeman|priest|pastor|imam|accountant"
    r"|surgeon|colonel|major|captain|lieutenant|sergeant|director|manager|consultant|trader|merchant"
    r"|contractor"
    r"|employee|landlord|landowner|vet|architect|photographer|writer|poet|cleric|qadi|builder|welder|banker"
    r"|kirurg|oberst|løytnant|kaptein|soldat|offiser|arkitekt|fotograf|forfatter|forfattar|veterinær"
    r"|\w{0,20}(?:tilsett|ansatt|tilsatt)|\w{3,20}(?:ør|iker|ikar|olog|onom)|skreddar|skraddar"
    r"|\w{2,14}handlar|\w{3,20}representant|headman|mukhtar|chief"
    r"|chieftain|elder|malik|landsbyhøvding|høvding|librarian|waiter|barber|jeweller|optician|translator"
    r"|clerk|caretaker|janitor|judge"
    r"|journalist|singer|footballer|interpreter)\w{0,3})"
)
_WORKS = re.compile(
    rf"\b{_PARENT}(?: (?:hennes|hans|hennar|deres|til eleven|sin|her|his))?(?:,? som|,? who)? (?:er|var"
    rf"|jobber"
    rf"|jobbar|arbeider"
    rf"|arbeidar|driver|driv|eier|eig|has|har|is|was|works|runs|owns|works as|kjører|køyrer)(?: (?:som|as"
    rf"|en|ein|et|ei|a|an|the|den|lokal|kjent|egen|eigen|sin|og))*(?: \w{{1,20}}){{0,2}}? (?:{_TRADE}|taxi"
    rf"|drosje|\w{{0,14}}salong(?:en)?|\w{{0,12}}butikk(?:en)?|\w{{0,14}}forretning(?:en)?"
    rf"|\w{{0,14}}firma(?:et)?|\w{{0,12}}restaurant(?:en)?|kiosk(?:en)?"
    rf"|gatekjøkken|pizzeria"
    rf"|verksted|\w{{0,12}}sjapp[ea]|hotell|bondegård|gardsbruk|shop|restaurant|store|bakery"
    rf"|bakeri|salong|moske(?:en)?|moské(?:en)?)\b"
    rf"|\b(?:daughter|son|datter(?:en|a)?|dotter|dottera|sønn(?:en)?|barn) (?:av|til|of) (?:en |ein |a |an "
    rf"|the |den )?(?:\w{{1,20}} )?{_TRADE}\b|\b{_PARENT}[,:]? (?:en |ein |a |an |er |is "
    rf")?(?:(?:pensjonert|retired|former|tidligere|tidlegare|kjent"
    rf"|lokal|local|known|well-known) )?{_TRADE}\b",
    re.IGNORECASE,
)
# "Jobber som", "driver": whatever comes is a profession.
_WORKS_AS = re.compile(
    rf"{_PARENT}(?: (?:hennes|hans|hennar|deres|til eleven|sin|her|his))?,?(?: som| who)? (?:(?:jobber|jobbar"
    rf"|arbeider|arbeidar|jobbet|jobba|works|worked) (?:som|as|på|i|ved|at|in|for)"
    rf"|driver|driv|eier|eig|selger|sel|sells|sold|leder|leiar|kjører|køyrer|underviser|owns|runs|drives"
    rf"|leads|teaches) "
    rf"(?:\w{{1,24}} ?){{1,3}}",
    re.IGNORECASE,
)
_ONLY_ONE = re.compile(
    r"(?:eneste|einaste|only) (?:\w{1,20} ){0,2}?(?:eleven|elev|jenta|jente|gutten|gutt"
    r"|familien|familie|guten|gut|pupil|girl|boy|family|student) (?:\w{1,20} ){0,3}?(?:på skolen|på skulen"
    r"|i klassen|i bygda|i kommunen|i byen|på stedet|i landsbyen|at (?:the|this|our) school|in (?:the|her"
    r"|his) (?:class|town|village|municipality|year)|fra|frå|from)\b"
    r"|(?:eneste|einaste|only) (?:fra|frå|from|syriske|afghanske|somaliske|irakiske|kurdiske|pakistanske"
    r"|tamilske"
    r"|tyrkiske|eritreiske|[\w]{3,20}sjappa) (?:[\w\-]{1,24} ){0,4}?(?:i|på|in|at) (?:the )?(?:kommunen"
    r"|kommuna|bygda|byen"
    r"|skolen|skulen|klassen|klassa|trinnet|school|class|town|village)\b"
    rf"|(?:eneste|einaste|only) (?:[\w\-]{{1,24}} ){{0,3}}?(?:elev\w*|jent\w*|gut\w*|famili\w*|kvinn\w*"
    rf"|mann|{_TRADE}|dotter|datter|sønn|[\w\-]{{2,20}}bakgrunn"
    r"|woman|man|daughter|son|family|pupil|girl|boy|student) (?:[\w\-]{1,24} ){0,6}?(?:(?:i|på|in|at|of) "
    r"(?:[\w]{1,12} ){0,2}?(?:fylket|kommunen|kommuna|bygda|byen|skolen|skulen|klassen|klassa|trinnet|Norge"
    r"|Noreg|stedet|staden|landsbyen|bydelen|menigheten|kyrkjelyden|county|town|village|municipality|city"
    r"|class|school|Norway|community|year))\b",
    re.IGNORECASE,
)
# How far apart they may stand and still be about one family.
_NEAR = 260


_PARENTS = words(
    "far faren mor moren mora pappa pappaen mamma mammaen stefar stefaren bestefar bestefaren onkel "
    "onkelen foreldrene father"
    " mother dad mum stepfather grandfather uncle parents daughter son datter datteren dattera dotter "
    "dottera sønn sønnen barn"
)
_ONLY = words("eneste einaste only")


def marks(text: str, places: Places) -> Iterator[Mark]:
    """The profession of a parent beside place or number among siblings; somebody who is the only one."""
    at_work = [*beginning(_WORKS, text, places, _PARENTS), *beginning(_WORKS_AS, text, places, _PARENTS)]
    if at_work:
        signs = [found.span() for pattern in (_POSITION, _NUMBER) for found in pattern.finditer(text)]
        signs.sort()
        for found in at_work:
            near = [span for span in _around(signs, found.start()) if _is_near(span, found)]
            if near:
                yield Mark("combination", min(found.start(), near[0][0]), max(found.end(), near[-1][1]))
    for found in beginning(_ONLY_ONE, text, places, _ONLY):
        yield Mark("combination", found.start(), found.end())


def _is_near(span: tuple[int, int], found: re.Match[str]) -> bool:
    return span[1] > found.start() - _NEAR and span[0] < found.end() + _NEAR


def _around(signs: list[tuple[int, int]], place: int) -> list[tuple[int, int]]:
    """The signs next to a place, which are enough to know whether one is near: found by halving."""
    low, high = 0, len(signs)
    while low < high:
        middle = (low + high) // 2
        if signs[middle][0] < place:
            low = middle + 1
        else:
            high = middle
    return signs[max(0, low - 2) : low + 2]
