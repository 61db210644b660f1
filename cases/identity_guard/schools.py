"""Schools and other places by name, and classes: with them half of a county's cases fit one person.

`own` is what the post of the writer is called; its short name is sought alone, others with what they are.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from cases.identity_guard.dictionary import is_word
from cases.identity_guard.findings import GuardBroken, Mark
from cases.identity_guard.nobodys import is_nobodys, is_place
from cases.identity_guard.words import Places, Zones, beginning, in_mid_sentence, near_digits, words

_SCHOOLS = Path(__file__).resolve().parents[1] / "reference" / "schools.csv"
_SORT = (
    r"(?:vgs\.?|vdg\.?|VGS|videreg[åa]ende(?: skole[n]?)?|vidareg[åa]ande(?: skule[n]?)?|ungdomsskole[n]?"
    r"|ungdomsskule[n]?|barneskole[n]?|barneskule[n]?|barne- og ungdomsskole|skole[n]?|skule[n]?"
    r"|folkehøgskole[n]?|folkehøgskule[n]?|katedralskole[n]?|katedralskule[n]?|voksenopplæring"
    r"|vaksenopplæring|gymnas(?:ium)?|høgskole[n]?|[Hh]igh [Ss]chool|[Uu]pper [Ss]econdary(?: [Ss]chool)?"
    r"|[Ss]econdary [Ss]chool"
    r"|[Pp]rimary [Ss]chool|[Mm]iddle [Ss]chool|[Gg]rammar [Ss]chool|[Ss]chool|[Cc]ollege|[Uu]niversity"
    r"|[Aa]cademy"
    r"|universitet(?:et)?|barnehage[n]?|asylmottak(?:et)?|mottak(?:et)?|krisesenter(?:et)?|moské(?:en)?"
    r"|moske(?:en)?|mosque|madrassa|madrasa|koranskole[n]?|menighet(?:en)?|sykehjem|idrettslag)"
)
_NAMED = re.compile(
    rf"(?<![\w\-])((?:[A-ZÆØÅ][\w'\-]{{1,40}} (?:og |i |of )?){{1,4}})(?:{_SORT}|Katedralskole|Katedralskule"
    r"|Videregående|Vidaregåande|Ungdomsskole|Ungdomsskule|Barneskole|Barneskule|Skole|Skule|Gymnas"
    r"|[Hh]andelsgymnas(?:ium)?)(?!\w)"
)
_LOWER = re.compile(
    r"(?<![\w\-])([\wæøå\-]{3,40}) (?:vgs\.?|vdg\.?|videreg[åa]ende(?: skole)?|vidareg[åa]ande(?: "
    r"skule)?|ungdomsskole|ungdomsskule|barneskole|barneskule|skole|skule|high school|secondary "
    r"school)(?!\w)",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"(?<![\w\-])([A-ZÆØÅ][\wæøå]{2,30}?)(?:skolen|skulen|skole|skule)(?!\w)")
# What kinds of schools are called, which names none.
_KINDS_OF_SCHOOL = words(
    "ungdoms barne folkehøg grunn språk privat nær fag fri høy høg koran sommer kvelds hjem heim "
    "videregående vidaregåande storby musikk"
    " kultur dans yrkes real special spesial nabo bydels søndags jente gutte internat kost landbruks folke "
    "verts ny gammel real middel handels sykepleier"
)
_GENERAL = words("""
    en ei ein den det denne denne hver kvar noen en annen ny nye gammel vår vårt norsk norske egen eigen
    samme same hel heile hele ingen annan
    fullført begynner starter går fullfører påbegynt avbrutt droppet privat statlig kommunal ulike elev
    elever eleven
    barne ungdoms kristen muslimsk offentlig fullfør bestått skal vil kan må valgt søkt tredje
    til på ved fra frå i av for om med og eller som the a an her his their our this that new old same
    another local islamic public private
    minority every all any no after before from at in to of and or upper lower our norwegian primary
    secondary high middle grammar
    videregående vidaregåande
    eleven hennes hans deres sin sitt sine siste første andre tredje neste forrige hvilken kva hvilke all
    alle nærmeste lokal lokale dagens
    """)
_CLASS_TOLD = re.compile(
    r"\b(?:klasse(?:n)?|basisgruppe(?:n)?|kontaktgruppe|class|form|grade)(?: (?:er|heter|nr))? ?[:=]? "
    r"?(?:(?:vg|VG|Vg)?\d{1,2} ?[A-Za-zÆØÅ]{1,4}\d?|[1-3][A-ZÆØÅ]{2,5})(?!\w)",
    re.IGNORECASE,
)
# For newcomers: "innføringsklassen INN2".
_CLASS_OF_LETTERS = re.compile(
    r"\b(?i:\w{0,20}klass[ea]n?|\w{0,20}gruppa|\w{0,20}gruppen?|class|form)(?: (?:er|heter|heiter|is))? "
    r"[A-ZÆØÅ]{1,4} ?-?\d[A-Z]?(?!\w|[.,]\d)"
)
_CLASS_WITH_NUMBER = re.compile(r"(?<![\w§])[123][A-ZÆØÅ]{2,4}\d(?!\w)")
_GOES_TO = re.compile(r"[^\W\d_]+ (?:på|ved) ([A-ZÆØÅ][a-zæøå]{3,30})(?![\w\-])")
_GOING = words(
    "går gjekk gikk gått elev elever elevar begynte begynner byrja slutta sluttet rådgiver lærer lærar"
)
# "fra kuben vgs": with these words before it, whatever stands before "vgs" is what it is called.
_AT_UPPER = re.compile(r"\b(?:fra|frå|på|ved|til|at|from|mot) ([\wæøå\-]{3,40}) (?:vgs|vdg)\b", re.IGNORECASE)
_CLASS = re.compile(
    r"(?<![\w§.,/\-])(?<!§ )(?:10|[1-9])(?:(?:\. ?|[ \-])?[A-H]|[a-h])(?![\w']|-(?!jent|gut|elev|klass"
    r"|trinn|girl|boy|pupil)"
    r"|[ ]?[.)]\w)"
)
# With the level said in words: "8. klasse B", "vg2 påbygg B", "10. trinn B"; "går i 9 a".
_CLASS_IN_WORDS = re.compile(
    r"(?<!\w)(?:(?:10|[1-9])\.? ?(?:klasse|trinn),? (?:klasse )?[A-H]|[Vv][Gg] ?-?[123]"
    r"(?:[ ,]{1,2}(?:påbygg|klasse|studiespesialisering|yrkesfag|helse)){1,2} ?[A-H]|(?:år|year"
    r"|grade) (?:1[0-3]|[7-9]) ?[A-H]"
    r"|[Vv]g ?-?[123][ \-]?(?:st|ho|he|hs|ba|el|tp|id|pb|na|ss|im|dh)[a-e]"
    r"|(?:går|gjekk|gikk|er|elev|eleven) i (?:10|[89]) [a-h]|[1-4][A-ZÆØÅ]{3,5}|IB[123][A-D]?)(?!\w)"
)
_CLASS_LEFT = re.compile(
    r"(?:§§?|paragraf|artikkel|art\.?|section|punkt|pkt\.?|ledd|vedlegg|alternativ|bokstav|kapittel|kap\.?"
    r"|nr\.?|nivå|fase|skjema|skjemaet|rutine|rom|room|sak|modul|spor|plan|blankett|ark|utgave|versjon|del"
    r"|tabell|bilag|type|step|point|hepatitt|level|zone|sone|linje|buss|gate \w+|veien"
    r"|gata|and|og|eller|-) ?$",
    re.IGNORECASE,
)
_PROGRAMME = re.compile(
    r"(?<![\w§])[123][ .\-]{0,2}(?:STA|STB|STC|STD|STE|STF|STG|ST|IDA|IDB|IDC|ID|PBA|PBB|PB|HOA|HOB|HOC"
    r"|HO|HSA"
    r"|HSB"
    r"|HS|BAA|BAB|BA|ELA|ELB|EL|TPA|TPB|TP|TIPA|TIPB|TIP|RMA|RMB|RM|MKA|MKB|MK|NAA|NA|SSA|SSB|SSC|SS|SRA|SR"
    r"|DHA|DH|MDA|MD|KDA|KD|IMA|IM|HEA|HEB|HUA|BUA|BUB|FDA|SAL|IB|PÅ|PA|PÅB|SAA|SAB|MU|DR|DA)(?:[A-H]"
    r"|\d)?(?!\w)"
)
_PROGRAMME_LOW = re.compile(
    r"(?<![\w§])[123](?:sta|stb|stc|std|ste|stf|idb|ida|pba|pbb|hoa|hob|hsa|hsb|baa|bab|ela|elb|tpa|tpb|tip"
    r"|rma|mka|naa|ssa|ssb|sra|dha|mda|kda|imb|hea|heb|bua)(?!\w)"
)
_NO_CLASS = words("2D 3D 2d 3d 2G 3G 4G 5G")
# After these every word that is no function word names a school: "Foss videregående".
_UPPER = re.compile(r"(?:vgs|vdg)\.?$|videreg|vidareg", re.IGNORECASE)
# Endings of names of places, in small letters too: "solbakken skole".
_OF_PLACES = tuple(words("bakken haugen åsen berg dal dalen vik nes rud stad moen lia bråten lund heim tun"))
_LEVEL = re.compile(r"\b[Vv][Gg] ?-?[123] ?-?(?:ST|ID|HO|HS|BA|EL|TIP|PB|[A-H])[A-Z0-9]{0,3}(?!\w)")


def marks(text: str, places: Places, own: Iterable[str]) -> Iterator[Mark]:
    yield from _own(text, own)
    for found in _NAMED.finditer(text):
        name = found.group(1).split()
        upper = bool(_UPPER.search(found.group()))
        within = in_mid_sentence(text, found.start())
        if not all(_is_general(word, upper=upper or within) for word in name):
            yield Mark("school", found.start(), found.end())
    for found in _LOWER.finditer(text):
        word = found.group(1).lower()
        if word not in _GENERAL and (
            word in _known()
            or not _plain(found.group(1))
            or word.endswith(_OF_PLACES)
            or (is_place(word) and found.group().split()[-1] != "skole")
        ):
            yield Mark("school", found.start(), found.end())
    for found in _ONE_WORD.finditer(text):
        if found.group(1).lower().removesuffix("s") not in _KINDS_OF_SCHOOL and not is_word(
            found.group().lower()
        ):
            yield Mark("school", found.start(), found.end())
    for found in () if places.keys().isdisjoint(("vgs", "vdg")) else _AT_UPPER.finditer(text):
        if found.group(1).lower() not in _GENERAL:
            yield Mark("school", found.start(1), found.end())
    for found in beginning(_GOES_TO, text, places, _GOING):
        if not is_nobodys(found.group(1)):
            yield Mark("school", found.start(1), found.end(1))
    yield from _classes(text, places.zones)


def _is_general(word: str, *, upper: bool) -> bool:
    """Whether a word before "skole" does not name it; `upper`: a capital or the school says it does."""
    if word.lower() in _GENERAL or (is_nobodys(word) and not is_place(word)):
        return True
    return not upper and _plain(word)


def _plain(word: str) -> bool:
    """A word, and not the name of a school."""
    lower = word.lower()
    return lower not in _known() and is_word(lower) and not is_place(word)


def _classes(text: str, zones: Zones) -> Iterator[Mark]:
    for pattern in (
        _CLASS_TOLD,
        _CLASS_OF_LETTERS,
        _CLASS_WITH_NUMBER,
        _PROGRAMME,
        _PROGRAMME_LOW,
        _LEVEL,
        _CLASS_IN_WORDS,
    ):
        for found in near_digits(pattern, text, zones):
            yield Mark("class", found.start(), found.end())
    for found in near_digits(_CLASS, text, zones):
        said = found.group().replace(" ", "")
        if said not in _NO_CLASS and not _CLASS_LEFT.search(text, max(0, found.start() - 14), found.start()):
            yield Mark("class", found.start(), found.end())


def _own(text: str, own: Iterable[str]) -> Iterator[Mark]:
    for name in own:
        short = re.sub(rf"\b{_SORT}\b.*", "", name, flags=re.IGNORECASE).strip(" ,")
        for said in {name.strip(), short}:
            # A town may be told of; the school that is called after it only as a school.
            if len(said) >= 3 and not (said == short and is_place(short)):
                for found in re.finditer(
                    rf"(?<!\w){re.escape(said)}(?:s|skolen|skulen)?(?!\w)", text, re.IGNORECASE
                ):
                    yield Mark("school", found.start(), found.end())


@cache
def _known() -> frozenset[str]:
    """First words of the schools of the register, in small letters."""
    with _SCHOOLS.open(encoding="utf-8") as file:
        words = frozenset(row["name"].split()[0].lower() for row in csv.DictReader(file))
    if len(words) < 20:
        raise GuardBroken("schools")
    return words
