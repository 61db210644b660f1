"""Somebody at her own machine, as a story tells of her: both factors, the keyboard alone, all by its name.

What is on a page is found by what she reads there (role and name, in bokmål), so that a story goes on when a
page is built otherwise, and stops when a label or a link is gone.
"""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from tests import factories
from tests.factories import Member
from tests.plugin_ci import WAIT_MS

PASSWORD = "fjell fjord foss vidde"
# More than any page has between two things that one goes to.
MOST_TABS = 150
# A radio button stands for its group: Tab leads there, the arrows lead on.
IS_REACHED = """wanted => {
  const now = document.activeElement
  const same = wanted.type === 'radio' && now.type === 'radio' && now.name === wanted.name
  return now === wanted || (same && now.form === wanted.form)
}"""
# Nothing has been done on the page yet, and it is past the menu.
IS_FAR = "wanted => document.activeElement === document.body && wanted.closest('main') !== null"
WAY_IN_A_LIST = (
    "(list, name) => [...list.options].findIndex(one => one.label.trim() === name) - list.selectedIndex"
)
CASE = re.compile(r"(?:^|, )\d\d\.\d\d\.\d{4} \d\d:\d\d$")


class AtWork:
    """One of the cast in a browser of her own. `scripts`: whether it runs any."""

    def __init__(self, browser: Browser, address: str, member: Member, *, scripts: bool = True) -> None:
        self.member = member
        self.account = factories.give_password(member, PASSWORD)
        self.context = browser.new_context(base_url=address, locale="nb-NO", java_script_enabled=scripts)
        self.context.set_default_timeout(WAIT_MS)
        self.page: Page = self.context.new_page()

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    # Coming and going.

    def signs_in(self, address: str = "/") -> None:
        """From the address of a letter, or the start: with her password, then with the code of her app."""
        self.page.goto(address)
        self.write("E-postadresse", self.account.email)
        self.write("Passord", PASSWORD)
        self.press("Logg inn")
        self.write("Kode", factories.code_now())
        self.press("Gå videre")
        expect(self.page.get_by_role("banner")).to_contain_text(self.account.name)

    def opens_the_case(self) -> None:
        """The only one there is: from the page she is at, or from her list."""
        there = self.main.get_by_role("link", name=CASE)
        if not there.count():
            self.follow("Våre saker")
        self.go(there.first)
        expect(self.main.get_by_role("heading", level=1)).to_contain_text("Sak opprettet")

    # By the keyboard.

    def reach(self, wanted: Locator) -> None:
        """By Tab, from where she is; on a page that has just come, past the menu by the link for that."""
        there = wanted.element_handle()
        if self.page.evaluate(IS_FAR, there):
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Enter")
        for _tab in range(MOST_TABS):
            if self.page.evaluate(IS_REACHED, there):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab never reached {wanted}")

    def go(self, wanted: Locator) -> None:
        """Reach a link or a button and press it; the next page is there then."""
        self.reach(wanted)
        # Another address of the same page, by which it is found again, is no next page.
        with self.page.expect_event("load"):
            self.page.keyboard.press("Enter")

    def follow(self, link: str) -> None:
        """The first of that name: a page may lead to the same place twice."""
        self.go(self.page.get_by_role("link", name=link, exact=True).first)

    def press(self, button: str) -> None:
        self.go(self.main.get_by_role("button", name=button, exact=True).first)

    def choose(self, question: str, answer: str, *, within: Locator | None = None) -> None:
        """One of the answers to a question, by the arrows; what follows a colon in it need not be said."""
        group = (within or self.main).get_by_role("group", name=named(question))
        wanted = group.get_by_role("radio", name=re.compile(rf"^{plainly(answer)}($|:)"))
        self.reach(wanted)
        for _arrow in range(group.get_by_role("radio").count()):
            if wanted.evaluate("one => one === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        if not wanted.is_checked():
            self.page.keyboard.press("Space")
        expect(wanted).to_be_checked()

    def tick(self, question: str, *answers: str) -> None:
        group = self.main.get_by_role("group", name=named(question))
        for answer in answers:
            wanted = group.get_by_role("checkbox", name=answer, exact=True)
            self.reach(wanted)
            self.page.keyboard.press("Space")
            expect(wanted).to_be_checked()

    def pick(self, label: str, option: str, *, within: Locator | None = None) -> None:
        """From a list that folds out, by the arrows."""
        wanted = (within or self.main).get_by_role("combobox", name=named(label))
        self.reach(wanted)
        way = int(wanted.evaluate(WAY_IN_A_LIST, option))
        for _arrow in range(abs(way)):
            self.page.keyboard.press("ArrowDown" if way > 0 else "ArrowUp")
        assert wanted.evaluate("list => list.selectedOptions[0].label.trim()") == option

    def write(self, label: str, text: str) -> None:
        wanted = self.page.get_by_label(named(label)).first
        self.reach(wanted)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)
        expect(wanted).to_have_value(text)

    # What she sees.

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.main).to_contain_text(text)

    def sees_nothing_of(self, *texts: str) -> None:
        """On a page that is there already."""
        for text in texts:
            expect(self.main).not_to_contain_text(text)

    def is_offered(self, *names: str) -> None:
        """Links and buttons of these names."""
        for name in names:
            found = self.main.get_by_role("link", name=name, exact=True)
            expect(found.or_(self.main.get_by_role("button", name=name, exact=True)).first).to_be_visible()

    def is_not_offered(self, *names: str) -> None:
        for name in names:
            expect(self.main.get_by_role("link", name=name, exact=True)).to_have_count(0)
            expect(self.main.get_by_role("button", name=name, exact=True)).to_have_count(0)


def named(label: str) -> re.Pattern[str]:
    """By its words alone: that it may be left out, or what it is for, stands after them."""
    return re.compile(rf"^{plainly(label)}( \(valgfritt\))?$")


def plainly(text: str) -> str:
    """For a pattern that a browser reads as well, which ends one at a stroke."""
    return re.escape(text).replace("/", r"\/")


def letters_sent() -> dict[str, str]:
    """Send what waits: to each address the one link of its last letter, which is to the sign-in page."""
    mail.outbox.clear()
    call_command("send_letters", verbosity=0)
    links = {one.to[0]: re.findall(r"https?://\S+", str(one.body)) for one in mail.outbox}
    assert all(found == [settings.SITE_ADDRESS + reverse("account_login")] for found in links.values())
    return {address: found[0] for address, found in links.items()}
