"""Airlines as they are named before the number of a flight: two signs, three letters, or their name."""

from cases.identity_guard.words import words

# Two signs, as tickets have them.
CODES = words(
    "SK DY D8 DH WF KL LH BA AF TK PC QR EK EY PK PF ET KQ RJ AT SU LX OS AY FR W6 W4 W9 U2 VY IB AZ TP SV "
    "GF WY KU IA UL FZ G9 J9 XY VF XQ EW BT LO OK JU A3 VS MS FI LY UK 6E AI 9W SG FG RQ RY UX 8U BJ TU AH "
    "IR W5 EP QB Y9 ER PA NL 9P XC HF TO DI PG B2 N0 Z0 3O 4D 4Z 5F 5J 5W 7W 8Q 9C B6 DE EC EI EN E9 G3 H9 "
    "I2 IX J2 JQ KC KM LA LG LS M9 ME NE NH NK NO OA OD OM OV PS QF QZ RC RO SN SQ SS S7 TG TR UA UN V7 WK "
    "WS WW X3 XK XR YM ZB ZQ DL AA AC WN CA CX CZ JL KE MU MK HY KD 2B DP DX FA FH HV JP LM RD SZ T3 TB TF "
    "U6 UT VX W3 WA XZ YK 7H HA NP NR NY RB R3 T5 TW"
)
# Three letters, as pilots and some tickets have them.
LETTERS = words(
    "SAS NAX NSZ NOZ IBK WIF KLM DLH BAW AFR THY PGT QTR UAE ETD PIA ETH KQA RJA RAM AFL SWR AUA FIN RYR "
    "WZZ EZY EJU VLG IBE ITY AZA TAP SVA GFA OMA KAC IAW ALK FDB ABY JZR SXS CAI EWG BTI LOT CSA ASL AEE "
    "VIR MSR ICE ELY IGO AIC SEJ AFG KMF AAR AEA LBT TAR DAH IRA IRM IRC QSM IAK CLX AIZ UZB TUA THA SIA "
    "BEL TVS FLI FHY OHY CXI TRA TOM EXS CFG MEA FBA IRB PVV SHY"
)
# In small letters, as a pattern; "x airlines" and "x airways" are known by those words.
NAMES = (
    r"(?:sas|norwegian|widerøe|wideroe|klm|lufthansa|turkish|pia|emirates|qatar|ethiopian|pegasus|ryan ?air"
    r"|wizz(?: ?air)?|finnair|etihad|swiss|austrian|flyr|air (?:france|india|arabia|baltic|algerie|algérie"
    r"|serbia|malta|berlin|europa|greenland|sial|blue)|royal (?:air maroc|jordanian)|gulf ?air|oman air"
    r"|saudia|saudi arabian|fly ?dubai|fly ?nas|fly ?baghdad|indigo|spice ?jet|srilankan|kenya airways"
    r"|egypt ?air|middle east|mahan(?: air)?|iran air|sun ?express|corendon|freebird|easy ?jet|aegean"
    r"|iberia|vueling|tap(?: portugal)?|icelandair|eurowings|condor|brussels|serene ?air|airblue|daallo"
    r"|jubba|ariana|kam ?air|cham wings|jazeera|ajet|anadolu ?jet|tunisair|aeroflot|transavia|braathens"
    r"|jet2|tui ?fly|malmö aviation|pakistan international|[^\W\d_]{2,16} (?:airlines?|airways|flyselskap))"
)
