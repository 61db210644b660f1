"""How the invented year is spread where nothing was printed for 2008.

Weights need not add to a hundred. Where a published share exists it is used and named; the rest
is our judgement, and nothing may be concluded from it. Only codes that were in use in 2008.
"""

Weights = dict[str, float]

# Advisers began in June; schools are closed most of July. Most inquiries come before summer
# (93 of 275 in May and June of a later half-year). June at the team is printed.
ADVISER_MONTHS: Weights = {"6": 22, "7": 3, "8": 10, "9": 17, "10": 17, "11": 17, "12": 14}
TEAM_MONTHS: Weights = {
    "1": 8, "2": 8, "3": 8, "4": 9, "5": 17, "7": 5, "8": 9, "9": 10, "10": 10, "11": 9, "12": 7,
}  # fmt: skip

# About a fifth of the advisers' first cases came to the embassies, where posts were filled later.
EMBASSY_SHARE = 0.2
EMBASSIES: Weights = {"islamabad": 30, "amman": 20, "nairobi": 18, "ankara": 16, "rabat": 8, "colombo": 8}
# The counties with most pupils from abroad were given schools where many asked.
COUNTIES: Weights = {"Oslo": 14, "Akershus": 11, "Buskerud": 11}
OTHER_COUNTY = 9.0
AGENCIES: Weights = {"IMDI": 12, "UDI": 30, "POD": 26, "BUFDIR": 32}

CHANNELS: dict[str, Weights] = {
    "MR": {"OPPM": 70, "TLF": 15, "EPOST": 15},
    "IR": {"EPOST": 40, "TLF": 35, "OPPM": 25},
    "KT": {"TLF": 55, "EPOST": 22, "REPR": 23},
}
# Who asked: IMDi 2015 for both kinds of adviser (school staff 48, herself 20; herself 21, family 11,
# the ministry 8); the team's mostly the front line.
ASKERS: dict[str, Weights] = {
    "MR": {"SKOLE": 48, "SELV": 20, "VENN": 10, "BV": 7, "FAM": 5, "POL": 2, "KRI": 2, "ANN": 4, "UKJ": 2},
    "IR": {"SELV": 21, "UTS": 22, "FAM": 11, "UD": 8, "POL": 10, "BV": 10, "UDI": 8, "VENN": 6, "ANN": 4},
    "KT": {
        "BV": 24, "POL": 16, "SKOLE": 12, "FLY": 7, "KRI": 8, "SELV": 10, "HEL": 5, "UDI": 4, "NAV": 3,
        "ADV": 2, "MOT": 2, "FRI": 2, "VENN": 3, "PRIV": 1, "UKJ": 1,
    },
}  # fmt: skip
# Boys were 16 to 23 per cent in 2010 and 2011; the advisers' sexes of 2008 are printed.
TEAM_SEXES: Weights = {"K": 80, "M": 19, "U": 1}
# Under 18: 53 per cent at the advisers in 2011.
AGES: dict[str, Weights] = {
    "MR": {"00-15": 8, "16-17": 43, "18-21": 40, "B": 3, "V": 3, "UKJ": 3},
    "IR": {"00-15": 8, "16-17": 20, "18-21": 32, "22-25": 22, "26-30": 9, "31-40": 4, "UKJ": 5},
    "KT": {
        "00-15": 9, "16-17": 21, "18-21": 31, "22-25": 19, "26-30": 8, "31-40": 4, "41+": 1, "V": 4, "UKJ": 3,
    },
}  # fmt: skip
# The backgrounds that reports of those years list first.
BACKGROUNDS: Weights = {
    "PK": 24, "IQ": 17, "SO": 12, "TR": 10, "AF": 9, "LK": 4, "IR": 5, "MA": 4, "SY": 3, "IN": 2, "LB": 2,
    "ET": 2, "JO": 1, "NO": 1, "XX": 4,
}  # fmt: skip
# Where the marriage or the stay is feared, for cases in Norway.
FOCUS: Weights = {"background": 74, "NO": 12, "XX": 14}
WHEREABOUTS: dict[str, Weights] = {
    "MR": {"NOR": 74, "REI": 14, "UTL": 7, "UKJ": 5},
    "IR": {"UTL": 72, "NOR": 12, "REI": 10, "UKJ": 6},
    "KT": {"NOR": 66, "REI": 12, "UTL": 15, "UKJ": 7},
}
URGENCIES: dict[bool, Weights] = {
    # By whether the concern is a forced marriage.
    True: {"AKUTT": 10, "HASTER": 24, "ORD": 62, "INFO": 4},
    False: {"AKUTT": 3, "HASTER": 9, "ORD": 73, "INFO": 15},
}
# The report splits the rest no further, and the later concerns were not yet on the list.
OTHER_CONCERNS: Weights = {"ANN": 88, "UKJ": 12}
CIRCUMSTANCES: Weights = {
    "REISE": 20, "TIDL_REI": 16, "SOSK": 18, "DOBB": 9, "FORL": 14, "PASS": 8, "OPPH": 5, "FRAV": 16,
    "FRAF": 9, "BRUDD": 8, "KRISE": 5,
}  # fmt: skip
ACTIONS: dict[str, Weights] = {
    "MR": {"RAD": 60, "SAMT": 45, "KART": 30, "RISK": 16, "SIKP": 12, "KONT": 14, "BVM": 10, "REIS": 12},
    "IR": {"RAD": 45, "KART": 30, "KONS": 34, "PASS": 12, "HJEM": 10, "REF": 6, "RISK": 16, "TOLK": 10},
    "KT": {"RAD": 80, "KART": 18, "BVM": 10, "POLM": 12, "AVV": 8, "BO": 5, "KRIS": 7, "NAVN": 5},
}
OUTCOMES: Weights = {"LOST": 36, "OVERF": 20, "TRUKK": 14, "KONTM": 9, "RAD": 21}
STILL_ABROAD = 0.25
CLOSED = 0.82

# General questions stand in no table of 2008: some tens in a year, by scheme.
GENERAL: dict[str, int] = {"MR": 14, "KT": 26}
