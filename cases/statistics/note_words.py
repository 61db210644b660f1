"""The notes' words. What they say and when stands in `notes`."""

from cases.statistics.words import Dated, Text

MARK = Text(
    nb="Internt – ikke for publisering",
    nn="Internt – ikkje for publisering",
    en="Internal – not for publication",
)
NO_MEASURE_OF_EXTENT = Text(
    nb="Tallene viser hva ordningene har fått kjennskap til. De er ikke et mål på omfanget.",
    nn="Tala viser kva ordningane har fått kjennskap til. Dei er ikkje eit mål på omfanget.",
    en="The figures show what the schemes came to know of. They are no measure of extent.",
)
UNIT = Text(nb="Enhet: {unit}. {rule}", nn="Eining: {unit}. {rule}", en="Unit of count: {unit}. {rule}")
BASE = Text(
    nb="Grunnlag for prosent: {base}", nn="Grunnlag for prosent: {base}", en="Base of percentages: {base}"
)
PERIOD = Text(nb="Periode: {first}–{last}.", nn="Periode: {first}–{last}.", en="Period: {first}–{last}.")
PARTIAL = Text(
    nb="Ufullstendig år: bare {months}.",
    nn="Ufullstendig år: berre {months}.",
    en="Partial year: only {months}.",
)
PARTIAL_SCHEMES = Text(
    nb="Ufullstendig år for {names}: bare {months}.",
    nn="Ufullstendig år for {names}: berre {months}.",
    en="Partial year for {names}: only {months}.",
)
UNFINISHED = Text(
    nb="{year} er ikke over: tallene gjelder til og med {day} og er foreløpige.",
    nn="{year} er ikkje over: tala gjeld til og med {day} og er førebelse.",
    en="{year} is not over: its figures go up to {day} and are provisional.",
)
SCHEMES = Text(
    nb="Ordningenes navn i perioden: {names}.",
    nn="Namn på ordningane i perioden: {names}.",
    en="Names of the schemes in the period: {names}.",
)
UNTIL = Text(
    nb="{name} (til og med {year})", nn="{name} (til og med {year})", en="{name} (to the end of {year})"
)
SCHOOL_ADVISERS = Dated(
    (
        (2008, Text("minoritetsrådgivere", "minoritetsrådgivarar", "minority advisers")),
        (2023, Text("mangfoldsrådgivere", "mangfaldsrådgivarar", "diversity advisers")),
    )
)
EMBASSY_ADVISERS = Dated(
    (
        (2008, Text("integreringsrådgivere", "integreringsrådgivarar", "integration advisers")),
        (
            2023,
            Text(
                "spesialutsendinger for integreringssaker",
                "spesialutsendingar for integreringssaker",
                "special envoys for integration matters",
            ),
        ),
    )
)
ADVISERS = Text(
    nb="Rådgivere i {span}: {minority_advisers} {mr} ved {schools} skoler og {integration_advisers} {ir} "
    "ved {embassies} utenriksstasjoner.",
    nn="Rådgivarar i {span}: {minority_advisers} {mr} ved {schools} skular og {integration_advisers} {ir} "
    "ved {embassies} utanriksstasjonar.",
    en="Advisers in {span}: {minority_advisers} {mr} at {schools} schools and {integration_advisers} {ir} "
    "at {embassies} embassies.",
)
ADVISERS_NOT_GIVEN = Text(
    nb="Antall rådgivere i {year} er ikke oppgitt.",
    nn="Talet på rådgivarar i {year} er ikkje oppgitt.",
    en="The number of advisers in {year} is not given.",
)
BREAK = Text(
    nb="Brudd i serien {day}: {why}.",
    nn="Brot i serien {day}: {why}.",
    en="Break in the series on {day}: {why}.",
)
PRINTED = Text(
    nb="Kilde for {years}: publiserte tall ({source}).",
    nn="Kjelde for {years}: publiserte tal ({source}).",
    en="Source for {years}: published figures ({source}).",
)
COUNTED = Text(
    nb="Kilde for {years}: talt i dette registeret.",
    nn="Kjelde for {years}: talt i dette registeret.",
    en="Source for {years}: counted in this register.",
)
SAME_AS_PRINTED = Text(
    nb="Kilde for {years}: talt i dette registeret; likt de publiserte tallene ({source}).",
    nn="Kjelde for {years}: talt i dette registeret; likt dei publiserte tala ({source}).",
    en="Source for {years}: counted in this register; equal to the published figures ({source}).",
)
PARTLY_PRINTED = Text(
    nb="Kilde for {years}: talt i dette registeret; de tallene som er publisert ({source}), er like.",
    nn="Kjelde for {years}: talt i dette registeret; dei tala som er publiserte ({source}), er like.",
    en="Source for {years}: counted in this register; such figures as were published ({source}) are equal.",
)
ERASED = Text(
    nb="Saker fra {years} er slettet etter fristen: det som ikke lenger er lagret om dem, står her som "
    "ukjent "
    "eller null. Det som ble publisert, står i utgaven.",
    nn="Saker frå {years} er sletta etter fristen: det som ikkje lenger er lagra om dei, står her som ukjent "
    "eller null. Det som vart publisert, står i utgåva.",
    en="Cases of {years} were erased when their time was up: what is no longer stored of them stands here as "
    "unknown or nil. What was published stands in its edition.",
)
DIFFERS = Text(
    nb="{year} avviker fra de publiserte tallene ({source}): {what}.",
    nn="{year} avvik frå dei publiserte tala ({source}): {what}.",
    en="{year} differs from the published figures ({source}): {what}.",
)
INSTEAD = Text(
    nb="{label} {ours}, publisert {printed}",
    nn="{label} {ours}, publisert {printed}",
    en="{label} {ours}, published {printed}",
)
NO_FIGURES = Text(
    nb="Ingen tall for {years}: verken publisert eller talt, og ikke med i noen sum.",
    nn="Ingen tal for {years}: verken publisert eller talt, og ikkje med i nokon sum.",
    en="No figures for {years}: neither published nor counted, and in no sum.",
)
SIGNS = Text(nb="Tegn: {signs}.", nn="Teikn: {signs}.", en="Signs: {signs}.")
