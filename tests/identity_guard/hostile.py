"""Texts of nothing but what a pattern begins with, over and over, so that it might take for ever."""

UNITS = (
    "1", "0", "1234567890", "1 2 3 ", "98 76 54 32 ", "123 456 ", "4500\n", "12.", "12/12/", "3/7 ", "12. ",
    "59.91,", "+1", "0047 ", "a", "A", "A ", "A.", "AK ", "M (17", "a-", "a.a.", "a@a", "a@a@a…",
    "a at a dot ", "a#1", "&", "&amp;", "&#", "&#57;", " ", "\n", ".", "'", "(", "Aaa Bbb ", "Khan Ali ",
    "Aa-Bb ", "ni åtte ", "to hundre og ", "søsteren til ", "heter ", "12 juni ", "tiende ", "fire mai ",
    "den ", "den 3. ", "mellom 3. og ", "faren er en ", "eneste jente ", "eldst av fem ", "Aa vgs ",
    "går i 9 ", "SK 1 ", "SK fire ", "fly nr 1", "norwegian ", "AB 12 ", "bil AB ", "NO93 1234 ", "pass 1 ",
    "id-nummer 1 ", "siste fem er ", "snap: ", "brukernavn er ", "booking ", "pnr AAA ", "kode abcdef ",
    "http://", "www.a.", "/", "///a.b.", "_", "§ 4 ", "bor i Aa ", "storgata ", "gata to ", "N59 ",
    "lat 1.1 ", "posisjon 1", "fyller 18 på ", "17 år og 3 ", "myndig om ", "elev a ", "mor til ",
    "house 1 street ", "house 1, ", "Aa road 1 ", "nr 1 i ", "Aa Aa, villa 1 ", "12345 Aa ", "1234 AB ",
    "oslo 1234", "aa sokak ", "lives at 1 a ", "post til ", "4 0 0 ", "snakket med ", "fra aa vgs ",
    "far er en aa ", "17 og 3 ",
    "initialer ", "\u200b", "\u0301", "\u202e", "а", "м", "م", "９", "f-a-", "F4", "bekymringsmelding",
    "A1B2C3", "🌹", "\ud800", "\x00",
)  # fmt: skip


def of_length(unit: str, length: int) -> str:
    """Signs of it, over and over."""
    return (unit * (length // len(unit) + 1))[:length]
