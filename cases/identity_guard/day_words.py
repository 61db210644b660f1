"""Names of months, days of the week and ordinal numbers, in bokmål, nynorsk and English."""

from cases.identity_guard.words import in_order

_NAMES = (
    "januar jan january",
    "februar feb february",
    "mars mar march",
    "april apr",
    "mai may",
    "juni jun june",
    "juli jul july",
    "august aug",
    "september sep sept",
    "oktober okt oct october",
    "november nov",
    "desember des dec december",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
# Of the Islamic and the Persian calendar: a date in them is as exact.
OTHER_CALENDARS = (
    "muharram|safar|rabi|jumada|rajab|shaban|ramadan|shawwal|dhul|farvardin|ordibehesht|khordad|tir|mordad"
    "|shahrivar|mehr|aban|azar|dey|bahman|esfand"
)
DAY = r"(?:3[01]|[12]\d|0?[1-9])"
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
ORDINALS = in_order(
    "første fyrste andre annen tredje fjerde femte sjette sjuende syvende åttende niende tiende ellevte "
    "tolvte trettende fjortende femtende"
    " sekstende syttende attende nittende tjuende tyvende tjueførste tjueandre tjuetredje tjuefjerde "
    "tjuefemte tjuesjette tjuesjuende"
    " tjueåttende tjueniende trettiende trettiførste sjuande åttande niande tiande trettande fjortande "
    "femtande sekstande syttande attande"
    " nittande tjuande tjuefyrste tjuesjuande tjueåttande tjueniande trettiande trettifyrste enogtyvende "
    "toogtyvende treogtyvende"
    " first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth"
    " seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth"
    " twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
ORDINALS += [
    f"{unit}og{tens}"
    for unit in ("en", "ein", "to", "tre", "fire", "fem", "seks", "sju", "syv", "åtte", "ni")
    for tens in ("tyvende", "tjuende", "tjuande", "trettiende", "trettiande")
]
# Above three: "en mai" and "to mars" are rather a slip.
CARDINALS = in_order(
    "fire fem seks sju syv åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tjue "
    "tjueen "
    "tjueto tjuetre tjuefire tjuefem tjueseks tjuesju tjuesyv tjueåtte tjueni tretti trettien four five six "
    "seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty "
    "thirty"
)
CARDINAL = "|".join(sorted(CARDINALS, key=len, reverse=True))
ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
WEEKDAY = (
    r"(?:mandag|måndag|tirsdag|tysdag|onsdag|torsdag|fredag|lørdag|laurdag|søndag|sundag|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday)"
)
