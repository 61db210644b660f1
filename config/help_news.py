"""What is new, as the help says it: what a reader will notice, the newest version first."""

from django.utils.translation import gettext_lazy as _

from config.help_shapes import Part, Topic

NEW = Topic(
    "nytt",
    _("What is new"),
    _("What you will notice. The newest version stands first."),
    (
        Part(
            _("Version 0.5"),
            (
                _("An inquiry is asked a page at a time. You see all answers before you save."),
                _("The page of a case says first what comes next, with one button for it."),
                _("What you write in a message is kept as a draft, for you alone."),
                _("After “Leave quickly” nobody finds the pages again with the browser's back button."),
                _("A list names a case by what it is about, and no longer by a time."),
                _("A start page for each role: what waits, what is urgent, and what is due first."),
                _("Give a case a name that only you see, and know it again in your lists."),
                _("Search by your own names, and by the code that a case has now."),
                _("When the network is gone the page says so, and sends nothing until it is back."),
                _("While the system is worked on, a page says until when, and whom to call."),
                _("What cannot be undone asks once more before it is done."),
                _("Whoever coordinates sees how much each post of the team has in hand, in numbers alone."),
                _("A case that was passed on counts by county and station where it was asked."),
            ),
        ),
        Part(
            _("Version 0.4"),
            (
                _("A quick log: five choices and save. The case says what is to be completed."),
                _("Search among the cases that you may see. What you search for is written in no log."),
                _("These help pages, and a short page for your first visit."),
                _("Ask another post, take over, pass on, and write to each other in a case."),
                _("What waits for whom has a page of its own, with time limits in working hours."),
                _("The team's library of advice, and codes that link cases about the same matter."),
            ),
        ),
    ),
)
