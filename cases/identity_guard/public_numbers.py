"""Telephone numbers, addresses and sites of public services: everybody may write them, they are nobody's.

Kept in one place so that a reviewer can read it through. A number that is missing here is stopped; the
adviser
can say what service she means without its number.
"""

from cases.identity_guard.words import words

# Norwegian ones without country code; short ones of all countries.
PHONES = words("""
    110 112 113 911 999 114 115 117 118 15 17 18 100 101 102 108 190 1122 1121 1099
    116111 116117 116006 116123 116000 02800 09189
    81555201 81533310 47809050 55553333 23351500 24168800 24169000 46615000 23950000 22242091
    22116920 22034830 22480380 22842900 22842950 22475700 80033321 80040008 80057000 95411755
    22005000 23292000 22331190 80030196 22220480 22400040 23301100 22031500 38102200
    """)
SITES = words("""
    udi.no imdi.no bufdir.no politiet.no nav.no regjeringen.no lovdata.no ung.no helsenorge.no altinn.no
    une.no
    utdanning.no vigo.no samordnaopptak.no lanekassen.no skatteetaten.no helsedirektoratet.no udir.no hkdir.no
    arbeidstilsynet.no statsforvalteren.no datatilsynet.no dinutvei.no rodekors.no redd-barna.no reddbarna.no
    mentalhelse.no kirkens-sos.no krisesenter.com krisesenteret.com mirasenteret.no seif.no jurk.no
    jussbuss.no
    rettshjelp.no noas.org barneombudet.no ldo.no diskrimineringsnemnda.no ssb.no noreg.no norge.no norway.no
    tvangsekteskap.no zanana.no alarmtelefonen.no 116111.no barnevernvakten.no snakkmedoss.no fn.no nkvts.no
    stortinget.no gov.uk unicef.org unhcr.org who.int un.org
    """)
# Before the @ of an address of one of these sites, as an office's and not a person's.
OFFICES = words(
    "post postmottak kontakt info kompetanseteamet tvangsekteskap henvendelse sentralbord firmapost"
)
