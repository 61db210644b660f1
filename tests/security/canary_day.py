"""A day at work with a planted word in every text, name and label, in a process and database of its own.

Run by test_canary.py as `python -m tests.security.canary_day FOLDER`; FOLDER/tokens.json says what to plant
where. Pages that went wrong are kept in FOLDER/pages. Says `ready` when the day is over and then waits for
a line, so that the database can be looked into while it is open, write-ahead log and all.
"""

import json
import logging
import secrets
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils.log import AdminEmailHandler

STRANGE = ("HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_X_REQUEST_ID", "HTTP_X_CORRELATION_ID", "HTTP_ACCEPT")


class Day:
    """What happens, in order. `plant` gives the token of a spot and fails for one that is not listed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.pages = folder, folder / "pages"
        self.pages.mkdir()
        self.tokens: dict[str, str] = json.loads((folder / "tokens.json").read_text())
        self.planted: set[str] = set()

    def plant(self, spot: str) -> str:
        self.planted.add(spot)
        return self.tokens[spot]

    def keep(self, name: str, answer: Any, status: int) -> None:
        """Keep a page that went wrong; it must have gone wrong as it should."""
        assert answer.status_code == status, (name, answer.status_code)
        (self.pages / name).write_bytes(answer.content)

    def people(self) -> None:
        from advisory.models import Agency
        from advisory.roles import Role
        from advisory.services.accounts import create_account
        from advisory.services.memberships import start_membership
        from tests import factories

        self.post = factories.new_post(name=f"Skolen {self.plant('post name')}")
        profile = {"code": "X", "name": self.plant("agency name")}
        Agency(valid_from=self.post.valid_from, profile=profile).save()
        self.email = f"{self.plant('e-mail')}@example.invalid"
        self.password = f"{self.plant('password')}-Og-Litt-Til"
        account = create_account(
            actor=factories.SUITE,
            name=f"Åse {self.plant('account name')}",
            email=self.email,
            password=self.password,
        )
        start_membership(actor=factories.SUITE, account=account, post=self.post, role=Role.ADVISER)
        factories.give_factor(account)
        self.coordinator = factories.member("koordinator", Role.COORDINATOR, factories.post("kt-koordinator"))
        self.account = account
        self.officer = factories.member("ombud", Role.PRIVACY, factories.post("kontor"))
        self.statistician = factories.member("tallperson", Role.STATISTICS, factories.post("kontor"))
        # Of whom nothing is planted, for a worker that shows figures and opens no case.
        counting = {"email": "teller@example.invalid", "password": secrets.token_urlsafe(20)}
        counter = create_account(actor=factories.SUITE, name="Teller", **counting)
        office = factories.post("kontor")
        start_membership(actor=factories.SUITE, account=counter, post=office, role=Role.STATISTICS)
        factories.give_factor(counter)
        self.known = {"counter": counting, "adviser": {"email": self.email, "password": self.password}}

    def sign_in(self) -> None:
        from django.test import Client

        from tests import factories

        self.client = Client(raise_request_exception=False)
        headers = {name: self.plant("headers") for name in STRANGE}
        stranger = Client(raise_request_exception=False)
        for _ in range(2):
            unknown = f"{self.plant('unknown log-in')}@example.invalid"
            typed = {"login": unknown, "password": self.plant("wrong password")}
            stranger.post("/konto/logg-inn", typed, **headers)
        self.client.post("/konto/logg-inn", {"login": self.email, "password": self.plant("wrong password")})
        answer = self.client.post(
            "/konto/logg-inn", {"login": self.email, "password": self.password}, **headers
        )
        assert answer.status_code == 302, answer.status_code
        answer = self.client.post("/konto/logg-inn/bekreft", {"code": factories.code_now()}, **headers)
        assert answer.status_code == 302, answer.status_code
        assert self.client.get("/saker/", {"q": self.plant("query")}, **headers).status_code == 200

    def work(self) -> None:
        from tests.cases.typing_in import SISTER, typed

        def send(address: str, **changes: Any) -> Any:
            return self.client.post(address, typed(step="save", submission=str(uuid.uuid4()), **changes))

        wrong = send(
            "/saker/ny/", concern=self.plant("wrong choice"), narrative=self.plant("refused narrative")
        )
        assert wrong.status_code == 200
        answer = self.client.post(
            "/saker/ny/",
            typed(
                step="save",
                submission=str(uuid.uuid4()),
                narrative=f"Notat: {self.plant('narrative')}.",
                ukjent=self.plant("unknown field"),
            )
            | SISTER,
        )
        assert answer.status_code == 302
        self.case = answer.headers["Location"]
        assert self.plant("narrative") in self.client.get(self.case).content.decode()
        changed = send(
            f"{self.case}endre/", narrative=self.plant("changed narrative"), urgency="AKUTT", revision="1"
        )
        assert changed.status_code == 302, changed.content.decode()
        stale = send(f"{self.case}endre/", narrative=self.plant("conflicting narrative"), revision="1")
        assert stale.status_code in (200, 409)
        self.name_it()
        draft = {"submission": str(uuid.uuid4()), "narrative": self.plant("draft")}
        assert self.client.post("/utkast/", typed(**draft)).status_code == 204
        kept = typed(step="save-draft", submission=str(uuid.uuid4()), narrative=self.plant("kept draft"))
        assert self.client.post("/saker/ny/", kept).status_code == 302
        self.in_an_urgent_hour()
        self.to_the_end_and_after()

    def call_it(self, name: str) -> None:
        """By the service: a form takes ordinary words alone, and what is planted is none."""
        from advisory.standing import standing_of
        from cases import access
        from cases.services.case_names import call_case
        from tests import factories

        standing = standing_of(self.account, actor=factories.SUITE)
        case = access.open_case(standing, uuid.UUID(self.case.split("/")[2]))
        call_case(standing=standing, case=case, seen=None, called=name)

    def name_it(self) -> None:
        """A name of her own that is refused, one that she keeps and finds, and one that finds nothing."""
        address, name = f"{self.case}kallenavn/", self.plant("own name")
        refused = self.client.post(address, {"called": f"{self.plant('refused own name')} 912 34 567"})
        assert refused.status_code == 200
        self.call_it(name)
        assert self.client.post(address, {"called": "Et annet"}).status_code == 409
        for page in (self.case, "/", "/saker/", "/oppgaver/"):
            assert name in self.client.get(page).content.decode(), page
        assert self.case in self.client.post("/sok/", {"called": name[:12]}).content.decode()
        nothing = self.client.post("/sok/", {"called": self.plant("own name looked for")})
        assert self.case not in nothing.content.decode()

    def to_the_end_and_after(self) -> None:
        """A task that is given up, a closing, a follow-up, and the case opened again from there."""
        from django.utils import timezone

        from cases.models import Event

        week = timezone.localdate() + timedelta(days=7)

        def tell(status: int, page: str, **answers: Any) -> None:
            assert self.client.post(f"{self.case}{page}/", answers).status_code == status, page

        def planned() -> str:
            return str(Event.unscoped.exclude(due_at=None).latest("at").pk)

        tell(200, "oppgave", text=self.plant("refused task"), day="")
        tell(302, "oppgave", text=self.plant("task"), day=f"{week:%d.%m.%Y}")
        tell(302, "oppgave/slutt", task=planned(), how="given_up", reason=self.plant("task given up"))
        ending = {"outcome": "LOST", "follow_up": "3M", "revision": "7"}
        tell(302, "avslutt", why_not=self.plant("no follow-up"), **ending)
        words = {"text": self.plant("follow-up"), "then": "goes_on"}
        tell(302, "oppfolging", event=planned(), reached="JA", outcome="LOST", **words)

    def in_an_urgent_hour(self) -> None:
        """Risk and duties, a journey, a safe contact: as it is told, and once as it cannot be used."""

        def tell(status: int, page: str, **answers: str) -> None:
            assert self.client.post(f"{self.case}{page}/", answers).status_code == status, page

        duties = {"AVVERGE": "JA", "OPPLYSE": "NEI"}
        tell(200, "vurdering", RISIKO=self.plant("no risk"), why_OPPLYSE=self.plant("refused assessment"))
        tell(302, "vurdering", RISIKO="H", why_AVVERGE=self.plant("assessment"), **duties)
        tell(200, "reise", seen="", planned="JA", week=self.plant("no week"))
        tell(302, "reise", seen="", planned="JA", country="PK", week="")
        tell(302, "kontakt", seen="", text=self.plant("safe contact"))
        tell(409, "kontakt", seen="", text=self.plant("refused contact"))
        assert self.plant("safe contact") in self.client.get(self.case).content.decode()
        assert self.client.get("/reiser/").status_code == 200

    def mishaps(self) -> None:
        """Pages that fail: with the text in the exception, by a broken seal, and for want of rights."""
        from django.db import connection
        from django.test import Client

        from cases.views import case as page

        honest = page.asked_in

        def failing(*rows: Any) -> Any:
            told = honest(*rows)
            raise ValueError(f"cannot show {told.note} to {self.email}")

        page.asked_in = failing
        self.keep("500-view.html", self.client.get(self.case, {"q": self.plant("query")}), 500)
        page.asked_in = honest
        with connection.cursor() as cursor:
            cursor.execute("SELECT narrative FROM cases_inquiry")
            stored = bytes(cursor.fetchone()[0])
            cursor.execute("UPDATE cases_inquiry SET narrative = %s", [stored[:-1] + bytes([stored[-1] ^ 1])])
            self.keep("500-seal.html", self.client.get(self.case), 500)
            cursor.execute("UPDATE cases_inquiry SET narrative = %s", [stored])
        self.keep("404-stranger.html", self.coordinator.client.get(self.case), 404)
        self.keep(
            "404-absent.html", self.client.get(f"/saker/{uuid.uuid4()}/", {"q": self.plant("query")}), 404
        )
        self.keep("404-typed.html", self.client.get(f"/saker/{self.plant('path')}/"), 404)
        self.keep("403-statistics.html", self.client.get("/statistikk/"), 403)
        strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
        forged = {"narrative": self.plant("forged form"), "csrfmiddlewaretoken": self.plant("forged form")}
        self.keep("403-csrf.html", strict.post("/saker/ny/", forged), 403)
        strict.cookies["sessionid"] = self.plant("cookie")
        strict.get("/saker/")
        flood = {f"felt{number}": self.plant("flood") for number in range(1100)}
        self.keep("400-flood.html", self.client.post("/saker/ny/", flood), 400)

    def write_letters(self) -> None:
        """To the account of the day: one that is sent, by way of a folder of files, and one that waits."""
        from django.db import transaction
        from django.utils import timezone

        from advisory.models import Account
        from advisory.services import outbox

        account = Account.objects.by_login(self.email)
        assert account is not None
        with transaction.atomic():
            assert outbox.ask_to_sign_in(account, now=timezone.now())
        assert [one.sent for one in outbox.send_due()] == [True]
        with transaction.atomic():
            assert outbox.ask_to_sign_in(account, now=timezone.now())

    def supervise(self) -> None:
        """Who has seen what; how long cases are kept; a case held back, let go of, marked and erased."""
        from cases.models import Case
        from cases.retention import WARNING
        from cases.services.erasure import erase_due, mark_case
        from tests import factories
        from tests.cases.erasing import after
        from tests.cases.typing_in import typed

        narrative = f"Slettes: {self.plant('erased narrative')}."
        logged = self.client.post(
            "/saker/ny/", typed(step="save", submission=str(uuid.uuid4()), narrative=narrative)
        )
        address = logged.headers["Location"]
        number = address.split("/")[2]

        def sent(status: int, client: Any, to: str, **answers: Any) -> None:
            answer = client.post(to, answers)
            assert answer.status_code == status, (to, answers, answer.content.decode())

        sent(302, self.client, f"{address}vurdering/", AVVERGE="NEI", OPPLYSE="JA")
        sent(302, self.client, f"{address}avslutt/", outcome="LOST", follow_up=["3M", "12M"], revision="2")
        until, held = self.plant("hold until"), {"reason": "TILSYN", "revision": "3"}
        sent(200, self.client, f"{address}hold/", until=until, **held)
        sent(302, self.client, f"{address}hold/", until=f"31.12.{after(24).year}", **held)
        officer, periods = self.officer.client, "/sporing/frister/"
        for page in (f"{address}innsyn/", f"{self.case}innsyn/"):
            assert self.client.get(page).status_code == 200
        for page in ("", f"konto/{self.account.pk}/", f"sak/{number}/", "frister/"):
            assert officer.get(f"/sporing/{page}").status_code == 200
        wrong = {"release-case": self.plant("case number"), "do": "release"}
        sent(200, officer, periods, **wrong)
        sent(302, officer, periods, **wrong | {"release-case": number})
        reason = {"do": "texts", "texts-reason": self.plant("refused reason"), "texts-months": "1"}
        sent(200, officer, periods, **reason)
        reason |= {"texts-reason": f"Vedtak {self.plant('period reason')}", "texts-months": "12"}
        sent(302, officer, periods, **reason)
        self.decide_rules(sent)
        self.draft_edition(sent)
        self.keep_advice(sent)
        erased, then = {"actor": factories.SUITE, "case_id": uuid.UUID(number)}, after(120)
        mark_case(**erased, now=then)
        for page in ("/saker/", address):
            assert self.client.get(page).status_code == 200
        erase_due(**erased, now=then + WARNING)
        assert Case.unscoped.get(pk=number).erased_at is not None

    def decide_rules(self, sent: Any) -> None:
        """The coordinator refuses herself a rule, puts others into force, and leaves a draft behind."""
        from django.utils import timezone

        client, rules = self.coordinator.client, "/fordeling/regler/"
        draft, today = f"{rules}utkast/", f"{timezone.localdate():%d.%m.%Y}"
        why = {"valid_from": today, "reason": f"Vedtak {self.plant('reason of rules')}"}
        sent(302, client, rules, do="begin")
        sent(200, client, f"{draft}1/", key=self.plant("refused rule"), revision="1")
        sent(302, client, draft, revision="1", **why)
        sent(302, client, f"{draft}prove/", revision="2", seen="on")
        sent(302, client, rules, do="begin")
        sent(302, client, draft, revision="1", **why)

    def draft_edition(self, sent: Any) -> None:
        """The statistics officer drafts an edition of one table, and checks it."""
        from cases.statistics.tables import TABLES

        client, said = self.statistician.client, f"Tall {self.plant('reason of edition')}"
        others = [table for table in TABLES if table != "T02"]
        sent(302, client, "/statistikk/utgaver/", year="2008", reason=said, left_out=others)
        sent(302, client, "/statistikk/utgaver/1/", do="checked")

    def keep_advice(self, sent: Any) -> None:
        """The coordinator is refused a text, keeps another; the adviser looks for it."""
        client = self.coordinator.client
        advice = {
            "title": f"Råd {self.plant('title of advice')}",
            "concerns": "TVE_FR",
            "language": "nb",
            "anonymous": "on",
            "do": "show",
        }
        refused = f"Ring 912 34 567 {self.plant('refused advice')}"
        sent(200, client, "/rad/ny/", text=refused, **advice)
        sent(302, client, "/rad/ny/", text=f"Avtal {self.plant('text of advice')}.", **advice)
        found = self.client.post("/rad/", {"words": self.plant("text of advice")}).content.decode()
        assert self.plant("title of advice") in found
        sent(200, self.client, "/rad/", words=self.plant("words looked for"))

    def leave(self) -> None:
        from django.core.management import call_command

        (self.folder / "known.json").write_text(json.dumps({**self.known, "case": self.case}))
        call_command("annual_statistics", "2026", "--internal", verbosity=0)
        call_command("checkpoint")
        call_command("verify_trail", "--checkpoints")
        call_command("verify_seals")


def listen() -> None:
    """Everything the product could be made to log: all loggers at DEBUG, but for the one that never is."""
    logging.getLogger().setLevel(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        if not name.startswith("django.db.backends"):
            logging.getLogger(name).setLevel(logging.DEBUG)


def mail_mishaps() -> None:
    """Mail to administrators, as an operator might turn it on; the product's own settings have none."""
    settings.ADMINS = [("Drift", "drift@example.invalid")]
    handler = AdminEmailHandler(include_html=True)
    handler.setLevel(logging.ERROR)
    logging.getLogger().addHandler(handler)


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    backend = settings.EMAIL_BACKEND
    setup_test_environment(debug=False)
    settings.EMAIL_BACKEND = backend
    listen()
    mail_mishaps()
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    day = Day(Path(sys.argv[1]))
    for part in (day.people, day.sign_in, day.work, day.mishaps, day.write_letters, day.supervise, day.leave):
        part()
        listen()
    left = set(day.tokens) - day.planted
    assert not left, f"never planted: {left}"
    print("ready", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()
