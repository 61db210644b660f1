"""Short notes in the advisers' manner. Each says first that it is synthetic, and none fits anybody."""

from collections.abc import Sequence

from advisory.sealing.checked import Checked
from cases import gate
from cases.demo.draw import Draw

MARK = "Syntetisk: "

# By scheme, then by main concern; OTHER for the rest.
OTHER = "other"
NOTES: dict[str, dict[str, tuple[str, ...]]] = {
    "MR": {
        "TVE_FR": (
            "eleven tror at familien planlegger et ekteskap i ferien. Ingen hjemme skal få vite at eleven "
            "har snakket med skolen.",
            "bekymring for en elev etter opplysninger om en avtale mellom to familier. Ny "
            "samtale avtalt i skoletiden.",
            "eleven sier at et søskenbarn nylig ble giftet bort, og er redd for å bli den neste.",
            "eleven har fått høre at billettene er bestilt. Vi gikk gjennom hva som kan gjøres før og under "
            "reisen.",
        ),
        "TVE_GJ": (
            "eleven er gift etter press og spør om rettigheter og muligheter.",
            "eleven ble viet i ferien og ønsket det ikke.",
        ),
        OTHER: (
            "eleven opplever streng kontroll hjemme og får ikke delta på klasseturen.",
            "bekymring for en elev som er mye borte og virker redd for å gå hjem.",
            "eleven får ikke velge venner selv og ønsker noen å snakke med. Fast samtaletid avtalt.",
            "spørsmål om hvordan skolen kan ta opp fravær uten å gjøre situasjonen verre.",
            "eleven vurderer å flytte hjemmefra. Vi snakket om trygg kontakt og om hvem som kan hjelpe.",
        ),
    },
    "IR": {
        "TVE_FR": (
            "den det gjelder oppholder seg hos slektninger og sier at et ekteskap er avtalt. Passet er tatt.",
            "en elev kom ikke tilbake til skolen i Norge etter ferien. Stasjonen undersøker.",
            "frykt for at en planlagt reise ender med vielse. Råd gitt om trygg kontakt.",
        ),
        "TVE_GJ": (
            "den det gjelder ble giftet bort under oppholdet og ber om hjelp til å reise hjem.",
            "den det gjelder er viet mot sin vilje og spør om ekteskapet gjelder i Norge.",
        ),
        OTHER: (
            "den det gjelder er etterlatt hos familie og ønsker å fullføre skolen i Norge.",
            "spørsmål om nødpass for en ungdom som vil hjem før tiden.",
            "spørsmål om skolegang og bosted på stedet.",
            "familien er i konflikt om hjemreisen. Stasjonen har avtalt en ny samtale.",
        ),
    },
    "KT": {
        "TVE_FR": (
            "råd ønsket om en ungdom som frykter ekteskap mot sin vilje.",
            "spørsmål om hvordan en ungdom best kan beskyttes etter brudd med familien.",
            "spørsmål om hva som bør gjøres når forlovelsen sies å være bestemt.",
        ),
        "TVE_GJ": (
            "den det gjelder ble giftet bort og trues nå. Råd om opphold og sikkerhet gitt.",
            "spørsmål om oppløsning av ekteskap og om opphold på selvstendig grunnlag.",
            "den det gjelder ble giftet bort i utlandet og er kommet tilbake til Norge.",
        ),
        OTHER: (
            "spørsmål om regler for bistand når noen vil flytte fra familien.",
            "råd ønsket om en familie med sterk kontroll av ungdommene.",
            "spørsmål om hvem som har ansvar når en ungdom blir igjen i utlandet.",
            "saken drøftes anonymt. Råd gitt om veien videre.",
        ),
    },
}
GENERAL = (
    "generelt spørsmål om hva som skjer når skolen er bekymret før en ferie.",
    "spørsmål om foredrag for ansatte.",
    "spørsmål om reglene for familieinnvandring og tvangsekteskap.",
    "spørsmål om taushetsplikt og samtykke, uten at noen bestemt er omtalt.",
)
PASSED_ON = (
    "minoritetsrådgiver ber teamet om råd i en sak på skolen.",
    "minoritetsrådgiver melder saken til teamet før ferien og ber om vurdering av sikkerhet.",
    "minoritetsrådgiver spør om barnevern og politi bør kobles inn.",
)


def note(draw: Draw, texts: Sequence[str]) -> Checked:
    """One of these texts, which says that it is made up. A test holds all of them to the guard."""
    return gate.ours(MARK + draw.random.choice(texts))
