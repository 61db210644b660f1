"""What people do with a case, page by page, as both stories need it: log, ask, answer, write, close."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.flows.at_work import AtWork

ASSESSED = {
    "Hva ble resultatet av risikovurderingen?": "risk",
    "Gjelder plikten til å avverge?": "avert",
    "Gjelder plikten til å melde til barnevernet?": "inform",
}
ADVICE, TAKE_OVER = "Om råd eller en del av arbeidet", "Om å overta saken"


@dataclass(frozen=True)
class Someone:
    """Whom a case concerns."""

    sex: str
    age: str
    whereabouts: str
    background: str = ""


class Caseworker(AtWork):
    """One of the cast who works on cases."""

    def logs(
        self,
        *,
        concern: str,
        country: str,
        persons: Sequence[Someone],
        asker: str,
        channel: str,
        urgency: str,
        done: Sequence[str],
        note: str,
        circumstances: Sequence[str] = (),
    ) -> None:
        """A specific case, from the menu to its page."""
        self.follow("Ny henvendelse")
        self.choose("Hastegrad", urgency)
        self.choose("Gjelder det en person, eller er det et generelt spørsmål?", "Konkret sak")
        self.choose("Hovedbekymring", concern)
        self.tick("Tilleggsforhold", *circumstances)
        self.pick("Sakens land", country)
        self.press("Neste")
        for number, one in enumerate(persons, start=1):
            if number > 1:
                self.press("Legg til en person")
            person = self.main.get_by_role("group", name=f"Person {number}", exact=True)
            self.choose("Kjønn", one.sex, within=person)
            self.choose("Alder", one.age, within=person)
            if one.background:
                self.pick("Landbakgrunn", one.background, within=person)
            self.choose("Hvor er personen nå?", one.whereabouts, within=person)
        self.press("Neste")
        self.pick("Hvem tok kontakt?", asker)
        self.choose("Hvordan?", channel)
        self.press("Neste")
        self.tick("Hva du har gjort hittil", *done)
        self.write("Notat", note)
        self.press("Se over svarene")
        self.press("Lagre henvendelsen")
        expect(self.main.get_by_role("heading", level=1)).to_contain_text("Sak opprettet")

    def assesses(self, *, risk: str, avert: str, inform: str, why: str) -> None:
        """The risk and both duties, from the page of the case."""
        self.go(self.main.get_by_role("link", name=re.compile(r"^Registrer .*– Risikovurdering$")))
        said = {"risk": risk, "avert": avert, "inform": inform}
        for question, name in ASSESSED.items():
            self.choose(question, said[name])
            if name == "avert":
                self.write("Hvorfor gjelder plikten til å avverge, eller hvorfor ikke?", why)
        self.press("Registrer vurderingen")
        self.sees("Vurderingen er registrert.")

    def asks(
        self, post: str, *, how: str, basis: str, hastens: str, harms: str, why: str, days: int = 90
    ) -> None:
        """Another post, from the page of the case; why it may be shared and what it could do comes first."""
        self.follow("Spør et annet arbeidssted")
        self.pick("Hvem spør du?", post)
        self.choose("Hva spør du om?", how)
        self.choose("Hvorfor kan saken deles?", basis)
        self.choose("Kan personen bli tatt ut av landet tidligere om familien får vite det?", hastens)
        self.choose("Kan det skade søsknene?", harms)
        self.pick("Hvor lenge kan det andre arbeidsstedet se saken?", f"{days} dager")
        self.write("Hva vil du si til dem?", why)
        self.press("Spør")

    def takes_on(self, *, said: str) -> None:
        """What another post asks, from what waits: she reads what they say, and accepts."""
        self.follow("Det som venter")
        self.follow("Svar")
        self.sees(said)
        self.press("Ta imot: Vi arbeider med saken")
        self.sees("arbeider med saken fra nå av")

    def says(self, kind: str, text: str, *, seen_by: str = "", to: str = "") -> None:
        """A question, advice or a note, from the page of the case."""
        self.follow("Skriv: spørsmål, råd eller notat")
        self.choose("Hva skriver du?", kind)
        if to:
            self.pick("Til hvilket arbeidssted?", to)
        if seen_by:
            self.choose("Hvem kan se det?", seen_by)
        self.write("Tekst", text)
        self.press("Lagre")
        self.sees("Meldingen er lagret.", text)

    def answers(self, question: str, text: str) -> None:
        """What another post asks, which stands at the top of the case."""
        self.sees(question)
        self.follow("Svar på spørsmålet")
        self.write("Tekst", text)
        self.press("Lagre")
        self.sees("Meldingen er lagret.", text)
        self.is_not_offered("Svar på spørsmålet")

    def closes(self, outcome: str) -> None:
        """Her post's part in it, from the page of the case."""
        self.follow("Avslutt saken")
        self.choose("Hvordan endte det?", outcome)
        self.press("Avslutt saken")


def figures(officer: AtWork, year: int) -> dict[str, int]:
    """The year's first two tables as the statistics officer reads them; nothing is nought."""
    officer.follow("Statistikk")
    officer.follow(str(year))
    team = officer.main.get_by_role("region", name=re.compile("^T01 "))
    names = team.get_by_role("columnheader").all_inner_texts()
    row = team.get_by_role("row", name=re.compile(f"^{year}"))
    found = dict(zip(names, row.get_by_role("cell").all_inner_texts(), strict=True))
    told = {f"T01 {name}": found[name] for name in ("Henvendelser", "Personer involvert")}
    for line in officer.main.get_by_role("region", name=re.compile("^T02 ")).get_by_role("row").all()[1:]:
        told[f"T02 {line.get_by_role('rowheader').inner_text()}"] = line.get_by_role("cell").last.inner_text()
    return {name: int((re.match(r"\d+", text) or ["0"])[0]) for name, text in told.items()}
