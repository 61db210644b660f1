"""A day without its month: "tirsdag den 14.", "den 3. i neste måned", "the third of next month"."""

import re
from collections.abc import Iterator

from cases.identity_guard.day_words import DAY, ORDINAL, ORDINALS, WEEKDAY
from cases.identity_guard.findings import Mark
from cases.identity_guard.words import Places, beginning, first_words, near_digits, words

_OF_MONTH = (
    r"(?:(?:i )?(?:denne|neste|forrige|førre|kommende|komande|inneværende|samme|same) (?:måned(?:en)?"
    r"|månad(?:en)?)"
    r"|i (?:måneden|månaden)|(?:of |in )?(?:this|next|last|the) month|ds\.|dennes)"
)
_PERSONS_AND_TIMES = (
    r"(?: (?:klasse|gang|trinn|time|uke|veke|måned|månad|person|plass|etasje|generasjon|dag(?:en)?\b"
    r"|samtal|møte"
    r"|forsøk|år|kvartal|semester|barn|kull|rad|mann|kon[ae]|punkt|ledd|juledag|påskedag|pinsedag|part))"
)
_ALONE = re.compile(
    rf"\b(?:(?:{WEEKDAY}|man|tirs?|tys|ons|tors?|fre|lør|lau|søn)\.? (?:den |d\. ?)?{DAY}\.(?!\d| "
    rf"(?:klasse|gang|trinn|time))"
    rf"|{WEEKDAY} den (?:{ORDINAL})\b"
    rf"|den (?:1[3-9]|2\d|3[01])\.(?!\d|{_PERSONS_AND_TIMES})"
    rf"|den {DAY}\.(?=[ ]?(?:$|[,;)!?\n]| (?:reis|dra|dro|fly|fløy|fer|for|skal|er|var|ble|blir|vart|vert"
    rf"|kl|på|hjem"
    rf"|heim|og|til|om|kom|kjem|møt|ring|hent|snakk|i [a-zæøå]+måned|neste|denne|fyller|med|hos|fra|frå))))",
    re.IGNORECASE,
)
_IN_DIGITS = re.compile(
    rf"(?<![\d.,/\-]){DAY}(?:\.|st|nd|rd|th)? (?={_OF_MONTH}){_OF_MONTH}"
    rf"|\bthe {DAY}(?:st|nd|rd|th)\b(?! (?:grade|time|of the|century|day|week|person|floor|year|month"
    rf"|meeting|call"
    rf"|child|one|generation|attempt|part|section|article|form|birthday|anniversary))"
    rf"|\b(?:on|til|den) \w{{0,3}} ?{DAY}(?:st|nd|rd|th)\b(?= of| in|[.,;]|$)",
    re.IGNORECASE,
)
# "Mellom 3. og 9.", "fra den 3. til den 9."
_FROM_TO = re.compile(
    rf"\b(?:mellom|fra|frå|between|from) (?:den |the )?{DAY}(?:\.|st|nd|rd|th)(?: ?- ?| (?:og|til|and|to) "
    rf")(?:den |the )?"
    rf"{DAY}(?:\.(?! ?(?:klasse|trinn|time|etasje|uke|veke))|st|nd|rd|th)(?!\d)",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(rf"(?:{ORDINAL}) {_OF_MONTH}", re.IGNORECASE)
# "Hun drar den tiende.", "on the fourteenth."
_IN_WORDS_ALONE = re.compile(
    rf"(?:den|the) (?!første|fyrste|andre|annen|tredje|first|second|third)(?:{ORDINAL})(?=[.,;!?\n]|$| "
    rf"(?:reis|drar"
    rf"|dreg|flyr|fer|skal|kl\b))",
    re.IGNORECASE,
)

_ORDINAL_FIRST, _ARTICLES = first_words(ORDINALS), words("den the")


def marks(text: str, places: Places) -> Iterator[Mark]:
    for pattern in (_ALONE, _IN_DIGITS, _FROM_TO):
        for found in near_digits(pattern, text, places.zones):
            yield Mark("date", found.start(), found.end())
    for found in beginning(_IN_WORDS, text, places, _ORDINAL_FIRST):
        yield Mark("date", found.start(), found.end())
    for found in beginning(_IN_WORDS_ALONE, text, places, _ARTICLES):
        yield Mark("date", found.start(), found.end())
