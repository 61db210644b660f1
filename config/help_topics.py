"""What the help pages say, in plain words: short sentences under headings, translated like any other text."""

from django.utils.translation import gettext_lazy as _

from config.help_news import NEW
from config.help_shapes import Part, Topic

RECORDED = Topic(
    "registreres",
    _("What is recorded, and what never is"),
    _("A case is told in choices from lists, and in a short note. Nobody must be known from it."),
    (
        Part(
            _("Recorded"),
            (
                _("Main concern, other circumstances, age group, sex, countries, and where the person is."),
                _("Who asked, how and when, how urgent it is, what was done, and how it ended."),
                _("Risk, the two duties, a planned journey by its week, and a safe way to make contact."),
                _("A short note. It is locked with a key of its own, and erased before the choices are."),
            ),
        ),
        Part(
            _("Never recorded"),
            (
                _("Name, initials, identity number, telephone, e-mail or address."),
                _("Passport or ticket, class, birthday, or the day of a journey."),
                _("A name of somebody else, and what only those who know the family would recognise."),
            ),
        ),
        Part(
            _("What the program does"),
            (
                _("It looks at every text before it is saved, stops what identifies, and asks where unsure."),
                _("It does not find everything. You know best whom a sentence gives away."),
                _("It is still about a person: sex, age, country and school can together fit one."),
                _("Everybody who opens a case is written down. Who has seen it stands on the case."),
            ),
        ),
    ),
)
ROLES = Topic(
    "roller",
    _("Roles, and who sees what"),
    _("You see the cases of the posts that you hold, for as long as you hold them."),
    (
        Part(
            _("Who does what"),
            (
                _("Advisers at schools and embassies log inquiries, follow up and close."),
                _("The coordinator gives cases of the competence team to whose field they are."),
                _("A representative sees of a case from elsewhere what the agency needs, and her own part."),
                _("The statistics officer and the unit leader see figures, never a case."),
                _("The privacy officer sees who has opened what, the system administrator accounts alone."),
            ),
        ),
        Part(
            _("When you are away"),
            (
                _("Name a deputy before you leave. Cases must not lie still."),
                _("Does somebody stand too near to a case? Shut her out from its page, and say why."),
                _("In an emergency a case of another post can be opened with a reason. The post is told."),
            ),
        ),
    ),
    "rights",
    _("What each role may do"),
)
HAND_OVER = Topic(
    "oversending",
    _("Ask another post, or hand a case over"),
    _("A case stays yours until somebody else has accepted it."),
    (
        Part(
            _("Before you ask"),
            (
                _("Would it hasten departure if the family learned of it? Could it harm siblings?"),
                _("Say on what ground it is shared: consent, a duty, or without saying whom it concerns."),
                _("Choose whether the other post takes the case over, or only advises."),
            ),
        ),
        Part(
            _("Afterwards"),
            (
                _("The other post accepts, passes it on, or declines and says why. You see which."),
                _("You can take it back until it is answered. An answer that is late is asked for again."),
                _("While you wait for a reply, your own time limit stands still."),
                _("A post that only advised loses its access some time after its part has ended."),
                _("Do you both know the same matter? Tell each other a code, and the cases are linked."),
            ),
        ),
    ),
)
URGENT = Topic(
    "haster",
    _("The urgent hour"),
    _("This may be the only conversation. Talk first, and write when there is time for it."),
    (
        Part(
            _("Now"),
            (
                _("Danger to life or health, or departure now: call the police, in Norway on 112."),
                _("Talk alone with the person. Agree on a code word and a safe way to make contact."),
                _("Do not contact the family, do not mediate, and let nobody go without a plan."),
                _("Is the person under 18? Tell child welfare."),
            ),
        ),
        Part(
            _("In the program"),
            (
                _("Choose that it is acute or urgent: whom to call comes up first, and stays on the case."),
                _("Acute cases have time limits day and night, others in working hours."),
                _("A case that is acute, or of somebody under 18, closes when both duties are answered for."),
            ),
        ),
    ),
)
COUNTING = Topic(
    "telling",
    _("How it is counted"),
    _("The year's tables come out of the same cases that you log. Nothing is reported twice."),
    (
        Part(
            _("What counts as what"),
            (
                _("A case is counted once at each scheme that was asked, in the year in which it was asked."),
                _("Persons are counted by themselves: one case can be about two sisters."),
                _("One main concern counts. Other circumstances are counted in no main table."),
                _("A general question is about no person, and is counted by itself."),
                _("What is unknown or not recorded has its own row, and is always printed."),
            ),
        ),
        Part(
            _("What leaves the house"),
            (
                _("Figures in the program are exact and for the house alone."),
                _("They are published in numbered editions, in which small figures are protected."),
                _("The figures say how many asked for help. They do not say how many need it."),
            ),
        ),
    ),
)
SCREEN = Topic(
    "skjermen",
    _("When somebody comes: the screen"),
    _("What is on the screen is nobody else's to see. These three things help."),
    (
        Part(
            _("Leave quickly"),
            (
                _("Press the button at the top of the page, or Escape three times."),
                _("Another page comes at once, and you are signed out."),
                _("What you typed into an inquiry or a message is kept as a draft."),
                _("The browser's back button shows nothing of it until somebody signs in again."),
                _("To come back, type the address of the first page yourself, and sign in."),
                _("The browser's list of visited pages still names Fritt valg."),
                _("Do others use the same browser? Delete that list."),
            ),
        ),
        Part(
            _("Drafts"),
            (
                _("An inquiry or a message is kept as a draft as you type. Only you see it."),
                _("Go on with it from your first page, on another machine too."),
                _("A draft is deleted when it is saved or sent, and otherwise after 14 days."),
            ),
        ),
        Part(
            _("When you turn away"),
            (
                _("After a short while without work the page is covered. Everything stays as it was."),
                _("After a longer while you are signed out. The page warns you first."),
            ),
        ),
    ),
)
# By the name of the route.
TOPICS = {
    "help_recorded": RECORDED,
    "help_roles": ROLES,
    "help_hand_over": HAND_OVER,
    "help_urgent": URGENT,
    "help_screen": SCREEN,
    "help_counting": COUNTING,
    "help_new": NEW,
}
